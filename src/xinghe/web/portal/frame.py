"""The bar under the thumb, round every page of the portal."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xinghe.access.actor import Actor
from xinghe.access.powers import Power
from xinghe.web.kit.doors import actor_of
from xinghe.web.kit.parts import Place


def places(actor: Actor, path: str) -> tuple[Place, ...]:
    """Where somebody may go from here; the one that holds ``path`` is marked."""

    def place(name: str, label: str, icon: str) -> Place:
        url = reverse(name)
        here = path == url or (url != reverse("portal:home") and path.startswith(url))
        return Place(label=label, url=url, icon=icon, here=here)

    found = [
        place("portal:home", _("Mine"), "home"),
        place("portal:idea-new", _("Write"), "edit"),
        place("portal:applications", _("Apply"), "calls"),
    ]
    if actor.carries(Power.IDEA_TYPE):
        found.append(place("portal:typing", _("Type for others"), "keyboard"))
    found.append(place("portal:messages", _("Messages"), "bell"))
    if actor.offices:
        found.append(Place(label=_("Desk"), url="/desk/", icon="today"))
    else:
        found.append(Place(label=_("Results"), url="/results/", icon="results"))
    return tuple(found)


def portal_page(request: HttpRequest, template: str, page: Any, *, status: int = 200) -> HttpResponse:
    """Render a page of the portal from its one value."""
    actor = actor_of(request)
    context = {"page": page, "places": places(actor, request.path), "home_url": reverse("portal:home")}
    return render(request, template, context, status=status)
