"""Writes every text in one spelling, character for character, so that Simplified and Traditional,
full and half width, spaced and unspaced copies look alike and every finding points back to the original."""

from __future__ import annotations

import functools
import hashlib
import unicodedata
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.uint16]
Positions = npt.NDArray[np.int32]

# Raise it whenever `fold_digest()` changes: stored fingerprints and folded texts name the fold they were made with.
FOLD_VERSION = 1

_BMP = 0x10000
_HAN_BLOCKS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00))
_TABLES = ("t2s", "tw2s", "hk2s", "s2t", "s2tw", "s2hk")

# Variants that no OpenCC table joins on the level of single characters, because only the word decides
# there. Both sides of a comparison are folded, so joining them costs nothing but a little sharpness.
_JOINED = "著着 乾干 夥伙 穀谷 裏里 裡里 綫线 羣群 峯峰 嶽岳 甦苏 瞭了 藉借 鬱郁 徵征 昇升 陞升 佔占 週周 摺折 併并 並并 佈布 係系 繫系 傢家 彷仿 彿佛 慾欲 昇升 託托 讚赞 鍾钟 馀余 餘余 妳你 牠它 祂他 於于 凃涂 槓杠 檯台 颱台 臺台 唸念 噹当 儘尽 盪荡 曆历 彙汇 箇个 畫画 划画 坐座 覆复 象像"


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """A folded text: `codes[k]` was written by the original character at index `positions[k]`."""

    codes: Codes
    positions: Positions

    def __len__(self) -> int:
        return len(self.codes)

    def digest(self) -> bytes:
        """Sixteen bytes that equal texts share: the exact-copy check."""
        return hashlib.blake2b(self.codes.astype("<u2").tobytes(), digest_size=16).digest()


def fold(text: str, *, latin: bool = False) -> Folded:
    """Fold a text; with `latin`, letters of the Latin alphabet stay, otherwise they are transparent.

    Transparent letters let a brand or an English word pushed between two characters leave them
    neighbours. Punctuation, spaces, zero-width characters and everything outside the Basic
    Multilingual Plane are dropped; digits stay, because names and numbers survive rewriting.
    """
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    if len(points) and int(points.max()) >= _BMP:
        points = np.where(points < _BMP, points, 0)
    written = _table(latin=latin)[points]
    positions = np.flatnonzero(written)
    return Folded(codes=written[positions], positions=positions.astype(np.int32))


def letters_outweigh(text: str, *, folded: Folded) -> bool:
    """Whether a text is mainly Latin, so that folding the letters away would leave too little to compare."""
    return sum(character.isascii() and character.isalpha() for character in text) > 2 * len(folded)


def fold_digest() -> str:
    """The identity of the fold table; it moves only when OpenCC, Unicode or the rules here move."""
    return hashlib.blake2b(
        _table(latin=False).tobytes() + _table(latin=True).tobytes(), digest_size=8
    ).hexdigest()


@functools.cache
def _table(*, latin: bool) -> Codes:
    kept = np.arange(_BMP, dtype=np.uint16)
    others = [point for point in range(_BMP) if not any(point in block for block in _HAN_BLOCKS[:2])]
    kept[others] = [_compatible(chr(point), latin=latin) for point in others]
    table: Codes = _one_spelling()[kept]
    table.setflags(write=False)
    return table


def _compatible(original: str, *, latin: bool) -> int:
    """The one lower-case character that stands for this one in compatibility form, or 0."""
    for character in unicodedata.normalize("NFKC", original).lower():
        kind = unicodedata.category(character)
        if kind[0] not in "LN" or kind == "Lm" or ord(character) >= _BMP:
            continue
        if kind[0] == "L" and unicodedata.name(character, "").startswith("LATIN"):
            if not latin:
                continue
            character = unicodedata.normalize("NFKD", character)[0]
        return ord(character)
    return 0


@functools.cache
def _one_spelling() -> Codes:
    """For each Han character the one that stands for all its spellings, by OpenCC's tables in both directions."""
    from opencc import OpenCC  # loading it takes longer than importing this package should

    han = [chr(point) for block in _HAN_BLOCKS for point in block]
    written = "\n".join(han)
    leader: dict[str, str] = {}

    def led(character: str) -> str:
        while character in leader:
            character = leader[character]
        return character

    spellings = [(pair[0], pair[1]) for pair in _JOINED.split()]
    for name in _TABLES:
        # One character a line: no phrase rule reaches across a line end.
        pairs = zip(han, OpenCC(name).convert(written).split("\n"), strict=True)
        spellings += [(one, other) for one, other in pairs if one != other]
    for one, other in spellings:
        # What a table writes outside the plane, or with two characters, stays as it is.
        if len(other) == 1 and ord(other) < _BMP and led(one) != led(other):
            first, second = sorted((led(one), led(other)), key=_unusual)
            leader[second] = first
    target = np.arange(_BMP, dtype=np.uint16)
    for character in leader:
        target[ord(character)] = ord(led(character))
    return target


def _unusual(character: str) -> tuple[bool, str]:
    """Simplified characters of the national standard lead their spellings, so that folded text can be read."""
    return not character.encode("gb2312", "ignore"), character
