"""When an e-mail may go out: at the pace its reader chose, and not at night."""

from datetime import datetime, time, timedelta
from typing import Final

from xinghe.foundation.clock import CHINA
from xinghe.messaging.vocab import Pace

# Nobody is woken by an e-mail: between 21:00 and 07:00 in China it waits for the morning.
QUIET_FROM: Final = time(21)
QUIET_UNTIL: Final = time(7)
# The morning's e-mail lies there when work begins.
DAILY_AT: Final = time(8)
# A bulk act tells the same person again and again; its e-mail waits until nothing was added for so long.
SETTLES: Final = timedelta(minutes=2)

# Minutes until the next attempt after the first, second, … that was not taken. After the last it is given up.
_WAITS: Final = (1, 5, 15, 60, 240, 720)


def is_quiet(instant: datetime) -> bool:
    """Whether it is night in China."""
    hour = instant.astimezone(CHINA).time()
    return hour >= QUIET_FROM or hour < QUIET_UNTIL


def mail_due_at(
    pace: Pace, *, now: datetime, gathers: bool = False, is_urgent: bool = False
) -> datetime | None:
    """When what is said ``now`` is due by e-mail; None for never.

    ``gathers``: more of the same act may follow. Urgent messages wait neither for more nor for the morning.
    """
    here = now.astimezone(CHINA)
    match pace:
        case Pace.NEVER:
            return None
        case Pace.AT_ONCE:
            due = here + SETTLES if gathers and not is_urgent else here
        case Pace.HOURLY:
            due = here.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        case Pace.DAILY:
            due = datetime.combine(here.date(), DAILY_AT, tzinfo=CHINA)
            due = due if due > here else due + timedelta(days=1)
    if is_urgent or not is_quiet(due):
        return due
    day = due.date() + timedelta(days=1) if due.time() >= QUIET_FROM else due.date()
    return datetime.combine(day, QUIET_UNTIL, tzinfo=CHINA)


def next_attempt_at(*, attempts: int, now: datetime) -> datetime | None:
    """When to try again after so many attempts in vain; None when it is given up."""
    return now + timedelta(minutes=_WAITS[attempts - 1]) if attempts <= len(_WAITS) else None
