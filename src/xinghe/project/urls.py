"""Every address of the product, by audience."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from xinghe.web.kit.views import choose_language

urlpatterns = [
    path("", include("xinghe.web.public.urls")),
    path("my/", include("xinghe.web.portal.urls")),
    path("desk/", include("xinghe.web.desk.urls")),
    path("jury/", include("xinghe.web.jury.urls")),
    path("account/", include("xinghe.web.portal.account.urls")),
    path("files/", include("xinghe.web.kit.files_urls")),
    path("kit/", include("xinghe.web.kit.urls")),
    path("api/", include("xinghe.api.urls")),
    path("language/", login_not_required(choose_language), name="set_language"),
]
handler400 = "xinghe.web.kit.errors.bad_request"
handler403 = "xinghe.web.kit.errors.forbidden"
handler404 = "xinghe.web.kit.errors.not_found"
handler500 = "xinghe.web.kit.errors.failed"
