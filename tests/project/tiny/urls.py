"""A page that writes a row and says how many there are: what it said, it must remember."""

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.urls import path


def counted(request: HttpRequest) -> HttpResponse:
    """Add a row and say how many there are now."""
    number = ContentType.objects.filter(app_label="visit").count() + 1
    if request.method == "POST":
        ContentType.objects.create(app_label="visit", model=f"number_{number}")
    shown = number - 1 if request.method == "GET" else number
    return HttpResponse(str(shown), headers={"Cache-Control": "no-store"})


urlpatterns = [path("", counted)]
