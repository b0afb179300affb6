"""Says how far judges agree: intraclass correlation and Krippendorff's alpha, from sums alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xinghe.kernels.judging.reviews import Floats, Reviews, Rubric, scores, sums_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Consistency:
    """1 is full agreement, 0 what chance gives. None where too little was scored twice or nothing differs.

    ``icc_single`` is ICC(1,1), how far one judge's score can be trusted, ``icc_mean`` ICC(1,k), how far the mean of an
    entry's scores can (Shrout & Fleiss 1979, with the mean number of judges where it differs); ``alpha`` is
    Krippendorff's for interval data, over entries with two scores or more.
    """

    icc_single: float | None
    icc_mean: float | None
    alpha: float | None


def consistency(reviews: Reviews, rubric: Rubric | None = None) -> Consistency:
    """Agreement over all entries; O(reviews)."""
    given = scores(reviews, rubric or Rubric())
    given = given - given.mean()
    entries = len(reviews.entries)
    count = np.bincount(reviews.entry, minlength=entries).astype(np.float64)
    total = sums_by(reviews.entry, given, entries)
    squares = sums_by(reviews.entry, given * given, entries)
    single, mean = _correlations(count, total, squares)
    return Consistency(icc_single=single, icc_mean=mean, alpha=_alpha(count, total, squares))


def _correlations(count: Floats, total: Floats, squares: Floats) -> tuple[float | None, float | None]:
    entries, n = len(count), count.sum()
    if entries < 2 or n == entries:
        return None, None
    inside = squares - total * total / count
    between = (total * total / count).sum() - total.sum() ** 2 / n
    mean_between, mean_within = between / (entries - 1), inside.sum() / (n - entries)
    usual = (n - (count * count).sum() / n) / (entries - 1)
    below = mean_between + (usual - 1) * mean_within
    if below <= 0 or mean_between <= 0:
        return None, None
    return float((mean_between - mean_within) / below), float((mean_between - mean_within) / mean_between)


def _alpha(count: Floats, total: Floats, squares: Floats) -> float | None:
    paired = count >= 2
    count, total, squares = count[paired], total[paired], squares[paired]
    n = count.sum()
    expected = 2 * (n * squares.sum() - total.sum() ** 2)
    if n < 2 or expected <= 0:
        return None
    observed = (2 * (count * squares - total * total) / (count - 1)).sum()
    return float(1 - observed * (n - 1) / expected)
