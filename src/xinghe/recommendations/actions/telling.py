"""Tell machines what happened to a recommendation, in the transaction in which it happens."""

from typing import Final

from xinghe.access.work import Work
from xinghe.integrations.actions import announce
from xinghe.integrations.vocab import HappeningName
from xinghe.recommendations.models import Recommendation
from xinghe.recommendations.vocab import Act

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


def tell_of(work: Work, held: Recommendation, act: Act) -> None:
    """Say to programs what was done, and whose turn it is: numbers and codes alone."""
    announce(
        work,
        _HAPPENINGS[act],
        held,
        result=held.result.code,
        state=str(held.state),
        act=str(act),
        desk=held.desk_id,
    )
