"""Addresses of the API. None of them knows a session; a token is asked for by the operation."""

from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt

from xinghe.api import views
from xinghe.api.v1 import face


def _operations() -> list[URLPattern]:
    """ninja's addresses without its own front page, open to whoever has no session."""
    found = []
    for one in face.urls[0]:
        assert isinstance(one, URLPattern), "ninja lists its operations one by one"
        assert one.callback is not None, "every address has a view"
        if one.name != "api-root":
            found.append(path(f"v1/{one.pattern}", csrf_exempt(login_not_required(one.callback))))
    return found


app_name = "api"
urlpatterns = [
    path("", views.documentation, name="documentation"),
    path("v1/openapi.json", views.document, name="document"),
    *_operations(),
    re_path(r"^v1(/.*)?$", views.unknown),
]
