"""Counts working days, because periods of the union are promised in working days and the holidays move every year.

The days are in days.csv, one row for each that the State Council's notice names. When the notice of a
provisional year is out, its rows are replaced and marked official; nothing else changes.
"""

import csv
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from pathlib import Path

# The longest run without a working day was nine days (Spring Festival 2026); thirty leaves room.
_LONGEST_REST_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedDay:
    """A day that a notice (or, before the notice, the law alone) takes out of the plain week."""

    day: date
    is_worked: bool
    name: str
    source: str
    is_official: bool


class Calendar:
    """A plain week from Monday to Friday, changed by the named days. Every question costs two binary searches."""

    def __init__(self, days: Iterable[NamedDay]) -> None:
        known = sorted(days, key=lambda named: named.day)
        self._named = {named.day: named for named in known}
        changes = [
            (named.day.toordinal(), 1 if named.is_worked else -1)
            for named in known
            if named.is_worked != (named.day.weekday() < 5)
        ]
        self._changed = [ordinal for ordinal, _ in changes]
        self._balance = [0, *accumulate(change for _, change in changes)]
        unofficial = {named.day.year for named in known if not named.is_official}
        self._official_years = {named.day.year for named in known} - unofficial

    def is_working_day(self, day: date) -> bool:
        """Whether people are at work on this day."""
        return self._worked_until(day.toordinal()) > self._worked_until(day.toordinal() - 1)

    def add_working_days(self, day: date, number: int) -> date:
        """The number-th working day after `day`; the day itself never counts, and none added is the day itself."""
        if number < 0:
            raise ValueError(f"Working days are added, not taken away: {number}")
        first = day.toordinal()
        candidates = range(first, first + 2 * number + _LONGEST_REST_DAYS)
        wanted = self._worked_until(first) + number
        return date.fromordinal(candidates[bisect_left(candidates, wanted, key=self._worked_until)])

    def working_days_between(self, start: date, end: date) -> int:
        """How many days after `start`, up to and including `end`, are worked; none when `end` is not after `start`."""
        return max(0, self._worked_until(end.toordinal()) - self._worked_until(start.toordinal()))

    def named_day(self, day: date) -> NamedDay | None:
        """What a notice says of this very day: that it is a holiday, or worked to make one up; nothing of a plain day."""
        return self._named.get(day)

    def is_provisional(self, day: date) -> bool:
        """Whether no official notice covers the year of this day, so that an answer about it may still change."""
        return day.year not in self._official_years

    def touches_provisional(self, start: date, end: date) -> bool:
        """Whether any year from `start` to `end` is provisional, so that a count over them may still change."""
        return any(year not in self._official_years for year in range(start.year, end.year + 1))

    def _worked_until(self, ordinal: int) -> int:
        # Ordinal 1 is a Monday, so the rest of the division counts the days of the week begun.
        weeks, rest = divmod(ordinal, 7)
        return 5 * weeks + min(rest, 5) + self._balance[bisect_right(self._changed, ordinal)]


def named_days() -> tuple[NamedDay, ...]:
    """Every row of days.csv, by date."""
    with (Path(__file__).parent / "days.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            NamedDay(
                day=date.fromisoformat(row["date"]),
                is_worked=row["kind"] == "workday",
                name=row["name"],
                source=row["source"],
                is_official=row["is_official"] == "yes",
            )
            for row in csv.DictReader(file)
        )


_MAINLAND = Calendar(named_days())

is_working_day = _MAINLAND.is_working_day
add_working_days = _MAINLAND.add_working_days
working_days_between = _MAINLAND.working_days_between
named_day = _MAINLAND.named_day
is_provisional = _MAINLAND.is_provisional
touches_provisional = _MAINLAND.touches_provisional
