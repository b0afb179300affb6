"""So many requests a minute from one token or address: counted together by all, refused with when to come back."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections

from tests.factories import unions as unions_of
from tests.factories.integrations import Program, token_of
from tests.factories.unions import NOW
from xinghe.access.actor import Actor
from xinghe.foundation import clock
from xinghe.integrations.actions import rates
from xinghe.integrations.actions.rates import count_request, forget_rates
from xinghe.integrations.models import RateCount
from xinghe.integrations.rules.rates import TooManyRequests
from xinghe.integrations.vocab import ADDRESS_LIMIT, TOKEN_LIMIT


@pytest.fixture(autouse=True)
def _still():
    with clock.held_at(NOW):
        yield


def test_up_to_the_limit_and_not_beyond(db, monkeypatch):
    monkeypatch.setattr(rates, "TOKEN_LIMIT", 3)

    told = [count_request(token_id=1) for _ in range(4)]

    for rate in told[:3]:
        rate.require()
    with pytest.raises(TooManyRequests) as refused:
        told[3].require()
    assert [rate.remaining for rate in told] == [2, 1, 0, 0]
    assert refused.value.status == 429


def test_each_token_and_address_has_its_own_and_a_new_minute_begins_anew(db):
    assert [count_request(token_id=n).used for n in (1, 2, 1)] == [1, 1, 2]
    assert [count_request(address=a).used for a in ("203.0.113.1", "203.0.113.2", "203.0.113.1")] == [1, 1, 2]
    assert count_request() is None
    with clock.held_at(NOW + timedelta(minutes=1)):
        assert count_request(token_id=1).used == 1
    assert (TOKEN_LIMIT, ADDRESS_LIMIT) == (600, 60)


def test_a_count_costs_one_query_and_keeps_no_address(db, django_assert_num_queries):
    with django_assert_num_queries(1):
        count_request(address="203.0.113.1")

    assert b"203.0.113.1" not in bytes(RateCount.objects.get().key)


def test_the_table_is_not_logged(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'integrations_ratecount'")
        assert cursor.fetchone() == ("u",)


def test_old_counts_are_forgotten(db):
    count_request(token_id=1)
    with clock.held_at(NOW + timedelta(hours=2)):
        count_request(token_id=2)
        assert forget_rates(Actor.for_job("webhooks")) == 1
    with pytest.raises(LookupError):
        forget_rates(Actor.public())


@pytest.mark.django_db(transaction=True)
def test_many_at_once_are_counted_one_by_one():
    used, gate = [], threading.Barrier(8)

    def run():
        gate.wait()
        # The clock is held for one thread; here it runs, and a minute may end between two.
        with clock.held_at(NOW):
            used.extend(count_request(token_id=1).used for _ in range(10))
        connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(used) == list(range(1, 81))


def test_a_program_is_told_when_to_come_back(db, monkeypatch):
    monkeypatch.setattr(rates, "TOKEN_LIMIT", 2)
    program = Program(token_of(unions_of.person()))

    answers = [program.get("me") for _ in range(3)]

    assert [one.status_code for one in answers] == [200, 200, 429]
    assert answers[0]["RateLimit"] == '"token";r=1;t=60'
    assert answers[0]["RateLimit-Policy"] == '"token";q=2;w=60'
    assert (answers[2]["Retry-After"], answers[2].json()["code"]) == ("60", "too_many_requests")


def test_whoever_tries_tokens_is_counted_by_address(db, monkeypatch):
    monkeypatch.setattr(rates, "ADDRESS_LIMIT", 2)

    told = [Program("wrong").get("me").status_code for _ in range(3)]
    other = Program("wrong", address="203.0.113.77").get("me").status_code

    assert (told, other) == ([401, 401, 429], 401)
