"""The long works that exist: a code, a title for people, a function. Installed when the product starts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


class Progress(Protocol):
    """What a long work tells while it runs."""

    def __call__(self, done: int, total: int | None = None) -> None:
        """Say how far it is. Raises ``Cancelled`` when somebody has asked it to stop."""


# Takes who asked, where to tell progress, and its arguments by keyword; returns what is worth keeping,
# as JSON. It may be started again after a crash, so it must be safe to run twice.
RunFunction = Callable[..., dict[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobKind:
    """One long work that can be asked for."""

    code: str
    title: str
    function: RunFunction


_KINDS: dict[str, JobKind] = {}


def long_work(code: str, *, title: str) -> Callable[[RunFunction], RunFunction]:
    """Enter the decorated function in the list of long works. Codes are never reused."""

    def enter(function: RunFunction) -> RunFunction:
        if code in _KINDS and _KINDS[code].function.__qualname__ != function.__qualname__:
            raise ValueError(f"two long works are called {code}")
        _KINDS[code] = JobKind(code=code, title=title, function=function)
        return function

    return enter


def job_kind(code: str) -> JobKind:
    """The long work of this code. Raises LookupError when the code was never installed."""
    try:
        return _KINDS[code]
    except KeyError:
        raise LookupError(f"no long work is called {code}") from None


def every_job_kind() -> tuple[JobKind, ...]:
    """All that can be asked for, by code."""
    return tuple(_KINDS[code] for code in sorted(_KINDS))
