"""Says how good an assignment is as a design: whether it holds together, who meets whom, who covers what."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xinghe.kernels.matching.contest import Contest, Expertise
from xinghe.kernels.matching.flow import Bools
from xinghe.kernels.matching.places import WANTED_IN_FIELD
from xinghe.kernels.matching.seating import groups, meetings

_DECIMALS = 6  # beyond these, eigenvalues differ from one linear-algebra library to the next


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """Shares of the entries that anybody reads, with the ids of those left wanting; `mean_fit` is that of a review.

    A second judge in the field is asked only of entries with two or more reviews.
    """

    with_expert: float
    with_two_in_field: float
    without_expert: tuple[int, ...]
    short_of_field: tuple[int, ...]
    mean_fit: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignReport:
    """How well judges can be compared. It reports; nothing is decided by its floating-point figures.

    `components` are the groups of judges (ids) that hang together through common entries: one, or scores of different
    groups cannot be compared. `pair_hist` counts pairs of judges by how many entries they have in common. `a_eff` is
    the mean precision of differences between judges' severities against a perfectly balanced design of the same size
    (A-efficiency, John & Williams 1995), 0 where the design falls apart. `fiedler` is the smallest eigenvalue of the
    judges' information matrix but for the zero it always has, 0 where it falls apart. `coverage` is about expertise.
    """

    components: tuple[tuple[int, ...], ...]
    pair_hist: tuple[tuple[int, int], ...]
    a_eff: float
    fiedler: float
    coverage: Coverage

    @property
    def most_meetings(self) -> int:
        """How many entries the two judges have in common who meet most."""
        return max((met for met, _ in self.pair_hist), default=0)


def design_report(contest: Contest, taken: Bools) -> DesignReport:
    """The report on who reads what (N × J)."""
    read = taken.any(axis=0)
    table = meetings(taken)
    met = table[np.ix_(read, read)][np.triu_indices(int(read.sum()), 1)].astype(np.int64)
    numbers, counts = np.unique(met, return_counts=True)
    parts = groups(table, taken.sum(axis=0))
    a_eff, fiedler = _efficiency(taken[:, read]) if len(parts) == 1 else (0.0, 0.0)
    return DesignReport(
        components=tuple(tuple(contest.judges[part].tolist()) for part in parts),
        pair_hist=tuple(zip(numbers.tolist(), counts.tolist(), strict=True)),
        a_eff=a_eff,
        fiedler=fiedler,
        coverage=_coverage(contest, taken),
    )


def _efficiency(taken: Bools) -> tuple[float, float]:
    """A-efficiency and smallest eigenvalue of a connected design; one judge has nobody to differ from: 1 and 0."""
    judges = taken.shape[1]
    if judges == 1:
        return 1.0, 0.0
    table = taken[taken.any(axis=1)].astype(np.float64)
    information = np.diag(table.sum(axis=0)) - table.T @ (table / table.sum(axis=1, keepdims=True))
    values = np.linalg.eigvalsh(information)[1:]
    harmonic = (judges - 1) / (1 / values).sum()
    balanced = np.trace(information) / (judges - 1)
    return round(float(harmonic / balanced), _DECIMALS), round(float(values[0]), _DECIMALS)


def _coverage(contest: Contest, taken: Bools) -> Coverage:
    known = np.where(taken, contest.expertise, Expertise.NONE)
    reviews = taken.sum(axis=1)
    bare = (reviews > 0) & ~(known == Expertise.PRIMARY).any(axis=1)
    short = (reviews > 0) & ((known >= Expertise.IN_FIELD).sum(axis=1) < np.minimum(reviews, WANTED_IN_FIELD))
    read = max(1, int((reviews > 0).sum()))
    return Coverage(
        with_expert=1 - int(bare.sum()) / read,
        with_two_in_field=1 - int(short.sum()) / read,
        without_expert=tuple(contest.entries[bare].tolist()),
        short_of_field=tuple(contest.entries[short].tolist()),
        mean_fit=int(contest.fit[taken].sum()) / max(1, int(taken.sum())),
    )
