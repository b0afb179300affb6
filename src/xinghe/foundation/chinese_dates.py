"""Dates as offices write them: to the day, the month or only the year, in a dozen spellings.

A date keeps its precision, so that “2025年2月” is never shown, compared or counted as the first of February.
"""

import calendar
import datetime
import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.foundation.numerals import NUMERAL_CHARACTERS, chinese_number, digit_string, simple_script
from xinghe.foundation.text import narrow

FIRST_YEAR: Final = 1949
LAST_YEAR: Final = 2100
# Day 0 of a spreadsheet's calendar, shifted by its invented 29 February 1900; right from March 1900 on.
_SERIAL_ZERO: Final = datetime.date(1899, 12, 30)


class Precision(StrEnum):
    """How much of a date was stated."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day, month or year of the Gregorian calendar; ``date`` is the first day that it may mean."""

    date: datetime.date
    precision: Precision = Precision.DAY

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.date.year <= LAST_YEAR:
            raise DateUnreadable(value=self.date.isoformat())
        # A stored word is as good as the member: comparing by identity must not depend on who made the value.
        object.__setattr__(self, "precision", Precision(self.precision))
        if self.precision is not Precision.DAY:
            month = 1 if self.precision is Precision.YEAR else self.date.month
            object.__setattr__(self, "date", self.date.replace(month=month, day=1))

    @property
    def last(self) -> datetime.date:
        """The last day that it may mean."""
        if self.precision is Precision.DAY:
            return self.date
        month = 12 if self.precision is Precision.YEAR else self.date.month
        return datetime.date(self.date.year, month, calendar.monthrange(self.date.year, month)[1])

    def surely_before(self, other: "Day") -> bool:
        """Whether no reading puts the two on the same day or the other way round.

        2025年2月 is not surely before 2025-02-07, nor after it: it may be either.
        """
        return self.last < other.date


class DateUnreadable(Refusal):
    """The text names no day, month or year of the calendar between 1949 and 2100."""

    code = "bad_date"
    message = gettext_noop(
        "“%(value)s” is not a date of the calendar. Write it like 2025-03-01, 2025年3月1日 or 2025年3月."
    )
    status = 422


_CLOCK: Final = re.compile(r"(?:T| +)\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$")
_DASHES: Final = re.compile("[‐‑‒–—−]")
_MARKED: Final = re.compile(r"(\d{4})([-/.])(\d{1,2})(?:\2(\d{1,2})[日号]?)?")
_WORDED: Final = re.compile(r"([^年]{1,9})年(?:([^年月]{1,3})月份?(?:([^年月日号]{1,3})[日号]?)?)?")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})?")


def parse_day(value: object) -> Day | None:
    """Read one date with the precision it was written in. Nothing there: ``None``.

    Understands 2024-02-07, 2024/2/7, 2024.5.21, 20240521, 2024年2月7日, 2024年2月, 2024年, 二〇二四年五月, dates with a
    clock time (dropped), date objects and a spreadsheet's day numbers. Raises :class:`DateUnreadable` for
    days that do not exist, relative dates (去年3月), years of two figures and years outside 1949-2100.
    """
    if value is None:
        return None
    if isinstance(value, datetime.date):
        return _day(value.year, value.month, value.day, shown=value)
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        return _from_number(value)
    if not isinstance(value, str):
        raise DateUnreadable(value=str(value))
    text = _CLOCK.sub("", simple_script(narrow(value)))
    text = _DASHES.sub("-", text.replace(" ", ""))
    if not text:
        return None
    if match := _MARKED.fullmatch(text):
        return _day(match[1], match[3], match[4], shown=value)
    if match := _WORDED.fullmatch(text):
        return _day(_figure(match[1], year=True), _figure(match[2]), _figure(match[3]), shown=value)
    if match := _COMPACT.fullmatch(text):
        return _day(match[1], match[2], match[3], shown=value)
    if re.fullmatch(r"\d{4,5}", text):
        return _from_number(int(text))
    raise DateUnreadable(value=value)


def _from_number(number: int | float | Decimal) -> Day:
    """A number in a date column: a day number, or a date that the spreadsheet took for a number."""
    in_range = -(10**8) < number < 10**8  # also false for what is no number at all
    whole = int(number) if in_range else 0
    if FIRST_YEAR <= whole <= LAST_YEAR:
        month = str(number).partition(".")[2]
        if number == whole:
            return _day(whole, None, None, shown=number)
        # 2024.1 may have been typed as 2024.10 before the spreadsheet dropped the zero.
        if month != "1":
            return _day(whole, month, None, shown=number)
    elif 10_000 <= whole < 100_000:
        found = _SERIAL_ZERO + datetime.timedelta(days=whole)
        return _day(found.year, found.month, found.day, shown=number)
    elif number == whole and (match := _COMPACT.fullmatch(str(whole))):
        return _day(match[1], match[2], match[3], shown=whole)
    raise DateUnreadable(value=str(number))


def _figure(text: str | None, *, year: bool = False) -> str | None:
    """One part of a date in figures, from figures or Chinese numerals; an empty text where it is neither."""
    if text is None or (text.isascii() and text.isdigit()):
        return text
    if year or text[0] not in NUMERAL_CHARACTERS:
        return digit_string(text) or ""
    number = chinese_number(text)
    return "" if number is None else str(int(number))


def _day(
    year: int | str | None,
    month: int | str | None,
    day: int | str | None,
    *,
    shown: object,
) -> Day:
    try:
        if len(str(year)) != 4 or "" in (year, month, day):
            raise ValueError
        precision = Precision.YEAR if month is None else Precision.MONTH if day is None else Precision.DAY
        return Day(date=datetime.date(int(str(year)), int(month or 1), int(day or 1)), precision=precision)
    except (ValueError, DateUnreadable):
        raise DateUnreadable(value=str(shown)) from None


_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


def format_day(day: Day, lang: str = "zh-hans") -> str:
    """The date to the precision it has: 2024年2月7日, 2024年2月, 2024年; 7 February 2024 in English."""
    stated = day.date
    if lang.startswith("zh"):
        parts = (f"{stated.year}年", f"{stated.month}月", f"{stated.day}日")
        return "".join(parts[: _PARTS[day.precision]])
    words = (str(stated.year), _MONTHS[stated.month - 1], str(stated.day))
    return " ".join(reversed(words[: _PARTS[day.precision]]))


_PARTS: Final = {Precision.YEAR: 1, Precision.MONTH: 2, Precision.DAY: 3}
