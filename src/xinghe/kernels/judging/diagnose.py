"""Reports on judges: how they fit, and where one scores an organisation other than the rest do. For people, never as proof."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from xinghe.kernels.judging.calibrated import Calibration
from xinghe.kernels.judging.reviews import Floats, Reviews, Rubric, scores, sums_by

FALSE_DISCOVERIES = 0.05
_FEWEST_IN_A_CELL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeReport:
    """One judge, for the judge and the secretariat alone; severity, scale and noise are on the scale of the scores.

    ``infit`` and ``outfit`` are mean squares of what the others do not explain, 1 where a judge is as noisy as usual
    (Linacre); ``infit`` looks at all, ``outfit`` at single scores far out.
    """

    judge: str
    reviews: int
    severity: float
    scale: float
    noise: float
    infit: float
    outfit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A judge who scored an organisation's entries higher (``z`` above 0) or lower than the other judges explain."""

    judge: str
    group: str
    reviews: int
    z: float
    p: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Diagnosis:
    """Judges by id, standardised residuals [reviews], and the flags, the least likely first."""

    judges: tuple[JudgeReport, ...]
    residuals: Floats
    flags: tuple[Flag, ...]


def diagnose(
    reviews: Reviews,
    calibration: Calibration,
    *,
    rubric: Rubric | None = None,
    groups: Mapping[str, str] | None = None,
) -> Diagnosis:
    """Compare each score with what all other judges say of its entry; ``groups`` names the organisation of entries.

    Flags keep the share of false ones below 5 % (Benjamini & Hochberg), find few favours (8 % of those of 1.5 standard
    deviations at three reviews), and prove none.
    """
    given = scores(reviews, rubric or Rubric())
    judge, judges = reviews.judge, len(reviews.judges)
    apart, left_open = _against_the_others(reviews, calibration, given)
    own = apart / np.sqrt(calibration.noise[judge] ** 2 + left_open + _tiny(given))
    usual = float(np.median(calibration.noise)) ** 2 + left_open + _tiny(given)
    count = np.bincount(judge, minlength=judges)
    infit = sums_by(judge, apart * apart, judges) / sums_by(judge, usual, judges)
    outfit = sums_by(judge, apart * apart / usual, judges) / count
    reports = tuple(
        JudgeReport(
            judge=name, reviews=int(count[j]), severity=float(calibration.severity[j]),
            scale=float(calibration.scale[j]), noise=float(calibration.noise[j]), infit=float(infit[j]),
            outfit=float(outfit[j]),
        )
        for j, name in enumerate(reviews.judges)
    )  # fmt: skip
    return Diagnosis(judges=reports, residuals=own, flags=_flags(reviews, own, groups or {}))


def _against_the_others(reviews: Reviews, calibration: Calibration, given: Floats) -> tuple[Floats, Floats]:
    """What a score is off the expectation from all other reviews of its entry, and that expectation's variance."""
    judge, entry = reviews.judge, reviews.entry
    scale, level = calibration.scale[judge], calibration.level[judge]
    noise = calibration.noise[judge] ** 2 + _tiny(given)
    told = scale * scale / noise
    precision = 1.0 / calibration.variance[entry]
    others = np.maximum(precision - told, 1.0)
    quality = (precision * calibration.quality[entry] - scale * (given - level) / noise) / others
    return given - level - scale * quality, scale * scale / others


def _tiny(given: Floats) -> float:
    """So that scores without any noise can be compared too."""
    return 1e-12 * max(1.0, float(np.abs(given).max())) ** 2


def _flags(reviews: Reviews, residuals: Floats, groups: Mapping[str, str]) -> tuple[Flag, ...]:
    cells: dict[tuple[int, str], list[float]] = {}
    for judge, entry, residual in zip(
        reviews.judge.tolist(), reviews.entry.tolist(), residuals.tolist(), strict=True
    ):
        group = groups.get(reviews.entries[entry])
        if group is not None:
            cells.setdefault((judge, group), []).append(residual)
    found = []
    for (judge, group), values in sorted(cells.items()):
        if len(values) >= _FEWEST_IN_A_CELL:
            z = math.fsum(values) / math.sqrt(len(values))
            found.append(
                Flag(
                    judge=reviews.judges[judge], group=group, reviews=len(values), z=z,
                    p=math.erfc(abs(z) / math.sqrt(2)),
                )
            )  # fmt: skip
    return _kept(found)


def _kept(flags: Sequence[Flag]) -> tuple[Flag, ...]:
    """Benjamini and Hochberg: the most flags of which at most one in twenty is expected to be false."""
    ordered = sorted(flags, key=lambda flag: (flag.p, flag.judge, flag.group))
    passed = [at for at, flag in enumerate(ordered, 1) if flag.p <= FALSE_DISCOVERIES * at / len(ordered)]
    return tuple(ordered[: passed[-1]]) if passed else ()
