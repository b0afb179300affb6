"""Who takes back what was named already, when an objection to it is upheld: decisions stand above notices."""

from collections.abc import Callable
from typing import Any

# Gets the work, the number of an application that was named, why, and by which article; begins what takes the naming back.
Revoker = Callable[[Any, int, str, str], object]
_REVOKERS: dict[str, Revoker] = {}


def revoker(code: str) -> Callable[[Revoker], Revoker]:
    """Enter the decorated function among those that begin a revocation. Codes are never reused."""

    def enter(begin: Revoker) -> Revoker:
        if code in _REVOKERS and _REVOKERS[code].__qualname__ != begin.__qualname__:
            raise ValueError(f"two revokers are called {code}")
        _REVOKERS[code] = begin
        return begin

    return enter


def begin_revoking(work: Any, application_id: int, *, reason: str, article: str) -> None:
    """Have the revocation of what an application was named begun. Refuses: what the revokers refuse."""
    for begin in _REVOKERS.values():
        begin(work, application_id, reason, article)
