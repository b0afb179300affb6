"""When a delivery that failed is tried again."""

from datetime import timedelta

_FIRST = timedelta(minutes=1)
_LONGEST = timedelta(hours=4)


def wait_after(failures: int) -> timedelta:
    """How long to wait after this many failures in a row, at least one: twice as long each time, up to four hours."""
    return min(_FIRST * (1 << min(failures - 1, 20)), _LONGEST)
