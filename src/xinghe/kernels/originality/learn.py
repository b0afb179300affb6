"""Counts a language model from texts, and keeps it as flat files that every process maps."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import numpy.typing as npt
from numba import njit

from xinghe.kernels.originality.fold import Codes
from xinghe.kernels.originality.language import LanguageModel, eight, mixed, packed

_TABLES = ("ones", "twos", "threes", "phrases")

# More texts do not make the counts better, only slower to take and to look up.
SAMPLE = 100_000
# An eight-character sequence is a set phrase when so many texts hold it: few enough for a small corpus to
# have set phrases, too many for one much-copied text to make them.
_SHARED, _SHARED_EACH = 6, 14 / 100_000


def learned(texts: Codes, offsets: npt.NDArray[np.int64]) -> LanguageModel:
    """The model of these texts. Equal texts in equal order give equal tables."""
    count = len(offsets) - 1
    characters = int(offsets[-1] - offsets[0])
    few, many = _power(characters // 2, at_most=22), _power(2 * characters, at_most=24)
    shared = round(_SHARED + _SHARED_EACH * count)
    tables = _count(texts, offsets, few, many, shared)
    return LanguageModel(texts=count, **dict(zip(_TABLES, tables, strict=True)))


def sampled(doc_ids: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The rows of the texts to learn from: those whose number has the smallest hash, in order of rows."""
    if len(doc_ids) <= SAMPLE:
        return np.arange(len(doc_ids))
    spread = _spread(doc_ids)
    return np.sort(np.argsort(spread, kind="stable")[:SAMPLE])


def save(model: LanguageModel, path: Path) -> None:
    """Write the tables, complete before they get their name."""
    unfinished = path.with_name(path.name + ".part")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    for name in _TABLES:
        np.save(unfinished / f"{name}.npy", getattr(model, name))
    shutil.rmtree(path, ignore_errors=True)
    unfinished.rename(path)


def load(path: Path, *, texts: int) -> LanguageModel:
    """Map the tables of a model that was counted from so many texts."""
    tables = {name: np.asarray(np.load(path / f"{name}.npy", mmap_mode="c")) for name in _TABLES}
    return LanguageModel(texts=texts, **tables)


def _power(wanted: int, *, at_most: int) -> int:
    return 1 << min(at_most, max(12, wanted.bit_length()))


@njit(cache=True, nogil=True)
def _spread(doc_ids):  # type: ignore[no-untyped-def]
    spread = np.empty(len(doc_ids), dtype=np.uint64)
    for row in range(len(doc_ids)):
        spread[row] = mixed(np.uint64(doc_ids[row]))
    return spread


@njit(cache=True, nogil=True)
def _count(texts, offsets, few, many, shared):  # type: ignore[no-untyped-def]
    ones = np.zeros(0x10000, dtype=np.uint32)
    twos = np.zeros(few, dtype=np.uint16)
    threes = np.zeros(many, dtype=np.uint16)
    holders = np.zeros(many, dtype=np.uint8)
    last = np.full(many, -1, dtype=np.int32)
    mask2, mask3 = np.uint64(few - 1), np.uint64(many - 1)
    for row in range(len(offsets) - 1):
        text = texts[offsets[row] : offsets[row + 1]]
        for i in range(len(text)):
            ones[text[i]] += 1
            if i > 0:
                cell = mixed(packed(text, i - 1, 2)) & mask2
                twos[cell] = min(twos[cell] + 1, 65535)
            if i > 1:
                cell = mixed(packed(text, i - 2, 3)) & mask3
                threes[cell] = min(threes[cell] + 1, 65535)
        for start in range(len(text) - 7):
            cell = eight(text, start) & mask3
            if last[cell] != row:
                last[cell] = row
                holders[cell] = min(holders[cell] + 1, 255)
    return ones, twos, threes, (holders >= shared).astype(np.uint8)
