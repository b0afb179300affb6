"""Until when an idea is answered: working days by the official calendar, and a clock that a correction stops.

A day counts whole: what is due on a date is late from the midnight after it, in China.
"""

from datetime import date, datetime, time, timedelta

from xinghe.foundation.clock import CHINA
from xinghe.kernels.calendar import add_working_days, working_days_between


def date_of(instant: datetime) -> date:
    """The date in China."""
    return instant.astimezone(CHINA).date()


def end_of(day: date) -> datetime:
    """The first instant after the day, in China."""
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=CHINA)


def due_after(instant: datetime, *, days: int) -> datetime:
    """The end of the ``days``-th working day after the day of ``instant``."""
    return end_of(add_working_days(date_of(instant), days))


def due_date(due_at: datetime) -> date:
    """The last date on which an answer is in time."""
    return date_of(due_at - timedelta(microseconds=1))


def days_left(instant: datetime, *, due_at: datetime) -> int:
    """Working days after today until the due date, both in China; 0 on the due date and later."""
    today, last = date_of(instant), due_date(due_at)
    return working_days_between(today, last) if last > today else 0


def due_after_pause(instant: datetime, *, days: int) -> datetime:
    """When it is due once the clock goes on with ``days`` left: at least the end of the next working day.

    The officer who asked for a correction on the last day still gets one day to read it.
    """
    return due_after(instant, days=max(days, 1))
