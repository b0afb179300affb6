"""Fills places with judges at least cost: one flow, whatever is to be filled.

entry ──┬──────────────────────────────► judges outside the field
        └─► in the field ──┬───────────► judges near the field        every judge ──► sink
                           └─► expert ─► experts of the field

An entry's first units into a narrower node are free and the rest cost what the lack of an expert (or of a second
judge in the field) costs, so the sets being nested keeps it a flow, and whole numbers stay whole.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xinghe.kernels.matching.contest import BEST_FIT, Contest, Expertise
from xinghe.kernels.matching.flow import Bools, Ints, Network, Solver, short_side, solve
from xinghe.kernels.matching.loads import LoadPrice
from xinghe.kernels.matching.ties import mixed, tie_bits

WANTED_IN_FIELD = 2
# An expert for an entry is worth twenty perfect fits, each of two judges in the field five.
NO_EXPERT, SHORT_OF_FIELD = 20 * BEST_FIT, 5 * BEST_FIT


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Places:
    """What is to be filled: `seats` for n entries, given by their rows in the contest.

    `open` and `cost` are n × J: who may take a place, and the price of each pair beside that of expertise.
    `lacks_expert` (0 or 1) and `lacks_field` (0 to 2) say what those who stay on the entry leave wanting. `least` and
    `most` hold for what is filled here. `load` is what judges have beside it, priced by `price` if there is one. With
    `must_have_expert` an entry's lack is not priced but forbidden; with `may_stay_empty` places are left empty where
    they must, evenly, and at a price above everything else.
    """

    rows: Ints
    seats: Ints
    open: Bools
    cost: Ints
    lacks_expert: Ints
    lacks_field: Ints
    least: Ints
    most: Ints
    load: Ints
    price: LoadPrice | None = None
    must_have_expert: bool = False
    may_stay_empty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Filled:
    """Who sits where (entry k of the places, judge), how much of what must be does not fit, and which side of the cut
    is short.
    """

    entry: Ints
    judge: Ints
    unsent: int
    short_entries: Bools
    short_judges: Bools


class _Arcs:
    """Columns of a network in the making."""

    def __init__(self) -> None:
        self._columns: list[tuple[Ints, Ints, Ints, Ints]] = []

    def add(self, tail: Ints, head: Ints | int, capacity: Ints | int, cost: Ints | int) -> None:
        """Arcs of which single numbers hold for all."""
        columns = np.broadcast_arrays(tail, head, capacity, cost)
        self._columns.append(tuple(np.asarray(one, dtype=np.int64) for one in columns))  # type: ignore[arg-type]

    def columns(self) -> tuple[Ints, Ints, Ints, Ints]:
        """All of them, in their order."""
        tail, head, capacity, cost = (np.concatenate(one) for one in zip(*self._columns, strict=True))
        return tail, head, capacity, cost


def fill(contest: Contest, places: Places, solver: Solver) -> Filled:
    """The cheapest way to fill most places; ties go by the hash of entry and judge. Raises CostsTooLarge."""
    n, judges = places.open.shape
    near, expert, first_judge, sink = n + np.arange(n), 2 * n + np.arange(n), 3 * n, 3 * n + judges
    entry, judge = np.nonzero(places.open)
    arcs = _Arcs()
    arcs.add(*_pairs(contest, places, entry, judge, near, expert))
    arcs.add(*_first_units(np.arange(n), near, places.lacks_field, places.seats, SHORT_OF_FIELD))
    arcs.add(*_first_units(near, expert, places.lacks_expert, places.seats, NO_EXPERT))
    arcs.add(*_to_sink(places, first_judge, sink))
    if places.may_stay_empty:
        arcs.add(*_empty(places, sink, price=above_all(places)))
    tail, head, capacity, cost = arcs.columns()
    bits = tie_bits(nodes=sink + 1, largest=int(cost.max(initial=0)))
    cost <<= bits
    cost[: len(entry)] += mixed(contest.entries[places.rows[entry]], contest.judges[judge]) >> (63 - bits)
    network = Network(
        tail=tail,
        head=head,
        capacity=capacity,
        cost=cost,
        supply=_supplies(places, expert, first_judge, sink),
    )
    flow = solve(network, solver)
    taken = flow.amount[: len(entry)] > 0
    near_side = short_side(network, flow) if flow.unsent else np.zeros(sink + 1, dtype=np.bool_)
    return Filled(
        entry=entry[taken],
        judge=judge[taken],
        unsent=flow.unsent,
        short_entries=near_side[:n] | near_side[2 * n : 3 * n],
        short_judges=near_side[first_judge:sink],
    )


def _pairs(
    contest: Contest, places: Places, entry: Ints, judge: Ints, near: Ints, expert: Ints
) -> tuple[Ints, Ints, int, Ints]:
    """One arc for each open pair, from the narrowest node of the entry to which the judge belongs."""
    known = contest.expertise[places.rows[entry], judge]
    tail = np.select(
        [known == Expertise.PRIMARY, known == Expertise.IN_FIELD], [expert[entry], near[entry]], entry
    )
    price = places.cost + price_of_lacks(contest, places.rows, places.lacks_expert, places.lacks_field)
    return tail, 3 * len(places.rows) + judge, 1, price[entry, judge]


def price_of_lacks(contest: Contest, rows: Ints, lacks_expert: Ints, lacks_field: Ints) -> Ints:
    """What each judge would leave unmended on rows with these lacks (n × J)."""
    known = contest.expertise[rows]
    price = NO_EXPERT * ((known != Expertise.PRIMARY) & (lacks_expert > 0)[:, None])
    price += SHORT_OF_FIELD * ((known == Expertise.NONE) & (lacks_field > 0)[:, None])
    return np.asarray(price, dtype=np.int64)


def _first_units(
    tail: Ints, head: Ints, lacks: Ints, seats: Ints, price: int
) -> tuple[Ints, Ints, Ints, Ints]:
    """Two arcs for each entry: as many free units as it lacks, and the rest at a price where it lacks any."""
    free = np.minimum(lacks, seats)
    return (
        np.concatenate((tail, tail)),
        np.concatenate((head, head)),
        np.concatenate((free, seats - free)),
        np.concatenate((np.zeros_like(free), price * (lacks > 0))),
    )


def _to_sink(places: Places, first_judge: int, sink: int) -> tuple[Ints, int, Ints, Ints]:
    """What judges may take beyond what they must."""
    room = np.minimum(places.most - places.least, places.seats.sum())
    if places.price is None:
        return first_judge + np.arange(len(room)), sink, room, np.zeros_like(room)
    judge, capacity, cost = places.price.arcs(places.load + places.least, room)
    return first_judge + judge, sink, capacity, cost


def _empty(places: Places, sink: int, *, price: int) -> tuple[Ints, int, int, Ints]:
    """One arc for each place left empty, the second of an entry dearer than the first."""
    entry = np.repeat(np.arange(len(places.seats)), places.seats)
    number = np.arange(len(entry)) - np.repeat(np.cumsum(places.seats) - places.seats, places.seats)
    return entry, sink, 1, price * (1 + number)


def above_all(places: Places) -> int:
    """A price that no rearrangement outweighs.

    Two ways of filling differ by cycles, each of which passes a judge once, and so pays at most so many pairs.
    """
    dearest = int(places.cost.max(initial=0)) + NO_EXPERT + SHORT_OF_FIELD
    if places.price is not None:
        dearest += int(places.price.arcs(places.load, places.most)[2].max(initial=0))
    judges = len(places.most)
    return (dearest + 1) * (judges + 2)


def _supplies(places: Places, expert: Ints, first_judge: int, sink: int) -> Ints:
    supply = np.zeros(sink + 1, dtype=np.int64)
    supply[: len(places.seats)] = places.seats
    if places.must_have_expert:
        asked = np.minimum(places.lacks_expert, places.seats)
        supply[: len(asked)] -= asked
        supply[expert] = asked
    supply[first_judge:sink] = -places.least
    supply[sink] = places.least.sum() - places.seats.sum()
    return supply
