"""Shows a committee which award lines would flip: without one judge, without one criterion, by another method, by other weights."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from xinghe.kernels.judging.calibrated import calibrate
from xinghe.kernels.judging.decide import hashed
from xinghe.kernels.judging.official import Rule, shared_ranks
from xinghe.kernels.judging.ranking import Method, rank
from xinghe.kernels.judging.refusals import DesignDisconnected
from xinghe.kernels.judging.reviews import Floats, Ints, Reviews, micro, sums_by

_WEIGHT_DRAWS, _WEIGHT_RANGE = 1000, 0.2

Without = Literal["judge", "criterion", "method"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One other way to rank, and what it changes: entries that would rise above the line, and that would fall below.

    ``unscored`` entries had no other judge than the one left out; ``disconnected`` says that without that judge the
    calibrated method could not be used.
    """

    of: Without
    name: str
    rising: tuple[str, ...] = ()
    falling: tuple[str, ...] = ()
    unscored: tuple[str, ...] = ()
    disconnected: bool = False

    @property
    def flips(self) -> bool:
        """Whether the line is another one."""
        return bool(self.rising or self.falling or self.unscored or self.disconnected)


def sensitivity(
    reviews: Reviews, method: Method, *, above: int, rule: Rule | None = None
) -> tuple[Turn, ...]:
    """Every single judge and criterion left out, and every other method; “t4” is the calibrated one with long tails.

    A line holds the entries of rank ``above`` and better, so ties at the line all stand above it. O(judges × ranking).
    Refuses: what `rank` refuses of all reviews.
    """
    rule = rule or Rule()
    line = _line(reviews, method, above=above, rule=rule)
    return tuple(_turns(reviews, method, above=above, rule=rule, line=line))


def _turns(
    reviews: Reviews, method: Method, *, above: int, rule: Rule, line: frozenset[str]
) -> Iterator[Turn]:
    for judge, name in enumerate(reviews.judges):
        rest = reviews.kept(reviews.judge != judge)
        yield _turn("judge", name, rest, method, above=above, rule=rule, line=line)
    for column, name in enumerate(reviews.criteria if len(reviews.criteria) > 1 else ()):
        rest, lighter = _without_criterion(reviews, rule, column)
        yield _turn("criterion", name, rest, method, above=above, rule=lighter, line=line)
    for other in Method:
        if other != method:
            yield _turn("method", str(other), reviews, other, above=above, rule=rule, line=line)
    if method == Method.CALIBRATED:
        twin = micro(calibrate(reviews, rule.rubric, tails="t4").score)
        now = _named(reviews, shared_ranks(twin) <= above)
        yield Turn(of="method", name="t4", rising=_sorted(now - line), falling=_sorted(line - now))


def _turn(
    of: Without, name: str, reviews: Reviews, method: Method, *, above: int, rule: Rule, line: frozenset[str]
) -> Turn:
    scored = set(np.unique(reviews.entry).tolist())
    unscored = frozenset(entry for at, entry in enumerate(reviews.entries) if at not in scored)
    if not scored:
        return Turn(of=of, name=name, unscored=_sorted(unscored))
    try:
        now = _line(reviews.without_absent(), method, above=above, rule=rule)
    except DesignDisconnected:
        return Turn(of=of, name=name, unscored=_sorted(unscored), disconnected=True)
    return Turn(
        of=of, name=name, rising=_sorted(now - line), falling=_sorted(line - now - unscored), unscored=_sorted(unscored)
    )  # fmt: skip


def _line(reviews: Reviews, method: Method, *, above: int, rule: Rule) -> frozenset[str]:
    return frozenset(one.entry for one in rank(reviews, method, rule=rule).entries if one.rank <= above)


def _without_criterion(reviews: Reviews, rule: Rule, column: int) -> tuple[Reviews, Rule]:
    name = reviews.criteria[column]
    weights = rule.rubric.weights
    lighter = None if weights is None else {one: weight for one, weight in weights.items() if one != name}
    rest = replace(
        reviews, criteria=reviews.criteria[:column] + reviews.criteria[column + 1 :],
        ticks=np.delete(reviews.ticks, column, axis=1),
    )  # fmt: skip
    chain = tuple(step for step in rule.tie_break if step != name)
    return rest, replace(rule, rubric=replace(rule.rubric, weights=lighter), tie_break=chain)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WeightSensitivity:
    """How much of the award list (0 to 1) stays when weights move: mean, and in the worst of twenty cases; with equal
    weights; and the share of cases [entries] in which each entry is above the line."""

    mean_overlap: float
    low_overlap: float
    equal_overlap: float
    share_above: Floats


def weight_sensitivity(reviews: Reviews, *, above: int, rule: Rule | None = None) -> WeightSensitivity:
    """Move every weight by up to 20 % either way, 1,000 times, to be shown before weights are frozen.

    By the mean of each criterion over an entry's judges. The draws come from hashing their numbers: always the same.
    """
    rule = rule or Rule()
    weights, _ = rule.rubric.weighed(reviews.criteria)
    count = np.bincount(reviews.entry, minlength=len(reviews.entries))
    means = [
        sums_by(reviews.entry, reviews.ticks[:, column].astype(np.float64), len(reviews.entries)) / count
        for column in range(len(reviews.criteria))
    ]
    line = _top(means, np.array(weights, dtype=np.float64), above)
    moved = hashed(np.arange(_WEIGHT_DRAWS * len(weights), dtype=np.uint64)) >> np.uint64(11)
    factors = 1 + _WEIGHT_RANGE * (2 * (moved.astype(np.float64) / 2.0**53) - 1)
    overlaps, shares = [], np.zeros(len(reviews.entries))
    for factor in factors.reshape(_WEIGHT_DRAWS, -1):
        now = _top(means, np.array(weights) * factor, above)
        overlaps.append(_overlap(line, now))
        shares += now
    return WeightSensitivity(
        mean_overlap=sum(overlaps) / _WEIGHT_DRAWS,
        low_overlap=sorted(overlaps)[_WEIGHT_DRAWS // 20],
        equal_overlap=_overlap(line, _top(means, np.ones(len(weights)), above)),
        share_above=shares / _WEIGHT_DRAWS,
    )


def _top(means: list[Floats], weights: Floats, above: int) -> Ints:
    total = np.zeros(len(means[0]))
    for mean, weight in zip(means, (weights / weights.sum()).tolist(), strict=True):
        total += mean * weight
    return (shared_ranks(micro(total)) <= above).astype(np.int64)


def _overlap(line: Ints, now: Ints) -> float:
    return float((line & now).sum() / max(line.sum(), now.sum()))


def _named(reviews: Reviews, which: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> frozenset[str]:
    return frozenset(reviews.entries[at] for at in np.flatnonzero(which).tolist())


def _sorted(names: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(names))
