"""One place that decides which differences between two pieces of text mean nothing.

``tidy`` cleans what is shown and stored; ``narrow`` reads codes and numbers; ``fold`` makes keys for comparing.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache

import opencc

# Full-width marks that Chinese sets full-width on purpose: narrowing them would spoil a printed sentence.
_CHINESE_MARKS = frozenset("！（），：；？～")
_UNSEEN = frozenset("\u034f\u115f\u1160\u3164\uffa0")
_VARIANT = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_SPACE = re.compile(r"[^\S\n]+")
_LINES = re.compile(r" ?\n[ \n]*")
_BARE_JOINT = re.compile(r"(?<![0-9])[.,/:-]|[.,/:-](?![0-9])")
# Radicals, compatibility ideographs and half- or full-width forms; Chinese marks are left out so that
# ordinary sentences take the short way.
_ODD = re.compile(
    "[\u034f\u115f\u1160\u2e80-\u2fdf\u3164\uf900-\ufaff\uff02-\uff07\uff0a\uff0b\uff0d-\uff19\uff1c-\uff1e"
    "\uff20-\uff5d\uff5f-\uffef\U0002f800-\U0002fa1f]"
)


class _Table(dict[int, str]):
    """A translation table that works each character out once, when it is first met."""

    __slots__ = ("_rule",)

    def __init__(self, rule: Callable[[str], str]) -> None:
        super().__init__()
        self._rule = rule

    def __missing__(self, code: int) -> str:
        self[code] = result = self._rule(chr(code))
        return result


def tidy(text: str, *, lines: bool = False) -> str:
    """Text as a person meant it: letters and figures narrow, nothing invisible, single spaces.

    Superscripts, units and circled figures stay, because 10⁻⁶ and 10-6 are different facts; Chinese
    punctuation stays full-width. Line ends become spaces unless ``lines`` asks to keep paragraphs.
    """
    if not text.isprintable() or _ODD.search(text):
        text = text.translate(_TIDY)
    elif "  " not in text:
        return unicodedata.normalize("NFC", text).strip()
    text = _SPACE.sub(" ", unicodedata.normalize("NFC", text).replace("\r", "\n"))
    if "\n" in text:
        text = _LINES.sub("\n" if lines else " ", text)
    return text.strip()


def narrow(text: str) -> str:
    """Text for a reader that is a machine: every compatibility form replaced (NFKC), nothing invisible.

    For codes, dates, amounts and choices; never for prose, where ² would become 2.
    """
    return tidy(unicodedata.normalize("NFKC", text))


@cache
def _converter(name: str) -> opencc.OpenCC:
    return opencc.OpenCC(name)


def to_simplified(text: str) -> str:
    """The same words in Simplified Chinese; phrases decide where one character has several partners."""
    return text if text.isascii() else str(_converter("t2s").convert(text))


def to_traditional(text: str) -> str:
    """The same words in Traditional Chinese, in the forms of the OpenCC standard (臺, 裏)."""
    return text if text.isascii() else str(_converter("s2t").convert(text))


def fold(text: str) -> str:
    """The key under which two spellings of one thing are equal.

    Width, case, script, spaces and punctuation are gone. A point, comma, slash, colon or dash between two
    figures stays, as do ``%``, ``#`` and mathematical signs: 1.5 mm is not 15 mm and C++ is not C.
    The key is for comparing only; it is not readable text and must not be shown.
    """
    return _short_key(text) if len(text) <= _SHORT else _key(text)


def _key(text: str) -> str:
    text = to_simplified(unicodedata.normalize("NFKC", text)).casefold()
    text = unicodedata.normalize("NFKC", text).translate(_FOLD)
    return _BARE_JOINT.sub("", text)


# Choices, places and headings come again with every line of a table.
_SHORT = 24
_short_key = lru_cache(maxsize=4096)(_key)


def written_length(text: str) -> int:
    """How many Chinese characters' room a text takes: a narrow letter or figure counts half.

    This is how limits such as “at most 300 characters” are meant for Chinese prose; English
    abstracts and chemical names would otherwise be cut at a third of their content.
    """
    if text.isascii():
        return (len(text) + 1) // 2
    wide = sum(
        1 for character in text if ord(character) > 0x2E7F or unicodedata.east_asian_width(character) in "WF"
    )
    return wide + (len(text) - wide + 1) // 2


def _tidied(character: str) -> str:
    if character in "\n\r":
        return character
    category = unicodedata.category(character)
    if character == "\t" or category == "Zs":
        return " "
    if category in ("Zl", "Zp"):
        return "\n"
    if category in ("Cc", "Cf", "Cs") or character in _UNSEEN:
        return ""
    if _ODD.match(character):
        return unicodedata.normalize("NFKC", character)
    return character


def _folded(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Pd" or character in "~\u2212":
        return "-"
    if character in ".,/:-#%":
        return character
    return "" if category[0] in "ZCP" or _VARIANT.match(character) else character


_TIDY = _Table(_tidied)
_FOLD = _Table(_folded)
