"""Draws an assignment in which no pair is likelier than 1 in 2, 4, 8 …, in whole numbers (after Jecmen et al.,
NeurIPS 2020).

A flow with everything so many times over, each pair at most once, is a pool from which each pair is drawn with
exactly that chance: halved again and again, each time pairing off the reviews of each entry and of each judge and
keeping one of each pair. Who knows the seed and the pool can do it over.
"""

from __future__ import annotations

import hashlib

import numpy as np

from xinghe.kernels.matching.contest import Contest
from xinghe.kernels.matching.flow import Bools, Ints
from xinghe.kernels.matching.ties import mixed


def halvings(cap: float) -> int:
    """How often a pool is halved for a chance of at most `cap`. Raises ValueError unless it is a half, a quarter …"""
    times = 0
    while 0 < cap < 1 and times < 16:
        cap, times = cap * 2, times + 1
    if cap != 1 or not times:
        raise ValueError("The cap is to be 1/2, 1/4, 1/8 …")
    return times


def drawn(contest: Contest, pool: Bools, *, times: int, seed: str) -> Bools:
    """What is left of the pool (N × J) after halving it `times` times by coins from the seed.

    Each review is left with chance 2^-times. Who has d reviews in the pool has d / 2^times, rounded up or down, and so
    has an entry of its experts, and of its judges in the field.
    """
    left = pool
    for time in range(times):
        left = _half(contest, left, coin=f"{seed}/{time}")
    return left


def _half(contest: Contest, pool: Bools, *, coin: str) -> Bools:
    rows, judges = np.nonzero(pool)
    # Who is paired off with whom is drawn too: fixed pairs hang together in few long chains, one coin for each.
    salt = int.from_bytes(hashlib.sha256(coin.encode()).digest()[:7])
    ids = mixed(mixed(contest.entries[rows], contest.judges[judges]), salt)
    of_entry = _pairs(rows, np.lexsort((ids, -contest.expertise[rows, judges], rows)))
    of_judge = _pairs(judges, np.lexsort((ids, judges)))
    kept = np.zeros_like(pool)
    seen = np.zeros(len(rows), dtype=np.bool_)
    ends = np.nonzero((of_entry < 0) | (of_judge < 0))[0]
    for start in [*ends.tolist(), *range(len(rows))]:
        if seen[start]:
            continue
        chain = _chain(start, of_entry, of_judge)
        seen[chain] = True
        first = min(range(len(chain)), key=lambda k: (rows[chain[k]], judges[chain[k]]))
        odd = (first + _coin(coin, contest, rows[chain[first]], judges[chain[first]])) % 2
        stay = chain[odd::2]
        kept[rows[stay], judges[stay]] = True
    return kept


def _pairs(ends: Ints, order: Ints) -> Ints:
    """For each review the one it is paired off with at its end, in this order; -1 for the one left over."""
    mate = np.full(len(ends), -1, dtype=np.int64)
    sorted_ends = ends[order]
    number = np.arange(len(ends)) - np.searchsorted(sorted_ends, sorted_ends)
    first = np.nonzero(number % 2 == 0)[0]
    first = first[first + 1 < len(ends)]
    first = first[sorted_ends[first] == sorted_ends[first + 1]]
    mate[order[first]], mate[order[first + 1]] = order[first + 1], order[first]
    return mate


def _chain(start: int, of_entry: Ints, of_judge: Ints) -> list[int]:
    """Reviews from `start` on, each paired off with the next at an entry and at a judge in turn."""
    chain, here = [start], start
    at_entry = of_entry[start] >= 0
    while True:
        there = int((of_entry if at_entry else of_judge)[here])
        if there < 0 or there == start:
            return chain
        chain.append(there)
        here, at_entry = there, not at_entry


def _coin(coin: str, contest: Contest, row: int, judge: int) -> int:
    said = f"{coin}/{contest.entries[row]}/{contest.judges[judge]}"
    return hashlib.sha256(said.encode()).digest()[0] & 1
