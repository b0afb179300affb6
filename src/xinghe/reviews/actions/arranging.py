"""An officer arranges a panel: begins it, names its chair, opens, closes and releases it."""

from collections.abc import Sequence
from datetime import datetime

from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.foundation.errors import Forbidden, Missing, Phrase, Refusal, gettext_noop
from xinghe.programmes.models import Call
from xinghe.programmes.rules.judging import Settling
from xinghe.programmes.vocab import JUDGED, PUBLISHED, Phase
from xinghe.reviews.actions.conflicts import derive
from xinghe.reviews.actions.taking import advance, take_panel
from xinghe.reviews.actions.telling import tell_opened, tell_released
from xinghe.reviews.models import Panel, Seat
from xinghe.reviews.models.standing import (
    as_clerk,
    database_now,
    entries_of,
    hold_conflicts,
    latest_scores,
    needed_in,
    standing_in,
)
from xinghe.reviews.queries.panels import is_party
from xinghe.reviews.queries.settling import unsettled_by
from xinghe.reviews.rules.refusals import PartyToPanel
from xinghe.reviews.vocab import BEFORE_OPENING, MOST_SEATS, PanelState, SeatState


class PanelWrong(Refusal):
    """Seats, dates or a phase that make no panel."""

    code = "panel_wrong"
    message = gettext_noop(
        "%(seats)s seats, %(per_entry)s judges for each entry, from %(opens_at)s to %(closes_at)s: there must be as many seats "
        "as judges for an entry, at most %(most)s, and the end must lie ahead and after the beginning. Correct it."
    )
    status = 422


class PhaseNotJudged(Refusal):
    """A panel judges applications that lie in a phase of judging, and a category of the call."""

    code = "phase_not_judged"
    message = gettext_noop(
        "“%(phase)s” of this call is judged by nobody. Choose a phase and a category that it has."
    )
    status = 422


class EntriesUnassigned(Refusal):
    """Every entry has its judges before any of them begins."""

    code = "entries_unassigned"
    message = gettext_noop(
        "%(count)s entries have fewer than %(needed)s judges without a conflict. Find conflicts and assign again, then open."
    )


class ChairMissing(Refusal):
    """Who sits together has somebody who leads."""

    code = "chair_missing"
    message = gettext_noop(
        "The panel has no chair who accepted; 1 is needed. Name one of the judges, then open."
    )


class NotOverYet(Refusal):
    """Time is left, and somebody has not scored yet."""

    code = "panel_not_over"
    message = gettext_noop(
        "The panel takes scores until %(closes_at)s, and %(count)s are still missing. Wait, or remind the judges."
    )


class NotSettled(Refusal):
    """Nothing is released that is not settled."""

    code = "panel_not_settled"
    message = gettext_noop(
        "“%(panel)s” is not settled: %(what)s. Rank it, or wait for the votes, then release all together."
    )


@command
def begin_panel(
    work: Work,
    *,
    call_id: int,
    phase: str,
    opens_at: datetime,
    closes_at: datetime,
    seats: int,
    category: str = "",
    per_entry: int | None = None,
    is_blind: bool | None = None,
    cut: int | None = None,
) -> Panel:
    """Begin a panel of a published call. What is not said comes from the call's terms; a defence is never blind.

    Refuses: Missing, Forbidden, PartyToPanel, PhaseNotJudged, PanelWrong.
    """
    call = work.claim(Call, call_id)
    if call.state not in PUBLISHED:
        raise Missing
    work.require(Power.PANEL_ARRANGE, call.union)
    if work.actor.person_id is None:
        raise Forbidden(power=Power.PANEL_ARRANGE)
    terms = call.said_terms
    known = {code for code, _ in terms.categories}
    if phase not in JUDGED & call.kind.reachable or (category and category not in known):
        raise PhaseNotJudged(phase=phase)
    each = terms.judging.per_entry if per_entry is None else per_entry
    if not (1 <= each <= seats <= MOST_SEATS and work.now < closes_at and opens_at < closes_at):
        raise PanelWrong(seats=seats, per_entry=each, opens_at=opens_at, closes_at=closes_at, most=MOST_SEATS)
    wanted_blind = terms.judging.is_blind if is_blind is None else is_blind
    panel = Panel(
        call=call,
        union=call.union,
        territory_path=call.territory_path,
        industry_path=call.industry_path,
        phase=phase,
        category=category,
        seats=seats,
        per_entry=each,
        is_blind=wanted_blind and phase == Phase.FIRST_REVIEW,
        opens_at=opens_at,
        closes_at=closes_at,
        cut=cut,
        made_by_id=work.actor.person_id,
        made_at=work.now,
    )
    if is_party(work.actor, panel):
        raise PartyToPanel
    panel.save()
    work.record("panel.begin", panel, phase=(None, phase), closes_at=(None, closes_at))
    return panel


@command
def name_chair(work: Work, *, panel_id: int, seat_code: str) -> Seat:
    """Let one of those seated lead the panel. Refuses: Missing, Forbidden, PartyToPanel, PanelNotSo."""
    panel = take_panel(work, panel_id, Power.PANEL_ARRANGE, BEFORE_OPENING)
    seats = Seat.objects.select_for_update().filter(panel=panel)
    sitting = (SeatState.SEATED, SeatState.INVITED, SeatState.ACCEPTED)
    chosen = seats.filter(code=seat_code, state__in=sitting).first()
    if chosen is None:
        raise Missing
    seats.filter(is_chair=True).update(is_chair=False)
    chosen.is_chair = True
    chosen.save(update_fields=["is_chair"])
    work.record("panel.name_chair", panel, position=(None, chosen.position))
    return chosen


@command
def open_panel(work: Work, *, panel_id: int) -> Panel:
    """Let the judges begin. From here on method, rubric and end are fixed, as the call's frozen terms have them.

    Refuses: Missing, Forbidden, PartyToPanel, PanelNotSo, PanelWrong, EntriesUnassigned, ChairMissing.
    """
    panel = take_panel(work, panel_id, Power.PANEL_ARRANGE, {PanelState.INVITED})
    if panel.closes_at <= database_now():
        raise PanelWrong(
            seats=panel.seats,
            per_entry=panel.per_entry,
            opens_at=panel.opens_at,
            closes_at=panel.closes_at,
            most=MOST_SEATS,
        )
    _refuse_unassigned(panel)
    chair = Seat.objects.filter(panel=panel, is_chair=True, state=SeatState.ACCEPTED)
    if panel.sits_together and not chair.exists():
        raise ChairMissing
    terms = panel.call.said_terms
    panel.method, panel.settling = terms.judging.method, _settling(panel)
    panel.rubric = terms.rubric.to_json()
    panel.comment_band, panel.comment_least = terms.judging.comment_band, terms.judging.comment_least
    panel.opened_at = work.now
    advance(
        work,
        panel,
        PanelState.OPEN,
        "panel.open",
        method=(None, panel.method),
        settling=(None, panel.settling),
    )
    tell_opened(work, panel)
    return panel


def _settling(panel: Panel) -> Settling:
    """What the terms say; but where others score again before the decision, scores alone say who comes before them."""
    said = panel.call.said_terms.judging.settling
    return said if panel.call.kind.settles_in(Phase(panel.phase)) else Settling.SCORE


def _refuse_unassigned(panel: Panel) -> None:
    needed = needed_in(panel)
    with as_clerk():
        counts: dict[int, int] = dict.fromkeys(entries_of(panel).values_list("pk", flat=True), 0)
        for entry in standing_in(panel).values_list("application_id", flat=True):
            counts[entry] = counts.get(entry, 0) + 1
    short = sum(count < needed for count in counts.values())
    if short or not counts:
        raise EntriesUnassigned(count=short, needed=needed)


@command
def close_panel(work: Work, *, panel_id: int) -> Panel:
    """Take no more scores: at the end by PostgreSQL's clock, or before it when all are given. Waits for who is writing.

    Refuses: Missing, Forbidden, PartyToPanel, PanelNotSo, NotOverYet.
    """
    panel = take_panel(work, panel_id, Power.PANEL_CLOSE, {PanelState.OPEN}, alone=True)
    if database_now() < panel.closes_at and (missing := _missing(panel)):
        raise NotOverYet(closes_at=panel.closes_at, count=missing)
    panel.closed_at = work.now
    advance(work, panel, PanelState.CLOSED, "panel.close")
    return panel


def _missing(panel: Panel) -> int:
    with as_clerk():
        tasks = set(standing_in(panel).values_list("pk", flat=True))
        return len(tasks) - len(latest_scores(tasks))


@command
def release_together(work: Work, *, panel_ids: Sequence[int]) -> tuple[Panel, ...]:
    """Release what several panels found, at one instant, so that nobody learns theirs before others.

    What the records show by then, and what is declared meanwhile, counts: no conflict slips in beside it.
    Refuses: Missing, Forbidden, PartyToPanel, PanelNotSo, NotSettled.
    """
    panels = [
        take_panel(work, panel_id, Power.PANEL_RANK, {PanelState.CLOSED}, alone=True)
        for panel_id in sorted(set(panel_ids))
    ]
    if not panels:
        raise Missing
    for call_id in sorted({panel.call_id for panel in panels}):
        hold_conflicts(call_id)
    for panel in panels:
        derive(work, panel)
        _refuse_unsettled(panel)
    for panel in panels:
        panel.released_at = work.now
        advance(work, panel, PanelState.RELEASED, "panel.release")
        tell_released(work, panel)
    return tuple(panels)


def _refuse_unsettled(panel: Panel) -> None:
    with as_clerk():
        if what := unsettled_by(panel):
            raise NotSettled(panel=panel.code, what=Phrase(what))
