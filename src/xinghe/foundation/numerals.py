"""Numbers written in Chinese characters, as they stand in reports and on cheques."""

import re
from decimal import Decimal

_FIGURES = {
    "〇": 0, "○": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
    "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip
_RANKS = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_TRADITIONAL = str.maketrans("兩貳參叄陸萬億餘點號約過將來圓", "两贰叁叁陆万亿余点号约过将来圆")
_FIGURE_RUN = re.compile(f"[{''.join(_FIGURES)}]+")
NUMERAL_CHARACTERS = "".join((*_FIGURES, *_RANKS, *_MYRIADS))


def simple_script(text: str) -> str:
    """The few characters that numbers, dates and amounts use, in their Simplified form."""
    return text.translate(_TRADITIONAL)


def digit_string(text: str) -> str | None:
    """``二〇二四`` read figure by figure as ``2024``; ``None`` if anything else stands there."""
    if not _FIGURE_RUN.fullmatch(text):
        return None
    return "".join(str(_FIGURES[character]) for character in text)


def chinese_number(text: str) -> Decimal | None:
    """``三千五百`` is 3500, ``一点五亿`` is 150,000,000, ``百万`` is 1,000,000; ``None`` if it is no number.

    Ranks must fall (``三百五千`` is refused), and a colloquial tail without its rank (``三千五``
    for 3,500) is refused too, because readers disagree about it.
    """
    whole, point, rest = text.partition("点")
    if point:
        match = _FIGURE_RUN.match(rest)
        fraction = digit_string(match.group()) if match else None
        base = _section(whole)
        scale = _scale(rest[match.end() :]) if match else None
        if fraction is None or base is None or scale is None:
            return None
        return (base + Decimal(f"0.{fraction}")) * scale
    # Two figures side by side are an estimate in speech: 三五万 is “thirty to fifty thousand”.
    if len(text) > 2 and (digits := digit_string(text)) is not None:
        return Decimal(digits) if text[0] not in "〇○零" else None
    return _whole(text)


def _scale(text: str) -> int | None:
    scale = 1
    for character in text:
        factor = _MYRIADS.get(character) or _RANKS.get(character)
        if factor is None:
            return None
        scale *= factor
    return scale


def _whole(text: str) -> Decimal | None:
    """Split at 亿, then at 万: each part is a section below the one before it."""
    for mark, factor in (("亿", 10**8), ("万", 10**4)):
        head, found, tail = text.rpartition(mark)
        if found:
            high = _whole(head)
            low = _whole(_inner(tail)) if tail else Decimal(0)
            if high is None or low is None or low >= factor or tail in _FIGURES:
                return None
            return high * factor + low
    return _section(text)


def _inner(text: str) -> str:
    """``零`` between two parts only marks a gap."""
    return text[1:] if len(text) > 1 and text[0] in "〇○零" else text


def _section(text: str) -> Decimal | None:
    """A number below ten thousand with its ranks: ``三千零五``, ``十二``, ``百``."""
    if not text:
        return None
    if text in ("〇", "○", "零"):
        return Decimal(0)
    total, figure, last_rank, gap = 0, None, 10_000, False
    for character in text:
        if character in _RANKS:
            rank = _RANKS[character]
            if rank >= last_rank or figure == 0 or (figure is None and total):
                return None
            total += (1 if figure is None else figure) * rank
            figure, last_rank, gap = None, rank, False
        elif character in _FIGURES:
            if figure is not None:
                return None
            if _FIGURES[character] == 0:
                if gap or not total:
                    return None
                gap = True
            else:
                figure = _FIGURES[character]
        else:
            return None
    if figure is not None and total and last_rank > 10 and not gap:
        return None
    return None if gap and figure is None else Decimal(total + (figure or 0))
