"""Finds what two folded texts have in common in order: exact runs chained over short gaps, scored by the
surprise of what matches less the cost of what does not. All scores are sixteenths of a bit."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from xinghe.kernels.originality.fold import Codes
from xinghe.kernels.originality.language import BIT, Surprise

GAP = 18  # folded characters between two runs of one chain, on either side
_OPEN = 7 * BIT  # cost of a gap, of each character in it, and of each character by which its sides differ
_LENGTH = BIT // 4
_SKEW = 6 * BIT // 10
_OVERLAP = 2  # runs of one chain may share so many characters: a changed word can begin like the old one
_ROUNDS, _REMAINDER = 6, 5
_LOOK_BACK = 400  # runs that end just before one are tried as its forerunners, nearest first
_EFFORT = 1000
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # multiplying by it and taking the top bits is a good hash
_EDGE = 8 * BIT  # what the outer part of a chain must bring in to be kept …
_SENTENCE = 24 * BIT  # … and where it lies beyond the end of a sentence in both texts

Stops = tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]
NO_STOPS = np.zeros(0, dtype=np.bool_)
# Bits from which a chain counts as evidence: independent abstracts on one topic stay below. Two more for each doubling
# of the pairs of characters beyond 2^20, where chance has more room; one less for each halving below 2^18.
_STRONG, _MUCH_ROOM, _MORE_EACH, _LITTLE_ROOM = 45, 20, 2, 18
_COMMON_SHARE = 32  # what a character of a set phrase still counts: a thirty-second


class Chains(NamedTuple):
    """One row per chain: [start, end) in a, [start, end) in b, score, matched characters."""

    rows: npt.NDArray[np.int32]


def chains(
    a: Codes, b: Codes, *, surprise: Surprise, at_least: int, stops: Stops, masked: bool = False
) -> Chains:
    """Collinear matches of `a` in `b`, never overlapping in `a`; moved sentences become chains of their own.

    `surprise` is that of `a`; with `masked`, set phrases count next to nothing. Where `stops` say that a sentence ends in both texts, a chain goes
    on only for the sake of more than a chance likeness.
    """
    if len(a) < 2 or len(b) < 2:
        return Chains(np.empty((0, 6), dtype=np.int32))
    share = _COMMON_SHARE if masked else 1
    return Chains(_chains(a, b, *surprise, share, at_least * BIT, *stops))


def chain_bar(a: int, b: int) -> int:
    """Bits from which a chain counts in texts of these lengths: books have more room for chance than abstracts."""
    return int(_bar(a, b))


def weigh_many(
    a: Codes, texts: Codes, offsets: npt.NDArray[np.int64], rows: npt.NDArray[np.int64], *, surprise: Surprise
) -> npt.NDArray[np.int64]:
    """The evidence against each of the texts `texts[offsets[row]:offsets[row + 1]]` in one go.

    Columns: bits without set phrases, bits with them, characters of `a` inside strong chains,
    characters of these that match. The last three stay 0 where nothing can come of them.
    """
    return np.asarray(_weigh_many(a, texts, offsets, rows, *surprise))


@njit(cache=True, nogil=True)
def _seeds(a, b):  # type: ignore[no-untyped-def]
    """How many characters must match to start a run, and at how many places of `a` to look for them.

    Pairs, and so many places that only lists of repetitions have more, up to the length of a
    long application; longer seeds and fewer places keep books and hostile repetition affordable.
    """
    longest = max(a, b)
    if longest <= 5_000:
        return 2, 32
    return (3, 16) if longest <= 20_000 else (4, 8)


@njit(cache=True, nogil=True)
def _bar(a, b):  # type: ignore[no-untyped-def]
    doublings, room = 0, a * b
    while room > 1:
        doublings += 1
        room >>= 1
    return _STRONG + _MORE_EACH * max(0, doublings - _MUCH_ROOM) - max(0, _LITTLE_ROOM - doublings)


@njit(cache=True, nogil=True)
def _weigh_many(a, texts, offsets, rows, first, second, third, common):  # type: ignore[no-untyped-def]
    found = np.zeros((len(rows), 4), dtype=np.int64)
    if len(a) < 2:
        return found
    without, outright = (
        _worth(first, second, third, common, _COMMON_SHARE),
        _worth(first, second, third, common, 1),
    )
    table_seed = 0
    head, following, shift = np.empty(0, dtype=np.int32), np.empty(0, dtype=np.int32), 0
    for k in range(len(rows)):
        b = texts[offsets[rows[k]] : offsets[rows[k] + 1]]
        if len(b) < 2:
            continue
        seed, places = _seeds(len(a), len(b))
        if seed != table_seed:
            head, following, shift = _places(a, seed)
            table_seed = seed
        bar = _bar(len(a), len(b)) * BIT
        runs = _runs(a, b, seed, places, head, following, shift)
        news = _best(runs, _gains(runs, without), len(a), len(b), bar)
        found[k, 0] = news[:, 4].sum() // BIT
        if len(news) or _mostly_in(runs, len(a)):
            plain = _best(runs, _gains(runs, outright), len(a), len(b), bar)
            found[k, 1] = plain[:, 4].sum() // BIT
            found[k, 2] = (plain[:, 1] - plain[:, 0]).sum()
            found[k, 3] = plain[:, 5].sum()
    return found


@njit(cache=True, nogil=True)
def _mostly_in(runs, n):  # type: ignore[no-untyped-def]
    """Whether runs of three and more may span most of the text, set phrases or not."""
    inside = 0
    for r in range(len(runs)):
        if runs[r, 2] > 2:
            inside += runs[r, 2]
    return 2 * inside > n


@njit(cache=True, nogil=True)
def _best(runs, gain, n, m, at_least):  # type: ignore[no-untyped-def]
    score, before = _link(runs, gain, m)
    return _take(runs, gain, score, before, n, at_least, NO_STOPS, NO_STOPS, n)


@njit(cache=True, nogil=True)
def _chains(a, b, first, second, third, common, share, at_least, stops_a, stops_b):  # type: ignore[no-untyped-def]
    """Chains from what no earlier round has taken: a run that lost one end to a better chain keeps the other."""
    left = a.copy()
    found = np.empty((0, 6), dtype=np.int32)
    seed, places = _seeds(len(a), len(b))
    worth = _worth(first, second, third, common, share)
    for _ in range(_ROUNDS):
        runs = _runs(left, b, seed, places, *_places(left, seed))
        gain = _gains(runs, worth)
        score, before = _link(runs, gain, len(b))
        taken = _take(runs, gain, score, before, len(a), at_least, stops_a, stops_b, _REMAINDER)
        if len(taken) == 0:
            break
        found = np.concatenate((found, taken))
        for k in range(len(taken)):
            left[taken[k, 0] : taken[k, 1]] = 0  # no folded text holds a 0
    return found


@njit(cache=True, nogil=True)
def _places(a, seed):  # type: ignore[no-untyped-def]
    """Where each seed stands in `a`: the first place by hash, and from each place the next; with the hash's shift."""
    bits = 4
    while (1 << bits) < 4 * len(a):
        bits += 1
    head = np.full(1 << bits, -1, dtype=np.int32)
    following = np.empty(len(a), dtype=np.int32)
    for i in range(len(a) - seed, -1, -1):
        value = np.uint64(0)
        for k in range(i, i + seed):
            value = (value << np.uint64(16)) | np.uint64(a[k])
        slot = (value * _SPREAD) >> np.uint64(64 - bits)
        following[i] = head[slot]
        head[slot] = i
    return head, following, 64 - bits


@njit(cache=True, nogil=True)
def _runs(a, b, seed, places, head, following, shift):  # type: ignore[no-untyped-def]
    """All maximal exact runs of at least `seed` characters as rows (start in a, start in b, length), by start in b."""
    n, m = len(a), len(b)
    runs = np.empty((128, 3), dtype=np.int32)
    count = 0
    budget = _EFFORT * (n + m)  # one character over and over would otherwise be compared with all its tails
    window = ~np.uint64(0) >> np.uint64(64 - 16 * seed)
    value = np.uint64(0)
    for j in range(seed - 1):
        value = (value << np.uint64(16)) | np.uint64(b[j])
    for j in range(m - seed + 1):
        value = ((value << np.uint64(16)) | np.uint64(b[j + seed - 1])) & window
        i = head[(value * _SPREAD) >> np.uint64(shift)]
        tried = 0
        while i >= 0 and tried < places and budget > 0:
            tried += 1
            if i == 0 or j == 0 or a[i - 1] != b[j - 1]:
                length = 0
                while i + length < n and j + length < m and a[i + length] == b[j + length]:
                    length += 1
                budget -= length
                if length >= seed:
                    if count == len(runs):
                        grown = np.empty((2 * count, 3), dtype=np.int32)
                        grown[:count] = runs
                        runs = grown
                    runs[count, 0] = i
                    runs[count, 1] = j
                    runs[count, 2] = length
                    count += 1
            i = following[i]
    return runs[:count]


@njit(cache=True, nogil=True)
def _worth(first, second, third, common, share):  # type: ignore[no-untyped-def]
    """What a run starting at each place is worth: three columns, its first character alone, its second
    after one, and all before this place after two; of a character in a set phrase only one part in `share`."""
    n = len(first)
    worth = np.zeros((n + 1, 3), dtype=np.int32)
    for i in range(n):
        part = share if common[i] else 1
        worth[i, 0] = first[i] // part
        worth[i, 1] = second[i] // part
        worth[i + 1, 2] = worth[i, 2] + third[i] // part
    return worth


@njit(cache=True, nogil=True)
def _gains(runs, worth):  # type: ignore[no-untyped-def]
    gain = np.empty(len(runs), dtype=np.int32)
    for r in range(len(runs)):
        i, length = runs[r, 0], runs[r, 2]
        gain[r] = worth[i, 0] + worth[i + 1, 1] + worth[i + length, 2] - worth[i + 2, 2]
    return gain


@njit(cache=True, nogil=True)
def _link(runs, gain, m):  # type: ignore[no-untyped-def]
    """For each run the best chain that ends with it: its score, and the run before it or -1."""
    count = len(runs)
    starts = np.zeros(m + 2, dtype=np.int32)  # runs grouped by the place in b where they end
    for r in range(count):
        starts[runs[r, 1] + runs[r, 2] + 1] += 1
    for place in range(1, m + 2):
        starts[place] += starts[place - 1]
    by_end = np.empty(count, dtype=np.int32)
    room = starts.copy()
    for r in range(count):
        end = runs[r, 1] + runs[r, 2]
        by_end[room[end]] = r
        room[end] += 1
    score = np.empty(count, dtype=np.int32)
    before = np.full(count, -1, dtype=np.int32)
    for r in range(count):
        i, j = runs[r, 0], runs[r, 1]
        best = gain[r]
        lowest, highest = max(0, j - GAP), min(m, j + _OVERLAP)
        for k in range(
            starts[highest + 1] - 1, max(starts[lowest], starts[highest + 1] - _LOOK_BACK) - 1, -1
        ):
            p = by_end[k]
            if runs[p, 0] >= i or runs[p, 1] >= j:
                continue
            gap_a = i - runs[p, 0] - runs[p, 2]
            gap_b = j - runs[p, 1] - runs[p, 2]
            if gap_a > GAP or gap_a < -_OVERLAP:
                continue
            shared = max(0, -gap_a, -gap_b)
            if shared >= min(runs[p, 2], runs[r, 2]):
                continue
            lost = _OPEN + _LENGTH * (max(0, gap_a) + max(0, gap_b)) + _SKEW * abs(gap_a - gap_b)
            chained = score[p] + gain[r] - lost - shared * 5 * BIT
            if chained > best:
                best = chained
                before[r] = p
        score[r] = best
    return score, before


@njit(cache=True, nogil=True)
def _take(runs, gain, score, before, n, at_least, stops_a, stops_b, remainder):  # type: ignore[no-untyped-def]
    """Take the best chain, then the best of what is left, until nothing reaches `at_least`, or until a run that lost
    a part to a better chain has `remainder` characters left: these go before whatever is weaker, in a new round."""
    good = np.flatnonzero(score >= at_least)
    if len(good) == 0:
        return np.empty((0, 6), dtype=np.int32)
    order = good[np.argsort(-score[good], kind="mergesort")]
    used = np.zeros(len(runs), dtype=np.bool_)
    covered = np.zeros(n, dtype=np.bool_)
    found = np.empty((len(order), 6), dtype=np.int32)
    count = 0
    budget = _EFFORT * n  # hostile repetition has a chain through everything from every place
    for k in range(len(order)):
        last = order[k]
        r, start = last, -1
        while r >= 0 and not used[r] and _taken(covered, runs[r, 0], runs[r, 2]) == 0:
            start = r
            budget -= runs[r, 2]
            r = before[r]
        if budget < 0:
            break
        if start < 0:
            lost = _taken(covered, runs[last, 0], runs[last, 2])
            if not used[last] and runs[last, 2] - lost >= remainder:
                break
            continue
        worth = score[last] - (score[r] if r >= 0 else 0)
        if worth < at_least:
            continue
        floor = score[r] if r >= 0 else 0
        start, last, matched = _trim(runs, gain, score, before, start, last, floor, stops_a, stops_b)
        r = last
        while True:
            used[r] = True
            if r == start:
                break
            r = before[r]
        found[count, 0] = runs[start, 0]
        found[count, 1] = runs[last, 0] + runs[last, 2]
        found[count, 2] = runs[start, 1]
        found[count, 3] = runs[last, 1] + runs[last, 2]
        found[count, 4] = worth
        found[count, 5] = matched
        covered[found[count, 0] : found[count, 1]] = True
        count += 1
    return found[:count]


@njit(cache=True, nogil=True)
def _trim(runs, gain, score, before, start, last, floor, stops_a, stops_b):  # type: ignore[no-untyped-def]
    """Cut off ends that brought in next to nothing; returns the first and last run kept and what they match."""
    end = last
    r = last
    while r != start:
        r = before[r]
        at_a, at_b = runs[r, 0] + runs[r, 2], runs[r, 1] + runs[r, 2]
        if score[end] - score[r] < (_SENTENCE if _both(stops_a, stops_b, at_a, at_b) else _EDGE):
            last = r
    first, matched, r = last, 0, last
    while True:
        matched += runs[r, 2]
        first = r
        if r == start:
            break
        brought = score[r] - gain[r] - floor
        if brought < (_SENTENCE if _both(stops_a, stops_b, runs[r, 0], runs[r, 1]) else _EDGE):
            break
        r = before[r]
    return first, last, matched


@njit(cache=True, nogil=True)
def _both(stops_a, stops_b, at_a, at_b):  # type: ignore[no-untyped-def]
    return at_a < len(stops_a) and at_b < len(stops_b) and stops_a[at_a] and stops_b[at_b]


@njit(cache=True, nogil=True)
def _taken(covered, start, length):  # type: ignore[no-untyped-def]
    taken = 0
    for i in range(start, start + length):
        taken += covered[i]
    return taken
