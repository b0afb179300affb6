"""Addresses of attachments, for every face: sending, listing, changing, opening."""

from django.urls import path

from xinghe.web.kit import serving, uploads

app_name = "files"
urlpatterns = [
    path("uploads/", uploads.begin, name="begin"),
    path("uploads/<str:token>/", uploads.part, name="part"),
    path("uploads/<str:token>/finish/", uploads.finish, name="finish"),
    path("send/", uploads.send, name="send"),
    path("of/<str:kind>/<int:subject_id>/<str:slot>/", uploads.listing, name="list"),
    path("fetch/<str:link>/", serving.fetch, name="fetch"),
    path("<str:key>/", serving.open_file, name="open"),
    path("<str:key>/preview/", serving.preview, name="preview"),
    path("<str:key>/describe/", uploads.describe, name="describe"),
    path("<str:key>/remove/", uploads.remove, name="remove"),
]
