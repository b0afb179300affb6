"""The word that joins what one bulk act tells people: each gets one message about it, not a thousand."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("xinghe.batch", default="")


def current() -> str:
    """The batch that the command under way belongs to, such as "run:17"; empty outside of one."""
    return _current.get()


@contextmanager
def batch(word: str) -> Iterator[None]:
    """Count everything that is told inside as one occasion."""
    token = _current.set(word)
    try:
        yield
    finally:
        _current.reset(token)
