"""Says how sure it is that an entry stands above the cut, and between which ranks it lies."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from xinghe.kernels.judging.calibrated import Calibration
from xinghe.kernels.judging.official import shared_ranks
from xinghe.kernels.judging.refusals import CutOutside
from xinghe.kernels.judging.reviews import Floats, Ints, micro

# Between these a committee looks for itself; outside, the calibrated order decides.
GREY = (0.1, 0.9)
_RANK_DRAWS = 200
_HALVINGS = 50
_SURE = 9.0  # standard deviations beyond which a normal tail is nothing


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Decision:
    """The cut as a quality, and how sure it is that each entry is above it [entries]."""

    cut: float
    p_above: Floats

    @property
    def grey(self) -> Ints:
        """Entries for the committee: neither surely above nor surely below."""
        return np.flatnonzero((self.p_above > GREY[0]) & (self.p_above < GREY[1]))


def decide(calibration: Calibration, above: int) -> Decision:
    """Place the cut where ``above`` entries are expected above it. Refuses: CutOutside.

    Where all scores are equal the chance is the same for all.
    """
    if above < 1:
        raise CutOutside(cut=above)
    quality, deviation = calibration.quality, np.sqrt(calibration.spread)
    if above >= len(quality):
        return Decision(cut=-math.inf, p_above=np.ones(len(quality)))
    if calibration.mean_scale == 0.0:
        return Decision(cut=0.0, p_above=np.full(len(quality), above / len(quality)))
    cut = _cut(quality, deviation, above)
    return Decision(cut=cut, p_above=normal_above((quality - cut) / deviation))


def _cut(quality: Floats, deviation: Floats, above: int) -> float:
    """Where the expected number above is ``above``, by halving: the same steps everywhere, to a millionth of a millionth."""
    low, high = float((quality - _SURE * deviation).min()), float((quality + _SURE * deviation).max())
    for _ in range(_HALVINGS):
        cut = (low + high) / 2.0
        more = math.fsum(normal_above((quality - cut) / deviation).tolist()) > above
        low, high = (cut, high) if more else (low, cut)
    return cut


def normal_above(values: Floats) -> Floats:
    """The standard normal distribution function of each."""
    root = math.sqrt(2.0)
    return np.array([0.5 * math.erfc(-one / root) for one in values.tolist()])


def normal_density(values: Floats) -> Floats:
    """The standard normal density of each."""
    root = math.sqrt(2.0 * math.pi)
    return np.array([math.exp(-0.5 * one * one) / root for one in values.tolist()])


def rank_intervals(calibration: Calibration) -> tuple[Ints, Ints]:
    """Between which ranks an entry lies with 90 %: lowest and highest number [entries, both].

    From 200 joint draws. Each entry takes each of 200 normal quantiles once, in an order that comes from hashing its
    number, so that nothing depends on a random generator.
    """
    entries = len(calibration.quality)
    quantiles = np.array([NormalDist().inv_cdf((k + 0.5) / _RANK_DRAWS) for k in range(_RANK_DRAWS)])
    deviation = np.sqrt(calibration.spread)
    ranks = np.empty((_RANK_DRAWS, entries), dtype=np.int64)
    hashes = hashed(np.arange(entries * _RANK_DRAWS, dtype=np.uint64)).reshape(entries, _RANK_DRAWS)
    drawn = quantiles[np.argsort(hashes, axis=1, kind="stable")]
    for draw in range(_RANK_DRAWS):
        ranks[draw] = shared_ranks(micro(calibration.quality + deviation * drawn[:, draw]))
    ranks.sort(axis=0)
    tail = _RANK_DRAWS // 20
    return ranks[tail], ranks[_RANK_DRAWS - 1 - tail]


def hashed(
    values: np.ndarray[tuple[int, ...], np.dtype[np.uint64]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.uint64]]:
    """SplitMix64 of each number: what stands in for chance where anybody must get the same."""
    z = (values + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))
