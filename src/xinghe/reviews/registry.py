"""Where ties between people come from that packages above keep: studios and alliances, masters and apprentices."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from xinghe.reviews.vocab import ConflictKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Two people by number, tied by one recorded fact; it holds both ways."""

    one: int
    other: int
    kind: ConflictKind
    fact: str


# Gets the numbers of judges; gives every tie of theirs that stands now. Runs as the clerk, who reads everywhere.
TieSource = Callable[[Collection[int]], Iterable[Tie]]
_SOURCES: dict[str, TieSource] = {}


def tie_source(code: str) -> Callable[[TieSource], TieSource]:
    """Enter the decorated function among those that are asked for ties. Codes are never reused."""

    def enter(source: TieSource) -> TieSource:
        if code in _SOURCES and _SOURCES[code] is not source:
            raise ValueError(f"two sources of ties are called {code}")
        _SOURCES[code] = source
        return source

    return enter


def ties_of(people: Collection[int]) -> tuple[Tie, ...]:
    """Every tie of these people that any source knows."""
    return tuple(tie for source in _SOURCES.values() for tie in source(people))
