"""Who is to be judged and who judges: the facts an assignment is made from, as columns in the order of ids."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from xinghe.kernels.matching.flow import Bools, Ints

BEST_FIT = 1000


class Expertise(IntEnum):
    """What a judge is in the field of an entry."""

    NONE = 0
    IN_FIELD = 1
    PRIMARY = 2


# A judge from elsewhere still judges half as well.
FIT_BY_EXPERTISE = {Expertise.NONE: 500, Expertise.IN_FIELD: 750, Expertise.PRIMARY: BEST_FIT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry; `reviews` where it is to have another number of judges than the rest."""

    id: int
    field: str = ""
    reviews: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """One judge: the fields of which he or she is an expert, those that are near enough, and how many entries
    at least and at most (no most: as many as there are)."""

    id: int
    primary: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    least: int = 0
    most: int | None = None


class Review(NamedTuple):
    """One judge on one entry, by their ids."""

    entry: int
    judge: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Contest:
    """N entries and J judges, each by ascending id. `allowed`, `expertise` and `fit` are N × J."""

    entries: Ints
    judges: Ints
    fields: tuple[str, ...]
    wanted: Ints
    allowed: Bools
    expertise: npt.NDArray[np.int8]
    fit: Ints
    least: Ints
    most: Ints

    def marked(self, reviews: Iterable[tuple[int, int]]) -> tuple[Bools, list[Review]]:
        """Where these reviews stand in the N × J table, and those whose entry or judge is not here."""
        row = {entry: number for number, entry in enumerate(self.entries.tolist())}
        column = {judge: number for number, judge in enumerate(self.judges.tolist())}
        table, strange = np.zeros(self.allowed.shape, dtype=np.bool_), []
        for entry, judge in reviews:
            if entry in row and judge in column:
                table[row[entry], column[judge]] = True
            else:
                strange.append(Review(entry, judge))
        return table, strange

    def reviews(self, table: Bools) -> tuple[Review, ...]:
        """The reviews that stand in an N × J table, by entry and judge."""
        rows, columns = np.nonzero(table)
        return tuple(
            map(Review, self.entries[rows].tolist(), self.judges[columns].tolist())
        )  # fmt: skip


def contest(
    entries: Sequence[Entry],
    judges: Sequence[Judge],
    conflicts: Iterable[tuple[int, int]],
    *,
    r: int,
    fit: npt.ArrayLike | None = None,
) -> Contest:
    """The columns of a contest in which each entry wants `r` judges and `conflicts` are (entry, judge) by id.

    `fit` says how well judge j (column) suits entry i (row, both as given), 0 to 1,000; without it expertise alone
    says so: 1,000 for an expert, 750 for one near the field, 500 for others. Conflicts of those who are not here are
    of no concern. Raises ValueError for ids that come twice, for numbers below zero and for a fit of another shape or
    range.
    """
    order = np.argsort([entry.id for entry in entries], kind="stable")
    across = np.argsort([judge.id for judge in judges], kind="stable")
    rows, columns = [entries[k] for k in order], [judges[k] for k in across]
    expertise = _expertise(rows, columns)
    if fit is None:
        suits = np.array([FIT_BY_EXPERTISE[one] for one in Expertise], dtype=np.int64)[expertise]
    else:
        given = np.asarray(fit)
        if given.shape != expertise.shape or not np.issubdtype(given.dtype, np.integer):
            raise ValueError(
                f"The fit is to be {expertise.shape} whole numbers, not {given.shape} {given.dtype}"
            )
        suits = given[np.ix_(order, across)].astype(np.int64)
    wanted = [r if entry.reviews is None else entry.reviews for entry in rows]
    most = [len(rows) if judge.most is None else judge.most for judge in columns]
    made = Contest(
        entries=np.array([entry.id for entry in rows], dtype=np.int64),
        judges=np.array([judge.id for judge in columns], dtype=np.int64),
        fields=tuple(entry.field for entry in rows),
        wanted=np.array(wanted, dtype=np.int64),
        allowed=np.ones(expertise.shape, dtype=np.bool_),
        expertise=expertise,
        fit=suits,
        least=np.array([judge.least for judge in columns], dtype=np.int64),
        most=np.minimum(np.array(most, dtype=np.int64), len(rows)),
    )
    _check(made)
    blocked, _ = made.marked(conflicts)
    made.allowed[blocked] = False
    return made


def _expertise(entries: Sequence[Entry], judges: Sequence[Judge]) -> npt.NDArray[np.int8]:
    fields = sorted({entry.field for entry in entries})
    known = np.array(
        [
            [
                Expertise.PRIMARY if name in judge.primary
                else Expertise.IN_FIELD if name in judge.others
                else Expertise.NONE
                for judge in judges
            ]
            for name in fields
        ],
        dtype=np.int8,
    ).reshape(len(fields), len(judges))  # fmt: skip
    number = {name: k for k, name in enumerate(fields)}
    return known[np.array([number[entry.field] for entry in entries], dtype=np.int64)]


def _check(made: Contest) -> None:
    for what, ids in (("entries", made.entries), ("judges", made.judges)):
        if len(np.unique(ids)) != len(ids):
            raise ValueError(f"Two {what} have the same id.")
    if min(made.wanted.min(initial=0), made.least.min(initial=0), made.most.min(initial=0)) < 0:
        raise ValueError("Numbers of reviews must not be negative.")
    if (made.least > made.most).any():
        raise ValueError("A judge's least is more than the most there is.")
    if made.fit.size and not 0 <= made.fit.min() <= made.fit.max() <= BEST_FIT:
        raise ValueError(f"Fit goes from 0 to {BEST_FIT}.")
