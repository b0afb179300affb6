"""What a committee sees before the line is fixed: which lines would flip, and where one more judge would help."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from xinghe.access.actor import Actor
from xinghe.access.checks import may
from xinghe.access.powers import Power
from xinghe.foundation.errors import Missing
from xinghe.programmes.models import Application
from xinghe.reviews.models import Assignment, Conflict, Panel, Ranking, Seat
from xinghe.reviews.models.standing import as_clerk, open_in
from xinghe.reviews.queries.outcomes import latest_ranking
from xinghe.reviews.queries.panels import panel_for
from xinghe.reviews.queries.settling import is_unsettled, reviews_short
from xinghe.reviews.rules.ranking import reviews_in
from xinghe.reviews.rules.refusals import NotRanked
from xinghe.reviews.vocab import PanelState, SeatState

if TYPE_CHECKING:
    from xinghe.kernels.judging import Turn

# So many are named of those who could be asked about one entry.
MOST_NAMED: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Further:
    """Ask this judge about this entry too: what the decision is expected to gain, in quality."""

    application: str
    seat: str
    judge: str
    gain: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Short:
    """An entry that lacks so many judges after the release; ``judges``: (seat, name) of those who may be asked."""

    application: str
    title: str
    lacking: int
    judges: tuple[tuple[str, str], ...]


def turns_of(actor: Actor, panel_code: str, *, above: int) -> tuple[Turn, ...]:
    """What would flip the line after place ``above``: without a judge, a criterion, by another method. Refuses: Missing."""
    from xinghe.kernels.judging import Method, Rubric, Rule, sensitivity

    _, frozen = _frozen(actor, panel_code)
    reviews = reviews_in(frozen.record)
    method = Method(frozen.record["method"])
    return sensitivity(reviews, method, above=above, rule=Rule(rubric=Rubric(add="sum")))


def further_reviews(actor: Actor, panel_code: str, *, above: int, budget: int) -> tuple[Further, ...]:
    """The entries whose decision one more judge is most likely to turn, with a judge who may. Refuses: Missing, NotRanked."""
    from xinghe.kernels.judging import JudgingRefused, Rubric, calibrate, next_reviews

    panel, frozen = _frozen(actor, panel_code)
    reviews = reviews_in(frozen.record)
    with as_clerk():
        seats = {
            seat.code: seat
            for seat in Seat.objects.filter(panel=panel, state=SeatState.ACCEPTED).select_related(
                "judge__person"
            )
        }
        eligible = _eligible(panel, seats)
    try:
        found = next_reviews(
            reviews, calibrate(reviews, Rubric(add="sum")), above=above, budget=budget, eligible=eligible
        )
    except JudgingRefused as why:
        raise NotRanked(why) from None
    return tuple(
        Further(
            application=one.entry, seat=one.judge, judge=seats[one.judge].judge.person.name, gain=one.gain
        )
        for one in found
    )


def missing_reviews(actor: Actor, panel_code: str) -> tuple[Short, ...]:
    """Of what was released, the entries that a conflict left too few scores or votes, with judges who may be asked.

    Those who have most to do come last. About 20 queries; nothing before the release, nor while what was released counts what it should. Refuses: Missing.
    """
    panel = panel_for(actor, panel_code)
    if panel.state != PanelState.RELEASED or not may(actor, Power.PANEL_RANK, panel):
        return ()
    with as_clerk():
        short = reviews_short(panel) if is_unsettled(panel) else {}
        if not short:
            return ()
        rows = Seat.objects.filter(panel=panel, state=SeatState.ACCEPTED)
        seats = {seat.code: seat for seat in rows.select_related("judge__person")}
        load = Counter(Assignment.objects.filter(panel=panel).values_list("judge_id", flat=True))
        eligible = sorted(_eligible(panel, seats), key=lambda pair: (load[seats[pair[1]].judge_id], pair[1]))
        entries = Application.objects.filter(pk__in=short).order_by("pk")
        return tuple(
            Short(
                application=one.code,
                title=one.title,
                lacking=short[one.pk],
                judges=tuple(
                    (seat, seats[seat].judge.person.name) for entry, seat in eligible if entry == one.code
                )[:MOST_NAMED],
            )
            for one in entries
        )


def _frozen(actor: Actor, panel_code: str) -> tuple[Panel, Ranking]:
    panel = panel_for(actor, panel_code)
    if panel.state not in (PanelState.CLOSED, PanelState.RELEASED) or not may(actor, Power.PANEL_RANK, panel):
        raise Missing
    frozen = latest_ranking(panel)
    if frozen is None:
        raise Missing
    return panel, frozen


def _eligible(panel: Panel, seats: dict[str, Seat]) -> list[tuple[str, str]]:
    """(code of the application, code of the seat) without a conflict and without an assignment so far."""
    judges = {seat.judge_id: code for code, seat in seats.items()}
    entries = dict(open_in(panel).values_list("pk", "code"))
    barred = {
        *Conflict.objects.filter(judge__in=judges, ended_at__isnull=True).values_list(
            "application_id", "judge_id"
        ),
        *Assignment.objects.filter(panel=panel).values_list("application_id", "judge_id"),
    }
    return [
        (code, seat)
        for entry, code in entries.items()
        for judge, seat in judges.items()
        if (entry, judge) not in barred
    ]
