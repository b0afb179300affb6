"""How far a panel has come, in numbers: what a page needs to say what is next. Never what anybody scored."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from xinghe.access.actor import Actor
from xinghe.reviews.models import Conflict, DrawRecord, Judge, Panel, Ranking, Score, Seat
from xinghe.reviews.models.standing import as_clerk, entries_of, needed_in, parties_of, standing_in
from xinghe.reviews.queries.panels import panel_for
from xinghe.reviews.vocab import DrawPurpose, PanelState, SeatState


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawStanding:
    """When a draw was promised and held, and what was published before."""

    commitment: str
    head: str
    supervisor: str
    beacon_source: str
    committed_at: datetime
    drawn_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelStanding:
    """Where a panel stands.

    ``short``: entries with fewer than ``needed`` judges without a conflict. ``given``: assignments with a score or an
    abstention; None while nobody but the chair may know.
    """

    panel: Panel
    entries: int
    pool: int
    seats: Mapping[SeatState, int]
    has_chair: bool
    draw: DrawStanding | None
    order: DrawStanding | None
    conflicts: int
    lifts_asked: int
    assigned: int
    short: int
    needed: int
    given: int | None
    is_ranked: bool

    @property
    def sitting(self) -> int:
        """How many seats are held or offered."""
        return sum(self.seats[one] for one in (SeatState.SEATED, SeatState.INVITED, SeatState.ACCEPTED))

    @property
    def is_assigned(self) -> bool:
        """Whether every entry has its judges."""
        return bool(self.entries) and not self.short


def panel_standing(actor: Actor, code: str) -> PanelStanding:
    """Where a panel stands. About 12 queries. Refuses: Missing."""
    panel = panel_for(actor, code)
    with as_clerk():
        draws = {one.purpose: _draw(one) for one in DrawRecord.objects.filter(panel=panel).defer("ids")}
        # Those that lie before it, and those that it judged and that went on since.
        counts = dict.fromkeys(entries_of(panel).values_list("pk", flat=True), 0)
        tasks = dict(standing_in(panel).values_list("pk", "application_id"))
        for entry in tasks.values():
            counts[entry] = counts.get(entry, 0) + 1
        states = Counter(
            SeatState(one) for one in Seat.objects.filter(panel=panel).values_list("state", flat=True)
        )
        conflicts = Conflict.objects.filter(
            judge__union_id=panel.union_id, application__in=parties_of(panel), ended_at__isnull=True
        )
        is_hidden = panel.sits_together and panel.state == PanelState.OPEN
        scored = Score.objects.filter(assignment__in=tasks).values("assignment").distinct()
        needed = needed_in(panel)
        return PanelStanding(
            panel=panel,
            entries=len(counts),
            pool=Judge.objects.filter(union_id=panel.union_id, is_active=True).count(),
            seats=states,
            has_chair=Seat.objects.filter(panel=panel, is_chair=True).exists(),
            draw=draws.get(DrawPurpose.JUDGES),
            order=draws.get(DrawPurpose.ORDER),
            conflicts=conflicts.count(),
            lifts_asked=conflicts.filter(lift_asked_by__isnull=False).count(),
            assigned=len(tasks),
            short=sum(number < needed for number in counts.values()),
            needed=needed,
            given=None if is_hidden else scored.count(),
            is_ranked=Ranking.objects.filter(panel=panel).exists(),
        )


def _draw(one: DrawRecord) -> DrawStanding:
    return DrawStanding(
        commitment=one.commitment,
        head=one.head,
        supervisor=one.supervisor,
        beacon_source=one.record["input"]["beacon_source"],
        committed_at=one.committed_at,
        drawn_at=one.drawn_at,
    )
