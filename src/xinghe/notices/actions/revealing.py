"""Read who objected: for a stated purpose, and written down."""

from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.notices.actions.sealed import identity_of
from xinghe.notices.actions.steps import take_objection, write_step
from xinghe.notices.models import Objector
from xinghe.notices.rules.words import Identity, words_read
from xinghe.notices.vocab import Act, ObjectionState


@command
def reveal_objector(work: Work, *, objection_id: int, purpose: str) -> Identity:
    """Who objected, in full. The record says that it was read; the purpose stands in the objection's own history.

    Refuses: Missing, Forbidden, WhyNeeded, SealBroken.
    """
    objection = take_objection(work, objection_id, frozenset(ObjectionState))
    objector = Objector.objects.get(objection=objection)
    work.require(Power.OBJECTION_READ, objector)
    write_step(work, objection, Act.REVEAL, words=words_read(purpose))
    work.record("objection.reveal", objection)
    return identity_of(work, objector)
