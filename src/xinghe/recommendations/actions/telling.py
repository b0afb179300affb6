"""Tell people and machines what happened to a recommendation, in the transaction in which it happens."""

from typing import Final

from xinghe.access.powers import Power
from xinghe.access.work import Work
from xinghe.integrations.actions import announce
from xinghe.integrations.vocab import HappeningName
from xinghe.jobs.batch import current
from xinghe.messaging.actions import tell
from xinghe.messaging.vocab import Event
from xinghe.recommendations.models import Recommendation
from xinghe.recommendations.vocab import Act
from xinghe.unions.queries import people_carrying

_HAPPENINGS: Final = {
    Act.PUT_FORWARD: HappeningName.RECOMMENDATION_ARRIVED,
    Act.FORWARD: HappeningName.RECOMMENDATION_ARRIVED,
    Act.HAND_IN_AGAIN: HappeningName.RECOMMENDATION_ARRIVED,
    Act.UNDO_FORWARD: HappeningName.RECOMMENDATION_ARRIVED,
    Act.RETURN: HappeningName.RECOMMENDATION_RETURNED,
    Act.ACCEPT: HappeningName.RECOMMENDATION_DECIDED,
    Act.DECLINE: HappeningName.RECOMMENDATION_DECIDED,
    Act.WITHDRAW: HappeningName.RECOMMENDATION_DECIDED,
}
# What the desk is told that has it now, and what the unit is told.
_TO_THE_DESK: Final = frozenset({Act.PUT_FORWARD, Act.FORWARD, Act.HAND_IN_AGAIN})
_TO_THE_UNIT: Final = {
    Act.FORWARD: Event.RECOMMENDATION_FORWARDED,
    Act.RETURN: Event.RECOMMENDATION_RETURNED,
    Act.ACCEPT: Event.RECOMMENDATION_DECIDED,
    Act.DECLINE: Event.RECOMMENDATION_DECIDED,
}


def tell_of(work: Work, held: Recommendation, act: Act) -> None:
    """Say what was done: to whose turn it is, to the unit, and (numbers and codes alone) to programs."""
    if act in _TO_THE_DESK:
        _tell_officers(
            work,
            held,
            Event.RECOMMENDATION_ARRIVED,
            power=Power.RECOMMENDATION_DECIDE,
            union_id=held.desk_id,
        )
    if act in _TO_THE_UNIT:
        _tell_officers(
            work,
            held,
            _TO_THE_UNIT[act],
            power=Power.RESULT_RECOMMEND,
            union_id=held.result.unit_id,
        )
    announce(
        work,
        _HAPPENINGS[act],
        held,
        result=held.result.code,
        state=str(held.state),
        act=str(act),
        desk=held.desk_id,
    )


def _tell_officers(work: Work, held: Recommendation, event: Event, *, power: Power, union_id: int) -> None:
    """Tell who carries the power at a union, and its group robots; one message for all of a bulk act."""
    tell(
        work,
        people=people_carrying(power, union_id=union_id, now=work.now),
        event=event,
        subject_kind="recommendation",
        subject_id=held.pk,
        path=f"/desk/recommendations/{held.pk}/",
        batch=current(),
        union_id=union_id,
        title=held.result.title,
    )
