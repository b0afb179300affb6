"""The counts are held against spans and totals that were read from the yearly notices, not from the table."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinghe.kernels.calendar import (
    add_working_days,
    is_provisional,
    is_working_day,
    touches_provisional,
    working_days_between,
)
from xinghe.kernels.calendar.working_days import Calendar, named_days

ONE_DAY = timedelta(days=1)
WITHOUT_MAKE_UP_DAYS = Calendar(named for named in named_days() if not named.is_worked)

# first and last day, both counted → working days
SPANS = [
    ("2021-09-14", "2021-09-18", 5),  # a notice period of the province: its last day was a worked Saturday
    ("2021-02-07", "2021-02-20", 7),  # Sunday to Wednesday, seven free days, Thursday to Saturday
    ("2022-04-02", "2022-04-06", 2),  # Saturday, then the three days of Qingming
    ("2022-09-30", "2022-10-10", 4),  # the 30th, Saturday 8th, Sunday 9th, Monday
    ("2023-06-21", "2023-06-26", 3),  # Wednesday, Sunday 25th, Monday
    ("2023-09-28", "2023-10-08", 3),  # two festivals in one, then a worked weekend
    ("2024-03-12", "2024-03-18", 5),  # a notice period with an ordinary weekend inside
    ("2024-02-04", "2024-02-18", 7),  # Sunday, the week, Sunday
    ("2025-01-26", "2025-02-08", 6),  # Sunday 26th, Monday 27th, Wednesday 5th to Saturday 8th
    ("2025-09-28", "2025-10-11", 6),  # Sunday to Tuesday, Thursday 9th to Saturday 11th
    ("2026-02-14", "2026-02-28", 6),  # Saturday, nine free days, Tuesday to Saturday
    ("2026-09-20", "2026-10-10", 11),  # three worked weekend days and two festivals
]

# 365 or 366 days, less Saturdays and Sundays, less the 11 days of the law (13 since 2025): make-up days only move work.
TOTALS = {2021: 250, 2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248, 2027: 248}

MADE_UP = {2021: 7, 2022: 7, 2023: 7, 2024: 8, 2025: 5, 2026: 6, 2027: 0}

days = st.dates(min_value=date(2018, 1, 1), max_value=date(2030, 12, 31))
numbers = st.integers(min_value=0, max_value=900)


def counted(calendar_between, first, last):
    return calendar_between(date.fromisoformat(first) - ONE_DAY, date.fromisoformat(last))


def slowly_between(start, end):
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))


@pytest.mark.parametrize(("first", "last", "expected"), SPANS)
def test_a_known_span_has_its_working_days(first, last, expected):
    assert counted(working_days_between, first, last) == expected


def test_a_calendar_without_make_up_days_fails_the_table():
    failed = [
        first
        for first, last, expected in SPANS
        if counted(WITHOUT_MAKE_UP_DAYS.working_days_between, first, last) != expected
    ]

    assert failed == [first for first, _, _ in SPANS if first != "2024-03-12"]


@pytest.mark.parametrize(("year", "total"), TOTALS.items())
def test_a_year_has_its_total(year, total):
    assert working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) == total


@pytest.mark.parametrize(("year", "made_up"), MADE_UP.items())
def test_without_make_up_days_a_year_falls_short_by_each_of_them(year, made_up):
    total = WITHOUT_MAKE_UP_DAYS.working_days_between(date(year - 1, 12, 31), date(year, 12, 31))

    assert total == TOTALS[year] - made_up


def test_every_make_up_day_is_a_weekend_and_no_day_is_named_twice():
    named = named_days()

    assert [day.day for day in named if day.is_worked and day.day.weekday() < 5] == []
    assert len({day.day for day in named}) == len(named)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2024-02-09", True),  # New Year's Eve was no holiday in 2024
        ("2025-01-28", False),  # and is one since 2025
        ("2025-01-26", True),  # a Sunday worked for it
        ("2022-12-31", False),  # named by the notice of 2023
        ("2026-01-04", True),
        ("2027-02-09", False),  # in place of a festival day on a Saturday
        ("2027-02-11", True),
        ("2030-10-01", True),  # a Tuesday nobody knows about yet
        ("2030-10-05", False),
    ],
)
def test_a_day_is_worked_or_not(day, expected):
    assert is_working_day(date.fromisoformat(day)) is expected


@pytest.mark.parametrize(
    ("day", "number", "expected"),
    [
        ("2021-09-13", 5, "2021-09-18"),
        ("2021-09-14", 0, "2021-09-14"),
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-14", 1, "2026-02-24"),
        ("2026-02-16", 1, "2026-02-24"),  # counted from inside a festival
        ("2026-12-31", 1, "2027-01-04"),
    ],
)
def test_the_day_itself_never_counts(day, number, expected):
    assert add_working_days(date.fromisoformat(day), number) == date.fromisoformat(expected)


def test_working_days_are_not_taken_away():
    with pytest.raises(ValueError, match="not taken away: -1"):
        add_working_days(date(2026, 3, 2), -1)


def test_a_year_without_a_notice_is_provisional():
    years = range(2019, 2030)

    assert [year for year in years if is_provisional(date(year, 6, 1))] == [2019, 2020, 2027, 2028, 2029]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2021, 1, 1), date(2026, 12, 31), False),
        (date(2026, 12, 31), date(2027, 1, 1), True),
        (date(2020, 12, 31), date(2021, 1, 1), True),
        (date(2015, 1, 1), date(2035, 1, 1), True),
    ],
)
def test_a_span_tells_when_it_touches_a_provisional_year(start, end, expected):
    assert touches_provisional(start, end) is expected


@given(days, numbers)
def test_what_was_added_is_counted_again(day, number):
    later = add_working_days(day, number)

    assert working_days_between(day, later) == number
    assert number == 0 or is_working_day(later)


@given(days, numbers)
def test_one_day_more_is_later_and_nothing_worked_lies_between(day, number):
    nearer, farther = add_working_days(day, number), add_working_days(day, number + 1)

    assert nearer < farther
    assert working_days_between(nearer, farther - ONE_DAY) == 0


@given(days, days)
def test_the_count_is_the_count_by_hand(start, end):
    assert working_days_between(start, end) == slowly_between(start, end)


@given(days, st.integers(0, 400), st.integers(0, 400))
def test_two_spans_count_as_much_as_the_whole(start, first, second):
    middle = start + timedelta(days=first)
    end = middle + timedelta(days=second)

    assert working_days_between(start, middle) + working_days_between(middle, end) == working_days_between(
        start, end
    )
