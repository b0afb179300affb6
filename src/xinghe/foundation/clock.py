"""What time it is, asked in one place so that a test or a demonstration can hold it still."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

# Every date a person reads or a rule counts is a date in China.
CHINA = ZoneInfo("Asia/Shanghai")

_held: ContextVar[datetime | None] = ContextVar("held_clock", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC; or the one that is being held."""
    return _held.get() or datetime.now(UTC)


def today() -> date:
    """The present date in China."""
    return now().astimezone(CHINA).date()


@contextmanager
def held_at(instant: datetime) -> Iterator[None]:
    """Hold the clock still at ``instant``: for tests and for building demonstration history."""
    token = _held.set(instant)
    try:
        yield
    finally:
        _held.reset(token)
