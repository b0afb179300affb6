"""What officers and supervisors know of panels: never a score before the end, and nothing where they are a party."""

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from xinghe.access.actor import Actor
from xinghe.access.checks import may, within
from xinghe.access.powers import Power
from xinghe.foundation.errors import Missing
from xinghe.programmes.models import Application
from xinghe.programmes.vocab import Phase
from xinghe.reviews.models import Conflict, DrawRecord, Judge, Panel, Score, Seat
from xinghe.reviews.models.standing import as_clerk, entries_of, needed_in, parties_of, standing_in
from xinghe.reviews.vocab import PanelState, SeatState


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatRow:
    """A seat with who was drawn for it."""

    code: str
    name: str
    employer: str
    state: SeatState
    position: int
    is_chair: bool
    invited_at: datetime | None
    answered_at: datetime | None
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadRow:
    """How far a judge has come: how many entries they have and how many are done. Only where each reads for themselves."""

    seat: str
    name: str
    assigned: int
    done: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictRow:
    """A conflict with its history."""

    id: int
    judge: str
    application: str
    kind: str
    source: str
    fact: str
    found_at: datetime
    ended_at: datetime | None
    is_lifted: bool
    is_lift_asked: bool
    lift_asked_by: int | None
    lift_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryJudges:
    """An entry of a panel, and who judges it without a conflict. ``number`` is the application's.

    ``title`` is empty where the reader may not read the application.
    """

    number: int
    code: str
    title: str
    category: str
    judges: tuple[str, ...]
    is_short: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnRow:
    """A draw as anybody may check it: what was promised, and since it was drawn the whole record."""

    purpose: str
    commitment: str
    head: str
    committed_at: datetime
    drawn_at: datetime | None
    record: dict[str, Any] | None


def pool_for(actor: Actor) -> QuerySet[Judge]:
    """The judges of the pools this actor looks after, by name. 1 query."""
    rows = within(actor, Power.JUDGE_READ, Judge.objects.all())
    return rows.select_related("person", "union").order_by("person__name", "pk")


def panels_for(actor: Actor) -> QuerySet[Panel]:
    """Panels of the unions this actor looks into, the newest first, without those to which they are a party. 2 queries."""
    rows = within(actor, Power.PANEL_READ, Panel.objects.all()).exclude(_contested_by(actor))
    return rows.select_related("call", "union").order_by("-pk")


def _contested_by(actor: Actor) -> Q:
    """Panels in whose contest the actor has an application. 1 query."""
    found = Q(pk__in=[])
    with _seeing_own(actor):
        own = Application.objects.filter(people__contains=[actor.person_id or 0]).exclude(phase=Phase.DRAFT)
        for call, category in own.order_by().values_list("call_id", "category").distinct():
            found |= Q(call=call, category__in=("", category))
    return found


def _seeing_own(actor: Actor) -> AbstractContextManager[None]:
    """Where the actor's own applications are seen: everybody sees them, but for who looks through another's eyes."""
    return as_clerk() if actor.lens is not None else nullcontext()


def panel_for(actor: Actor, code: str) -> Panel:
    """One of them. 2 queries. Refuses: Missing."""
    found = panels_for(actor).filter(code=code).first()
    if found is None:
        raise Missing
    return found


def is_party(actor: Actor, panel: Panel) -> bool:
    """Whether the actor is one of the people of an application in the contest. 1 query."""
    if actor.person_id is None:
        return False
    with _seeing_own(actor):
        return parties_of(panel).filter(people__contains=[actor.person_id]).exists()


def seats_of(actor: Actor, code: str) -> tuple[SeatRow, ...]:
    """Who was drawn, seats first, then stand-bys in their order. Refuses: Missing."""
    panel = panel_for(actor, code)
    with as_clerk():
        rows = Seat.objects.filter(panel=panel).select_related("judge__person").order_by("position", "pk")
        return tuple(
            SeatRow(
                code=seat.code,
                name=seat.judge.person.name,
                employer=seat.judge.employer,
                state=SeatState(seat.state),
                position=seat.position,
                is_chair=seat.is_chair,
                invited_at=seat.invited_at,
                answered_at=seat.answered_at,
                words=seat.words,
            )
            for seat in rows
        )


def loads_of(actor: Actor, code: str) -> tuple[LoadRow, ...]:
    """Who is behind with reading, for an officer to remind them; in a defence nobody but the chair learns it.

    Refuses: Missing.
    """
    panel = panel_for(actor, code)
    if panel.sits_together and panel.state == PanelState.OPEN:
        raise Missing
    with as_clerk():
        tasks = standing_in(panel)
        rows = tasks.values("seat_id", "seat__code", "seat__judge__person__name").annotate(count=Count("pk"))
        scored = Score.objects.filter(assignment__in=tasks).values("assignment__seat_id")
        done = dict(
            scored.annotate(count=Count("assignment_id", distinct=True)).values_list(
                "assignment__seat_id", "count"
            )
        )
        return tuple(
            LoadRow(
                seat=row["seat__code"],
                name=row["seat__judge__person__name"],
                assigned=row["count"],
                done=done.get(row["seat_id"], 0),
            )
            for row in rows.order_by("seat__position", "seat_id")
        )


def conflicts_of(actor: Actor, code: str) -> tuple[ConflictRow, ...]:
    """Every conflict of the judges of this pool with the entries of this panel, ended ones too. Refuses: Missing."""
    panel = panel_for(actor, code)
    with as_clerk():
        rows = Conflict.objects.filter(judge__union_id=panel.union_id, application__in=parties_of(panel))
        return tuple(
            ConflictRow(
                id=one.pk,
                judge=one.judge.person.name,
                application=one.application.code,
                kind=one.kind,
                source=one.source,
                fact=one.fact,
                found_at=one.found_at,
                ended_at=one.ended_at,
                is_lifted=one.ended_by_id is not None,
                is_lift_asked=one.lift_asked_by_id is not None and one.ended_at is None,
                lift_asked_by=one.lift_asked_by_id,
                lift_reason=one.lift_reason,
            )
            for one in rows.select_related("judge__person", "application").order_by("pk")
        )


def entries_with_judges(actor: Actor, code: str) -> tuple[EntryJudges, ...]:
    """Every entry of a panel with those who judge it, by code. 5 queries. Refuses: Missing."""
    panel = panel_for(actor, code)
    titles = titles_read(actor, panel)
    with as_clerk():
        judges: dict[int, list[str]] = {}
        tasks = standing_in(panel).order_by("seat__position", "pk")
        for entry, name in tasks.values_list("application_id", "judge__person__name"):
            judges.setdefault(entry, []).append(name)
        needed = needed_in(panel)
        entries = entries_of(panel).order_by("code").values_list("pk", "code", "category")
        return tuple(
            EntryJudges(
                number=number,
                code=entry,
                title=titles.get(entry, ""),
                category=category,
                judges=tuple(judges.get(number, ())),
                is_short=len(judges.get(number, ())) < needed,
            )
            for number, entry, category in entries
        )


def titles_read(actor: Actor, panel: Panel) -> dict[str, str]:
    """The titles of a panel's entries by code, as far as the actor reads the applications. 1 query."""
    rows = within(actor, Power.APPLICATION_READ, entries_of(panel))
    return dict(rows.order_by().values_list("code", "title"))


def draws_of(code: str) -> tuple[DrawnRow, ...]:
    """The draws of one panel, for anybody: the commitment since it was made, the record since it was drawn. 1 query.

    Judges and employers stand in it by opaque ids. Refuses: Missing, for a panel that is still being prepared.
    """
    with as_clerk():
        rows = DrawRecord.objects.filter(panel__code=code).order_by("pk")
        found = tuple(
            DrawnRow(
                purpose=one.purpose,
                commitment=one.commitment,
                head=one.head,
                committed_at=one.committed_at,
                drawn_at=one.drawn_at,
                record=one.record if one.drawn_at else None,
            )
            for one in rows
        )
    if not found:
        raise Missing
    return found


def may_arrange(actor: Actor, panel: Panel) -> bool:
    """Whether a page offers to arrange this panel. 2 queries."""
    return may(actor, Power.PANEL_ARRANGE, panel) and not is_party(actor, panel)
