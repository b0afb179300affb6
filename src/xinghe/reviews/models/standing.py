"""Which assignments stand, and which scores and votes count: one definition for pages, gates and rankings.

Read as the clerk: who may ask has been settled before.
"""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import datetime

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.programmes.models import Application
from xinghe.programmes.vocab import ENDED, Phase
from xinghe.reviews.models.meeting import Vote
from xinghe.reviews.models.panels import Assignment, Panel
from xinghe.reviews.models.pool import Conflict
from xinghe.reviews.models.scores import Ranking, Score
from xinghe.reviews.rules.receipts import root_of
from xinghe.reviews.rules.votes import Tally, tally
from xinghe.reviews.vocab import CLERK, LEAST_SCORES, SHOWN, PanelState, SeatState


def as_clerk() -> AbstractContextManager[None]:
    """Look where the actor may not: for what has been cut to what they may know."""
    return fenced(Actor.for_job(CLERK))


def entries_of(panel: Panel) -> QuerySet[Application]:
    """The applications a panel judges: those of its call and category that lie in its phase. 1 query."""
    rows = Application.objects.filter(call_id=panel.call_id, phase=panel.phase)
    return rows.filter(category=panel.category) if panel.category else rows


def judged_in(panel: Panel) -> QuerySet[Application]:
    """The applications a panel was given, wherever they lie by now, without those withdrawn. 1 query."""
    given = Assignment.objects.filter(panel=panel, dropped_at__isnull=True)
    return Application.objects.filter(pk__in=given.values("application")).exclude(phase=Phase.WITHDRAWN)


def open_in(panel: Panel) -> QuerySet[Application]:
    """Those about which a conflict still begins or ends: its entries; since the release what it judged, until it is named."""
    if panel.state != PanelState.RELEASED:
        return entries_of(panel)
    return judged_in(panel).exclude(phase__in=(*ENDED, Phase.NAMED))


def panels_with_open_entries() -> list[int]:
    """The panels that were opened and about whose entries a conflict may still begin or end, by number. 1 query."""
    given = Assignment.objects.filter(panel=OuterRef("pk"), dropped_at__isnull=True)
    unsettled = given.exclude(application__phase__in=(*ENDED, Phase.NAMED))
    rows = Panel.objects.filter(Exists(unsettled), state__in=SHOWN)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def parties_of(panel: Panel) -> QuerySet[Application]:
    """Applications by which somebody is a party to the panel: all of its call and category that came to a desk. 1 query."""
    rows = Application.objects.filter(call_id=panel.call_id).exclude(phase=Phase.DRAFT)
    return rows.filter(category=panel.category) if panel.category else rows


def standing(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Those that were not dropped, whose judge sits, whose application was not withdrawn, and without a conflict."""
    conflict = Conflict.objects.filter(
        judge=OuterRef("judge"), application=OuterRef("application"), ended_at__isnull=True
    )
    return (
        rows.filter(dropped_at__isnull=True, seat__state=SeatState.ACCEPTED)
        .exclude(Exists(conflict))
        .exclude(application__phase=Phase.WITHDRAWN)
    )


def standing_in(panel: Panel) -> QuerySet[Assignment]:
    """The standing assignments of one panel."""
    return standing(Assignment.objects.filter(panel=panel))


def latest_scores(assignments: Iterable[int]) -> dict[int, Score]:
    """The score of each assignment that was given last, abstentions too. 1 query."""
    rows = Score.objects.filter(assignment__in=list(assignments)).order_by("assignment_id", "-pk")
    return {one.assignment_id: one for one in rows.distinct("assignment_id")}


def counting_in(panel: Panel) -> list[Score]:
    """The scores that count: the last of each standing assignment, if it is no abstention. 2 queries."""
    tasks = {one.pk: one for one in standing_in(panel).select_related("seat", "application")}
    found = [score for score in latest_scores(tasks).values() if not score.is_abstained]
    for score in found:
        score.assignment = tasks[score.assignment_id]
    return sorted(found, key=lambda score: (score.assignment.application_id, score.assignment.seat_id))


def needed_in(panel: Panel) -> int:
    """How many scores an entry needs: as many as the terms say; who sits together may miss those with a conflict.

    So may an entry whose conflict came to light after the release.
    """
    may_miss = panel.sits_together or panel.state == PanelState.RELEASED
    return min(panel.per_entry, LEAST_SCORES) if may_miss else panel.per_entry


def votes_in(panel: Panel) -> dict[int, Tally]:
    """Tallies by application: before the release of those on which all who may have voted; 2 queries, read as the clerk.

    After it, of those with as many votes as there must be scores: a conflict takes votes away, and who may judge after
    all need not vote.
    """
    least = needed_in(panel) if panel.state == PanelState.RELEASED else None
    return {
        entry: tally(votes)
        for entry, (votes, may) in votes_given(panel).items()
        if votes and len(votes) >= (may if least is None else least)
    }


def votes_given(panel: Panel) -> dict[int, tuple[list[str], int]]:
    """By application: what was chosen by those who may vote on it, and how many may. 2 queries, read as the clerk."""
    rows = Vote.objects.filter(panel=panel).values_list("application_id", "seat_id", "choice")
    chosen = {(entry, seat): choice for entry, seat, choice in rows}
    may: dict[int, list[tuple[int, int]]] = {}
    for pair in standing_in(panel).values_list("application_id", "seat_id"):
        may.setdefault(pair[0], []).append(pair)
    return {
        entry: ([chosen[pair] for pair in pairs if pair in chosen], len(pairs))
        for entry, pairs in may.items()
    }


def is_outdated(panel: Panel, frozen: Ranking) -> bool:
    """Whether a released ranking counts a score that counts no more, or lacks one that does. 5 queries.

    Who withdrew since takes nothing from the others' places.
    """
    given = Score.objects.filter(panel=panel).values_list("digest", flat=True)
    judged = set(judged_in(panel).values_list("code", flat=True))
    counted = {(entry, seat) for entry, seat, *_ in frozen.record["scores"] if entry in judged}
    now = {(one.assignment.application.code, one.assignment.seat.code) for one in counting_in(panel)}
    return root_of(given) != frozen.root or counted != now


def database_now() -> datetime:
    """What time it is by PostgreSQL's own clock, which alone decides what is too late. 1 query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
    return found


def hold(panel_id: int, *, alone: bool) -> None:
    """Until the transaction ends: write scores beside others, or close and count while nobody writes. 1 query.

    Whoever is alone has waited for all who were writing. It comes before any lock on the panel's row, which whoever
    writes a score asks for last, when the transaction ends: in the other order each would wait for the other.
    """
    with connection.cursor() as cursor:
        if alone:
            cursor.execute("SELECT pg_advisory_xact_lock(7205, %s)", [panel_id])
        else:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(7205, %s)", [panel_id])


def hold_conflicts(call_id: int) -> None:
    """Until the transaction ends no conflict of one call begins or ends but by it. 1 query.

    A trigger has whoever writes a conflict wait for this, and this for them. It comes after the rows of panels.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(7206, %s)", [call_id])
