"""Addresses of the kit: what a reader prefers, and the page that shows every component."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from xinghe.web.kit import views

app_name = "kit"
urlpatterns = [
    path("", views.gallery, name="gallery"),
    path("prefer", login_not_required(views.prefer), name="prefer"),
]
