"""The bar under the thumb, round every page of the jury."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from xinghe.access.actor import Actor
from xinghe.web.kit.doors import actor_of
from xinghe.web.kit.parts import Place


def places(actor: Actor, path: str) -> tuple[Place, ...]:
    """Where a judge may go from here; the one that holds ``path`` is marked. No query."""
    home = reverse("jury:home")
    found = [
        Place(label=_("Judging"), url=home, icon="check", here=path.startswith(home)),
        Place(label=_("Messages"), url=reverse("portal:messages"), icon="bell"),
        Place(label=_("Mine"), url=reverse("portal:home"), icon="home"),
    ]
    if actor.offices:
        found.append(Place(label=_("Desk"), url=reverse("desk:today"), icon="today"))
    return tuple(found)


def jury_page(request: HttpRequest, template: str, page: Any, *, status: int = 200) -> HttpResponse:
    """Render a page of the jury from its one value."""
    actor = actor_of(request)
    context = {"page": page, "places": places(actor, request.path), "home_url": reverse("jury:home")}
    return render(request, template, context, status=status)
