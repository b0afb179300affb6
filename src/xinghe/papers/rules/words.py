"""How words stand on paper: clean text, dates, ordinals."""

from datetime import date
from typing import Final

from xinghe.foundation.text import tidy

_FIGURES: Final = "零一二三四五六七八九"
# No character, and forbidden in XML.
_NOTHING: Final = dict.fromkeys((0xFFFE, 0xFFFF))


def clean(text: str) -> str:
    """Text fit for a page: nothing invisible, no direction turned round, line ends kept as "\\n"."""
    return tidy(text, lines=True).translate(_NOTHING)


def written_date(day: date) -> str:
    """A date as papers bear it, without leading zeros (GB/T 9704-2012, 7.3.5.4): 2026年3月2日."""
    return f"{day.year}年{day.month}月{day.day}日"


def ordinal(number: int) -> str:
    """A number from 1 to 99 in Chinese figures, as headings are counted: 一, 十, 十二, 二十一."""
    if not 1 <= number <= 99:
        raise ValueError(f"{number} headings of one level are not counted in Chinese figures")
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _FIGURES[tens]) + "十" if tens else ""
    return head + (_FIGURES[ones] if ones else "")


def mark(level: int, number: int) -> str:
    """What stands before a heading of one of the four levels (7.3.3): 一、 （一） 1. （1）."""
    if level == 1:
        return f"{ordinal(number)}、"
    if level == 2:
        return f"（{ordinal(number)}）"
    return f"{number}." if level == 3 else f"（{number}）"


def grouped(digest: str, *, size: int = 4) -> str:
    """A digest in groups that an eye can compare: 3f2a 9c1b …."""
    return " ".join(digest[at : at + size] for at in range(0, len(digest), size))
