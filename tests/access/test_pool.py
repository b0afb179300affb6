"""Whose rows are shown does not outlive a transaction, however connections are passed from hand to hand."""

import os
import random
import threading
from collections import Counter

import pytest
from django.db import connection, connections, transaction

from tests.factories import results as results_of
from tests.factories import unions as unions_of
from xinghe.access import fence
from xinghe.access.actor import Actor, path_range
from xinghe.access.powers import Role
from xinghe.project.postgres import database_settings
from xinghe.results.models import Result
from xinghe.unions.vocab import UnionKind

pytestmark = pytest.mark.django_db(transaction=True)

TENANTS, REQUESTS, CONNECTIONS, THREADS = 50, 2_000, 4, 8


@pytest.fixture
def tenants():
    """Fifty counties with an officer and two results each: (actor, the numbers of their results)."""
    province = unions_of.union(UnionKind.PROVINCE)
    found = []
    for _ in range(TENANTS):
        county = unions_of.union(UnionKind.COUNTY, parent=province)
        mine = {results_of.result(county).pk for _ in range(2)}
        found.append((unions_of.officer(Role.OFFICER, county), mine))
    return found


@pytest.fixture
def pooled():
    """Connections of new threads come from a pool of four, as the web's do, and as the application's role."""
    settings = connections.settings["default"]
    before = settings["OPTIONS"]
    options = database_settings(os.environ, role=fence.ROLE)["OPTIONS"]
    settings["OPTIONS"] = options | {
        "pool": {"min_size": CONNECTIONS, "max_size": CONNECTIONS, "timeout": 30}
    }
    yield
    settings["OPTIONS"] = before
    pool = connection._connection_pools.pop("default", None)
    if pool is not None:
        pool.close()


def shown() -> set[int]:
    return set(Result.objects.values_list("pk", flat=True))


def serve(tenants, requests: int) -> Counter[str]:
    """Answer requests of random tenants, every fourth from somebody nobody named; count what was shown wrongly."""
    outcomes: Counter[str] = Counter()
    backends: set[int] = set()
    todo = iter(range(requests))
    turn = threading.Lock()

    def work(seed: int) -> None:
        dice = random.Random(seed)
        while True:
            with turn:
                number = next(todo, None)
            if number is None:
                return
            # Each request takes a connection from the pool and gives it back.
            if number % 4 == 0:
                seen, expected = shown(), set()
            else:
                actor, expected = dice.choice(tenants)
                with fence.fenced(actor):
                    seen = shown()
            outcomes["right" if seen == expected else "crossed"] += 1
            backends.add(connection.connection.info.backend_pid)
            connection.close()

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcomes["connections"] = len(backends)
    return outcomes


def test_no_request_sees_the_rows_of_another(tenants, pooled):
    outcomes = serve(tenants, REQUESTS)

    assert outcomes == {"right": REQUESTS, "connections": CONNECTIONS}


def open_for_the_session(actor: Actor, *, plans: str = "") -> None:
    """The mistake: the same settings, not bound to the transaction."""
    with connection.cursor() as cursor:
        for slot, (low, high) in enumerate(path_range(path) for path in actor.paths):
            cursor.execute(
                "SELECT set_config(%s, %s, false), set_config(%s, %s, false)",
                [f"xinghe.low{slot}", low, f"xinghe.high{slot}", high],
            )


def test_the_control_settings_that_outlive_the_transaction_cross_over(tenants, pooled, monkeypatch):
    monkeypatch.setattr(fence, "open_fence", open_for_the_session)

    outcomes = serve(tenants, 200)

    assert outcomes["crossed"] > 0


def test_a_failed_transaction_leaves_nothing_on_the_connection_either(tenants, pooled):
    actor, _mine = tenants[0]
    seen = []

    def work() -> None:
        for _ in range(2 * CONNECTIONS):
            try:
                with fence.fenced(actor), transaction.atomic():
                    raise ZeroDivisionError
            except ZeroDivisionError:
                seen.append(shown())
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert seen == [set()] * 2 * CONNECTIONS
