"""Says which entries one more judge would help most: those whose decision a further score is likely to turn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from xinghe.kernels.judging.calibrated import Calibration
from xinghe.kernels.judging.decide import decide, normal_above, normal_density
from xinghe.kernels.judging.reviews import Floats, Reviews, micro


@dataclass(frozen=True, slots=True, kw_only=True)
class NextReview:
    """Have this judge score this entry too; ``gain`` is what the decision is expected to win, in quality."""

    entry: str
    judge: str
    gain: float


def next_reviews(
    reviews: Reviews,
    calibration: Calibration,
    *,
    above: int,
    budget: int,
    eligible: Iterable[tuple[str, str]] | None = None,
    most_each: int | None = None,
) -> tuple[NextReview, ...]:
    """At most ``budget`` further reviews, one an entry, the most useful first. Refuses: CutOutside.

    ``eligible`` are the pairs of entry and judge that may be made, by default all that were not yet; ``most_each`` is how
    many a judge may get, by default twice the even share. An entry goes to the eligible judge whose scores say most. Ask again
    when the new scores are in: several small rounds find more than one large one.
    """
    most_each = most_each or max(1, -(-2 * budget // len(reviews.judges)))
    gain = decision_gain(calibration, above=above)
    order = np.lexsort((np.arange(len(gain)), -micro(gain)))
    done = _pairs(reviews)
    allowed = None if eligible is None else _judges_of(reviews, eligible)
    telling = np.lexsort((np.arange(len(reviews.judges)), -_information(calibration)))
    free = [most_each] * len(reviews.judges)
    found: list[NextReview] = []
    for entry in order.tolist():
        if len(found) == budget or gain[entry] <= 0:
            break
        candidates = telling if allowed is None else [j for j in telling if j in allowed.get(entry, ())]
        judge = next((int(j) for j in candidates if free[j] and (entry, int(j)) not in done), None)
        if judge is not None:
            free[judge] -= 1
            found.append(
                NextReview(
                    entry=reviews.entries[entry], judge=reviews.judges[judge],
                    gain=int(micro(gain)[entry]) / 1e6,
                )
            )  # fmt: skip
    return tuple(found)


def decision_gain(calibration: Calibration, *, above: int) -> Floats:
    """What one more score of a common judge is expected to win for the decision about each entry [entries].

    s φ(d/s) − |d| Φ(−|d|/s), where d is the distance from the cut and s how far a further score is likely to move it.
    """
    if calibration.mean_scale == 0.0:
        return np.zeros(len(calibration.quality))
    distance = np.abs(calibration.quality - decide(calibration, above).cut)
    information = float(np.sort(_information(calibration))[len(calibration.scale) // 2])
    spread = calibration.spread
    moves = spread * np.sqrt(1.0 / (spread + 1.0 / max(information, 1e-12)))
    return moves * normal_density(distance / moves) - distance * normal_above(-distance / moves)


def _information(calibration: Calibration) -> Floats:
    return np.asarray((calibration.scale / calibration.noise) ** 2, dtype=np.float64)


def _pairs(reviews: Reviews) -> set[tuple[int, int]]:
    return set(zip(reviews.entry.tolist(), reviews.judge.tolist(), strict=True))


def _judges_of(reviews: Reviews, eligible: Iterable[tuple[str, str]]) -> dict[int, set[int]]:
    entry = {name: at for at, name in enumerate(reviews.entries)}
    judge = {name: at for at, name in enumerate(reviews.judges)}
    judges: dict[int, set[int]] = {}
    for one, other in eligible:
        if one in entry and other in judge:
            judges.setdefault(entry[one], set()).add(judge[other])
    return judges
