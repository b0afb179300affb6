"""Two back ends for flows at least cost: OR-tools, and successive shortest paths in plain Python."""

from __future__ import annotations

from heapq import heappop, heappush

import numpy as np

from xinghe.kernels.matching.flow import CostsTooLarge, Ints, Network


class OrTools:
    """Cost scaling by push and relabel in compiled code (Goldberg 1997): millions of arcs. The default."""

    def amounts(self, network: Network) -> Ints:
        """One amount for each arc. Raises CostsTooLarge where prices outgrow 64 bits on the way."""
        from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

        flow = SimpleMinCostFlow()
        arcs = flow.add_arcs_with_capacity_and_unit_cost(
            network.tail.astype(np.int32), network.head.astype(np.int32), network.capacity, network.cost
        )
        flow.set_nodes_supplies(np.arange(len(network.supply), dtype=np.int32), network.supply)
        status = flow.solve() if network.supply.sum() == 0 else flow.Status.UNBALANCED
        if status in (flow.Status.INFEASIBLE, flow.Status.UNBALANCED):
            status = flow.solve_max_flow_with_min_cost()
        if status == flow.Status.BAD_COST_RANGE:
            raise CostsTooLarge(f"cost {network.cost.max()} among {len(network.supply)} nodes")
        if status != flow.Status.OPTIMAL:
            raise RuntimeError(f"OR-tools ended with {status.name}")
        return np.asarray(flow.flows(arcs), dtype=np.int64)


class ShortestPaths:
    """Successive shortest paths with node potentials (Edmonds & Karp 1972; Ahuja, Magnanti & Orlin 1993, §9.7).

    Plain Python: the reference the other is tested against, and enough for some ten thousand arcs.
    """

    def amounts(self, network: Network) -> Ints:
        """One amount for each arc."""
        residual = _Residual(network)
        while residual.augment():
            pass
        return residual.amounts()


class _Residual:
    """What is left of a network, between one source and one sink of its own: arc 2a is arc a, 2a + 1 its way back."""

    def __init__(self, network: Network) -> None:
        nodes = np.arange(len(network.supply))
        has, takes = network.supply > 0, network.supply < 0
        self._source, self._sink = len(nodes), len(nodes) + 1
        tail = np.concatenate((network.tail, np.full(has.sum(), self._source), nodes[takes]))
        head = np.concatenate((network.head, nodes[has], np.full(takes.sum(), self._sink)))
        capacity = np.concatenate(
            (network.capacity, np.abs(network.supply[has]), np.abs(network.supply[takes]))
        )
        cost = np.concatenate((network.cost, np.zeros(has.sum() + takes.sum(), dtype=np.int64)))
        self._arcs = len(network.tail)
        self._head: list[int] = np.stack((head, tail), axis=1).reshape(-1).tolist()
        self._cost: list[int] = np.stack((cost, -cost), axis=1).reshape(-1).tolist()
        self._room: list[int] = np.stack((capacity, np.zeros_like(capacity)), axis=1).reshape(-1).tolist()
        self._price = [0] * (len(nodes) + 2)
        self._out: list[list[int]] = [[] for _ in self._price]
        for arc, node in enumerate(np.stack((tail, head), axis=1).reshape(-1).tolist()):
            self._out[node].append(arc)

    def amounts(self) -> Ints:
        """What runs over each arc: the room on its way back."""
        return np.array(self._room[1 : 2 * self._arcs : 2], dtype=np.int64)

    def augment(self) -> bool:
        """Send as much as goes along the cheapest path from source to sink; False where there is none."""
        settled, arriving = self._cheapest()
        if self._sink not in settled:
            return False
        for node, distance in settled.items():
            self._price[node] += distance - settled[self._sink]
        path, node = [], self._sink
        while node != self._source:
            path.append(arriving[node])
            node = self._head[arriving[node] ^ 1]
        amount = min(self._room[arc] for arc in path)
        for arc in path:
            self._room[arc] -= amount
            self._room[arc ^ 1] += amount
        return True

    def _cheapest(self) -> tuple[dict[int, int], dict[int, int]]:
        """Dijkstra as far as the sink: the distance of each node settled, and the arc by which it is reached."""
        settled: dict[int, int] = {}
        best, arriving = {self._source: 0}, dict[int, int]()
        heap = [(0, self._source)]
        while heap and self._sink not in settled:
            distance, node = heappop(heap)
            if node in settled:
                continue
            settled[node] = distance
            here = distance + self._price[node]
            for arc in self._out[node]:
                head = self._head[arc]
                if self._room[arc] and head not in settled:
                    there = here + self._cost[arc] - self._price[head]
                    if head not in best or there < best[head]:
                        best[head], arriving[head] = there, arc
                        heappush(heap, (there, head))
        return settled, arriving


DEFAULT = OrTools()
