"""What a token opens: its bearer's matters, for its scopes, as long as all of that stands; and nothing after."""

from datetime import timedelta

import pytest
from django.test import Client

from tests.factories import accounts
from tests.factories import results as results_of
from tests.factories import unions as unions_of
from tests.factories.integrations import Program, token_of
from xinghe.access.powers import Role
from xinghe.accounts.models import Person
from xinghe.foundation import clock
from xinghe.integrations.models import AccessToken
from xinghe.integrations.vocab import Scope
from xinghe.unions.models import Appointment

LATER, EARLIER = timedelta(days=1), -timedelta(days=1)


@pytest.fixture
def holder(tree):
    person = unions_of.person()
    unions_of.appoint(person, Role.OFFICER, tree.county)
    return person


def told(answer):
    return answer.status_code, answer.json().get("code")


def test_a_good_token_reads_what_its_bearer_may_and_nothing_else(tree, holder, result):
    foreign = results_of.findable(tree.far_workshop, stage="recorded")
    program = Program(token_of(holder))

    listed = program.get("results").json()

    assert [one["code"] for one in listed["items"]] == [result.code]
    assert told(program.get(f"results/{foreign.code}")) == (404, "missing")


CLOSED = {
    "no token at all": lambda holder: "",
    "a word": lambda holder: "secret",
    "one that was never made": lambda holder: "xinghe_" + "A" * 43,
    "one with a letter changed": lambda holder: token_of(holder)[:-1] + "!",
    "in other letters": lambda holder: token_of(holder).upper(),
    "too long": lambda holder: token_of(holder) + "A" * 500,
    "not ASCII": lambda holder: "xinghe_令牌",
    "ended": lambda holder: token_of(holder, expires_at=clock.now() + EARLIER),
    "ended this instant": lambda holder: token_of(holder, expires_at=clock.now()),
    "revoked": lambda holder: token_of(holder, revoked_at=clock.now()),
    "its stored digest": lambda holder: bytes(_kept(holder).digest).hex(),
    "its shown part": lambda holder: _kept(holder).prefix,
}


def _kept(holder):
    token_of(holder)
    return AccessToken.objects.latest("pk")


@pytest.mark.parametrize("name", CLOSED)
def test_what_opens_nothing_is_answered_alike(name, holder, result):
    answer = Program(CLOSED[name](holder)).get("results")

    assert told(answer) == (401, "token_refused")
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer["Content-Type"] == "application/problem+json"
    assert result.code not in answer.content.decode()


@pytest.mark.parametrize("header", ["Basic eDp5", "Bearer", "Bearer ", "bearer  x", "Token x", "Bearer a b"])
def test_other_headers_open_nothing(header, tree):
    answer = Client(headers={"Authorization": header}).get("/api/v1/me")

    assert told(answer) == (401, "token_refused")


def test_a_token_ends_with_the_next_request_after_it_was_revoked(holder, result):
    program = Program(token_of(holder))
    assert program.get("results").status_code == 200

    AccessToken.objects.update(revoked_at=clock.now())

    assert told(program.get("results")) == (401, "token_refused")


def test_a_closed_account_ends_its_tokens(holder):
    program = Program(token_of(holder))
    assert program.get("me").status_code == 200

    Person.objects.filter(pk=holder.pk).update(is_active=False)

    assert told(program.get("me")) == (401, "token_refused")


def test_the_end_of_an_office_ends_what_it_brought(holder, result):
    program = Program(token_of(holder))
    assert program.get(f"results/{result.code}").status_code == 200

    Appointment.objects.update(until_at=clock.now())

    assert told(program.get(f"results/{result.code}")) == (404, "missing")
    assert told(program.post(f"results/{result.code}/clear")) == (404, "missing")
    assert program.get("me").json()["offices"] == []


def test_a_token_made_without_a_second_factor_brings_no_office(holder, result):
    program = Program(token_of(holder, with_offices=False))

    assert program.get("results").json()["items"] == []
    assert told(program.post(f"results/{result.code}/clear")) == (404, "missing")


def test_a_scope_takes_away_and_gives_nothing(tree, holder, result):
    reader = Program(token_of(holder, Scope.RESULTS_READ))
    worker = Program(token_of(unions_of.person()))

    assert reader.get(f"results/{result.code}").status_code == 200
    assert told(reader.post(f"results/{result.code}/clear")) == (403, "scope_missing")
    assert told(worker.post(f"results/{result.code}/clear")) == (404, "missing")


def test_a_session_opens_nothing_and_is_not_touched(tree, holder, result):
    somebody = accounts.person(totp=True)
    unions_of.appoint(somebody, Role.OFFICER, tree.county)
    browser = Client(REMOTE_ADDR="203.0.113.4")
    browser.post("/account/sign-in/", {"login": somebody.staff_number, "password": accounts.PASSWORD})
    browser.post("/account/sign-in/code/", {"code": accounts.code_of(somebody)})
    assert browser.get("/account/").status_code == 200  # the control: here the session opens

    for method in ("get", "post"):
        answer = getattr(browser, method)("/api/v1/results")
        assert answer.status_code in (401, 405)
        assert answer.cookies == {}

    assert browser.get("/account/").status_code == 200


def test_use_is_noted_to_the_hour(holder):
    program = Program(token_of(holder))
    now = clock.now()
    noted = []
    for minutes in (0, 30, 59, 61):
        with clock.held_at(now + timedelta(minutes=minutes)):
            program.get("me")
        noted.append(AccessToken.objects.get().last_used_at)

    assert noted == [now, now, now, now + timedelta(minutes=61)]


def test_an_ask_costs_few_queries(holder, result, django_assert_num_queries):
    program = Program(token_of(holder))
    program.get("me")

    # The token, the count, the offices; the transaction, the fence and its end, of which a test shows four.
    with django_assert_num_queries(7):
        program.get("me")
