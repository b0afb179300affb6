"""How surprising each character of a text is, in sixteenths of a bit, and which stretches are phrases
that everybody writes. Counted from a corpus when there is one, from a documented prior when there is none."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from xinghe.kernels.originality.fold import Codes, fold
from xinghe.kernels.originality.formulas import FORMULAS

BIT = 16  # scores are whole sixteenths of a bit: integers add up the same on every machine

_PRIOR_CHARACTERS = 20_000  # counted characters that weigh as much as the prior

# Characters that carry little news in any prose of this kind, most frequent first.
_EVERYWHERE = "的"
_VERY_COMMON = "一是在了和有不为中与对以及其性法用等行分大上高进可能方成度结果工作生研究数理化时提发现要术"
_COMMON = (
    "人这到业动力产会来年本体面设机制地部电个水效出量质系统计析应论式技学管实验测定同过程后多主建基于经济关"
    "自国家形成相原因间从改新加特点影响具分析较明显著表法者患组治疗变比型模算控导流件安全企社合品材料条保现重"
    "项目内外前期下将而或也被由使之此并所我们问题解决提供考虑采取得根据通过利接式子位置"
)


class Surprise(NamedTuple):
    """Cost of each character alone, after one and after two known ones, and whether it stands in a set phrase."""

    first: npt.NDArray[np.int32]
    second: npt.NDArray[np.int32]
    third: npt.NDArray[np.int32]
    common: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageModel:
    """Hashed count tables. With empty tables every answer is the prior's; with counts the prior fades.

    `texts` is the number of texts counted; `phrases` marks eight-character sequences that many of them share.
    Every table's length is a power of two.
    """

    texts: int
    ones: npt.NDArray[np.uint32]
    twos: npt.NDArray[np.uint16]
    threes: npt.NDArray[np.uint16]
    phrases: npt.NDArray[np.uint8]
    alone: npt.NDArray[np.float64] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "alone", _blended(_alone(), self.ones))

    def surprise(self, codes: Codes) -> Surprise:
        """What the model did not expect of this text.

        A sequence that the text itself used before costs half: a subject named ten times is one piece of news.
        """
        tables = (self.ones, self.twos, self.threes, self.phrases)
        return Surprise(*_surprise(codes, self.alone, _formulas(), *tables))


@functools.cache
def prior() -> LanguageModel:
    """The model for no corpus at all: character classes and set phrases, both written down by hand."""
    nothing = np.zeros(1, dtype=np.uint16)
    return LanguageModel(
        texts=0,
        ones=np.zeros(0x10000, dtype=np.uint32),
        twos=nothing,
        threes=nothing,
        phrases=np.zeros(1, dtype=np.uint8),
    )


@functools.cache
def _alone() -> npt.NDArray[np.int32]:
    """Prior cost of each character: a class, not a count. The national standard GB 2312 puts the
    characters in daily use on its first level; what is on neither level is rare."""
    cost = np.full(0x10000, 12 * BIT, dtype=np.int32)
    for point in range(0x4E00, 0xA000):
        encoded = chr(point).encode("gb2312", "ignore")
        cost[point] = (10 if encoded and encoded[0] < 0xD8 else 12) * BIT
    for characters, bits in ((_COMMON, 8), (_VERY_COMMON, 7), (_EVERYWHERE, 5), ("0123456789", 6)):
        cost[[ord(character) for character in characters]] = bits * BIT
    cost[ord("a") : ord("z") + 1] = 5 * BIT
    return cost


def _blended(cost: npt.NDArray[np.int32], ones: npt.NDArray[np.uint32]) -> npt.NDArray[np.float64]:
    """For each character its cost alone, and what the prior thinks of it after one and after two known
    ones, as probabilities: a character that is rare anywhere is rare after others, but less so."""
    prior_share = np.exp2(-cost / BIT)
    share = (ones + _PRIOR_CHARACTERS * prior_share) / (float(ones.sum()) + _PRIOR_CHARACTERS)
    if not ones.any():
        share = prior_share
    bits = -np.log2(share)
    return np.stack((bits, np.exp2(-0.7 * bits), np.exp2(-0.45 * bits)), axis=1)


@functools.cache
def _formulas() -> npt.NDArray[np.uint8]:
    """A table with a mark at the hash of each four-character sequence of the set phrases."""
    marks = np.zeros(1 << 20, dtype=np.uint8)
    for sentence in FORMULAS.replace("，", "\n").split("\n"):
        _mark_sequences(fold(sentence).codes, marks)
    return marks


@njit(cache=True, nogil=True)
def mixed(value):  # type: ignore[no-untyped-def]
    """A well-spread 64-bit hash of an unsigned 64-bit value (the finaliser of splitmix64)."""
    value = np.uint64(value) * np.uint64(0x9E3779B97F4A7C15)
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


@njit(cache=True, nogil=True)
def packed(codes, start, length):  # type: ignore[no-untyped-def]
    """Up to four characters as one exact 64-bit number."""
    value = np.uint64(0)
    for k in range(start, start + length):
        value = (value << np.uint64(16)) | np.uint64(codes[k])
    return value


@njit(cache=True, nogil=True)
def _mark_sequences(codes, marks):  # type: ignore[no-untyped-def]
    mask = np.uint64(len(marks) - 1)
    for start in range(len(codes) - 3):
        marks[mixed(packed(codes, start, 4)) & mask] = 1


@njit(cache=True, nogil=True)
def _surprise(codes, alone, formulas, ones, twos, threes, phrases):  # type: ignore[no-untyped-def]
    n = len(codes)
    first = np.empty(n, dtype=np.int32)
    second = np.empty(n, dtype=np.int32)
    third = np.empty(n, dtype=np.int32)
    mask2, mask3 = np.uint64(len(twos) - 1), np.uint64(len(threes) - 1)
    counted = len(twos) > 1
    seen2 = np.zeros(_room(n), dtype=np.uint64)
    seen3 = np.zeros(_room(n), dtype=np.uint64)
    before = 0.0  # how often the two characters before this one were counted together
    for i in range(n):
        code = codes[i]
        after_one, after_two = alone[code, 1], alone[code, 2]
        pair = 0.0
        if counted and i > 0:
            # One less than counted: the text that this one may be from was counted too.
            pair = max(0.0, float(twos[mixed(packed(codes, i - 1, 2)) & mask2]) - 1)
            after_one = (pair + 4.0 * after_one) / (ones[codes[i - 1]] + 4.0)
            if i > 1:
                triple = max(0.0, float(threes[mixed(packed(codes, i - 2, 3)) & mask3]) - 1)
                after_two = (min(triple, before) + 2.0 * max(after_one, after_two)) / (before + 2.0)
        before = pair
        first[i] = round(min(alone[code, 0], 14.0) * BIT)
        second[i] = round(min(-np.log2(after_one), 12.0) * BIT)
        third[i] = round(min(-np.log2(after_two), 10.0) * BIT)
        if i > 0 and _seen_before(seen2, packed(codes, i - 1, 2)):
            second[i] //= 2
        if i > 1 and _seen_before(seen3, packed(codes, i - 2, 3)):
            third[i] //= 2
    return first, second, third, _common(codes, formulas, phrases)


@njit(cache=True, nogil=True)
def _common(codes, formulas, phrases):  # type: ignore[no-untyped-def]
    n = len(codes)
    common = np.zeros(n, dtype=np.bool_)
    mask4, mask8 = np.uint64(len(formulas) - 1), np.uint64(len(phrases) - 1)
    for start in range(n - 3):
        if formulas[mixed(packed(codes, start, 4)) & mask4]:
            common[start : start + 4] = True
    if len(phrases) > 1:
        for start in range(n - 7):
            if phrases[eight(codes, start) & mask8]:
                common[start : start + 8] = True
    return common


@njit(cache=True, nogil=True)
def eight(codes, start):  # type: ignore[no-untyped-def]
    """The hash of the eight characters from `start`."""
    return mixed(mixed(packed(codes, start, 4)) ^ packed(codes, start + 4, 4))


@njit(cache=True, nogil=True)
def _room(n):  # type: ignore[no-untyped-def]
    size = 16
    while size < 2 * n:
        size *= 2
    return size


@njit(cache=True, nogil=True)
def _seen_before(table, value):  # type: ignore[no-untyped-def]
    mask = np.uint64(len(table) - 1)
    slot = mixed(value) & mask
    while table[slot] != 0:
        if table[slot] == value:
            return True
        slot = (slot + np.uint64(1)) & mask
    table[slot] = value
    return False
