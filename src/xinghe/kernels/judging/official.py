"""Computes the official score: mean or trimmed mean in whole numbers, rounded half up as regulations mean it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from xinghe.kernels.judging.refusals import SumsTooLong, TieBreakUnknown
from xinghe.kernels.judging.reviews import Ints, Reviews, Rubric, totals

# Below five judges the trimmed mean throws away what little there is: at three it is the median.
TRIM_FROM = 5
PLACES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What the call's regulation says about scores; it is fixed before any of them is seen.

    ``trim_from`` is the number of reviews from which the highest and the lowest are dropped. ``places`` is for the eye: ranks
    go by the exact scores. ``tie_break`` is a chain of criteria, or “mean” for the untrimmed mean, asked in turn where exact
    scores are equal; entries that are equal in all share their rank.
    """

    rubric: Rubric = field(default_factory=Rubric)
    trim_from: int = TRIM_FROM
    places: int = PLACES
    tie_break: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Official:
    """Scores [entries] times ten to the ``places``, rounded, and shared ranks [entries] from 1, by the exact scores."""

    ticks: Ints
    places: int
    rank: Ints


def official(
    reviews: Reviews, *, rule: Rule | None = None, method: Literal["mean", "trimmed"] = "mean"
) -> Official:
    """The score that is published and that anybody can recompute with a pencil. Refuses: TieBreakUnknown, SumsTooLong."""
    rule = rule or Rule()
    total, unit = totals(reviews, rule.rubric)
    trim_from = max(3, rule.trim_from) if method == "trimmed" else None
    sums, counts = summed(reviews, total, trim_from=trim_from)
    power = 10**rule.places
    if int(np.abs(sums).max()) * 2 * power + int(counts.max()) * unit * 2 >= 2**62:
        raise SumsTooLong
    ticks = half_up(sums * power, counts * unit)
    return Official(
        ticks=ticks, places=rule.places, rank=_ranked(reviews, _exact(sums, counts), total, rule=rule)
    )


def summed(reviews: Reviews, values: Ints, *, trim_from: int | None = None) -> tuple[Ints, Ints]:
    """Sum and number of reviews [entries], without the highest and lowest where there are ``trim_from`` or more."""
    order = np.lexsort((values, reviews.entry))
    ordered = values[order]
    counts = np.bincount(reviews.entry, minlength=len(reviews.entries))
    starts = np.concatenate(([0], np.cumsum(counts)[:-1]))
    sums = np.add.reduceat(ordered, starts)
    if trim_from is None:
        return sums, counts
    trimmed = counts >= trim_from
    ends = ordered[starts] + ordered[starts + counts - 1]
    return np.where(trimmed, sums - ends, sums), np.where(trimmed, counts - 2, counts)


def half_up(numerators: Ints, denominators: Ints) -> Ints:
    """The nearest whole numbers, halves away from 0, as ``decimal.ROUND_HALF_UP`` has it."""
    rounded = (2 * np.abs(numerators) + denominators) // (2 * denominators)
    return np.asarray(np.sign(numerators) * rounded, dtype=np.int64)


def shared_ranks(keys: Ints) -> Ints:
    """1 for the highest key; equals share the best of their ranks, and the next one counts them all."""
    ascending = np.sort(keys)
    return np.asarray(1 + len(keys) - np.searchsorted(ascending, keys, side="right"), dtype=np.int64)


def _ranked(reviews: Reviews, exact: list[int], total: Ints, *, rule: Rule) -> Ints:
    chain = [exact]
    for step in rule.tie_break:
        if step in reviews.criteria and step:
            values = reviews.ticks[:, reviews.criteria.index(step)]
        elif step == "mean":
            values = total
        else:
            raise TieBreakUnknown(said=step, criteria=", ".join(filter(None, reviews.criteria)) or "–")
        chain.append(_exact(*summed(reviews, values)))
    keys = list(zip(*chain, strict=True))
    place = {key: at for at, key in enumerate(sorted(set(keys)))}
    return shared_ranks(np.array([place[key] for key in keys], dtype=np.int64))


def _exact(sums: Ints, counts: Ints) -> list[int]:
    """Means brought to one denominator: whole numbers, however long, that compare as the means do."""
    common = math.lcm(*np.unique(counts).tolist())
    return [total * (common // count) for total, count in zip(sums.tolist(), counts.tolist(), strict=True)]
