"""The ways round every public page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xinghe.web.kit.doors import actor_of
from xinghe.web.kit.parts import Place


def public_page(request: HttpRequest, template: str, page: Any, *, status: int = 200) -> HttpResponse:
    """Render a public page from its one value."""

    def place(name: str, label: str) -> Place:
        url = reverse(name)
        return Place(label=label, url=url, here=request.path.startswith(url))

    places = [
        place("public:calls", _("Calls")),
        place("public:notices", _("Public notices")),
        place("public:results", _("Results")),
        place("public:answers", _("Who answers")),
        place("public:verify", _("Verify a certificate")),
    ]
    actor = actor_of(request)
    if actor.person_id:
        places.append(Place(label=_("My ideas"), url=reverse("portal:home")))
    if actor.offices:
        places.append(Place(label=_("To the desk"), url=reverse("desk:today")))
    context = {"page": page, "places": places, "home_url": reverse("public:home")}
    return render(request, template, context, status=status)
