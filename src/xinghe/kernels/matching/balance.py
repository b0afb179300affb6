"""Mixes the judges: seat by seat, batch by batch, entries are given the judge who costs least beside those they have.

Taking one seat of each entry of a batch away and filling these seats anew is a flow, for within it meeting again is a
linear cost; and it can always be done, for what was there still fits. The better of before and after is kept.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from xinghe.kernels.matching.flow import Bools, Ints, Solver
from xinghe.kernels.matching.places import Places, fill
from xinghe.kernels.matching.seating import Seating, Terms
from xinghe.kernels.matching.ties import mixed

_BATCHES = 64
_SMALLEST_BATCH, _LARGEST_BATCH = 8, 100
_MOST_SWEEPS, _SEATS_FOR_MORE = 8, 20_000


def balanced(start: Seating, terms: Terms, solver: Solver) -> Seating:
    """The best seating met while all loose seats are filled anew, once for a large contest and up to eight times for
    a small one.
    """
    loose = int(start.loose.sum())
    if not terms.alpha or not loose:
        return start
    best, lowest = start, start.cost(terms)
    seating = start.copy()
    for sweep in range(min(_MOST_SWEEPS, max(1, _SEATS_FOR_MORE // loose))):
        for rows, judges in _batches(seating, sweep):
            _seat_anew(seating, rows, judges, terms, solver)
        cost = seating.cost(terms)
        if cost >= lowest:
            break
        best, lowest = seating.copy(), cost
    return best


def _batches(seating: Seating, sweep: int) -> Iterator[tuple[Ints, Ints]]:
    """Rows, and the judge of each who leaves: each entry's seats in turn, entries and seats in an order of hashes."""
    ids = seating.contest.entries
    rows, judges = np.nonzero(seating.loose)
    order = np.lexsort((mixed(mixed(ids[rows], seating.contest.judges[judges]), sweep), rows))
    rows, judges = rows[order], judges[order]
    turn = np.arange(len(rows)) - np.searchsorted(rows, rows)
    for now in range(int(turn.max()) + 1):
        here = np.nonzero(turn == now)[0]
        here = here[np.argsort(mixed(ids[rows[here]], _MOST_SWEEPS + sweep))]
        size = min(max(-(-len(here) // _BATCHES), _SMALLEST_BATCH), _LARGEST_BATCH)
        for batch in np.split(here, range(size, len(here), size)):
            yield rows[batch], judges[batch]


def _seat_anew(seating: Seating, rows: Ints, judges: Ints, terms: Terms, solver: Solver) -> None:
    seating.change(rows, judges, take=False)
    lacks_expert, lacks_field = seating.lacks(rows)
    filled = fill(
        seating.contest,
        Places(
            rows=rows,
            seats=np.ones(len(rows), dtype=np.int64),
            open=_open(seating, rows),
            cost=seating.prices(rows, alpha=terms.alpha),
            lacks_expert=lacks_expert,
            lacks_field=lacks_field,
            least=np.maximum(0, terms.least - seating.load),
            most=np.maximum(0, terms.most - seating.load),
            load=seating.load,
            price=terms.price,
            must_have_expert=terms.must_have_expert,
        ),
        solver,
    )
    seating.change(rows[filled.entry], filled.judge, take=True)


def _open(seating: Seating, rows: Ints) -> Bools:
    return seating.contest.allowed[rows] & ~seating.taken[rows]
