"""Today's work: what waits for this person, since when, and where to begin."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xinghe.access.powers import Power
from xinghe.results import queries
from xinghe.web.desk.frame import desk_page
from xinghe.web.kit.doors import actor_of, reading
from xinghe.web.kit.parts import Column, Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Something that waits."""

    title: str
    unit: str
    since: object
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayPage:
    """Today's work."""

    name: str
    offices: tuple[str, ...]
    figures: tuple[Figure, ...]
    columns: tuple[Column, ...]
    waiting: tuple[Waiting, ...]
    waiting_url: str
    may_record: bool
    may_read: bool


@require_GET
@reading
def today(request: HttpRequest) -> HttpResponse:
    """What waits for this person."""
    actor = actor_of(request)
    may_read = actor.carries(Power.RESULT_READ)
    pile = queries.waiting_to_be_cleared(actor) if actor.carries(Power.RESULT_CLEAR) else None
    stages = queries.stage_counts(actor) if may_read else {}
    page = TodayPage(
        name=actor.name,
        offices=tuple(office.union_name for office in actor.offices),
        figures=(
            Figure(
                label=_("Wait to be cleared"),
                value=f"{stages.get('recorded', 0):,}",
                url=reverse("desk:results") + "?stage=recorded",
                definition=_("Recorded results of your unions that no second person has looked at yet."),
            ),
            Figure(
                label=_("Cleared, not yet published"),
                value=f"{stages.get('cleared', 0):,}",
                url=reverse("desk:results") + "?stage=cleared",
                definition=_("Results that a second person cleared and nobody has published yet."),
            ),
            Figure(
                label=_("Published"),
                value=f"{stages.get('published', 0):,}",
                url=reverse("desk:results") + "?stage=published",
                definition=_("Results of your unions that anybody can find."),
            ),
        )
        if may_read
        else (),
        columns=(Column(label=_("Result")), Column(label=_("Unit")), Column(label=_("Recorded"))),
        waiting=tuple(
            Waiting(
                title=one.title,
                unit=one.unit.name,
                since=one.recorded_at,
                url=reverse("desk:result", args=[one.code]),
            )
            for one in pile[:10]
        )
        if pile is not None
        else (),
        waiting_url=reverse("desk:results") + "?stage=recorded&sort=recorded",
        may_record=actor.carries(Power.RESULT_RECORD),
        may_read=may_read,
    )
    return desk_page(request, "desk/today.html", page)
