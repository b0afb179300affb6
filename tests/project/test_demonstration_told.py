"""The clock of a told story: PostgreSQL follows it in one transaction of the owner's, and nowhere else."""

from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.db import ProgrammingError, connection, transaction

from xinghe.access.actor import Actor
from xinghe.access.fence import ROLE, fenced
from xinghe.foundation import clock
from xinghe.kinds import EVERY_KIND
from xinghe.kinds.five_small_contest import RUBRIC
from xinghe.programmes.models import Application
from xinghe.programmes.vocab import Phase
from xinghe.project.demonstration.calls.judging import points_of
from xinghe.project.demonstration.calls.people import habit_of
from xinghe.project.demonstration.calls.plans import call_plans
from xinghe.project.demonstration.told import telling, told_at
from xinghe.reviews.models.standing import database_now

THEN = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
NOW = datetime(2026, 11, 19, 2, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_inside_postgresql_says_what_is_told_also_behind_the_fence():
    with telling():
        assert abs(database_now() - datetime.now(UTC)) < timedelta(minutes=5)
        with told_at(THEN), fenced(Actor.for_job("demonstration")):
            assert (database_now(), clock.now()) == (THEN, THEN)

    assert abs(database_now() - datetime.now(UTC)) < timedelta(minutes=5)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_left_behind_and_nobody_else_may_do_it():
    with telling(), told_at(THEN):
        assert database_now() == THEN

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname = 'xinghe_told'")
        assert cursor.fetchone() == (0,)
    for attempt in (
        "CREATE SCHEMA own",
        "CREATE FUNCTION clock_timestamp() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    ):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"SET LOCAL ROLE {ROLE}")
            cursor.execute(attempt)


@pytest.mark.django_db
def test_what_is_told_outside_of_a_telling_moves_no_clock_of_postgresql():
    with told_at(THEN):
        assert database_now() != THEN


def test_a_finished_and_a_running_call_of_four_kinds_are_planned():
    plans = call_plans(NOW)

    assert [one.is_finished for one in plans] == [True] * 4 + [False] * 4
    assert {one.kind for one in plans} <= {kind.code for kind in EVERY_KIND}
    assert len({one.title for one in plans}) == len(plans) == 8
    assert all("示例" in one.title for one in plans)


def test_judges_of_four_habits_stray_as_their_habits_say():
    entries = [
        Application(title=f"成果{number}", category="a" if number % 2 else "b", phase=Phase.DRAFT)
        for number in range(300)
    ]

    def totals(number: int) -> list[float]:
        habit = habit_of(number, favourite="a")
        return [
            sum(
                float(str(one))
                for one in points_of(entry, habit, RUBRIC, chance=Random(f"{number} {entry.title}")).values()
            )
            for entry in entries
        ]

    severe, lenient, noisy, fond, even = (totals(number) for number in (1, 2, 3, 4, 5))
    mean = sum(even) / 300
    assert sum(severe) / 300 < mean - 5
    assert sum(lenient) / 300 > mean + 4
    spread = [abs(one - other) for one, other in zip(noisy, even, strict=True)]
    calm = [abs(one - other + 8) for one, other in zip(severe, even, strict=True)]
    assert sum(spread) > 1.5 * sum(calm)
    liked = sum(fond[1::2]) - sum(even[1::2])
    assert liked / 150 > 5 > abs(sum(fond[::2]) - sum(even[::2])) / 150
