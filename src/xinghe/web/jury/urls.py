"""Addresses of the jury."""

from django.urls import path

from xinghe.web.jury import reviewing

app_name = "jury"
urlpatterns = [
    path("", reviewing.home, name="home"),
]
