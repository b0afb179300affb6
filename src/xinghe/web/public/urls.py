"""Public addresses."""

from django.urls import path

from xinghe.web.public import results

app_name = "public"
urlpatterns = [
    path("", results.home, name="home"),
    path("results/", results.search, name="results"),
    # Short, because it is printed and typed; stable, because it is printed.
    path("r/<str:code>/", results.result, name="result"),
    path("r/<str:code>/qr.svg", results.qr, name="result-qr"),
]
