"""Calibrates scores for how severe, how wide and how noisy each judge scores, with intervals.

score = b_j + a_j q_i + s_j noise: an entry's quality q ~ N(0, 1), a judge's level b and scale a around those of all judges,
and noise variance s² around theirs, all estimated together by expectation and maximisation (the one-factor rater model;
Platt & Burges and Ge, Welling & Ghahramani used its additive form at NeurIPS).

Only sums in a fixed order, + - * / and square roots: the same bits on every machine, and in plain Python.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from xinghe.kernels.judging.design import require_connected
from xinghe.kernels.judging.reviews import Floats, Reviews, Rubric, scores, sums_by

Z90 = 1.6448536269514722  # the normal quantile that leaves 5 % above it

_TOLERANCE, _MOST_ROUNDS = 1e-6, 1000
_START_SCALE, _START_NOISE, _START_LEVELS, _START_SCALES = 0.7, 0.5, 0.25, 0.05
_NOISE_DEGREES = 8.0  # how many reviews the judges' common noise counts for, beside a judge's own
_LEAST_VARIANCE, _LEAST_NOISE = 1e-6, 1e-8
_TAIL_DEGREES = 4.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calibration:
    """What was estimated. Scores and everything of judges are on the scale of the scores; quality is not.

    ``quality``, ``variance`` [entries] are mean and variance of q with the judges taken as known, ``spread`` [entries] the
    variance with the judges' uncertainty. ``level`` b, ``scale`` a, ``noise`` s, ``level_deviation`` [judges]. ``weight``
    [reviews] is 1, or less where long tails were assumed and a score lies far out. The average judge has ``mean_level`` and
    ``mean_scale``; ``level_variance`` and ``scale_variance`` are those among judges.
    """

    quality: Floats
    variance: Floats
    spread: Floats
    level: Floats
    scale: Floats
    noise: Floats
    level_deviation: Floats
    weight: Floats
    mean_level: float
    mean_scale: float
    level_variance: float
    scale_variance: float
    rounds: int

    @property
    def score(self) -> Floats:
        """What the average judge would give [entries]: the fair average."""
        return np.asarray(self.mean_level + self.mean_scale * self.quality, dtype=np.float64)

    @property
    def half_width(self) -> Floats:
        """Half of the 90 % interval of the score [entries].

        The average judge of few judges is uncertain too: hence the second part, without which intervals of ten entries
        and five judges would hold 75 % of the truth.
        """
        among = (self.level_variance + self.quality * self.quality * self.scale_variance) / len(self.level)
        return np.asarray(
            Z90 * np.sqrt(self.mean_scale * self.mean_scale * self.spread + among), dtype=np.float64
        )

    @property
    def severity(self) -> Floats:
        """How many points a judge gives an average entry below what the average judge gives [judges]: positive is severe."""
        return np.asarray(self.mean_level - self.level, dtype=np.float64)


def calibrate(
    reviews: Reviews, rubric: Rubric | None = None, *, tails: Literal["normal", "t4"] = "normal"
) -> Calibration:
    """Estimate entries and judges together; O(reviews) a round. Refuses: DesignDisconnected, SumsTooLong.

    ``t4`` lets single scores lie far out (Student's t with 4 degrees); it is the twin that decisions are compared with, its
    intervals are too narrow to be published. With one judge alone nothing tells noise from quality: the ranks are those
    of the scores, and half of the variance is taken for noise.
    """
    require_connected(reviews)
    given = scores(reviews, rubric or Rubric())
    if given.max() == given.min():
        return _all_equal(reviews, float(given[0]))
    return _Fit(reviews, given, long_tails=tails == "t4").calibration()


def _all_equal(reviews: Reviews, score: float) -> Calibration:
    entries, judges = len(reviews.entries), len(reviews.judges)
    none = np.zeros(judges)
    return Calibration(
        quality=np.zeros(entries), variance=np.ones(entries), spread=np.ones(entries), level=none + score, scale=none,
        noise=none, level_deviation=none, weight=np.ones(len(reviews)), mean_level=score, mean_scale=0.0,
        level_variance=0.0, scale_variance=0.0, rounds=0,
    )  # fmt: skip


class _Fit:
    """The rounds of estimation, on scores brought to mean 0 and variance 1 so that no constant depends on their scale."""

    def __init__(self, reviews: Reviews, given: Floats, *, long_tails: bool) -> None:
        self.entry, self.judge = reviews.entry, reviews.judge
        self.entries, self.judges = len(reviews.entries), len(reviews.judges)
        # fsum is exact whatever the order, np.sum is not the same on every processor.
        self.centre = math.fsum(given.tolist()) / len(given)
        apart = given - self.centre
        self.deviation = math.sqrt(math.fsum((apart * apart).tolist()) / len(given))
        self.y = apart / self.deviation
        self.long_tails = long_tails
        self.weight: Floats | None = None
        self.reviews_of = self._of_judges(None)
        self.count = self.reviews_of
        self.sum_y, self.sum_yy = self._of_judges(self.y), self._of_judges(self.y * self.y)
        self.level = np.zeros(self.judges)
        self.scale = np.full(self.judges, _START_SCALE)
        self.noise = np.full(self.judges, _START_NOISE)
        self.common = (0.0, _START_SCALE, _START_LEVELS, _START_SCALES, _START_NOISE)
        self.quality: Floats = np.zeros(self.entries)
        self.variance: Floats = np.ones(self.entries)
        self.rounds = 0
        change = math.inf
        while change >= _TOLERANCE and self.rounds < _MOST_ROUNDS:
            change = self._expect()
            if long_tails:
                self._weigh()
            self._maximise()
            self.rounds += 1
        self._expect()  # so that an entry's score is exactly the mean of its adjusted scores by weight

    def calibration(self) -> Calibration:
        """The estimates, back on the scale of the scores."""
        mean_level, mean_scale, level_variance, scale_variance, _ = self.common
        squared = self.deviation * self.deviation
        return Calibration(
            quality=self.quality, variance=self.variance, spread=self._spread(),
            level=self.centre + self.deviation * self.level, scale=self.deviation * self.scale,
            noise=self.deviation * np.sqrt(self.noise), level_deviation=self.deviation * self._level_deviation(),
            weight=np.ones(len(self.y)) if self.weight is None else self.weight,
            mean_level=self.centre + self.deviation * mean_level, mean_scale=self.deviation * mean_scale,
            level_variance=squared * level_variance, scale_variance=squared * scale_variance, rounds=self.rounds,
        )  # fmt: skip

    def _expect(self) -> float:
        """Qualities with the judges as they are; the largest change."""
        slope = self.scale / self.noise
        pull = slope[self.judge] * self.y - (slope * self.level)[self.judge]
        precision = (slope * self.scale)[self.judge]
        if self.weight is not None:
            pull, precision = pull * self.weight, precision * self.weight
        self.variance = 1.0 / (1.0 + sums_by(self.entry, precision, self.entries))
        quality = self.variance * sums_by(self.entry, pull, self.entries)
        change = float(np.abs(quality - self.quality).max())
        self.quality = quality
        return change

    def _weigh(self) -> None:
        """Long tails: what lies far out, counted in its judge's noise, weighs less."""
        apart = self.y - self.level[self.judge] - self.scale[self.judge] * self.quality[self.entry]
        hidden = (self.scale * self.scale)[self.judge] * self.variance[self.entry]
        far = (apart * apart + hidden) / self.noise[self.judge]
        self.weight = np.asarray((_TAIL_DEGREES + 1.0) / (_TAIL_DEGREES + far), dtype=np.float64)
        self.count, self.sum_y = self._of_judges(None), self._of_judges(self.y)
        self.sum_yy = self._of_judges(self.y * self.y)

    def _maximise(self) -> None:
        """Judges with the qualities as they are: two ridge equations for each, then what is common to them."""
        mean_level, mean_scale, level_variance, scale_variance, common_noise = self.common
        q = self.quality[self.entry]
        sum_q, sum_yq = self._of_judges(q), self._of_judges(self.y * q)
        sum_qq = self._of_judges((self.quality * self.quality + self.variance)[self.entry])
        n, noise = self.count, self.noise
        top, bottom = n + noise / level_variance, sum_qq + noise / scale_variance
        for_level = self.sum_y + mean_level * noise / level_variance
        for_scale = sum_yq + mean_scale * noise / scale_variance
        determinant = top * bottom - sum_q * sum_q
        b = (bottom * for_level - sum_q * for_scale) / determinant
        a = (top * for_scale - sum_q * for_level) / determinant
        self.level_error, self.scale_error = noise * bottom / determinant, noise * top / determinant
        both_error = noise * sum_q / determinant
        squares = self.sum_yy - 2.0 * b * self.sum_y - 2.0 * a * sum_yq + b * b * n + 2.0 * a * b * sum_q
        squares = squares + a * a * sum_qq
        squares = squares + n * self.level_error + sum_qq * self.scale_error - 2.0 * sum_q * both_error
        self.level, self.scale = b, a
        self.noise = (_NOISE_DEGREES * common_noise + squares) / (_NOISE_DEGREES + self.reviews_of)
        self.noise = np.maximum(self.noise, _LEAST_NOISE)
        self.common = self._in_common()

    def _in_common(self) -> tuple[float, float, float, float, float]:
        level, scale = _mean(self.level), _mean(self.scale)
        off, wide = self.level - level, self.scale - scale
        levels = max(_LEAST_VARIANCE, _mean(off * off + self.level_error))
        scales = max(_LEAST_VARIANCE, _mean(wide * wide + self.scale_error))
        return level, scale, levels, scales, 1.0 / _mean(1.0 / self.noise)

    def _spread(self) -> Floats:
        slope = (self.scale / self.noise)[self.judge]
        q = self.quality[self.entry]
        error = self.level_error[self.judge] + q * q * self.scale_error[self.judge]
        unsure = sums_by(self.entry, slope * slope * error, self.entries)
        return np.asarray(self.variance + self.variance * self.variance * unsure, dtype=np.float64)

    def _level_deviation(self) -> Floats:
        """Standard deviation of a level against the average judge [judges].

        What was scored is not known exactly either: to the noise comes what the other judges leave open of each entry.
        """
        slope = self.scale / self.noise
        precision = 1.0 / self.variance[self.entry] - (slope * self.scale)[self.judge]
        others = 1.0 / np.maximum(precision, 1.0)
        left_open = sums_by(self.judge, others, self.judges) / self.reviews_of
        error = self.level_error * (1.0 + slope * self.scale * left_open) + self.common[2] / self.judges
        return np.asarray(np.sqrt(error), dtype=np.float64)

    def _of_judges(self, values: Floats | None) -> Floats:
        """Sums [judges] in the order of the reviews; of the weights alone without values."""
        weighed = values if self.weight is None else self.weight * (1.0 if values is None else values)
        return sums_by(self.judge, weighed, self.judges)


def _mean(values: Floats) -> float:
    return math.fsum(values.tolist()) / len(values)
