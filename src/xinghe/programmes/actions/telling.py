"""Tell people what happened to an application or a call, in the transaction in which it happens.

Only its own people and the officers whose turn it is are told, and only its title: no score, no name, no number.
"""

from collections.abc import Collection, Sequence
from typing import Any, Final

from xinghe.access.powers import Power
from xinghe.access.work import Work
from xinghe.jobs.batch import current
from xinghe.messaging.actions import Told, tell, tell_each
from xinghe.messaging.vocab import Event
from xinghe.programmes import moves
from xinghe.programmes.kind import Gate
from xinghe.programmes.models import Application, Call
from xinghe.programmes.vocab import MoveName, Phase
from xinghe.unions.queries import people_carrying

# What brings it to a desk, and what its people are told.
_TO_THE_DESK: Final = frozenset(
    {MoveName.HAND_IN, MoveName.FORWARD, MoveName.HAND_IN_AGAIN, MoveName.COMPLETE}
)
_TO_ITS_PEOPLE: Final = {
    MoveName.RETURN: Event.APPLICATION_RETURNED,
    MoveName.ASK_FOR_MORE: Event.APPLICATION_RETURNED,
    MoveName.FORWARD: Event.APPLICATION_MOVED,
    MoveName.ADMIT: Event.APPLICATION_MOVED,
    MoveName.SHORTLIST: Event.APPLICATION_MOVED,
    MoveName.VISIT: Event.APPLICATION_MOVED,
    MoveName.CONFIRM: Event.APPLICATION_MOVED,
    # What is proposed says nothing before it stands before everybody.
    MoveName.ANNOUNCE: Event.APPLICATION_PROPOSED,
    MoveName.DECLINE: Event.APPLICATION_DECLINED,
    MoveName.REMOVE: Event.APPLICATION_DECLINED,
    MoveName.LAPSE: Event.APPLICATION_LAPSED,
    MoveName.TAKE_BACK: Event.APPLICATION_BACK,
}

_TO_ONES_OWN: Final = "/my/applications/"


def carry_out(work: Work, application: Application, name: MoveName, **told: Any) -> Application:
    """Take one move and tell whom it concerns. Refuses: what ``moves.apply`` refuses, which takes the same words."""
    moved = moves.apply(work, application, name, **told)
    tell_of(work, moved, name)
    return moved


def bring_back(work: Work, application: Application, *, version: int | None = None) -> Application:
    """Take the last step back, and tell those who were told of it. Refuses: what ``moves.take_back`` refuses."""
    taken = moves.take_back(work, application, version=version)
    if taken in _TO_ITS_PEOPLE:
        _tell(work, application, Event.APPLICATION_BACK, application.people)
    return application


def carry_out_all(
    work: Work, applications: Sequence[Application], name: MoveName, *, asked: Collection[Gate] = ()
) -> None:
    """Take one move with everything on a list and tell its people. Refuses: what ``moves.apply_to_all`` refuses."""
    moves.apply_to_all(work, applications, name, asked=asked)
    lines = [_line(one) for one in applications]
    tell_each(work, event=_TO_ITS_PEOPLE[name], subject_kind="application", lines=lines)


def tell_of(work: Work, application: Application, name: MoveName) -> None:
    """Say that a move was made: to the desk that has it now, and to its people; one message for all of a bulk act."""
    if name in _TO_THE_DESK and application.desk_id is not None:
        officers = people_carrying(_turn_of(application), union_id=application.desk_id, now=work.now)
        _tell(work, application, Event.APPLICATION_ARRIVED, officers, union_id=application.desk_id)
    if name in _TO_ITS_PEOPLE and not application.is_untold:
        _tell(work, application, _TO_ITS_PEOPLE[name], application.people)


def tell_together(work: Work, call_id: int) -> int:
    """Say to everybody of a call who dropped out since its judging that they did, at one instant; of how many. 5 queries."""
    rows = Application.objects.select_for_update(of=("self",)).filter(call=call_id, is_untold=True)
    untold = list(rows.order_by("pk").defer("answers"))
    Application.objects.filter(pk__in=[one.pk for one in untold]).update(is_untold=False)
    lines = [_line(one) for one in untold]
    tell_each(work, event=Event.APPLICATION_DECLINED, subject_kind="application", lines=lines)
    return len(untold)


def _line(one: Application) -> Told:
    return Told(
        people=tuple(one.people),
        subject_id=one.pk,
        path=f"{_TO_ONES_OWN}{one.code}/",
        params={"title": one.title},
    )


def _turn_of(application: Application) -> Power:
    """What whoever acts next at its desk carries."""
    if application.phase != Phase.RECOMMENDING:
        return Power.APPLICATION_EXAMINE
    at_unit = application.desk_id == application.unit_id != application.call.union_id
    return Power.APPLICATION_SEAL if at_unit else Power.APPLICATION_FORWARD


def _tell(
    work: Work,
    application: Application,
    event: Event,
    people: Collection[int],
    *,
    union_id: int | None = None,
) -> None:
    place = _TO_ONES_OWN if union_id is None else "/desk/applications/"
    tell(
        work,
        people=people,
        event=event,
        subject_kind="application",
        subject_id=application.pk,
        path=f"{place}{application.code}/",
        batch=current(),
        union_id=union_id,
        title=application.title,
    )


def tell_approvers(work: Work, call: Call) -> None:
    """Say that a call waits for a second person, to everybody at its union who may be that person."""
    people = set(people_carrying(Power.CALL_APPROVE, union_id=call.union_id, now=work.now))
    tell(
        work,
        people=people - {call.made_by_id},
        event=Event.CALL_TO_APPROVE,
        subject_kind="call",
        subject_id=call.pk,
        path=f"/desk/calls/{call.code}/",
        union_id=call.union_id,
        title=call.title,
    )
