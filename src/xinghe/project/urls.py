"""Every address of the product, by audience."""

from django.urls import include, path

urlpatterns = [
    path("", include("xinghe.web.public.urls")),
    path("desk/", include("xinghe.web.desk.urls")),
    path("account/", include("xinghe.web.portal.account.urls")),
    path("kit/", include("xinghe.web.kit.urls")),
]
