"""Examine an objection: see a unit's seal, admit it by the rules, or refuse it by one."""

from xinghe.access.work import Work, command
from xinghe.notices.actions.steps import require_unconcerned, take_objection, take_step
from xinghe.notices.models import Objection
from xinghe.notices.rules.admission import require_admissible, require_ground
from xinghe.notices.rules.words import words_read
from xinghe.notices.vocab import Act, Ground, ObjectionState

RECEIVED = frozenset({ObjectionState.RECEIVED})


@command
def see_seal(work: Work, *, objection_id: int, version: int | None = None) -> Objection:
    """Note that the page under the unit's seal came. Refuses: Missing, Forbidden, ObjectionNotSo, ObjectionMoved."""
    objection = take_objection(work, objection_id, RECEIVED, version=version)
    objection.has_seal = True
    return take_step(work, objection, Act.SEE_SEAL, ObjectionState.RECEIVED)


@command
def admit_objection(work: Work, *, objection_id: int, version: int | None = None) -> Objection:
    """Admit an objection that keeps every rule; the time to look into it begins.

    Refuses: Missing, Forbidden, ObjectionNotSo, ObjectionMoved, and by the rules of ``require_admissible``.
    """
    objection = take_objection(work, objection_id, RECEIVED, version=version)
    require_admissible(objection.case)
    return take_step(work, objection, Act.ADMIT, ObjectionState.ADMISSIBLE)


@command
def refuse_objection(
    work: Work, *, objection_id: int, ground: Ground, words: str, version: int | None = None
) -> Objection:
    """Refuse an objection by a rule that it breaks, and say how; the objector can ask which rule.

    Refuses: Missing, Forbidden, ObjectionNotSo, ObjectionMoved, DeciderConflicted, GroundNotSo, WhyNeeded.
    """
    objection = take_objection(work, objection_id, RECEIVED, version=version)
    require_unconcerned(work, objection)
    require_ground(objection.case, ground)
    objection.ground = ground
    return take_step(
        work, objection, Act.REFUSE, ObjectionState.REFUSED, words=words_read(words), ground=(None, ground)
    )
