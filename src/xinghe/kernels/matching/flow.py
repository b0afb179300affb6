"""Flow at least cost: what every assignment here becomes, and the one door to whatever solves it.

A network is columns, one row for each arc; integers throughout. Of all flows that send as much as can be sent, a
solver finds one of least cost. Which one would be the solver's own business, so costs carry a tie-break (`ties`), and
then every solver gives the same flow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

# Cost-scaling solvers multiply each cost by the number of nodes, and prices of nodes grow beyond that along paths.
# OR-tools 9.15 was seen to refuse from 62 bits on between two layers, and from 58 along a chain of a thousand.
COST_BITS = 58


class CostsTooLarge(ValueError):
    """The largest cost times the number of nodes does not fit 64-bit arithmetic: use fewer or nearer tiers."""


class UnlawfulFlow(RuntimeError):
    """A solver gave back what is no flow of the network; its answer was thrown away."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Network:
    """Arcs `tail[a]` → `head[a]` with `capacity[a]` ≥ 0 and `cost[a]` ≥ 0 for each unit; `supply[v]` is what node v has
    to send, or where negative, what it takes in. Supplies need not balance.
    """

    tail: Ints
    head: Ints
    capacity: Ints
    cost: Ints
    supply: Ints

    def __post_init__(self) -> None:
        arcs = {len(self.tail), len(self.head), len(self.capacity), len(self.cost)}
        if len(arcs) != 1:
            raise ValueError(f"The columns of a network are of different lengths: {sorted(arcs)}")
        if len(self.cost) and min(self.capacity.min(), self.cost.min()) < 0:
            raise ValueError("Capacities and costs must not be negative.")
        ends = np.concatenate((self.tail, self.head))
        if len(ends) and not 0 <= ends.min() <= ends.max() < len(self.supply):
            raise ValueError("An arc leads from or to a node that is not there.")
        largest = int(self.cost.max(initial=0))
        if largest.bit_length() + (len(self.supply) + 2).bit_length() > COST_BITS:
            raise CostsTooLarge(f"cost {largest} among {len(self.supply)} nodes")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Flow:
    """What runs over each arc, what it costs together, and how much could not be sent."""

    amount: Ints
    cost: int
    unsent: int


class Solver(Protocol):
    """A back end: of all flows that send most, the amounts of one of least cost."""

    def amounts(self, network: Network) -> Ints:
        """One amount for each arc, between 0 and its capacity."""
        ...


def solve(network: Network, solver: Solver) -> Flow:
    """The flow of least cost among those that send most; checked for being a flow, whoever computed it."""
    amount = solver.amounts(network)
    left = _left(network, amount)
    if np.any(amount < 0) or np.any(amount > network.capacity) or np.any(left * network.supply < 0):
        raise UnlawfulFlow("an amount beyond its capacity, or a node that sends what it has not")
    if np.any(np.abs(left) > np.abs(network.supply)):
        raise UnlawfulFlow("a node that keeps what it gets")
    return Flow(amount=amount, cost=_total(amount, network.cost), unsent=int(left[left > 0].sum()))


def short_side(network: Network, flow: Flow) -> Bools:
    """The nodes on the near side of the smallest cut: where more could still be sent from those that could not send all.

    Every arc that leaves this side is full, and every taker on it has what it takes: by the theorem of Ford and
    Fulkerson that is why no more can be sent. The side is the smallest such.
    """
    near = _left(network, flow.amount) > 0
    forward, backward = flow.amount < network.capacity, flow.amount > 0
    tails = np.concatenate((network.tail[forward], network.head[backward]))
    heads = np.concatenate((network.head[forward], network.tail[backward]))
    while True:
        reached = heads[near[tails] & ~near[heads]]
        if not len(reached):
            return near
        near[reached] = True


def _left(network: Network, amount: Ints) -> Ints:
    """What each node still has to send, or where negative, could still take in."""
    nodes = len(network.supply)
    out = np.zeros(nodes, dtype=np.int64)
    np.add.at(out, network.tail, amount)
    np.subtract.at(out, network.head, amount)
    return network.supply - out


def _total(amount: Ints, cost: Ints) -> int:
    # In two halves: the sum may need more than 64 bits where each part does not.
    high, low = cost >> 30, cost & ((1 << 30) - 1)
    return (int((amount * high).sum()) << 30) + int((amount * low).sum())
