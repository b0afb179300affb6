"""The addresses of accounts, and two pages behind them that only say who is there."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import include, path


@login_not_required
def who(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(request.user.pk))


urlpatterns = [
    path("", who),
    path("inside/", who, name="inside"),
    path("favicon.ico", lambda _: HttpResponse(status=204)),
    path("account/", include("xinghe.web.portal.account.urls")),
    path("my/", include("xinghe.web.portal.urls")),
    path("files/", include("xinghe.web.kit.files_urls")),
    path("kit/", include("xinghe.web.kit.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
]
