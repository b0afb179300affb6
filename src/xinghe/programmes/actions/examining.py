"""What the organiser does: examine, admit, ask for what is missing, put on the short list, propose, remove."""

from collections.abc import Iterable

from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.programmes.actions.telling import bring_back, carry_out
from xinghe.programmes.models import Application
from xinghe.programmes.queries.grades import grade_of, refuse_full
from xinghe.programmes.rules.days import correction_ends
from xinghe.programmes.vocab import CORRECTION_DAYS, OPINION_LIMIT, MoveName
from xinghe.recommendations.rules.words import reasons_read, words_read


@command
def admit(work: Work, *, application_id: int, opinion: str = "", version: int | None = None) -> Application:
    """Let an application into review. Refuses: Missing, and what ``moves.apply`` refuses."""
    return _move(work, application_id, MoveName.ADMIT, version=version, words=opinion)


@command
def ask_for_more(
    work: Work,
    *,
    application_id: int,
    reasons: Iterable[str],
    words: str,
    days: int = CORRECTION_DAYS,
    version: int | None = None,
) -> Application:
    """Ask once for what is missing, within so many working days; the clock stops.

    Refuses: Missing, ReturnReasonNeeded, DaysOutside, ChanceUsed, and what ``moves.apply`` refuses.
    """
    application = work.claim(Application, application_id)
    return carry_out(
        work,
        application,
        MoveName.ASK_FOR_MORE,
        version=version,
        reasons=reasons_read(reasons),
        words=words_read(words),
        due_at=correction_ends(work.now, days=days),
    )


@command
def shortlist(work: Work, *, application_id: int, words: str = "", version: int | None = None) -> Application:
    """Send an application into the next review. Refuses: Missing, and what ``moves.apply`` refuses."""
    return _move(work, application_id, MoveName.SHORTLIST, version=version, words=words)


@command
def visit(work: Work, *, application_id: int, words: str = "", version: int | None = None) -> Application:
    """Send an application to on-site inspection. Refuses: Missing, and what ``moves.apply`` refuses."""
    return _move(work, application_id, MoveName.VISIT, version=version, words=words)


@command
def conclude(work: Work, *, application_id: int, words: str = "", version: int | None = None) -> Application:
    """End the review of an application; it waits for the decision. Refuses: Missing, and what ``moves.apply`` refuses."""
    return _move(work, application_id, MoveName.CONCLUDE, version=version, words=words)


@command
def propose(work: Work, *, application_id: int, grade: str, version: int | None = None) -> Application:
    """Propose an application for a grade of its call, as long as that grade has room.

    Refuses: Missing, GradeUnknown, GradeFull, and what ``moves.apply`` refuses.
    """
    application = work.claim(Application, application_id)
    # First of all: an officer from below is told nothing about the grades.
    work.require(Power.APPLICATION_DECIDE, application)
    refuse_full(application.call, grade_of(application.call, grade))
    application.grade = grade
    return carry_out(work, application, MoveName.PROPOSE, version=version)


@command
def take_back(work: Work, *, application_id: int, version: int | None = None) -> Application:
    """Take the organiser's last step back. Refuses: Missing, and what ``moves.take_back`` refuses."""
    return bring_back(work, work.claim(Application, application_id), version=version)


@command
def remove(work: Work, *, application_id: int, words: str, version: int | None = None) -> Application:
    """Take an application off the list, with a reason. Refuses: Missing, ReturnReasonNeeded, and what ``moves.apply`` refuses."""
    return _move(work, application_id, MoveName.REMOVE, version=version, words=words_read(words))


def _move(work: Work, application_id: int, name: MoveName, *, version: int | None, words: str) -> Application:
    application = work.claim(Application, application_id)
    return carry_out(work, application, name, version=version, words=words.strip()[:OPINION_LIMIT])
