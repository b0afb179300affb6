"""An assignment in the making: who reads what, how often any two judges meet, and what it all costs."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from xinghe.kernels.matching.contest import BEST_FIT, Contest, Expertise
from xinghe.kernels.matching.flow import Bools, Ints
from xinghe.kernels.matching.loads import LoadPrice
from xinghe.kernels.matching.places import NO_EXPERT, SHORT_OF_FIELD, WANTED_IN_FIELD


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Terms:
    """What an assignment is held to: bounds of each judge's load, the price of meeting once more, and that of uneven
    loads.
    """

    least: Ints
    most: Ints
    alpha: int
    price: LoadPrice | None
    must_have_expert: bool = False

    def folded(self, times: int) -> Terms:
        """The same terms where everything is there so many times over."""
        price = None if self.price is None else LoadPrice(share=times * self.price.share)
        return replace(self, least=times * self.least, most=times * self.most, price=price)


class Seating:
    """N × J tables `taken` and `loose` (taken, and may be moved), J × J `meetings`, and the loads.

    With `fold` an entry wants so many times its reviews, experts and judges in the field, as a pool to draw from does.
    Meetings are whole numbers held in floats: products of matrices are then fast, and exact in any order of summing.
    """

    def __init__(self, contest: Contest, *, taken: Bools, loose: Bools, fold: int = 1) -> None:
        self.contest, self.fold = contest, fold
        self.taken, self.loose = taken.copy(), loose.copy()
        self.meetings = meetings(taken)
        self.load: Ints = taken.sum(axis=0)

    def copy(self) -> Seating:
        """Another one, to be changed by itself."""
        twin = copy(self)
        twin.taken, twin.loose = self.taken.copy(), self.loose.copy()
        twin.meetings, twin.load = self.meetings.copy(), self.load.copy()
        return twin

    def groups(self) -> list[Ints]:
        """The judges that hang together through entries they read in common; who reads nothing is in no group."""
        return groups(self.meetings, self.load)

    def change(self, rows: Ints, judges: Ints, *, take: bool) -> None:
        """Seat judge k on row k, loosely, or take him or her off it; no row may come twice."""
        if not take:
            self.taken[rows, judges] = self.loose[rows, judges] = False
        beside = self.taken[rows].astype(np.float64)
        met = np.zeros_like(self.meetings)
        np.add.at(met, judges, beside)
        sign = 1 if take else -1
        self.meetings += sign * (met + met.T)
        self.load += sign * np.bincount(judges, minlength=len(self.load))
        if take:
            self.taken[rows, judges] = self.loose[rows, judges] = True

    def prices(self, rows: Ints, *, alpha: int) -> Ints:
        """What each judge would cost on each of these rows beside those who sit there: misfit, and meeting again."""
        met = self.taken[rows].astype(np.float64) @ self.meetings
        return BEST_FIT - self.contest.fit[rows] + alpha * met.astype(np.int64)

    def lacks(self, rows: Ints) -> tuple[Ints, Ints]:
        """How many experts (0 or 1) and judges in the field (0 to 2) these rows lack."""
        return self.lacks_among(rows, self.taken[rows])

    def lacks_among(self, rows: Ints, sitting: Bools) -> tuple[Ints, Ints]:
        """What these rows would lack if only those `sitting` (n × J) sat there."""
        known = np.where(sitting, self.contest.expertise[rows], Expertise.NONE)
        experts = (known == Expertise.PRIMARY).sum(axis=1)
        in_field = (known >= Expertise.IN_FIELD).sum(axis=1)
        return np.maximum(0, self.fold - experts), np.maximum(0, self.fold * WANTED_IN_FIELD - in_field)

    def cost(self, terms: Terms) -> int:
        """The one figure that is made small: misfit, lacks, meetings (the k-th of two judges costs k - 1 times alpha), loads."""
        lacks_expert, lacks_field = self.lacks(np.arange(len(self.taken)))
        met = self.meetings.astype(np.int64)
        cost = int((BEST_FIT - self.contest.fit)[self.taken].sum())
        cost += NO_EXPERT * int(lacks_expert.sum()) + SHORT_OF_FIELD * int(lacks_field.sum())
        cost += terms.alpha * int((met * (met - 1)).sum()) // 4
        return cost + (terms.price.total(self.load) if terms.price is not None else 0)


def meetings(taken: Bools) -> npt.NDArray[np.float64]:
    """How many entries any two judges have in common (J × J, zero on the diagonal)."""
    table = taken.astype(np.float64)
    met = np.asarray(table.T @ table)
    np.fill_diagonal(met, 0)
    return met


def groups(met: npt.NDArray[np.float64], load: Ints) -> list[Ints]:
    """Judges with any load, put together where they met (J × J), directly or through others."""
    linked, left, found = met > 0, load > 0, []
    while left.any():
        group = np.zeros_like(left)
        group[np.argmax(left)] = True
        while True:
            grown = group | linked[group].any(axis=0)
            if np.array_equal(grown, group):
                break
            group = grown
        left &= ~group
        found.append(np.nonzero(group)[0])
    return found
