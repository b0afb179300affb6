"""Scores and the end at the same moment: whoever is in is counted, whoever is not is refused, a thousand times."""

import random
import threading
import time

import pytest
from django.db import DatabaseError, connection, transaction

from tests.factories import reviews as judged
from tests.factories.programmes import small_kind
from tests.factories.recommendations import offices
from xinghe.access.fence import fenced
from xinghe.programmes import registry
from xinghe.reviews.models import Assignment, Panel, Score

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 1000
SCORE = (
    "INSERT INTO reviews_score (assignment_id, panel_id, person_id, points, total, comment, is_abstained, at, digest,"
    " territory_path, industry_path) SELECT id, panel_id, person_id, '{}', 1, '', false, clock_timestamp(),"
    " encode(sha256(random()::text::bytea), 'hex'), '', '' FROM reviews_assignment WHERE panel_id = %s"
)


@pytest.fixture
def round_():
    before = registry.every_kind()
    registry.install(*before, small_kind())
    yield judged.opened(judged.panel_of(offices(), judges=6))
    registry.install(*before)


def many_panels(round_, count, *, closes):
    """As many open panels with one assignment each, to the same judge; their numbers."""
    task = round_.tasks(round_.sitting[0])[0]
    panel_columns = [
        one.column for one in Panel._meta.concrete_fields if one.column not in ("id", "code", "closes_at")
    ]
    task_columns = [
        one.column
        for one in Assignment._meta.concrete_fields
        if one.column not in ("id", "panel_id", "number")
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO reviews_panel (code, closes_at, {', '.join(panel_columns)})"
            f" SELECT 'R' || number, {closes}, {', '.join(panel_columns)} FROM reviews_panel,"
            " generate_series(1, %s) AS number WHERE reviews_panel.id = %s RETURNING id",
            [count, round_.panel.pk],
        )
        numbers = [number for (number,) in cursor.fetchall()]
        cursor.execute(
            f"INSERT INTO reviews_assignment (panel_id, number, {', '.join(task_columns)})"
            f" SELECT panel, 1000 + place, {', '.join(task_columns)} FROM reviews_assignment,"
            " unnest(%s) WITH ORDINALITY AS all_panels (panel, place) WHERE reviews_assignment.id = %s",
            [numbers, task.pk],
        )
    return round_.actor(round_.sitting[0]), numbers


def together(*deeds):
    """Each in a thread with a connection of its own; what went wrong in one is raised here."""
    faults = []

    def run(deed):
        try:
            deed()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]


def race(round_, rounds, *, waits):
    """How many rounds there were in which a score was committed that the closing did not count; and how many got in."""
    judge, numbers = many_panels(round_, rounds, closes="now() + interval '1 hour'")
    start = threading.Barrier(2)
    counted = {}

    def score():
        dice = random.Random(1)
        for number in numbers:
            start.wait()
            time.sleep(dice.random() / 1000)
            try:
                with fenced(judge), connection.cursor() as cursor:
                    cursor.execute(SCORE, [number])
                    time.sleep(dice.random() / 1000)
            except DatabaseError:
                pass

    def close():
        dice = random.Random(2)
        for number in numbers:
            start.wait()
            time.sleep(dice.random() / 1000)
            with transaction.atomic(), connection.cursor() as cursor:
                if waits:
                    cursor.execute("SELECT pg_advisory_xact_lock(7205, %s)", [number])
                cursor.execute("UPDATE reviews_panel SET state = 'closed' WHERE id = %s", [number])
                cursor.execute("SELECT count(*) FROM reviews_score WHERE panel_id = %s", [number])
                counted[number] = cursor.fetchone()[0]

    together(score, close)
    final = {number: Score.objects.filter(panel_id=number).count() for number in numbers}
    return sum(final[number] != counted[number] for number in numbers), sum(final.values())


def test_whoever_is_in_is_counted(round_):
    uncounted, scored = race(round_, ROUNDS, waits=True)

    assert uncounted == 0
    assert ROUNDS / 20 < scored < ROUNDS * 19 / 20


def test_the_control_without_the_lock_some_are_in_and_not_counted(round_):
    uncounted, _ = race(round_, ROUNDS, waits=False)

    assert uncounted > 0


def test_no_row_bears_the_end_or_a_later_time(round_):
    judge, (number,) = many_panels(round_, 1, closes="clock_timestamp() + interval '700 milliseconds'")
    refused = []

    def hurry():
        for _ in range(4000):
            try:
                with fenced(judge), connection.cursor() as cursor:
                    cursor.execute(SCORE, [number])
            except DatabaseError:
                refused.append(1)
                if len(refused) > 100:
                    return

    together(hurry, hurry)
    panel = Panel.objects.get(pk=number)
    times = list(Score.objects.filter(panel=panel).values_list("at", flat=True))

    assert times
    assert [at for at in times if at >= panel.closes_at] == []
    assert len(refused) > 50
