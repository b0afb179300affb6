"""An assistant types for workers who do not: finds the worker, begins in their name, and sees what became of it."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from xinghe.access.powers import Power
from xinghe.foundation.errors import Forbidden, Missing
from xinghe.ideas import actions, queries
from xinghe.web.kit.doors import actor_of, changing, reading
from xinghe.web.kit.ideas import stage_badge
from xinghe.web.kit.parts import Badge
from xinghe.web.kit.sparing import people_shown, shows_people
from xinghe.web.portal.frame import portal_page


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerFound:
    """A worker to type for."""

    person_id: int
    name: str
    staff_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedRow:
    """What was typed for somebody."""

    title: str
    author: str
    stage: Badge
    url: str
    at: object


@dataclass(frozen=True, slots=True, kw_only=True)
class TypingPage:
    """Whom to type for, and what was typed."""

    words: str
    found: tuple[WorkerFound, ...]
    rows: tuple[TypedRow, ...]


@require_GET
@shows_people
@reading
def typing(request: HttpRequest) -> HttpResponse:
    """Find a worker; see what was typed before."""
    actor = actor_of(request)
    if not actor.carries(Power.IDEA_TYPE):
        raise Forbidden(power=Power.IDEA_TYPE)
    words = request.GET.get("q", "").replace("\x00", "")[:60]
    found = queries.people_found_at(actor, words=words)
    people_shown(request, [one.pk for one in found])
    page = TypingPage(
        words=words,
        found=tuple(
            WorkerFound(person_id=one.pk, name=one.name, staff_number=one.staff_number) for one in found
        ),
        rows=tuple(
            TypedRow(
                title=one.title,
                author=one.author.name,
                stage=stage_badge(one.stage),
                url=reverse("portal:idea", args=[one.code]),
                at=one.handed_in_at,
            )
            for one in queries.typed_for_others(actor)
        ),
    )
    return portal_page(request, "portal/typing.html", page)


@require_POST
@changing
def typing_begin(request: HttpRequest) -> HttpResponse:
    """Begin an idea in a worker's name."""
    number = request.POST.get("person", "")
    if not (number.isdecimal() and len(number) < 18):
        raise Missing
    idea = actions.begin_draft(actor_of(request), for_person_id=int(number))
    return redirect("portal:idea-write", idea.code, "what")
