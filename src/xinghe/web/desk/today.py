"""My work: what waits for this person, since when, what is late, and where to begin."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xinghe.access.actor import Actor
from xinghe.access.powers import Power
from xinghe.decisions import queries as decisions
from xinghe.foundation import clock
from xinghe.foundation.keyset import counts_of
from xinghe.ideas import queries as ideas
from xinghe.ideas.rules.clocks import due_date
from xinghe.notices import queries as notices
from xinghe.programmes import queries as programmes
from xinghe.programmes.vocab import PHASE_LABELS
from xinghe.recommendations import queries as recommendations
from xinghe.results import queries as results
from xinghe.results.vocab import Stage
from xinghe.reviews import queries as reviews
from xinghe.web.desk.frame import desk_page
from xinghe.web.desk.panels_list import panel_badge
from xinghe.web.desk.waiting import waiting_in
from xinghe.web.kit.doors import actor_of, reading
from xinghe.web.kit.judging import JudgingWait, judging_waits
from xinghe.web.kit.lists import count_words
from xinghe.web.kit.parts import Badge, Column, Figure
from xinghe.web.kit.words import day_word, word

SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Something that waits."""

    title: str
    unit: str
    since: datetime | None
    due: Badge | None
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pile:
    """What waits of one kind: the first ones, how many there are, and the way to all."""

    heading: str
    count: str
    columns: tuple[Column, ...]
    rows: tuple[Waiting, ...]
    all_url: str
    empty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayPage:
    """My work."""

    name: str
    offices: tuple[str, ...]
    figures: tuple[Figure, ...]
    piles: tuple[Pile, ...]
    may_record: bool
    shares: int
    shares_url: str
    judging: tuple[JudgingWait, ...]


@require_GET
@reading
def today(request: HttpRequest) -> HttpResponse:
    """What waits for this person. A worker without an office has a home of their own."""
    actor = actor_of(request)
    if not actor.offices:
        return redirect("portal:home")
    now = clock.now()
    waiting = dict(waiting_in(request, is_fresh=True)) | counts_of(dict(_counted(actor, now=now)))
    page = TodayPage(
        name=actor.name,
        offices=tuple(dict.fromkeys(office.union_name for office in actor.offices)),
        figures=_figures(actor) if actor.carries(Power.RESULT_READ) else (),
        piles=tuple(_piles(actor, now=now, waiting=waiting)),
        may_record=actor.carries(Power.RESULT_RECORD),
        shares=waiting.get("shares", 0),
        shares_url=reverse("portal:home"),
        judging=judging_waits(actor, now=now),
    )
    return desk_page(request, "desk/today.html", page)


def _counted(actor: Actor, *, now: datetime) -> Iterator[tuple[str, QuerySet[Any]]]:
    """What waits besides, and is counted for this page alone."""
    yield "shares", ideas.shares_to_confirm(actor)
    if actor.carries(Power.IDEA_ANSWER):
        yield "ideas", ideas.waiting_on_desk(actor)
    if actor.carries(Power.IDEA_TAKE_OVER):
        yield "late", ideas.late_below(actor, now=now)
    if actor.carries(Power.PANEL_ARRANGE):
        yield "panels", reviews.panels_under_way(actor)


def _piles(actor: Actor, *, now: datetime, waiting: Mapping[str, int]) -> Iterator[Pile]:
    """What waits, kind by kind, as far as the actor's offices carry it."""
    if actor.carries(Power.IDEA_ANSWER):
        yield _to_answer(actor, waiting.get("ideas", 0), now=now)
    if number := waiting.get("late"):
        yield _late_below(actor, number, now=now)
    if actor.carries(Power.RECOMMENDATION_DECIDE) or actor.carries(Power.RESULT_RECOMMEND):
        yield _recommended(actor, waiting["recommendations"])
    if number := waiting["calls"]:
        yield _to_approve(actor, number)
    if number := waiting["decisions"]:
        yield _to_issue(actor, number)
    if actor.carries(Power.DECISION_MAKE) and (lists := _to_name(actor)):
        yield lists
    if actor.carries(Power.APPLICATION_FORWARD) or actor.carries(Power.APPLICATION_SEAL):
        yield _applied(actor, waiting["applications"])
    if number := waiting["notices"]:
        yield _to_publish(actor, number)
    if waiting["objections"] and (objected := _objected(actor, now=now)):
        yield objected
    if number := waiting.get("panels"):
        yield _panels(actor, number, now=now)
    if actor.carries(Power.RESULT_CLEAR):
        yield _to_clear(actor)


def _columns(*others: str) -> tuple[Column, ...]:
    return tuple(Column(label=label) for label in (_("What"), _("Unit"), _("Since"), *others))


def _to_answer(actor: Actor, number: int, *, now: datetime) -> Pile:
    waiting = ideas.waiting_on_desk(actor)[:SHOWN] if number else ()
    return Pile(
        heading=_("Ideas that wait for your answer"),
        count=f"{number:,}",
        columns=_columns(_("Answer by")),
        rows=tuple(_idea(one, now=now) for one in waiting),
        all_url=reverse("desk:ideas") + "?desk=on&sort=due",
        empty=_("No idea waits for your answer."),
    )


def _late_below(actor: Actor, number: int, *, now: datetime) -> Pile:
    late = ideas.late_below(actor, now=now)
    return Pile(
        heading=_("Late at unions below you"),
        count=f"{number:,}",
        columns=_columns(_("Answer by")),
        rows=tuple(_idea(one, now=now) for one in late[:SHOWN]),
        all_url=reverse("desk:ideas") + "?late=on&sort=due",
        empty="",
    )


def _recommended(actor: Actor, number: int) -> Pile:
    return Pile(
        heading=_("Recommendations on your desk"),
        count=f"{number:,}",
        columns=_columns(),
        rows=tuple(
            Waiting(
                title=one.result.title,
                unit=one.result.unit.name,
                since=one.lies_since,
                due=None,
                url=reverse("desk:recommendation", args=[one.pk]),
            )
            for one in recommendations.pile(actor)
            .select_related("result__unit")
            .order_by("lies_since", "pk")[:SHOWN]
        ),
        all_url=reverse("desk:recommendations"),
        empty=_("No recommendation lies on your desk."),
    )


def _for_a_second(heading: str, number: int, rows: Iterable[Any], *, kind: str) -> Pile:
    """What a colleague made and a second person must look at; ``kind`` as the page of one of them is called."""
    return Pile(
        heading=heading,
        count=f"{number:,}",
        columns=_columns(),
        rows=tuple(
            Waiting(
                title=one.title,
                unit=one.union.name,
                since=one.made_at,
                due=None,
                url=reverse(f"desk:{kind}", args=[one.code]),
            )
            for one in rows
        ),
        all_url=reverse(f"desk:{kind}s") + "?mine=on",
        empty="",
    )


def _to_approve(actor: Actor, number: int) -> Pile:
    calls = programmes.calls_to_approve(actor).select_related("union").defer("terms", "announcement")
    heading = _("Calls that wait for your approval")
    return _for_a_second(heading, number, calls.order_by("pk")[:SHOWN], kind="call")


def _to_issue(actor: Actor, number: int) -> Pile:
    drafts = decisions.decisions_to_issue(actor).select_related("union").order_by("pk")
    return _for_a_second(
        _("Decisions that wait for a second person"), number, drafts[:SHOWN], kind="decision"
    )


def _to_publish(actor: Actor, number: int) -> Pile:
    drafts = notices.notices_to_publish(actor).select_related("union").defer("list_text").order_by("pk")
    return _for_a_second(_("Notices that a second person publishes"), number, drafts[:SHOWN], kind="notice")


def _to_name(actor: Actor) -> Pile | None:
    waiting = decisions.calls_to_name(actor)
    if not waiting:
        return None
    return Pile(
        heading=_("Lists that are confirmed and wait for a decision"),
        count=f"{len(waiting):,}",
        columns=_columns(),
        rows=tuple(
            Waiting(
                title=one.call.title,
                unit=one.call.union.name,
                since=None,
                due=None,
                url=reverse("desk:decision-new"),
            )
            for one in waiting[:SHOWN]
        ),
        all_url=reverse("desk:decision-new"),
        empty="",
    )


def _applied(actor: Actor, number: int) -> Pile:
    return Pile(
        heading=_("Applications on your desk"),
        count=f"{number:,}",
        columns=_columns(),
        rows=tuple(
            Waiting(
                title=one.title,
                unit=one.unit.name,
                since=one.lies_since,
                due=None,
                url=reverse("desk:application", args=[one.code]),
            )
            for one in programmes.pile(actor)
            .select_related("unit")
            .defer("answers")
            .order_by("lies_since", "pk")[:SHOWN]
        ),
        all_url=reverse("desk:applications") + "?mine=on&sort=since",
        empty=_("No application lies on your desk."),
    )


def _objected(actor: Actor, *, now: datetime) -> Pile | None:
    waiting = notices.objections_for(actor, notices.ObjectionFilter(), now)
    if not waiting:
        return None
    return Pile(
        heading=_("Objections to be handled"),
        count=f"{len(waiting):,}",
        columns=_columns(_("Until")),
        rows=tuple(
            Waiting(
                title=one.line or _("not about a line of the list"),
                unit=one.notice_title,
                since=one.received_at,
                due=_due(one.due_on, is_late=one.is_late) if one.due_on else None,
                url=reverse("desk:objection", args=[one.code]),
            )
            for one in waiting[:SHOWN]
        ),
        all_url=reverse("desk:objections"),
        empty="",
    )


def _panels(actor: Actor, number: int, *, now: datetime) -> Pile:
    under_way = reviews.panels_under_way(actor)
    return Pile(
        heading=_("Panels under way at your desk"),
        count=f"{number:,}",
        columns=_columns(_("State")),
        rows=tuple(
            Waiting(
                title=f"{word(PHASE_LABELS, one.phase)} · {one.call.title}",
                unit=one.union.name,
                since=one.made_at,
                due=panel_badge(one, now),
                url=reverse("desk:panel", args=[one.code]),
            )
            for one in under_way[:SHOWN]
        ),
        all_url=reverse("desk:panels") + "?mine=on&sort=closes",
        empty="",
    )


def _to_clear(actor: Actor) -> Pile:
    return Pile(
        heading=_("Results that wait to be cleared"),
        count="",
        columns=_columns(),
        rows=tuple(
            Waiting(
                title=one.title,
                unit=one.unit.name,
                since=one.recorded_at,
                due=None,
                url=reverse("desk:result", args=[one.code]),
            )
            for one in results.waiting_to_be_cleared(actor)[:SHOWN]
        ),
        all_url=reverse("desk:results") + "?stage=recorded&sort=recorded",
        empty=_("When a colleague records results at your unions, they appear here."),
    )


def _idea(one: ideas.Idea, *, now: datetime) -> Waiting:
    assert one.due_at is not None, "what was handed in is due"
    return Waiting(
        title=one.title,
        unit=one.unit.name,
        since=one.handed_in_at,
        due=_due(due_date(one.due_at), is_late=now >= one.due_at),
        url=reverse("desk:idea", args=[one.code]),
    )


def _due(day: date, *, is_late: bool) -> Badge:
    words = _("late since %(day)s") if is_late else "%(day)s"
    return Badge(word=words % {"day": day_word(day)}, tone="bad" if is_late else "")


def _figures(actor: Actor) -> tuple[Figure, ...]:
    stages = results.stage_counts(actor)
    return (
        Figure(
            label=_("Wait to be cleared"),
            value=count_words(stages[Stage.RECORDED]),
            url=reverse("desk:results") + "?stage=recorded",
            definition=_("Recorded results of your unions that no second person has looked at yet."),
        ),
        Figure(
            label=_("Cleared, not yet published"),
            value=count_words(stages[Stage.CLEARED]),
            url=reverse("desk:results") + "?stage=cleared",
            definition=_("Results that a second person cleared and nobody has published yet."),
        ),
        Figure(
            label=_("Published"),
            value=count_words(stages[Stage.PUBLISHED]),
            url=reverse("desk:results") + "?stage=published",
            definition=_("Results of your unions that anybody can find."),
        ),
    )
