"""Turns chains into passages that a person can be shown: pushed out to where the likeness really ends,
joined where only the middle was rewritten, and given as offsets into the original characters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from xinghe.kernels.originality.fold import Codes, Folded

_REACH = 24  # folded characters over which an end is pushed out character by character
_BRIDGE = 30  # a rewritten middle of up to so many characters does not part two passages
_BRIDGE_SKEW = 10  # unless its two sides differ by more: then something was put in or left out
_SNAP = 8  # an end so near to the end of a clause in both texts is taken to be there
_SNAP_SKEW = 3
_STOPS = frozenset("。！？；!?;\n，,：:、.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The same content in both texts: half-open ranges of character offsets, and the share that is verbatim."""

    a: tuple[int, int]
    b: tuple[int, int]
    score: float


class Side:
    """One text with what is needed to place spans in it."""

    def __init__(self, text: str, folded: Folded) -> None:
        self.text = text
        self.codes: Codes = folded.codes
        self.positions = folded.positions
        self.stops = self._stops()

    @classmethod
    def of_folded(cls, codes: Codes) -> Side:
        """A side of which only the folded text is at hand; its offsets are into that."""
        written = codes.astype("<u2").tobytes().decode("utf-16-le")
        return cls(written, Folded(codes=codes, positions=np.arange(len(codes), dtype=np.int32)))

    def _stops(self) -> npt.NDArray[np.bool_]:
        """Whether a clause ends before each folded character; both ends of the text count."""
        stops = np.zeros(len(self.codes) + 1, dtype=np.bool_)
        stops[0] = stops[-1] = True
        for at, character in enumerate(self.text):
            if character in _STOPS and not (character in ".,:" and self._inside_number(at)):
                stops[np.searchsorted(self.positions, at)] = True
        return stops

    def _inside_number(self, at: int) -> bool:
        return self.text[at - 1 : at].isdigit() and self.text[at + 1 : at + 2].isdigit()

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The range of original characters from folded `start` to `end`; a text's own ends belong to it."""
        first = 0 if start == 0 else int(self.positions[start])
        last = len(self.text) if end == len(self.codes) else int(self.positions[end - 1]) + 1
        return first, last

    def end_of(self, place: int) -> int:
        """Where the folded character before this place ends in the original."""
        return int(self.positions[place - 1]) + 1 if place else 0

    def start_of(self, place: int) -> int:
        """Where the folded character at this place starts in the original."""
        return int(self.positions[place]) if place < len(self.codes) else len(self.text)


def passages(rows: npt.NDArray[np.int32], a: Side, b: Side) -> tuple[tuple[Passage, ...], float]:
    """The passages for these chains in order of `a`, and the share of them that is unchanged."""
    spans = _push_out(np.ascontiguousarray(rows[np.argsort(rows[:, 0], kind="stable")]), a.codes, b.codes)
    spans = _bridge(spans)
    for span in spans:
        _snap(span, a, b)
    placed = [_place(span, a, b) for span in _bridge(spans)]
    matched = sum(int(span[4]) for span in spans)
    longest = sum(max(int(s[1] - s[0]), int(s[3] - s[2])) for s in spans)
    return tuple(
        sorted(placed, key=lambda passage: (passage.a, passage.b))
    ), matched / longest if longest else 0.0


def covered(ranges: list[tuple[int, int]], *, length: int) -> float:
    """The share of `length` that the union of the ranges takes up."""
    total, reached = 0, 0
    for start, end in sorted(ranges):
        total += max(0, end - max(start, reached))
        reached = max(reached, end)
    return total / length if length else 0.0


def _place(span: npt.NDArray[np.int32], a: Side, b: Side) -> Passage:
    (start_a, end_a), (start_b, end_b) = a.original(span[0], span[1]), b.original(span[2], span[3])
    # What the fold dropped (letters, punctuation, spaces) belongs to the passage where both texts have it.
    floor_a, floor_b = a.end_of(span[0]), b.end_of(span[2])
    while start_a > floor_a and start_b > floor_b and a.text[start_a - 1] == b.text[start_b - 1]:
        start_a, start_b = start_a - 1, start_b - 1
    ceiling_a, ceiling_b = a.start_of(span[1]), b.start_of(span[3])
    while end_a < ceiling_a and end_b < ceiling_b and a.text[end_a] == b.text[end_b]:
        end_a, end_b = end_a + 1, end_b + 1
    longest = max(int(span[1] - span[0]), int(span[3] - span[2]))
    return Passage(a=(start_a, end_a), b=(start_b, end_b), score=round(min(1.0, int(span[4]) / longest), 4))


def _bridge(spans: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Join neighbours that follow each other in both texts with little, and about equally much, between them."""
    joined: list[npt.NDArray[np.int32]] = []
    for span in spans:
        if joined:
            gap_a, gap_b = span[0] - joined[-1][1], span[2] - joined[-1][3]
            inside = (
                gap_b > -_BRIDGE_SKEW and span[2] >= joined[-1][2] and gap_b <= _BRIDGE and gap_a <= _BRIDGE
            )
            if inside and abs(gap_a - gap_b) <= _BRIDGE_SKEW:
                joined[-1][1], joined[-1][3] = max(span[1], joined[-1][1]), max(span[3], joined[-1][3])
                joined[-1][4] += span[4]
                continue
        joined.append(span.copy())
    return np.array(joined, dtype=np.int32).reshape(-1, 5)


def _snap(span: npt.NDArray[np.int32], a: Side, b: Side) -> None:
    """Move an end to the next end of a clause where both texts have one about as near."""
    for column, step in ((0, -1), (1, 1)):
        near_a, near_b = _to_stop(a.stops, span[column], step), _to_stop(b.stops, span[column + 2], step)
        if max(near_a, near_b) <= _SNAP and abs(near_a - near_b) <= _SNAP_SKEW:
            span[column] += step * near_a
            span[column + 2] += step * near_b


def _to_stop(stops: npt.NDArray[np.bool_], at: int, step: int) -> int:
    for distance in range(_SNAP + 1):
        place = at + step * distance
        if 0 <= place < len(stops) and stops[place]:
            return distance
    return _SNAP + 1


@njit(cache=True, nogil=True)
def _push_out(rows, a, b):  # type: ignore[no-untyped-def]
    """Spans (start a, end a, start b, end b, matched) with each end moved out while more matches than not."""
    spans = np.empty((len(rows), 5), dtype=np.int32)
    for k in range(len(rows)):
        start_a, end_a, start_b, end_b = rows[k, 0], rows[k, 1], rows[k, 2], rows[k, 3]
        floor = spans[k - 1, 1] if k else 0
        ceiling = rows[k + 1, 0] if k + 1 < len(rows) else len(a)
        back_a, back_b, more = _reach(a, b, start_a - 1, start_b - 1, -1, floor, len(a))
        ahead_a, ahead_b, ahead = _reach(a, b, end_a, end_b, 1, 0, ceiling)
        spans[k, 0], spans[k, 1] = start_a - back_a, end_a + ahead_a
        spans[k, 2], spans[k, 3] = start_b - back_b, end_b + ahead_b
        spans[k, 4] = rows[k, 5] + more + ahead
    return spans


@njit(cache=True, nogil=True)
def _reach(a, b, i, j, step, floor, ceiling):  # type: ignore[no-untyped-def]
    """How far to go from (i, j): three points for a match, one off for each character passed over."""
    best, best_a, best_b, best_matched = 0, 0, 0, 0
    row = np.full(_REACH + 1, 0, dtype=np.int32)
    matched = np.zeros(_REACH + 1, dtype=np.int32)
    for y in range(_REACH + 1):
        row[y] = -y
    for x in range(1, _REACH + 1):
        at_a = i + step * (x - 1)
        if at_a < floor or at_a >= ceiling:
            break
        diagonal, diagonal_matched = row[0], matched[0]
        row[0], matched[0] = -x, 0
        for y in range(1, _REACH + 1):
            at_b = j + step * (y - 1)
            if at_b < 0 or at_b >= len(b):
                break
            above, above_matched = row[y], matched[y]
            same = a[at_a] == b[at_b]
            value, value_matched = diagonal + (3 if same else -1), diagonal_matched + same
            if above - 1 > value:
                value, value_matched = above - 1, above_matched
            if row[y - 1] - 1 > value:
                value, value_matched = row[y - 1] - 1, matched[y - 1]
            row[y], matched[y] = value, value_matched
            diagonal, diagonal_matched = above, above_matched
            if value > best:
                best, best_a, best_b, best_matched = value, x, y, value_matched
    return best_a, best_b, best_matched
