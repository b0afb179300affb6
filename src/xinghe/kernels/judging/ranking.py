"""Ranks entries by the method that the call fixed, and tells it in the form that is printed, stored and published."""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from xinghe.kernels.judging.calibrated import Z90, calibrate
from xinghe.kernels.judging.decide import decide
from xinghe.kernels.judging.official import Rule, official, shared_ranks
from xinghe.kernels.judging.reviews import Floats, Ints, Reviews, micro, scores, sums_by, totals


class Method(enum.StrEnum):
    """Closed list; the values are part of every stored ranking and of the command line."""

    MEAN = "mean"
    TRIMMED = "trimmed"
    ZSCORE = "zscore"
    CALIBRATED = "calibrated"


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedEntry:
    """One line. ``low`` and ``high`` hold the true score with 90 %; they and ``p_above_cut`` are None where undefined."""

    entry: str
    rank: int
    score: float
    low: float | None = None
    high: float | None = None
    p_above_cut: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedJudge:
    """How many points a judge scores below the others: positive is severe, negative is lenient."""

    judge: str
    severity: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Entries by rank and then by id, judges by id."""

    method: Method
    entries: tuple[RankedEntry, ...]
    judges: tuple[RankedJudge, ...]

    def to_json(self) -> dict[str, Any]:
        """The stored and printed form: plain numbers, strings and lists."""
        return {
            "method": str(self.method),
            "entries": [
                {
                    "entry": one.entry, "rank": one.rank, "score": one.score, "low": one.low, "high": one.high,
                    "p_above_cut": one.p_above_cut,
                }
                for one in self.entries
            ],
            "judges": [
                {"judge": one.judge, "severity": one.severity, "low": one.low, "high": one.high} for one in self.judges
            ],
        }  # fmt: skip


def rank(reviews: Reviews, method: Method, *, rule: Rule | None = None, cut: int | None = None) -> Ranking:
    """Rank by one method. ``cut`` is how many entries stand above the line; only the calibrated method says how surely.

    Refuses: DesignDisconnected (calibrated alone), CutOutside, and what the rule's rubric refuses.
    """
    rule = rule or Rule()
    if method == Method.CALIBRATED:
        return _calibrated(reviews, rule=rule, cut=cut)
    given = scores(reviews, rule.rubric)
    if method == Method.ZSCORE:
        keys = micro(standardised(reviews, rule))
        places, ranks = shared_ranks(keys), [key / 1e6 for key in keys.tolist()]
    else:
        exact = official(reviews, rule=rule, method="mean" if method == Method.MEAN else "trimmed")
        places, ranks = exact.rank, [tick / 10**exact.places for tick in exact.ticks.tolist()]
    severities = micro(_below_the_others(reviews, given)).tolist()
    return Ranking(
        method=method,
        entries=_in_order(
            RankedEntry(entry=entry, rank=place, score=score)
            for entry, place, score in zip(reviews.entries, places.tolist(), ranks, strict=True)
        ),
        judges=tuple(
            RankedJudge(judge=judge, severity=severity / 1e6)
            for judge, severity in zip(reviews.judges, severities, strict=True)
        ),
    )


def standardised(reviews: Reviews, rule: Rule) -> Floats:
    """The mean of each entry's standard scores by judge, brought back to the mean and deviation of all scores [entries].

    It takes for granted that every judge had entries of equal quality. A judge with one review, or the same score
    for all, says nothing.
    """
    given, (total, _) = scores(reviews, rule.rubric), totals(reviews, rule.rubric)
    judge, judges = reviews.judge, len(reviews.judges)
    count = np.bincount(judge, minlength=judges)
    mean = sums_by(judge, given, judges) / count
    apart = given - mean[judge]
    deviation = np.sqrt(sums_by(judge, apart * apart, judges) / np.maximum(count - 1, 1))
    says = _differs(judge, total, judges)
    standard = np.where(says[judge], apart / np.where(says, deviation, 1.0)[judge], 0.0)
    number = np.bincount(reviews.entry, minlength=len(reviews.entries))
    centre = math.fsum(given.tolist()) / len(given)
    off = given - centre
    spread = math.sqrt(math.fsum((off * off).tolist()) / max(1, len(given) - 1))
    return np.asarray(centre + spread * (sums_by(reviews.entry, standard, len(reviews.entries)) / number))


def _differs(group: Ints, values: Ints, groups: int) -> Any:
    least, most = np.full(groups, np.iinfo(np.int64).max), np.full(groups, np.iinfo(np.int64).min)
    np.minimum.at(least, group, values)
    np.maximum.at(most, group, values)
    return least < most


def _below_the_others(reviews: Reviews, given: Floats) -> Floats:
    """By how much a judge's scores lie below the means of the entries that they scored, on average [judges]."""
    entries, judges = len(reviews.entries), len(reviews.judges)
    mean = sums_by(reviews.entry, given, entries) / np.bincount(reviews.entry, minlength=entries)
    below = sums_by(reviews.judge, mean[reviews.entry] - given, judges)
    return np.asarray(below / np.bincount(reviews.judge, minlength=judges), dtype=np.float64)


def _calibrated(reviews: Reviews, *, rule: Rule, cut: int | None) -> Ranking:
    found = calibrate(reviews, rule.rubric)
    score, half = found.score, found.half_width
    keys = micro(score)
    chances = [None] * len(keys) if cut is None else _published(decide(found, cut).p_above)
    width = Z90 * found.level_deviation
    return Ranking(
        method=Method.CALIBRATED,
        entries=_in_order(
            RankedEntry(entry=entry, rank=place, score=middle, low=low, high=high, p_above_cut=chance)
            for entry, place, middle, low, high, chance in zip(
                reviews.entries, shared_ranks(keys).tolist(), _published(score), _published(score - half),
                _published(score + half), chances, strict=True,
            )
        ),
        judges=tuple(
            RankedJudge(judge=judge, severity=severity, low=low, high=high)
            for judge, severity, low, high in zip(
                reviews.judges, _published(found.severity), _published(found.severity - width),
                _published(found.severity + width), strict=True,
            )
        ),
    )  # fmt: skip


def _published(values: Floats) -> list[float]:
    return [one / 1e6 for one in micro(values).tolist()]


def _in_order(entries: Any) -> tuple[RankedEntry, ...]:
    return tuple(sorted(entries, key=lambda one: (one.rank, one.entry)))
