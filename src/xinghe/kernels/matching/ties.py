"""Breaks ties by a hash of who is paired with whom, so that neither the order of rows nor the solver decides them."""

from __future__ import annotations

import numpy as np

from xinghe.kernels.matching.flow import COST_BITS, CostsTooLarge, Ints

_LEAST_BITS, _MOST_BITS = 8, 40
_STEP = np.uint64(0x9E3779B97F4A7C15)


def mixed(first: Ints, second: Ints | int = 0) -> Ints:
    """A number in [0, 2^63) for each pair, spread evenly (splitmix64: Steele, Lea & Flood, OOPSLA 2014)."""
    with np.errstate(over="ignore"):
        inner = _finished(np.asarray(first).astype(np.uint64) * _STEP + _STEP)
        mixed = _finished((inner ^ np.asarray(second).astype(np.uint64)) * _STEP + _STEP)
    return (mixed >> np.uint64(1)).astype(np.int64)


def _finished(z: np.typing.NDArray[np.uint64]) -> np.typing.NDArray[np.uint64]:
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def tie_bits(*, nodes: int, largest: int) -> int:
    """How many bits below costs up to `largest` are free for the tie-break in a network of so many nodes.

    Raises CostsTooLarge when there are too few to tell pairs apart.
    """
    free = COST_BITS - (nodes + 2).bit_length() - largest.bit_length() - 1
    if free < _LEAST_BITS:
        raise CostsTooLarge(f"cost {largest} among {nodes} nodes leaves {free} bits for ties")
    return min(free, _MOST_BITS)
