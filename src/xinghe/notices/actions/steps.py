"""What every act on an objection does: claim it, set its clock, and write the step down."""

from datetime import date

from xinghe.access.powers import Power
from xinghe.access.work import Work
from xinghe.attachments.actions import set_people
from xinghe.foundation.errors import Forbidden, Refusal, gettext_noop
from xinghe.notices.gates import handlers_of
from xinghe.notices.models import Objection, ObjectionStep
from xinghe.notices.queries.conflicts import investigators
from xinghe.notices.rules import conflicts
from xinghe.notices.vocab import Act, ObjectionState


class ObjectionNotSo(Refusal):
    """The objection is too far for this, or not far enough."""

    code = "objection_not_so"
    message = gettext_noop(
        "The objection stands at “%(state)s”, so this cannot be done now. Reload the page."
    )


class ObjectionMoved(Refusal):
    """The page shows how it stood before somebody acted."""

    code = "objection_moved"
    message = gettext_noop(
        "Somebody acted on this objection since your page was opened. Reload it and look again."
    )


def take_objection(
    work: Work, objection_id: int, states: frozenset[ObjectionState], *, version: int | None = None
) -> Objection:
    """Claim an objection for an act that fits these states. Refuses: Missing, Forbidden, ObjectionNotSo, ObjectionMoved."""
    objection = work.claim(Objection, objection_id)
    work.require(Power.OBJECTION_HANDLE, objection)
    if work.actor.person_id is None:
        raise Forbidden(power=Power.OBJECTION_HANDLE)
    if version is not None and version != objection.version:
        raise ObjectionMoved
    if objection.state not in states:
        raise ObjectionNotSo(state=ObjectionState(objection.state))
    return objection


def require_unconcerned(work: Work, objection: Objection) -> None:
    """Who decides on an objection has nothing to do with what it is about. Refuses: DeciderConflicted."""
    if objection.application_id is None or work.actor.person_id is None:
        return
    for one in investigators(objection, work.now, among=(work.actor.person_id,)):
        conflicts.require_unconcerned(one.conflicts)


def take_step(
    work: Work,
    objection: Objection,
    act: Act,
    state: ObjectionState,
    *,
    words: str = "",
    due_on: date | None = None,
    **changes: tuple[object, object],
) -> Objection:
    """Bring an objection into a state and write down how. The record is told the act, and never the words.

    The clock of a step runs on while its state does; ``due_on`` sets another last day.
    """
    before = objection.state
    if due_on is not None:
        objection.due_on = due_on
    elif _begins_clock(ObjectionState(before), state):
        objection.due_on = objection.notice.clock.due_on(state, work.now)
    objection.state, objection.since_at = state, objection.since_at if before == state else work.now
    objection.version += 1
    objection.save()
    write_step(work, objection, act, words=words)
    set_people(work, "objection", objection.pk, handlers_of(objection, work.now))
    if before != state:
        changes["state"] = (before, state)
    work.record(f"objection.{act}", objection, reason="", **changes)
    return objection


def write_step(work: Work, objection: Objection, act: Act, *, words: str = "") -> ObjectionStep:
    """Add what was done to the objection's own history, which its handlers alone read."""
    return ObjectionStep.objects.create(
        objection=objection,
        act=act,
        state=objection.state,
        person_id=work.actor.person_id,
        at=work.now,
        words=words,
        due_on=objection.due_on,
        people=objection.people,
        union_id=objection.union_id,
        territory_path=objection.territory_path,
        industry_path=objection.industry_path,
    )


def _begins_clock(before: ObjectionState, state: ObjectionState) -> bool:
    """Whether another clock begins: from admission to decision one runs."""
    return before != state and state not in (ObjectionState.ASSIGNED, ObjectionState.FACT_FINDING)
