"""Until when an idea is answered, by the official calendar, and what a correction does to the clock."""

from datetime import date, datetime, timedelta

import pytest

from xinghe.foundation.clock import CHINA
from xinghe.ideas.rules.clocks import days_left, due_after, due_after_pause, due_date


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("handed_in", "last"),
    [
        ("2026-03-02 09:30", "2026-03-09"),  # Monday → the next Monday
        ("2026-03-02 23:59", "2026-03-09"),  # the time of day does not matter
        ("2026-03-06 18:00", "2026-03-13"),  # Friday → Friday
        ("2026-03-07 10:00", "2026-03-13"),  # Saturday counts from Monday
        ("2021-09-13 10:00", "2021-09-18"),  # a Saturday that was worked is the fifth
        ("2024-09-27 10:00", "2024-10-10"),  # across the National Day week; Sunday the 29th was worked
    ],
)
def test_five_working_days_are_counted_by_the_official_calendar(handed_in, last):
    due = due_after(at(handed_in), days=5)

    assert due_date(due) == date.fromisoformat(last)
    assert due == at(f"{last} 00:00") + timedelta(days=1)


def test_a_correction_stops_the_clock_and_what_was_left_is_left():
    due = due_after(at("2026-03-02 09:30"), days=5)

    left = days_left(at("2026-03-04 16:00"), due_at=due)
    again = due_after_pause(at("2026-03-20 08:00"), days=left)

    assert left == 3
    assert due_date(again) == date(2026, 3, 25)


@pytest.mark.parametrize(("asked", "left"), [("2026-03-09 10:00", 0), ("2026-03-12 10:00", 0)])
def test_on_the_last_day_and_later_one_day_to_read_it_is_given(asked, left):
    due = due_after(at("2026-03-02 09:30"), days=5)

    assert days_left(at(asked), due_at=due) == left
    assert due_date(due_after_pause(at("2026-03-16 08:00"), days=left)) == date(2026, 3, 17)
