"""The addresses of the product, and one that nobody has classified."""

from django.http import HttpResponse
from django.urls import path

from xinghe.project.urls import handler400, handler403, handler404, handler500
from xinghe.project.urls import urlpatterns as known

__all__ = ["handler400", "handler403", "handler404", "handler500"]
urlpatterns = [*known, path("planted/", lambda request: HttpResponse(), name="planted")]
