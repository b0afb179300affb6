"""What a reader prefers, and the page that shows every component in every state."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from xinghe.web.kit.gallery import gallery_page
from xinghe.web.kit.templatetags.kit import PREFERENCES

REMEMBERED_FOR = timedelta(days=365)


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
