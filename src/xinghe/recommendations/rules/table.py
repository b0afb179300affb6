"""What fits which state: one table, from which commands, pages and tests read."""

from enum import StrEnum, auto
from typing import Final

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.recommendations.vocab import Act, State
from xinghe.results.vocab import Stage


class NotNow(Refusal):
    """The act does not fit how the recommendation stands."""

    code = "recommendation_not_now"
    message = gettext_noop(
        "“%(act)s” does not fit: the recommendation is “%(state)s” and lies at “%(desk)s”. Reload the page."
    )


class ResultOutOfUse(Refusal):
    """A withdrawn result goes nowhere."""

    code = "result_out_of_use"
    message = gettext_noop(
        "The result “%(code)s” was withdrawn. Take the recommendation back, or record the result anew."
    )


class Place(StrEnum):
    """What kind of union has it."""

    UNIT = auto()
    DESK = auto()
    TOP = auto()


_ON_THE_WAY: Final = ((State.UNDER_WAY, Place.DESK), (State.UNDER_WAY, Place.TOP))
_BACK: Final = (State.RETURNED, Place.UNIT)

# Where an act fits, and how the recommendation stands afterwards. What is not here is refused.
TABLE: Final[dict[Act, dict[tuple[State, Place], State]]] = {
    Act.FORWARD: {(State.UNDER_WAY, Place.DESK): State.UNDER_WAY},
    Act.ACCEPT: {(State.UNDER_WAY, Place.TOP): State.ARRIVED},
    Act.RETURN: dict.fromkeys(_ON_THE_WAY, State.RETURNED),
    Act.HAND_IN_AGAIN: {_BACK: State.UNDER_WAY},
    # A desk may decline what it returned once the days for the correction are over.
    Act.DECLINE: dict.fromkeys((*_ON_THE_WAY, _BACK), State.DECLINED),
    Act.WITHDRAW: dict.fromkeys((*_ON_THE_WAY, _BACK), State.WITHDRAWN),
    Act.UNDO_FORWARD: dict.fromkeys(_ON_THE_WAY, State.UNDER_WAY),
}


def fits(act: Act, *, state: State, place: Place) -> bool:
    """Whether the act is possible there and then."""
    return (state, place) in TABLE[act]


def state_after(act: Act, *, state: State, place: Place, desk: str) -> State:
    """How the recommendation stands after the act. Refuses: NotNow, naming the ``desk`` that has it."""
    if not fits(act, state=state, place=place):
        raise NotNow(act=act, state=state, desk=desk)
    return TABLE[act][state, place]


# What only the unit does; everything else is decided at a desk.
OF_THE_UNIT: Final = frozenset({Act.PUT_FORWARD, Act.HAND_IN_AGAIN, Act.WITHDRAW})


def seat_of(
    act: Act, *, state: State, desk: int, unit: int, returned_from: int | None, forwarded_by: int | None
) -> int:
    """The union whose officers may do the act: mostly the one that has it.

    Its unit takes it back wherever it lies; the desk that forwarded it undoes that; and a desk declines what it
    returned, although the unit has it.
    """
    if act in OF_THE_UNIT:
        return unit
    if act is Act.UNDO_FORWARD and forwarded_by is not None:
        return forwarded_by
    if act is Act.DECLINE and state is State.RETURNED and returned_from is not None:
        return returned_from
    return desk


def refuse_out_of_use(*, code: str, stage: str) -> None:
    """Refuse a result that was withdrawn meanwhile. Refuses: ResultOutOfUse."""
    if stage == Stage.WITHDRAWN:
        raise ResultOutOfUse(code=code)
