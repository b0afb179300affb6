"""Every entry gets one place in the chain, whoever commits when and however many seal."""

import random
import threading
import time

import pytest
from django.db import connection, connections, transaction

from tests.factories import audit as factory
from xinghe.audit import queries, sealing
from xinghe.audit.models import AuditEntry, AuditLink
from xinghe.audit.rules import START, examine


def order_of_the_chain() -> list[int]:
    return list(AuditLink.objects.order_by("position").values_list("entry_id", flat=True))


@pytest.mark.django_db
def test_sealing_chains_what_waits_in_the_order_of_its_numbers():
    made = factory.entries(5)

    sealed = sealing.seal_pending()

    assert sealed == 5
    assert order_of_the_chain() == [entry.pk for entry in made]
    assert list(AuditLink.objects.order_by("position").values_list("position", flat=True)) == [1, 2, 3, 4, 5]
    assert examine(queries.sealed_lines(), entries=5).faults == 0


@pytest.mark.django_db
def test_sealing_twice_seals_once():
    factory.entries(3)
    sealing.seal_pending()

    again = sealing.seal_pending()

    assert (again, AuditLink.objects.count()) == (0, 3)


@pytest.mark.django_db
def test_a_limit_leaves_the_rest_for_the_next_turn():
    factory.entries(5)

    turns = [sealing.seal_pending(limit=2) for _ in range(4)]

    assert turns == [2, 2, 1, 0]


@pytest.mark.django_db
def test_an_entry_that_commits_late_is_sealed_after_higher_numbers():
    late, *others = factory.entries(4)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('audit_auditentry_id_seq')")
    queries_before = [entry.pk for entry in others]
    # As seen by the sealer while the first transaction is still open:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sealing, "unsealed", lambda: queries.unsealed().exclude(pk=late.pk))
        sealing.seal_pending()

    sealing.seal_pending(look_back=sealing.LOOK_BACK)

    assert order_of_the_chain() == [*queries_before, late.pk]
    assert examine(queries.sealed_lines()).faults == 0


@pytest.mark.django_db
def test_a_short_look_back_leaves_old_ones_to_a_full_look():
    made = factory.entries(10)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(sealing, "unsealed", lambda: queries.unsealed().exclude(pk=made[0].pk))
        sealing.seal_pending()

    turns = [sealing.seal_pending(look_back=5), sealing.seal_pending(look_back=None)]

    assert turns == [0, 1]


@pytest.mark.django_db
def test_every_column_of_an_entry_is_part_of_its_digest():
    columns = {field.attname for field in AuditEntry._meta.concrete_fields}

    assert set(queries.FIELDS) == columns


@pytest.mark.django_db
def test_the_chain_of_nothing_is_sound():
    verdict = examine(queries.sealed_lines(), [queries.anchor_now(factory.SOME_TIME)], entries=0)

    assert (verdict.lines, verdict.head, verdict.faults, verdict.anchors) == (0, START, 0, 1)


@pytest.mark.django_db
def test_pages_of_the_chain_join_without_a_seam(monkeypatch, django_assert_num_queries):
    factory.entries(7)
    sealing.seal_all()
    monkeypatch.setattr(queries, "PAGE", 3)

    with django_assert_num_queries(3):
        positions = [line.position for line in queries.sealed_lines()]

    assert positions == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.django_db(transaction=True)
def test_many_writers_and_three_sealers_leave_one_sound_chain():
    writers, each = 4, 60
    begun, release, stop = threading.Event(), threading.Event(), threading.Event()

    def write_late() -> None:
        with transaction.atomic():
            factory.entries(1)
            begun.set()
            release.wait()
        connections.close_all()

    def write(seed: int) -> None:
        dice = random.Random(seed)
        for number in range(each):
            with transaction.atomic():
                factory.entries(1, subject_id=1000 * seed + number)
                time.sleep(dice.random() / 200)  # numbered now, committed a little later: out of order
        connections.close_all()

    def seal() -> None:
        while not stop.is_set():
            sealing.seal_pending(limit=7)
        connections.close_all()

    late = threading.Thread(target=write_late)
    late.start()
    begun.wait()
    at_it = [threading.Thread(target=write, args=(seed,)) for seed in range(writers)]
    sealers = [threading.Thread(target=seal) for _ in range(3)]
    for thread in (*sealers, *at_it):
        thread.start()
    for thread in at_it:
        thread.join()
    stop.set()
    for thread in sealers:
        thread.join()
    sealing.seal_all()
    release.set()
    late.join()
    sealing.seal_all()

    order = order_of_the_chain()
    assert sorted(order) == list(AuditEntry.objects.order_by("pk").values_list("pk", flat=True))
    assert len(order) == writers * each + 1
    assert order[-1] == min(order)  # numbered first, committed last
    assert examine(queries.sealed_lines(), entries=len(order)).faults == 0


@pytest.mark.django_db(transaction=True)
def test_a_second_sealer_yields_while_the_first_is_at_it():
    factory.entries(2)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [sealing.LOCK])
        sealed: list[int] = []

        def other() -> None:
            sealed.append(sealing.seal_pending())
            connections.close_all()

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()

    assert sealed == [0]
    assert sealing.seal_pending() == 2


@pytest.mark.django_db(transaction=True)
def test_the_loop_seals_soon_after_the_commit_and_ends_when_told():
    stop = threading.Event()
    thread = threading.Thread(target=sealing.run_forever, args=(stop,), kwargs={"every": 0.05})
    thread.start()
    try:
        factory.entries(3)
        deadline = time.monotonic() + 5
        while AuditLink.objects.count() < 3 and time.monotonic() < deadline:
            time.sleep(0.01)
        sealed = AuditLink.objects.count()
    finally:
        stop.set()
        thread.join(timeout=5)

    assert sealed == 3
    assert not thread.is_alive()


@pytest.mark.django_db(transaction=True)
def test_the_loop_outlives_a_lost_connection(caplog):
    stop = threading.Event()
    thread = threading.Thread(target=sealing.run_forever, args=(stop,), kwargs={"every": 0.02})
    thread.start()
    try:
        time.sleep(0.1)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            ended = cursor.fetchone()[0]
        factory.entries(2)
        deadline = time.monotonic() + 5
        while AuditLink.objects.count() < 2 and time.monotonic() < deadline:
            time.sleep(0.02)
        sealed = AuditLink.objects.count()
    finally:
        stop.set()
        thread.join(timeout=5)

    assert (ended, sealed) == (1, 2)
    assert [found.message for found in caplog.records if found.name == sealing.__name__] == [
        "The record could not be sealed; trying again"
    ]
