"""Walks along ties from text to text, and says whether a tie would lead from a text back to itself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from xinghe.texts.vocab import Relation


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """A standing tie by its number: the later text has ``relation`` to the earlier one."""

    number: int
    later: int
    earlier: int
    relation: Relation


# All standing ties that touch one of these texts. Asked once for every step away from the start.
Touching = Callable[[frozenset[int]], Iterable[Tie]]

# Nothing descends from itself. A text may well be replicated from one that was improved by it in turn.
DESCENT = frozenset({Relation.IMPROVED_FROM, Relation.MERGED_INTO, Relation.SPLIT_FROM})
# Two texts for one work: who counts works counts them once.
SAMENESS = frozenset({Relation.SAME_WORK, Relation.MERGED_INTO})


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """The texts found, each with its distance from the start, nearest first, and every tie between two of them."""

    distances: dict[int, int]
    ties: tuple[Tie, ...]
    is_cut: bool


def walk(start: int, touching: Touching, *, most: int) -> Walk:
    """Go from ``start`` along ties in both directions, breadth first, until there are ``most`` texts.

    Asks ``touching`` once for every distance that occurs. Of texts equally far the ones recorded first are kept.
    """
    distances = {start: 0}
    ties: dict[int, Tie] = {}
    frontier, is_cut = frozenset({start}), False
    while frontier:
        found = list(touching(frontier))
        ties |= {tie.number: tie for tie in found}
        ends = {end for tie in found for end in (tie.later, tie.earlier)} - distances.keys()
        kept = sorted(ends)[: most - len(distances)]
        is_cut = is_cut or len(kept) < len(ends)
        distance = distances[min(frontier)] + 1
        distances |= dict.fromkeys(kept, distance)
        frontier = frozenset(kept)
    inside = (tie for tie in ties.values() if {tie.later, tie.earlier} <= distances.keys())
    return Walk(distances=distances, ties=tuple(sorted(inside, key=lambda tie: tie.number)), is_cut=is_cut)


def would_circle(*, later: int, earlier: int, relation: Relation, touching: Touching) -> bool:
    """Whether ``earlier`` descends from ``later``, so that this tie would close a circle.

    Asks ``touching`` once for every generation above ``earlier``.
    """
    if relation not in DESCENT:
        return False
    seen: set[int] = set()
    frontier = frozenset({earlier})
    while frontier and later not in frontier:
        seen |= frontier
        above = {
            tie.earlier for tie in touching(frontier) if tie.relation in DESCENT and tie.later in frontier
        }
        frontier = frozenset(above - seen)
    return bool(frontier)
