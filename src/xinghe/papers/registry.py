"""Papers that more hangs on than their number: the packages above say of which ones, so that none is made void beside them."""

from collections.abc import Callable

# Gets the number of a paper; says whether a record of the package is that paper, whoever asks.
Holder = Callable[[int], bool]
_HOLDERS: dict[str, Holder] = {}


def paper_holder(code: str) -> Callable[[Holder], Holder]:
    """Enter the decorated function among those that know a paper as theirs. Codes are never reused."""

    def enter(holds: Holder) -> Holder:
        if code in _HOLDERS and _HOLDERS[code].__qualname__ != holds.__qualname__:
            raise ValueError(f"two holders of papers are called {code}")
        _HOLDERS[code] = holds
        return holds

    return enter


def is_held(paper_id: int) -> bool:
    """Whether a paper is more than its number to any package."""
    return any(holds(paper_id) for holds in _HOLDERS.values())
