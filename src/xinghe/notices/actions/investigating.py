"""Somebody without a conflict looks into an objection and writes down what they find."""

from datetime import date

from xinghe.access.work import Work, command
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.notices.actions.steps import take_objection, take_step
from xinghe.notices.models import Objection
from xinghe.notices.queries.conflicts import investigators
from xinghe.notices.rules.clock import more_time
from xinghe.notices.rules.conflicts import require_free
from xinghe.notices.rules.words import words_read
from xinghe.notices.vocab import FINDING_LIMIT, INVESTIGATED, Act, ObjectionState

ADMITTED = INVESTIGATED | {ObjectionState.ADMISSIBLE}
RUNNING = ADMITTED | {ObjectionState.RECEIVED, ObjectionState.DECIDED}


class NotOfTheDesk(Refusal):
    """Only who handles objections at the union that published looks into one."""

    code = "not_of_the_desk"
    message = gettext_noop(
        "This person does not handle objections at the union that published the notice. Choose a colleague who does."
    )
    status = 422


class NotInvestigator(Refusal):
    """Findings are those of who was appointed."""

    code = "not_investigator"
    message = gettext_noop("%(name)s looks into this objection. Have them write it down, or appoint another.")
    status = 403


@command
def assign_investigator(
    work: Work, *, objection_id: int, person_id: int, version: int | None = None
) -> Objection:
    """Appoint who looks into it, or another in their place.

    Refuses: Missing, Forbidden, ObjectionNotSo, ObjectionMoved, NotOfTheDesk, InvestigatorConflicted.
    """
    objection = take_objection(work, objection_id, ADMITTED, version=version)
    _require_free(work, objection, person_id)
    before, objection.investigator_id = objection.investigator_id, person_id
    state = ObjectionState(objection.state)
    return take_step(
        work,
        objection,
        Act.ASSIGN,
        ObjectionState.ASSIGNED if state is ObjectionState.ADMISSIBLE else state,
        investigator=(before, person_id),
    )


@command
def write_finding(work: Work, *, objection_id: int, words: str, version: int | None = None) -> Objection:
    """Write down what was found; what was written before stays.

    Refuses: Missing, Forbidden, ObjectionNotSo, ObjectionMoved, NotInvestigator, InvestigatorConflicted, WhyNeeded.
    """
    objection = take_objection(work, objection_id, INVESTIGATED, version=version)
    assert objection.investigator is not None  # by constraint
    if objection.investigator.pk != work.actor.person_id:
        raise NotInvestigator(name=objection.investigator.name)
    # What came up after the appointment counts as well.
    _require_free(work, objection, objection.investigator.pk)
    said = words_read(words, limit=FINDING_LIMIT)
    return take_step(work, objection, Act.FIND, ObjectionState.FACT_FINDING, words=said)


@command
def give_more_time(
    work: Work, *, objection_id: int, until: date, words: str, version: int | None = None
) -> Objection:
    """Let the present step of an objection take longer, and say why.

    Refuses: Missing, Forbidden, ObjectionNotSo, ObjectionMoved, NotMoreTime, WhyNeeded.
    """
    objection = take_objection(work, objection_id, RUNNING, version=version)
    assert objection.due_on is not None  # every step that waits has its last day
    before, due_on = objection.due_on, more_time(objection.due_on, until)
    state = ObjectionState(objection.state)
    said = words_read(words)
    return take_step(
        work, objection, Act.GIVE_TIME, state, words=said, due_on=due_on, due_at=(before, due_on)
    )


def _require_free(work: Work, objection: Objection, person_id: int) -> None:
    found = investigators(objection, work.now, among=(person_id,))
    if not found:
        raise NotOfTheDesk
    require_free(found[0].name, found[0].conflicts)
