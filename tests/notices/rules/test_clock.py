"""Working days of a notice: holidays, make-up days, and the instants around midnight in China."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from xinghe.foundation.clock import CHINA
from xinghe.kernels.calendar import is_working_day
from xinghe.notices.rules.clock import (
    Clock,
    ClockWrong,
    NotMoreTime,
    Period,
    china_date,
    is_late,
    midnight_after,
    more_time,
)
from xinghe.notices.vocab import ObjectionState


def at(day: str, clock: str = "10:00") -> datetime:
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(clock), tzinfo=CHINA)


@pytest.mark.parametrize(
    ("published", "days", "opens", "closes"),
    [
        # 荆楚工匠 2021: 14 to 18 September, the Saturday being a make-up workday.
        ("2021-09-13", 5, "2021-09-14", "2021-09-18"),
        # 省直机关 五一 2024: 12 to 18 March.
        ("2024-03-11", 5, "2024-03-12", "2024-03-18"),
        # A notice of a Friday begins on Monday; one of a holiday on the first day of work.
        ("2026-03-06", 5, "2026-03-09", "2026-03-13"),
        ("2022-01-28", 5, "2022-01-29", "2022-02-09"),
        ("2023-09-27", 5, "2023-09-28", "2023-10-10"),
        ("2025-01-24", 5, "2025-01-26", "2025-02-07"),
        ("2026-02-12", 5, "2026-02-13", "2026-02-26"),
        ("2026-02-20", 1, "2026-02-24", "2026-02-24"),
        ("2026-12-31", 1, "2027-01-04", "2027-01-04"),
    ],
)
def test_the_days_of_a_notice(published, days, opens, closes):
    found = Period.of(at(published), days=days)

    assert (found.opens_on.isoformat(), found.closes_on.isoformat()) == (opens, closes)


def test_every_day_of_seven_years_agrees_with_counting_on_fingers():
    day = date(2021, 1, 1)
    wrong = []
    while day.year < 2028:
        walked, left = day, 5
        while left:
            walked += timedelta(days=1)
            left -= is_working_day(walked)
        if Period.of(at(day.isoformat()), days=5).closes_on != walked:
            wrong.append(day)
        day += timedelta(days=1)

    assert wrong == []


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        # 23:59:59.999999 in China is 15:59 of the same day in UTC; a microsecond later it is tomorrow there.
        (datetime(2026, 3, 4, 15, 59, 59, 999999, tzinfo=UTC), date(2026, 3, 4)),
        (datetime(2026, 3, 4, 16, 0, tzinfo=UTC), date(2026, 3, 5)),
        (datetime(2026, 3, 4, 0, 0, tzinfo=CHINA), date(2026, 3, 4)),
    ],
)
def test_a_day_is_a_day_in_china(instant, day):
    assert china_date(instant) == day


def test_it_is_over_at_midnight_in_china():
    ends = Period.of(at("2021-09-13"), days=5).ends_at

    assert ends == datetime(2021, 9, 18, 16, 0, tzinfo=UTC)
    assert ends == at("2021-09-19", "00:00")


@pytest.mark.parametrize(
    ("state", "due"),
    [
        (ObjectionState.RECEIVED, "2026-03-05"),
        (ObjectionState.ADMISSIBLE, "2026-03-23"),
        (ObjectionState.ASSIGNED, "2026-03-23"),
        (ObjectionState.FACT_FINDING, "2026-03-23"),
        (ObjectionState.DECIDED, "2026-03-09"),
        (ObjectionState.REFUSED, None),
        (ObjectionState.REPLIED, None),
    ],
)
def test_each_step_has_its_last_day(state, due):
    found = Clock().due_on(state, at("2026-03-02"))

    assert (found.isoformat() if found else None) == due


def test_a_notice_may_have_another_clock():
    assert Clock(accept=1).due_on(ObjectionState.RECEIVED, at("2026-03-06")) == date(2026, 3, 9)
    Clock(accept=1, investigate=60, reply=1).require()
    for wrong in (Clock(accept=0), Clock(investigate=61), Clock(reply=-1)):
        with pytest.raises(ClockWrong):
            wrong.require()


def test_late_begins_when_the_last_day_is_over():
    due = date(2026, 3, 5)

    assert not is_late(due, midnight_after(due) - timedelta(microseconds=1))
    assert is_late(due, midnight_after(due))
    assert not is_late(None, midnight_after(due))


def test_more_time_is_more_and_not_without_end():
    due = date(2026, 3, 5)

    assert more_time(due, date(2026, 3, 6)) == date(2026, 3, 6)
    for wrong in (due, date(2026, 3, 4), due + timedelta(days=61)):
        with pytest.raises(NotMoreTime):
            more_time(due, wrong)
