"""How many entries each judge is to read: between limits, and evenly."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from xinghe.kernels.matching.contest import BEST_FIT
from xinghe.kernels.matching.flow import Ints

_STEPS, _STEEP = 16, 4  # steps in an even share, and shares beyond which the price rises no more
UNEVEN = 4 * BEST_FIT  # what the review costs that makes an even share full


class Load(StrEnum):
    """What holds for the judges' loads, beside each one's own least and most."""

    EVEN = "even"  # no two differ by more than one, except where one's own limits keep them apart
    LIMITS = "limits"  # as even as the rest allows


def even_bounds(least: Ints, most: Ints, total: int) -> tuple[Ints, Ints]:
    """The least and most for each judge so that `total` reviews are spread evenly between their own limits.

    As water finds its level: whoever is not at a limit reads the level or one more. Where the limits cannot hold the
    total, the bounds are the limits.
    """
    if not least.sum() <= total <= most.sum():
        return least, most
    low, high = 0, int(most.max(initial=0))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if np.clip(middle, least, most).sum() <= total else (low, middle - 1)
    lower, upper = np.clip(low, least, most), np.clip(low + 1, least, most)
    return (lower, lower) if lower.sum() == total else (lower, upper)


def even_share(total: int, judges: int) -> int:
    """What each would read if all read the same, rounded up; at least one."""
    return max(1, -(-total // max(1, judges)))


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadPrice:
    """What a judge's reviews cost for being many: the u-th costs four worst misfits times u over an even share.

    It rises in steps of a sixteenth of the share up to four shares, so that a flow takes the cheap ones first.
    """

    share: int

    def arcs(self, start: Ints, room: Ints) -> tuple[Ints, Ints, Ints]:
        """(judge, capacity, cost of a unit) of arcs along which judges who have `start` may take `room` more."""
        end = start + room
        edges = np.arange(0, _STEEP * self.share + 1, max(1, self.share // _STEPS))
        upper = np.append(edges[1:], max(int(edges[-1]), int(end.max(initial=0))))
        capacity = np.minimum(end[:, None], upper) - np.maximum(start[:, None], edges)
        judge, number = np.nonzero(capacity > 0)
        return judge, capacity[judge, number], UNEVEN * edges[number] // self.share

    def total(self, load: Ints) -> int:
        """What these loads cost together."""
        _, capacity, cost = self.arcs(np.zeros_like(load), load)
        return int((capacity * cost).sum())
