"""Answers to requests that no page could take, in the same words and look as every refusal."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from xinghe.foundation.errors import Missing
from xinghe.web.kit.doors import refused


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Absent addresses and invisible records answer alike."""
    return refused(request, Missing())


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The request itself could not be read."""
    return render(
        request,
        "kit/refused.html",
        {"sentence": _("This request could not be read. Go back and try again.")},
        status=400,
    )


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django itself refused: in practice a form whose token is out of date."""
    sentence = _("The page was open for too long, or came from elsewhere. Reload it and send the form again.")
    return render(request, "kit/refused.html", {"sentence": sentence}, status=403)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without a valid token."""
    return forbidden(request, PermissionError(reason))


def failed(request: HttpRequest) -> HttpResponse:
    """Nothing is said of what went wrong; the log has it. Rendered without the request's own context, which may be what failed."""
    return render(None, "kit/failed.html", status=500)
