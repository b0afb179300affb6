"""What a reader prefers, and the page that shows every component in every state."""

import functools
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from xinghe.web.kit.errors import stale_form
from xinghe.web.kit.gallery import gallery_page
from xinghe.web.kit.templatetags.kit import PREFERENCES

REMEMBERED_FOR = timedelta(days=365)

View = Callable[[HttpRequest], HttpResponse]


def from_our_pages(view: View) -> View:
    """Take a form without a token, if the browser says that it stands on a page of ours.

    For what a reader prefers and nothing else: a token would make every public page one visitor's own. Browsers that
    say nothing of where a form comes from are believed.
    """

    @csrf_exempt
    @functools.wraps(view)
    def take(request: HttpRequest) -> HttpResponse:
        ours = f"{request.scheme}://{request.get_host()}"
        site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
        if site not in (None, "same-origin", "none") or origin not in (None, ours):
            return stale_form(request)
        return view(request)

    return take


choose_language = from_our_pages(set_language)


@from_our_pages
@require_POST
def prefer(request: HttpRequest) -> HttpResponse:
    """Remember a theme or a density in a cookie; an empty value forgets it. Unknown values change nothing."""
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    response = HttpResponseRedirect(wanted if safe else "/")
    for name, known in PREFERENCES.items():
        value = request.POST.get(name)
        if value in known:
            response.set_cookie(
                name,
                value,
                max_age=REMEMBERED_FOR,
                samesite="Lax",
                secure=request.is_secure(),
                httponly=True,
            )
        elif value == "":
            response.delete_cookie(name, samesite="Lax")
    return response


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for those who build pages; a visitor finds nothing here."""
    if not (settings.DEBUG or request.user.is_authenticated):
        raise Http404
    return render(request, "kit/gallery.html", {"page": gallery_page(request.GET)})
