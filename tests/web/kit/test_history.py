"""The record as a timeline."""

from datetime import UTC, datetime, timedelta

from xinghe.web.kit.history import once
from xinghe.web.kit.parts import Event

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


def event(minutes: int, act: str = "corrected", *, who: str = "仉澍", after: str = "") -> Event:
    return Event(at=NOON + timedelta(minutes=minutes), act=act, who=who, after=after)


def test_of_a_run_that_says_the_same_the_newest_stays():
    told = (event(9), event(8), event(7, "sent back"), event(6), event(5))

    assert once(told) == (event(9), event(7, "sent back"), event(6))


def test_somebody_else_or_another_stage_is_another_event():
    told = (event(9, who="佴川"), event(8), event(7, after="waits"), event(6, after="waits"))

    assert once(told) == told
