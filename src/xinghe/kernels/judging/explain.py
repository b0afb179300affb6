"""Explains one entry's calibrated score so that a person can recompute it on paper."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from xinghe.kernels.judging.calibrated import Calibration
from xinghe.kernels.judging.reviews import Floats, Reviews, Rubric, scores


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One review: the score given, what the average judge would have given, and how much that counts.

    ``adjusted`` is None where the judge's scores do not follow quality at all; then the weight is 0.
    """

    judge: str
    given: float
    adjusted: float | None
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """The score is the mean of the ``parts`` by weight, with ``usual``, the score of an average entry, at weight 1.

    That weight keeps an entry with few reviews from winning by luck. Equal numbers of reviews are pulled equally.
    """

    entry: str
    score: float
    low: float
    high: float
    usual: float
    parts: tuple[Part, ...]

    def recomputed(self) -> float:
        """What a person with a pencil gets."""
        total = self.usual + sum(
            part.weight * part.adjusted for part in self.parts if part.adjusted is not None
        )
        return total / (1 + sum(part.weight for part in self.parts))


def explain(
    reviews: Reviews, calibration: Calibration, entry: str, *, rubric: Rubric | None = None
) -> Explanation:
    """The parts of one entry's score. Raises KeyError for an entry that nobody scored."""
    if entry not in reviews.entries:
        raise KeyError(entry)
    number = reviews.entries.index(entry)
    given, (fair, weight) = scores(reviews, rubric or Rubric()), adjusted(reviews, calibration, rubric)
    score, half = float(calibration.score[number]), float(calibration.half_width[number])
    return Explanation(
        entry=entry, score=score, low=score - half, high=score + half, usual=calibration.mean_level,
        parts=tuple(
            Part(
                judge=reviews.judges[reviews.judge[at]], given=float(given[at]),
                adjusted=None if math.isnan(fair[at]) else float(fair[at]), weight=float(weight[at]),
            )
            for at in np.flatnonzero(reviews.entry == number).tolist()
        ),
    )  # fmt: skip


def adjusted(
    reviews: Reviews, calibration: Calibration, rubric: Rubric | None = None
) -> tuple[Floats, Floats]:
    """Each score as the average judge would have given it (nan where it says nothing) and its weight [reviews, both]."""
    given = scores(reviews, rubric or Rubric())
    scale, noise = calibration.scale[reviews.judge], calibration.noise[reviews.judge]
    says = (scale != 0.0) & (noise != 0.0)
    quality = np.where(says, (given - calibration.level[reviews.judge]) / np.where(says, scale, 1.0), np.nan)
    weight = np.where(says, (scale / np.where(says, noise, 1.0)) ** 2, 0.0) * calibration.weight
    return calibration.mean_level + calibration.mean_scale * quality, weight
