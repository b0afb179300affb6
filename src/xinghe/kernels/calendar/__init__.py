"""Which days are worked in mainland China: weekends, public holidays and the make-up days of the yearly notices."""

from xinghe.kernels.calendar.working_days import (
    add_working_days,
    is_provisional,
    is_working_day,
    named_day,
    touches_provisional,
    working_days_between,
)

__all__ = [
    "add_working_days",
    "is_provisional",
    "is_working_day",
    "named_day",
    "touches_provisional",
    "working_days_between",
]
