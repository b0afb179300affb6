"""When an e-mail is due: at the chosen pace, never at night unless it is urgent."""

from datetime import datetime

import pytest

from xinghe.foundation.clock import CHINA
from xinghe.messaging.rules.pacing import is_quiet, mail_due_at, next_attempt_at
from xinghe.messaging.vocab import Pace


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-{text}").replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("pace", "said", "due"),
    [
        (Pace.AT_ONCE, "02 10:20", "02 10:20"),
        (Pace.AT_ONCE, "02 20:59", "02 20:59"),
        (Pace.AT_ONCE, "02 21:00", "03 07:00"),
        (Pace.AT_ONCE, "02 23:59", "03 07:00"),
        (Pace.AT_ONCE, "03 00:00", "03 07:00"),
        (Pace.AT_ONCE, "03 06:59", "03 07:00"),
        (Pace.AT_ONCE, "03 07:00", "03 07:00"),
        (Pace.HOURLY, "02 10:00", "02 11:00"),
        (Pace.HOURLY, "02 10:59", "02 11:00"),
        (Pace.HOURLY, "02 20:10", "03 07:00"),
        (Pace.HOURLY, "31 23:30", None),
        (Pace.DAILY, "02 07:59", "02 08:00"),
        (Pace.DAILY, "02 08:00", "03 08:00"),
        (Pace.DAILY, "02 22:00", "03 08:00"),
    ],
)
def test_an_email_is_due_at_its_pace_and_by_day(pace, said, due):
    expected = at(due) if due else datetime(2026, 4, 1, 7, tzinfo=CHINA)

    assert mail_due_at(pace, now=at(said)) == expected


def test_never_is_never():
    assert mail_due_at(Pace.NEVER, now=at("02 10:00"), is_urgent=True) is None


def test_what_is_urgent_waits_neither_for_more_nor_for_the_morning():
    assert mail_due_at(Pace.AT_ONCE, now=at("02 23:30"), gathers=True, is_urgent=True) == at("02 23:30")


def test_what_gathers_waits_for_more():
    assert mail_due_at(Pace.AT_ONCE, now=at("02 10:00"), gathers=True) == at("02 10:02")
    assert mail_due_at(Pace.AT_ONCE, now=at("02 20:59"), gathers=True) == at("03 07:00")


def test_no_instant_of_a_day_is_due_in_the_quiet_hours():
    minutes = [at("02 00:00").replace(hour=number // 60, minute=number % 60) for number in range(24 * 60)]
    due = [
        mail_due_at(pace, now=minute, gathers=gathers)
        for pace in (Pace.AT_ONCE, Pace.HOURLY, Pace.DAILY)
        for gathers in (False, True)
        for minute in minutes
    ]

    assert [instant for instant in due if is_quiet(instant)] == []
    assert sum(map(is_quiet, minutes)) == 10 * 60


def test_attempts_are_further_and_further_apart_and_end():
    now = at("02 10:00")
    waits = [next_attempt_at(attempts=number, now=now) for number in range(1, 8)]

    assert [int((one - now).total_seconds() / 60) for one in waits[:-1]] == [1, 5, 15, 60, 240, 720]
    assert waits[-1] is None
