"""Holds who scored what, as exact integers in one order, and adds criteria up to one total for each review."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

import numpy as np
import numpy.typing as npt

from xinghe.kernels.judging.refusals import (
    CriterionMissing,
    NoScores,
    ScoredTwice,
    SumsTooLong,
    WeightNotPositive,
    WeightsDiffer,
)

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Row = tuple[str, str, str, Decimal]  # entry, judge, criterion ("" where there is one score only), score

_LARGEST_SUM = 2**62
_WEIGHT_DECIMALS, _LARGEST_WEIGHT = 4, 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reviews:
    """Scores of n reviews, sorted by entry and judge, so that sums come out the same however the rows came.

    ``entry`` and ``judge`` [n] number the sorted ids; ``ticks`` [n, criteria] are scores times ``unit``.
    """

    entries: tuple[str, ...]
    judges: tuple[str, ...]
    criteria: tuple[str, ...]
    entry: Ints
    judge: Ints
    ticks: Ints
    unit: int

    def __len__(self) -> int:
        return len(self.entry)

    @classmethod
    def of(cls, rows: Iterable[Row], *, lines: Sequence[int] | None = None) -> Reviews:
        """Take scores in any order; ``lines`` are their numbers for refusals, else they are counted from 1.

        Refuses: NoScores, ScoredTwice, CriterionMissing.
        """
        taken = list(rows)
        if not taken:
            raise NoScores
        entries, entry = _numbered([row[0] for row in taken])
        judges, judge = _numbered([row[1] for row in taken])
        criteria, criterion = _numbered([row[2] for row in taken])
        unit, ticks = _as_ticks([row[3] for row in taken])
        order = np.lexsort((criterion, judge, entry))
        line = np.array(lines if lines is not None else range(1, len(taken) + 1), dtype=np.int64)[order]
        entry, judge, criterion, ticks = entry[order], judge[order], criterion[order], ticks[order]
        new_review = np.ones(len(entry), dtype=bool)
        new_review[1:] = (entry[1:] != entry[:-1]) | (judge[1:] != judge[:-1])
        again = ~new_review
        again[1:] &= criterion[1:] == criterion[:-1]
        if again.any():
            where = min(np.flatnonzero(again).tolist(), key=lambda at: max(line[at - 1], line[at]))
            first, second = sorted((int(line[where - 1]), int(line[where])))
            raise ScoredTwice(
                line=second, first=first, entry=entries[entry[where]], judge=judges[judge[where]],
                criterion=criteria[criterion[where]] or "score",
            )  # fmt: skip
        starts = np.flatnonzero(new_review)
        counts = np.diff(np.append(starts, len(entry)))
        if (counts != len(criteria)).any():
            where = int(starts[np.flatnonzero(counts != len(criteria))[0]])
            theirs = (entry == entry[where]) & (judge == judge[where])
            missing = sorted(set(range(len(criteria))) - set(criterion[theirs].tolist()))[0]
            raise CriterionMissing(
                line=int(line[where]), entry=entries[entry[where]], judge=judges[judge[where]],
                criterion=criteria[missing] or "score",
            )  # fmt: skip
        return cls(
            entries=entries, judges=judges, criteria=criteria, entry=entry[starts], judge=judge[starts],
            ticks=ticks.reshape(-1, len(criteria)), unit=unit,
        )  # fmt: skip

    def rows(self) -> list[Row]:
        """What was taken, in the order in which it is kept."""
        return [
            (self.entries[e], self.judges[j], criterion, Decimal(tick) / self.unit)
            for e, j, ticks in zip(self.entry.tolist(), self.judge.tolist(), self.ticks.tolist(), strict=True)
            for criterion, tick in zip(self.criteria, ticks, strict=True)
        ]

    def kept(self, which: npt.NDArray[np.bool_]) -> Reviews:
        """Only some of the reviews; entries and judges keep their numbers, even those that lost all."""
        return Reviews(
            entries=self.entries, judges=self.judges, criteria=self.criteria, entry=self.entry[which],
            judge=self.judge[which], ticks=self.ticks[which], unit=self.unit,
        )  # fmt: skip

    def without_absent(self) -> Reviews:
        """The same reviews, with entries and judges that have none left out."""
        entries, entry = np.unique(self.entry, return_inverse=True)
        judges, judge = np.unique(self.judge, return_inverse=True)
        return Reviews(
            entries=tuple(self.entries[e] for e in entries), judges=tuple(self.judges[j] for j in judges),
            criteria=self.criteria, entry=entry.astype(np.int64), judge=judge.astype(np.int64), ticks=self.ticks,
            unit=self.unit,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Rubric:
    """How criteria become one total: a weighted mean on the scale of the scores, or a weighted sum of points.

    Without weights all criteria weigh the same.
    """

    weights: Mapping[str, Decimal] | None = None
    add: Literal["mean", "sum"] = "mean"

    def weighed(self, criteria: tuple[str, ...]) -> tuple[tuple[int, ...], int]:
        """Whole weights in the order of ``criteria`` and what their sum is divided by.

        Refuses: WeightsDiffer, WeightNotPositive.
        """
        given = self.weights if self.weights is not None else dict.fromkeys(criteria, Decimal(1))
        if set(given) != set(criteria):
            raise WeightsDiffer(criteria=", ".join(criteria), weighed=", ".join(sorted(given)))
        for criterion, weight in given.items():
            if not (0 < weight <= _LARGEST_WEIGHT) or _decimals(weight) > _WEIGHT_DECIMALS:
                raise WeightNotPositive(criterion=criterion, said=weight)
        unit = 10 ** max(_decimals(weight) for weight in given.values())
        whole = tuple(int(given[criterion] * unit) for criterion in criteria)
        return whole, sum(whole) if self.add == "mean" else unit


def weight_from(criterion: str, said: str) -> Decimal:
    """A weight as a person wrote it. Refuses: WeightNotPositive."""
    try:
        weight = Decimal(said.strip())
    except InvalidOperation:
        raise WeightNotPositive(criterion=criterion, said=said) from None
    if not weight.is_finite():
        raise WeightNotPositive(criterion=criterion, said=said)
    return weight


def totals(reviews: Reviews, rubric: Rubric) -> tuple[Ints, int]:
    """One whole number [n] for each review, and what it is divided by to be a score. Refuses: SumsTooLong."""
    weights, divisor = rubric.weighed(reviews.criteria)
    most = max(map(abs, (int(reviews.ticks.max()), int(reviews.ticks.min()))))
    if most * sum(weights) * max(len(reviews), divisor) >= _LARGEST_SUM:
        raise SumsTooLong
    total = np.zeros(len(reviews), dtype=np.int64)
    for column, weight in enumerate(weights):
        total += reviews.ticks[:, column] * weight
    return total, reviews.unit * divisor


def scores(reviews: Reviews, rubric: Rubric) -> Floats:
    """The total of each review [n] on the scale of the scores, each the nearest double to the exact one."""
    total, unit = totals(reviews, rubric)
    return np.asarray(total / float(unit), dtype=np.float64)


def sums_by(group: Ints, values: Floats | None, groups: int) -> Floats:
    """Sums [groups], one value after the other in the order of the reviews: the same bits everywhere."""
    return np.asarray(np.bincount(group, values, groups), dtype=np.float64)


def micro(values: Floats) -> Ints:
    """Millionths, half up: every computed figure becomes one before it decides or is published."""
    return np.floor(values * 1e6 + 0.5).astype(np.int64)


def _numbered(names: list[str]) -> tuple[tuple[str, ...], Ints]:
    ids = sorted(set(names))
    number = {name: at for at, name in enumerate(ids)}
    return tuple(ids), np.fromiter(map(number.__getitem__, names), dtype=np.int64, count=len(names))


def _as_ticks(values: list[Decimal]) -> tuple[int, Ints]:
    distinct = set(values)
    unit = 10 ** max(_decimals(value) for value in distinct)
    ticks = {value: int(value * unit) for value in distinct}
    if max(map(abs, ticks.values())) >= _LARGEST_SUM:
        raise SumsTooLong
    return unit, np.fromiter(map(ticks.__getitem__, values), dtype=np.int64, count=len(values))


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0
