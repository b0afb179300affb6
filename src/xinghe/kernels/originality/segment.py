"""Many texts and the postings that lead to them: in files that never change and every process maps, or in
memory while they are too few for a file. A segment is made from folded texts alone and can be made again."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt
from numba import njit

from xinghe.kernels.originality.fingerprint import KEY_BITS, Keys, filed
from xinghe.kernels.originality.fold import Codes

Longs = npt.NDArray[np.int64]
_T = TypeVar("_T", bound=np.generic)

NUMBER_BITS = 20
LARGEST = 1 << NUMBER_BITS  # texts in one segment: key and number share 64 bits while postings are sorted
_REMAINDER_BITS = 16  # of a key kept beside the directory: about one false probe in sixteen thousand
_USEFUL = 300  # longer posting lists are dropped …
_USEFUL_SHARE = 0.003  # … unless that is still less than this share of the texts

_FILES = ("ids", "texts", "offsets", "digests", "digest_rows", "directory", "remainders", "numbers")


class Found(Protocol):
    """Postings of some probes: those of probe k are `numbers[low[k]:high[k]]`."""

    low: Longs
    high: Longs
    numbers: npt.NDArray[np.uint32]


class _Located:
    __slots__ = ("high", "low", "numbers")

    def __init__(self, low: Longs, high: Longs, numbers: npt.NDArray[np.uint32]) -> None:
        self.low, self.high, self.numbers = low, high, numbers


class Segment:
    """One directory of flat files, opened without reading them."""

    def __init__(self, path: Path) -> None:
        # Copy-on-write, never written to: compiled code sees the same array type as for arrays in memory.
        opened = {name: np.asarray(np.load(path / f"{name}.npy", mmap_mode="c")) for name in _FILES}
        self.name = path.name
        self.ids: Longs = opened["ids"]
        self.texts: Codes = opened["texts"]
        self.offsets: Longs = opened["offsets"]
        self._digests: Keys = opened["digests"]
        self._digest_rows: npt.NDArray[np.uint32] = opened["digest_rows"]
        self._directory: npt.NDArray[np.uint32] = opened["directory"]
        self._remainders: npt.NDArray[np.uint16] = opened["remainders"]
        self._numbers: npt.NDArray[np.uint32] = opened["numbers"]

    def __len__(self) -> int:
        return len(self.ids)

    def located(self, probes: Keys) -> Sequence[Found]:
        """The postings of each probe."""
        low, high = _locate(probes, self._directory, self._remainders)
        return (_Located(low, high, self._numbers),)

    def alike(self, digest: int) -> list[int]:
        """Rows whose text has this digest."""
        low, high = np.searchsorted(self._digests, np.uint64(digest), "left"), len(self._digests)
        rows = []
        while low < high and int(self._digests[low]) == digest:
            rows.append(int(self._digest_rows[low]))
            low += 1
        return sorted(rows)

    def row_of(self, doc_id: int) -> int | None:
        """The row of a text, if it is here."""
        row = int(np.searchsorted(self.ids, doc_id))
        return row if row < len(self.ids) and self.ids[row] == doc_id else None


class Recent:
    """Texts that are in no file yet. Postings are kept in few sorted runs, so that one more text costs little."""

    def __init__(self) -> None:
        self.ids: Longs = np.empty(0, dtype=np.int64)
        self.texts: Codes = np.empty(0, dtype=np.uint16)
        self.offsets: Longs = np.zeros(1, dtype=np.int64)
        self._rows: dict[int, int] = {}
        self._digests: dict[int, list[int]] = {}
        self._runs: list[Keys] = []
        self._located: list[tuple[Keys, npt.NDArray[np.uint32]]] = []
        self._ids_room: Longs = np.empty(64, dtype=np.int64)
        self._offsets_room: Longs = np.zeros(65, dtype=np.int64)
        self._texts_room: Codes = np.empty(1 << 15, dtype=np.uint16)

    def __len__(self) -> int:
        return len(self.ids)

    def snapshot(self) -> Recent:
        """The same texts, whatever is added to this one later."""
        kept = copy.copy(self)
        kept._located = list(self._located)
        return kept

    def add(self, doc_ids: Sequence[int], texts: Sequence[Codes], postings: Keys | None = None) -> None:
        """Take in texts; `postings` may bring what `filed` would compute, with numbers from 0."""
        first, characters = len(self), int(self.offsets[-1])
        lengths = np.array([len(text) for text in texts], dtype=np.int64)
        ends = characters + np.cumsum(lengths)
        count = first + len(texts)
        self._ids_room = _roomy(self._ids_room, count)
        self._offsets_room = _roomy(self._offsets_room, count + 1)
        self._texts_room = _roomy(self._texts_room, int(ends[-1]))
        self._ids_room[first:count] = doc_ids
        self._offsets_room[first + 1 : count + 1] = ends
        self._texts_room[characters : ends[-1]] = np.concatenate(texts)
        self.offsets, self.texts = self._offsets_room[: count + 1], self._texts_room[: ends[-1]]
        for row, (doc_id, text) in enumerate(zip(doc_ids, texts, strict=True), start=first):
            self._rows[doc_id] = row
            self._digests.setdefault(digest_of(text), []).append(row)
        if postings is None:
            postings = filed(self.texts, self.offsets[first:], first)
        else:
            postings = postings + np.uint64(first)
        self._file(np.sort(postings))
        self.ids = self._ids_room[:count]

    def _file(self, run: Keys) -> None:
        while self._runs and len(self._runs[-1]) < 4 * len(run):
            run = np.sort(np.concatenate((self._runs.pop(), run)))
            self._located.pop()
        self._runs.append(run)
        number = (run & np.uint64(LARGEST - 1)).astype(np.uint32)
        self._located.append((run >> np.uint64(NUMBER_BITS), number))

    def located(self, probes: Keys) -> Sequence[Found]:
        """The postings of each probe, run by run."""
        return [
            _Located(np.searchsorted(keys, probes, "left"), np.searchsorted(keys, probes, "right"), numbers)
            for keys, numbers in self._located
        ]

    def alike(self, digest: int) -> list[int]:
        """Rows whose text has this digest."""
        return [row for row in self._digests.get(digest, ()) if row < len(self)]

    def row_of(self, doc_id: int) -> int | None:
        """The row of a text, if it is here."""
        return self._rows.get(doc_id)


def digest_of(codes: Codes) -> int:
    """Sixty-four bits that equal texts share; who finds them equal still compares the texts."""
    return int(_digest(codes))


def text_at(part: Segment | Recent, row: int) -> Codes:
    """One folded text."""
    return part.texts[part.offsets[row] : part.offsets[row + 1]]


def write_segment(
    path: Path, *, ids: Longs, texts: Codes, offsets: Longs, postings: Keys | None = None
) -> Segment:
    """Make a segment of texts in order of their ids, complete before it gets its name; returns it opened.

    `postings`, key << 20 | row in any order, may be passed where they are at hand; they are sorted in place.
    """
    if postings is None:
        postings = filed(texts, offsets, 0)
    postings.sort()
    longest = max(_USEFUL, int(_USEFUL_SHARE * len(ids)))
    kept = postings[_useful(postings, longest)]
    del postings
    bits = min(KEY_BITS - _REMAINDER_BITS, max(8, len(kept).bit_length() - 2))
    digests = _digests(texts, offsets)
    order = np.argsort(digests, kind="stable")
    buckets = kept >> np.uint64(NUMBER_BITS + KEY_BITS - bits)
    directory = np.searchsorted(buckets, np.arange((1 << bits) + 1, dtype=np.uint64)).astype(np.uint32)
    shift = NUMBER_BITS + KEY_BITS - bits - _REMAINDER_BITS
    arrays = {
        "ids": ids,
        "texts": texts,
        "offsets": offsets,
        "digests": digests[order],
        "digest_rows": order.astype(np.uint32),
        "directory": directory,
        "remainders": (kept >> np.uint64(shift)).astype(np.uint16),
        "numbers": (kept & np.uint64(LARGEST - 1)).astype(np.uint32),
    }
    unfinished = path.with_name(path.name + ".part")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    for name, array in arrays.items():
        np.save(unfinished / f"{name}.npy", array)
    shutil.rmtree(path, ignore_errors=True)
    unfinished.rename(path)
    return Segment(path)


def gathered(parts: Sequence[Segment | Recent], only: Longs | None = None) -> tuple[Longs, Codes, Longs]:
    """The ids, texts and offsets of several parts as one, in order of ids; `only` picks rows of the parts' sum."""
    ids = np.concatenate([part.ids for part in parts])
    order = np.argsort(ids, kind="stable") if only is None else only[np.argsort(ids[only], kind="stable")]
    owner = np.concatenate([np.full(len(part.ids), k) for k, part in enumerate(parts)])[order]
    rows = np.concatenate([np.arange(len(part.ids)) for part in parts])[order]
    pieces = [text_at(parts[k], row) for k, row in zip(owner.tolist(), rows.tolist(), strict=True)]
    offsets = np.zeros(len(pieces) + 1, dtype=np.int64)
    np.cumsum([len(piece) for piece in pieces], out=offsets[1:])
    return ids[order], np.concatenate(pieces) if pieces else np.empty(0, dtype=np.uint16), offsets


def _roomy(array: npt.NDArray[_T], wanted: int) -> npt.NDArray[_T]:
    if wanted <= len(array):
        return array
    larger = np.empty(max(wanted, 2 * len(array)), dtype=array.dtype)
    larger[: len(array)] = array
    return larger


@njit(cache=True, nogil=True)
def _useful(postings, longest):  # type: ignore[no-untyped-def]
    """Which postings belong to lists no longer than `longest`."""
    keep = np.zeros(len(postings), dtype=np.bool_)
    start = 0
    while start < len(postings):
        key, end = postings[start] >> np.uint64(20), start + 1
        while end < len(postings) and postings[end] >> np.uint64(20) == key:
            end += 1
        keep[start:end] = end - start <= longest
        start = end
    return keep


@njit(cache=True, nogil=True)
def _locate(probes, directory, remainders):  # type: ignore[no-untyped-def]
    bits = 0
    while (1 << bits) < len(directory) - 1:
        bits += 1
    low = np.empty(len(probes), dtype=np.int64)
    high = np.empty(len(probes), dtype=np.int64)
    for k in range(len(probes)):
        bucket = np.int64(probes[k] >> np.uint64(40 - bits))
        wanted = np.uint16((probes[k] >> np.uint64(24 - bits)) & np.uint64(0xFFFF))
        start, end = np.int64(directory[bucket]), np.int64(directory[bucket + 1])
        while start < end and remainders[start] < wanted:
            start += 1
        stop = start
        while stop < end and remainders[stop] == wanted:
            stop += 1
        low[k], high[k] = start, stop
    return low, high


@njit(cache=True, nogil=True)
def _digest(codes):  # type: ignore[no-untyped-def]
    value = np.uint64(0xCBF29CE484222325)
    for code in codes:
        value = (value ^ np.uint64(code)) * np.uint64(0x100000001B3)
        value ^= value >> np.uint64(29)
    return value


@njit(cache=True, nogil=True)
def _digests(texts, offsets):  # type: ignore[no-untyped-def]
    digests = np.empty(len(offsets) - 1, dtype=np.uint64)
    for row in range(len(digests)):
        digests[row] = _digest(texts[offsets[row] : offsets[row + 1]])
    return digests
