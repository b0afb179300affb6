"""Explains why places cannot be filled: the smallest cut of the flow, taken apart into what has nothing to do with
each other.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from xinghe.kernels.matching.contest import Contest, Expertise
from xinghe.kernels.matching.flow import Bools, Ints, Network, Solver, short_side, solve
from xinghe.kernels.matching.places import Places, fill
from xinghe.kernels.matching.reasons import (
    AllTooFew,
    FieldTooFew,
    GroupTooFew,
    LeastOutOfReach,
    LeastTooMany,
    NoPlaceForExpert,
    Reason,
    TooFewJudges,
    TooFewToDrawFrom,
)


class _Numbers(TypedDict):
    capacity: int
    wanted: int
    missing: int
    load: int | None
    is_even: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Part:
    """Rows that compete for columns, and how much is missing: wanted - capacity - elsewhere."""

    rows: Ints
    columns: Ints
    wanted: int
    capacity: int
    elsewhere: int

    @property
    def missing(self) -> int:
        return self.wanted - self.capacity - self.elsewhere


def explain(
    contest: Contest, places: Places, solver: Solver, *, fold: int = 1, is_even: bool = False
) -> tuple[Reason, ...]:
    """Why these places cannot all be filled; empty where they can.

    With `fold` all numbers of places are so many times those of reviews, as a draw wants them; `is_even` says that
    the least of the places is that of an even load. What comes first hides the rest: too few judges, then too few
    experts, then too much promised.
    """
    found = tuple(_too_few(contest, places, solver, fold=fold))
    if not found and places.must_have_expert:
        found = tuple(_too_few_experts(contest, places, solver, fold=fold))
    return found or tuple(_too_much_promised(contest, places, solver, is_even=is_even))


def _too_few(contest: Contest, places: Places, solver: Solver, *, fold: int) -> Iterator[Reason]:
    for part in _short(places.open, places.seats, places.most, solver):
        first = int(contest.entries[places.rows[part.rows[0]]])
        if not len(part.columns):
            sizes = {"free": part.elsewhere, "wanted": part.wanted, "missing": part.missing}
            if fold == 1:
                yield TooFewJudges(entry=first, **sizes)
            else:
                yield TooFewToDrawFrom(entry=first, one_in=fold, **sizes)
            continue
        numbers: _Numbers = {
            "capacity": part.capacity // fold,
            "wanted": part.wanted // fold,
            "missing": -(-part.missing // fold),
            "load": _load(part, places, solver, fold=fold),
            "is_even": _is_held_down(contest, places, part, fold=fold),
        }
        if len(part.rows) == len(places.rows) and len(part.columns) == len(contest.judges):
            yield AllTooFew(**numbers)
        else:
            yield _group(contest, places, part, numbers, fold=fold)


def _too_few_experts(contest: Contest, places: Places, solver: Solver, *, fold: int) -> Iterator[Reason]:
    full = (places.lacks_expert > 0) & (places.seats == 0)
    if full.any():
        yield NoPlaceForExpert(entries=_ids(contest.entries, places.rows[full]))
        return
    experts = contest.expertise[places.rows] == Expertise.PRIMARY
    parts = _short(places.open & experts, places.lacks_expert, places.most, solver)
    for part in _with_lonely_rows_by_field(contest, places, parts):
        numbers: _Numbers = {
            "capacity": (part.capacity + part.elsewhere) // fold,
            "wanted": part.wanted // fold,
            "missing": -(-part.missing // fold),
            "load": _load(part, places, solver, fold=fold, among=experts, seats=places.lacks_expert),
            "is_even": _is_held_down(contest, places, part, fold=fold),
        }
        rows = places.rows[part.rows]
        named = {contest.fields[row] for row in rows.tolist()}
        if len(named) == 1:
            yield FieldTooFew(
                field=named.pop(), entries=_ids(contest.entries, rows), judges=_ids(contest.judges, part.columns), **numbers
            )  # fmt: skip
        else:
            yield _group(contest, places, part, numbers, must_be_expert=True)
    if parts:
        return
    filled = fill(contest, _plain(places, least=np.zeros_like(places.least)), solver)
    if filled.unsent:
        # Experts are enough for one each, and judges for all, but not both at once.
        part = _part(places.open, places.seats, places.most, filled.short_entries, filled.short_judges)
        yield _group(
            contest,
            places,
            part,
            {
                "capacity": part.capacity // fold,
                "wanted": part.wanted // fold,
                "missing": -(-filled.unsent // fold),
                "load": None,
                "is_even": False,
            },
            fold=fold,
            must_be_expert=True,
        )


def _with_lonely_rows_by_field(contest: Contest, places: Places, parts: list[_Part]) -> list[_Part]:
    """The parts, with rows that no column is left for as one part for each field instead of each alone."""
    by_field: dict[str, list[_Part]] = {}
    for part in parts:
        if not len(part.columns):
            by_field.setdefault(contest.fields[places.rows[part.rows[0]]], []).append(part)
    merged = [
        _Part(
            rows=np.concatenate([part.rows for part in alike]),
            columns=alike[0].columns,
            wanted=sum(part.wanted for part in alike),
            capacity=0,
            elsewhere=sum(part.elsewhere for part in alike),
        )
        for alike in by_field.values()
    ]
    return [part for part in parts if len(part.columns)] + merged


def _too_much_promised(
    contest: Contest, places: Places, solver: Solver, *, is_even: bool
) -> Iterator[Reason]:
    least, wanted = int(places.least.sum()), int(places.seats.sum())
    if least > wanted:
        yield LeastTooMany(least=least, wanted=wanted, missing=least - wanted)
        return
    for part in _short(places.open.T, places.least, places.seats, solver):
        yield LeastOutOfReach(
            judges=_ids(contest.judges, part.rows),
            least=part.wanted,
            reach=part.capacity + part.elsewhere,
            missing=part.missing,
            is_even=is_even,
        )


def _group(
    contest: Contest,
    places: Places,
    part: _Part,
    numbers: _Numbers,
    *,
    fold: int = 1,
    must_be_expert: bool = False,
) -> GroupTooFew:
    return GroupTooFew(
        entries=_ids(contest.entries, places.rows[part.rows]),
        judges=_ids(contest.judges, part.columns),
        elsewhere=part.elsewhere // fold,
        must_be_expert=must_be_expert,
        **numbers,
    )


def _ids(ids: Ints, numbers: Ints) -> tuple[int, ...]:
    return tuple(ids[numbers].tolist())


def _short(open_: Bools, seats: Ints, most: Ints, solver: Solver) -> list[_Part]:
    """What stands against filling `seats` of each row with columns that take `most` each: none, where nothing does."""
    n, m = open_.shape
    row, column = np.nonzero(open_)
    ones = np.ones(len(row), dtype=np.int64)
    network = Network(
        tail=row, head=n + column, capacity=ones, cost=0 * ones, supply=np.concatenate((seats, -most))
    )
    flow = solve(network, solver)
    if not flow.unsent:
        return []
    near = short_side(network, flow)
    return _parts(open_, seats, most, near[:n], near[n : n + m])


def _parts(open_: Bools, seats: Ints, most: Ints, rows: Bools, columns: Bools) -> list[_Part]:
    """The short side of a cut, taken apart: rows of different parts compete for no column in common."""
    left, parts = rows.copy(), []
    while left.any():
        mine = np.zeros_like(rows)
        mine[np.argmax(left)] = True
        while True:
            theirs = columns & open_[mine].any(axis=0)
            grown = rows & (mine | open_[:, theirs].any(axis=1))
            if np.array_equal(grown, mine):
                break
            mine = grown
        left &= ~mine
        parts.append(_part(open_, seats, most, mine, theirs))
    return parts


def _part(open_: Bools, seats: Ints, most: Ints, rows: Bools, columns: Bools) -> _Part:
    return _Part(
        rows=np.nonzero(rows)[0],
        columns=np.nonzero(columns)[0],
        wanted=int(seats[rows].sum()),
        capacity=int(most[columns].sum()),
        elsewhere=int(open_[rows][:, ~columns].sum()),
    )


def _load(
    part: _Part,
    places: Places,
    solver: Solver,
    *,
    fold: int = 1,
    among: Bools | None = None,
    seats: Ints | None = None,
) -> int | None:
    """The least load that, given to each judge of the part, would do for its entries; None where none would."""
    open_ = places.open if among is None else places.open & among
    wanted = (places.seats if seats is None else seats)[part.rows]

    def is_enough(load: int) -> bool:
        most = places.most.copy()
        most[part.columns] = np.maximum(most[part.columns], load * fold - places.load[part.columns])
        return not _short(open_[part.rows], wanted, most, solver)

    low, high = 0, len(part.rows) + int(places.load.max(initial=0))
    if not is_enough(high):
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle + 1, high)
    return low


def _is_held_down(contest: Contest, places: Places, part: _Part, *, fold: int) -> bool:
    """Whether a judge of the part could take more by the limits of his or her own."""
    own = fold * contest.most - places.load
    return bool((places.most < own)[part.columns].any())


def _plain(places: Places, *, least: Ints) -> Places:
    """The same places without prices."""
    return Places(
        rows=places.rows,
        seats=places.seats,
        open=places.open,
        cost=np.zeros_like(places.cost),
        lacks_expert=places.lacks_expert,
        lacks_field=places.lacks_field,
        least=least,
        most=places.most,
        load=places.load,
        must_have_expert=places.must_have_expert,
    )
