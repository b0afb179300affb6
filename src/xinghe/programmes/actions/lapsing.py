"""What was sent back for correction and never corrected ends by itself, some time after it was due."""

from xinghe.access.work import Work, command
from xinghe.programmes.actions.telling import carry_out
from xinghe.programmes.models import Application
from xinghe.programmes.vocab import MoveName


@command
def lapse(work: Work, *, application_id: int) -> Application:
    """End one whose correction is overdue and whose grace is over. For the clock. Refuses: Missing, and what ``moves.apply`` refuses."""
    return carry_out(work, work.claim(Application, application_id), MoveName.LAPSE)
