"""Where ties between people come from that packages above keep: studios and alliances, masters and apprentices."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from xinghe.reviews.rules.conflicts import Who
from xinghe.reviews.vocab import ConflictKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A judge and somebody else, tied by one recorded fact, and since when; between two numbers it holds both ways."""

    one: int
    other: Who
    kind: ConflictKind
    fact: str
    since: date | None = None

    @property
    def said(self) -> str:
        """The fact with its day, as it is kept beside the conflict."""
        return f"{self.fact} {self.since}" if self.since else self.fact


# Gets judges by number, each with all they may be known as; gives every tie of theirs that stands now. Runs as the
# clerk, who reads everywhere.
TieSource = Callable[[Mapping[int, frozenset[Who]]], Iterable[Tie]]
_SOURCES: dict[str, TieSource] = {}


def tie_source(code: str) -> Callable[[TieSource], TieSource]:
    """Enter the decorated function among those that are asked for ties. Codes are never reused."""

    def enter(source: TieSource) -> TieSource:
        if code in _SOURCES and _SOURCES[code] is not source:
            raise ValueError(f"two sources of ties are called {code}")
        _SOURCES[code] = source
        return source

    return enter


def ties_of(people: Mapping[int, frozenset[Who]]) -> tuple[Tie, ...]:
    """Every tie of these people that any source knows."""
    return tuple(tie for source in _SOURCES.values() for tie in source(people))
