"""The order a desk gives its pile: places without gaps; what was forwarded keeps its place before or after the others."""

from collections.abc import Mapping, Sequence


def places(order: Sequence[int], *, fixed: Mapping[int, int]) -> dict[int, int]:
    """A place, counted from 1, for every number of ``order`` and of ``fixed``.

    ``fixed`` maps what left the pile to the place it left with. The others take the free places in their
    order; gaps close, so that what is fixed may move up but never passes another that is fixed.
    """
    taken = {place: number for number, place in fixed.items()}
    waiting = list(order)
    line: list[int] = []
    place = 0
    while waiting or taken:
        place += 1
        if place in taken:
            line.append(taken.pop(place))
        elif waiting:
            line.append(waiting.pop(0))
    return {number: place for place, number in enumerate(line, start=1)}


def moved(order: Sequence[int], number: int, *, to: int | None) -> list[int]:
    """``order`` with ``number`` at the place ``to``, counted from 1 among these; None or too far puts it last."""
    rest = [other for other in order if other != number]
    at = len(rest) if to is None else min(max(to, 1) - 1, len(rest))
    return [*rest[:at], number, *rest[at:]]
