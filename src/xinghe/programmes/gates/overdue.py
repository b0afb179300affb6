"""Nothing ends by itself while its people may still correct it."""

from xinghe.access.work import Work
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.programmes.models import Application
from xinghe.programmes.rules.days import grace_ends


class CorrectionRuns(Refusal):
    """There is time left to correct it, or nobody said until when."""

    code = "correction_runs"
    message = gettext_noop(
        "The correction may still be handed in, until %(until)s. Wait until then; after that the application ends by itself."
    )


def correction_overdue(work: Work, application: Application) -> None:
    """Its correction was due, and the grace after that is over. Refuses: CorrectionRuns."""
    until = grace_ends(application.due_at) if application.due_at else None
    if until is None or work.now < until:
        raise CorrectionRuns(until=until or "–")
