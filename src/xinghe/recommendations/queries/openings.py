"""What one person may do with one recommendation now, and why not where not: what its page offers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto

from xinghe.access.actor import Actor
from xinghe.access.powers import Power
from xinghe.recommendations.models import Recommendation, Step
from xinghe.recommendations.queries.ways import Route
from xinghe.recommendations.rules.table import OF_THE_UNIT, TABLE, fits, seat_of
from xinghe.recommendations.vocab import Act, State


class WhyNot(StrEnum):
    """Why an act that belongs to the desk of this person is not theirs now."""

    OWN = auto()
    EARLY = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """An act that fits and belongs to a union of this person; with ``why_not`` it is shown and cannot be done."""

    act: Act
    why_not: WhyNot | None = None


def openings(
    actor: Actor, held: Recommendation, *, route: Route, steps: Sequence[Step], now: datetime
) -> tuple[Opening, ...]:
    """The acts to offer, by the tables the commands decide by. 0 queries after ``recommendation_for``."""
    state, place = State(held.state), route.place_of(held.desk_id)
    last = steps[-1] if steps else None
    forwarder = last.desk_id if last is not None and last.act == Act.FORWARD else None
    is_own = actor.person_id in {held.put_forward_by_id, *held.people}
    found = []
    for act in TABLE:
        if not fits(act, state=state, place=place):
            continue
        if act is Act.UNDO_FORWARD and (forwarder is None or _has_ranked(held)):
            continue
        seat = seat_of(
            act,
            state=state,
            desk=held.desk_id,
            unit=route.unit.pk,
            returned_from=held.returned_from_id,
            forwarded_by=forwarder,
        )
        power = Power.RESULT_RECOMMEND if act in OF_THE_UNIT else Power.RECOMMENDATION_DECIDE
        if seat not in actor.desks_for(power):
            continue
        why_not = None
        if is_own and act not in OF_THE_UNIT:
            why_not = WhyNot.OWN
        elif act is Act.DECLINE and held.due_at is not None and now < held.due_at:
            why_not = WhyNot.EARLY
        found.append(Opening(act=act, why_not=why_not))
    return tuple(found)


def _has_ranked(held: Recommendation) -> bool:
    return any(ranking.desk_id == held.desk_id for ranking in held.rankings.all())
