"""Votes as a judge sees them: their own at once, everybody's together when all have voted."""

from dataclasses import dataclass
from typing import TypeVar

from django.db.models import QuerySet

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.placed import PlacedModel
from xinghe.access.powers import Power
from xinghe.foundation.errors import Missing
from xinghe.programmes.rules.judging import Settling
from xinghe.reviews.models import Assignment, Panel, Seat, Vote
from xinghe.reviews.models.standing import as_clerk, votes_given, votes_in
from xinghe.reviews.queries.room import entries_for
from xinghe.reviews.queries.settling import voted_in
from xinghe.reviews.rules.votes import Tally
from xinghe.reviews.vocab import Choice, PanelState, SeatState

M = TypeVar("M", bound=PlacedModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """One entry before the vote: how one voted or may vote, and what came of it, for the chair once all have, then for all.

    How many of how many have voted only the chair learns: from it others would learn who stays out for a conflict.
    """

    number: int
    title: str
    own: Choice | None
    may_vote: bool
    given: int | None
    expected: int | None
    tally: Tally | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballots:
    """The votes of a panel for one of its judges."""

    state: PanelState
    settling: Settling | None
    rows: tuple[Ballot, ...]


def ballots_for(actor: Actor, panel_code: str) -> Ballots:
    """The entries a judge votes on. How anybody else voted moves nothing here before the release, but for the chair,
    nor while a vote is awaited after it.

    Refuses: Missing. 13 queries.
    """
    entries = entries_for(actor, panel_code)
    known = dict(_own(actor, panel_code, Assignment.objects.all()).values_list("number", "application_id"))
    own = dict(_own(actor, panel_code, Vote.objects.all()).values_list("application_id", "choice"))
    is_chair = _own(actor, panel_code, Seat.objects.filter(is_chair=True, state=SeatState.ACCEPTED)).exists()
    with as_clerk():
        panel = Panel.objects.get(code=panel_code)
        settling = Settling(panel.settling) if panel.settling else None
        tallies = votes_in(panel) if is_chair or panel.state == PanelState.RELEASED else {}
        open_ = voted_in(panel)
        given = votes_given(panel)
        counts = given if is_chair else {}
        # While somebody may still vote on it, no judge reads how the others did.
        waiting = {entry for entry, (votes, may) in given.items() if entry in open_ and len(votes) < may}
    rows = [(row, known[row.number]) for row in entries]
    return Ballots(
        state=PanelState(panel.state),
        settling=settling,
        rows=tuple(
            Ballot(
                number=row.number,
                title=row.title,
                own=Choice(own[entry]) if entry in own else None,
                may_vote=entry in open_ and entry not in own,
                given=len(counts[entry][0]) if entry in counts else None,
                expected=counts[entry][1] if entry in counts else None,
                tally=None if entry in waiting else tallies.get(entry),
            )
            for row, entry in rows
        ),
    )


def settling_of(panel_code: str) -> Settling | None:
    """Whether scores settle a panel, or votes; fixed when it opens, and no secret. Refuses: Missing. 1 query."""
    found = Panel.objects.filter(code=panel_code).values_list("settling", flat=True).first()
    if found is None:
        raise Missing
    return Settling(found) if found else None


def _own(actor: Actor, panel_code: str, rows: QuerySet[M]) -> QuerySet[M]:
    return within(actor, Power.REVIEW_WRITE, rows.filter(panel__code=panel_code))
