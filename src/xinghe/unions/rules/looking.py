"""Through whose eyes somebody may look, and for how long."""

from datetime import timedelta

from xinghe.access.actor import Actor, common_paths
from xinghe.access.powers import NEVER_LOOKED_THROUGH, Power
from xinghe.foundation.errors import Refusal, gettext_noop

# A session left open at a counter is somebody else's view after half an hour at the latest.
LONGEST_LOOK = timedelta(minutes=30)
LEAST_REASON = 4


class NotLookedThrough(Refusal):
    """The other person keeps or watches over the system, or holds an office outside the looker's reach."""

    code = "not_looked_through"
    message = gettext_noop(
        "Nobody looks through the eyes of %(name)s from your office: not of those who keep the system or watch over it, "
        "nor of those who hold an office above yours or beside it. Ask them to show you what they see."
    )
    status = 403


class LookReasonNeeded(Refusal):
    """Whoever looks through somebody's eyes says why."""

    code = "look_reason_needed"
    message = gettext_noop("Say why you look, in at least %(least)s characters: the record keeps it.")


def refuse_look(*, actor: Actor, other: Actor) -> None:
    """Refuse to look through ``other`` unless all their offices are ordinary and lie within the actor's reach.

    An office on two lines is within reach if one of them is. Refuses: NotLookedThrough.
    """
    reach = actor.paths_for(Power.PERSON_LOOK_AS)
    for office in other.offices:
        inside = any(path in common_paths((path,), reach) for path in office.paths)
        if office.role in NEVER_LOOKED_THROUGH or not inside:
            raise NotLookedThrough(name=other.name)


def check_look_reason(reason: str) -> str:
    """The reason without blanks around it. Refuses: LookReasonNeeded."""
    reason = reason.strip()
    if len(reason) < LEAST_REASON:
        raise LookReasonNeeded(least=LEAST_REASON)
    return reason
