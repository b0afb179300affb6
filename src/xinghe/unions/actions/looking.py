"""Begin and end a look through somebody else's eyes. Between the two nothing can be changed (ADR 13)."""

from datetime import datetime

from xinghe.access.work import Work, command
from xinghe.accounts.models import Person
from xinghe.unions.queries import looked_through
from xinghe.unions.rules.looking import LONGEST_LOOK, check_look_reason


@command
def begin_look(work: Work, *, person_id: int, reason: str) -> datetime:
    """Write down that the actor looks through this person's eyes from now on; until when at the latest.

    Refuses: LookReasonNeeded, Missing, NotLookedThrough.
    """
    reason = check_look_reason(reason)
    looked_through(work.actor, person_id=person_id, now=work.now)
    until = work.now + LONGEST_LOOK
    work.record(
        "person.look_as", Person.objects.get(pk=person_id), reason=reason, until_at=(None, until.isoformat())
    )
    return until


@command
def end_look(work: Work, *, person_id: int) -> None:
    """Write down that the actor looks with their own eyes again. Called without the lens: it was laid down."""
    work.record("person.look_end", Person.objects.get(pk=person_id))
