"""How long somebody has to correct something, in working days."""

from datetime import datetime, time, timedelta

from xinghe.foundation.clock import CHINA
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.kernels.calendar import add_working_days
from xinghe.programmes.vocab import GRACE_DAYS, MOST_CORRECTION_DAYS


class DaysOutside(Refusal):
    """Too short to do anything, or so long that the call would be over."""

    code = "days_outside"
    message = gettext_noop("%(days)s working days were given. Give between 1 and %(most)s.")
    status = 422


def correction_ends(now: datetime, *, days: int) -> datetime:
    """Midnight in China after the last of so many working days; the present day does not count. Refuses: DaysOutside."""
    if not 1 <= days <= MOST_CORRECTION_DAYS:
        raise DaysOutside(days=days, most=MOST_CORRECTION_DAYS)
    last = add_working_days(now.astimezone(CHINA).date(), days)
    return datetime.combine(last + timedelta(days=1), time(), tzinfo=CHINA)


def grace_ends(due_at: datetime) -> datetime:
    """Until when a correction is still awaited that was due at ``due_at``: so many working days more."""
    last = add_working_days((due_at - timedelta(microseconds=1)).astimezone(CHINA).date(), GRACE_DAYS)
    return datetime.combine(last + timedelta(days=1), time(), tzinfo=CHINA)
