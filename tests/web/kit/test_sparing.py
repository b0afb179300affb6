"""Whoever has not signed in reads so many lists a minute; kept pages and people at work are not counted."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from xinghe.foundation import clock
from xinghe.integrations.actions import count_request
from xinghe.integrations.vocab import ADDRESS_LIMIT
from xinghe.web.kit import sparing
from xinghe.web.kit.sparing import DEEPEST, PageTooDeep

pytestmark = pytest.mark.django_db

LIST = reverse("public:results")
NOW = datetime(2026, 3, 2, 8, 0, 10, tzinfo=UTC)


@pytest.fixture(autouse=True)
def still(storage, province):
    with clock.held_at(NOW):
        yield


def read(number: int, *, browser: Client | None = None, **where: str) -> list[int]:
    browser = browser or Client()
    return [browser.get(LIST, {"page": 1 + one % 3}, **where).status_code for one in range(number)]


def test_one_too_many_is_refused_until_the_minute_is_over():
    allowed = read(ADDRESS_LIMIT, REMOTE_ADDR="198.51.100.7")

    refused = Client().get(LIST, REMOTE_ADDR="198.51.100.7")
    with clock.held_at(NOW + timedelta(seconds=50)):
        later = read(1, REMOTE_ADDR="198.51.100.7")

    assert allowed == [200] * ADDRESS_LIMIT
    assert (refused.status_code, refused["Retry-After"]) == (429, "50")
    assert later == [200]


def test_addresses_are_counted_apart():
    read(ADDRESS_LIMIT, REMOTE_ADDR="198.51.100.7")

    assert read(1, REMOTE_ADDR="198.51.100.8") == [200]
    assert read(1, REMOTE_ADDR="198.51.100.7") == [429]


def test_an_address_that_nobody_knows_is_not_counted():
    behind = {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "198.51.100.7"}

    assert read(ADDRESS_LIMIT + 2, **behind) == [200] * (ADDRESS_LIMIT + 2)


def test_a_cookie_of_ones_own_making_does_not_help():
    browser = Client()
    browser.cookies["messages"] = "x"
    browser.cookies["sessionid"] = "made-up"

    assert read(ADDRESS_LIMIT + 1, browser=browser, REMOTE_ADDR="198.51.100.7")[-2:] == [200, 429]


def test_whoever_is_signed_in_is_not_counted(officer_at, province):
    _, browser = officer_at(province.county)

    assert read(ADDRESS_LIMIT + 1, browser=browser, REMOTE_ADDR="198.51.100.7")[-1] == 200


@pytest.mark.parametrize("name", ["results", "calls", "notices"])
def test_nobody_reads_deeper_than_a_hundred_pages(name, officer_at, province, monkeypatch):
    address = reverse(f"public:{name}")
    _, known = officer_at(province.county)

    last, beyond = Client().get(address, {"page": DEEPEST}), Client().get(address, {"page": DEEPEST + 1})
    absurd = Client().get(address, {"page": "9" * 5000})
    signed_in = known.get(address, {"page": DEEPEST + 1})
    monkeypatch.setattr(sparing, "DEEPEST", 2 * DEEPEST)
    control = Client().get(address, {"page": DEEPEST + 1})

    assert [one.status_code for one in (last, beyond, absurd, signed_in, control)] == [
        200,
        404,
        404,
        404,
        200,
    ]
    assert [one.context["refusal"].code for one in (beyond, signed_in)] == [PageTooDeep.code] * 2


@pytest.mark.parametrize("name", ["results", "calls", "notices", "answers", "receipt", "verify"])
def test_every_public_list_and_form_is_counted(name):
    address = reverse(f"public:{name}")
    for _ in range(ADDRESS_LIMIT):
        count_request(address="198.51.100.9")

    answer = Client().get(address, REMOTE_ADDR="198.51.100.9")

    assert (answer.status_code, answer["Retry-After"]) == (429, "50")
    assert Client().get(address, REMOTE_ADDR="198.51.100.10").status_code == 200


def test_reading_costs_a_visitor_one_query_more(django_assert_num_queries, officer_at, province):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as known:
        Client().get(LIST, REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.7")
    with CaptureQueriesContext(connection) as counted:
        Client().get(LIST, REMOTE_ADDR="198.51.100.7")

    assert len(counted) == len(known) + 1
