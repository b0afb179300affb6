"""Known and unknown accounts cannot be told apart: not by words, status, headers, queries or hashing."""

import re

import pytest
from django.contrib.auth import hashers
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import accounts as factory

pytestmark = pytest.mark.django_db

SECRETS = re.compile(r'name="csrfmiddlewaretoken" value="[^"]+"')


@pytest.fixture
def people():
    factory.person(staff_number="WG-1001", email="li@example.org", phone="13871234567")
    factory.person(staff_number="closed", is_active=False)
    factory.person(staff_number="fresh", password=None)
    factory.person(staff_number="office", totp=True)


KINDS = {
    "staff number": ["WG-1001", "closed", "fresh", "office", "nobody"],
    "phone": ["13871234567", "13900000000"],
    "e-mail": ["li@example.org", "nobody@example.org"],
}
ROWS = [(kind, who) for kind, people in KINDS.items() for who in people]


@pytest.fixture
def hashes(monkeypatch):
    """How often a password was hashed."""
    done = []
    encode = hashers.MD5PasswordHasher.encode

    def counted(self, password, salt):
        done.append(1)
        return encode(self, password, salt)

    monkeypatch.setattr(hashers.MD5PasswordHasher, "encode", counted)
    return done


def attempt(who, *, times=1, address="203.0.113.7"):
    """Everything an observer outside sees of the last attempt, and the queries it took."""
    for _ in range(times):
        client = Client(REMOTE_ADDR=address)
        with CaptureQueriesContext(connection) as queries:
            answer = client.post("/account/sign-in/", {"login": who, "password": "not the password"})
    body = SECRETS.sub("", answer.content.decode()).replace(who, "WHO")
    headers = {
        name: value for name, value in answer.headers.items() if name not in ("Expires", "Content-Length")
    }
    return answer.status_code, headers, body, len(queries), sorted(answer.cookies)


@pytest.mark.parametrize("times", [1, 5, 6])
@pytest.mark.parametrize("kind", KINDS)
def test_the_answers_are_the_same_to_the_byte(people, kind, times):
    seen = {
        who: attempt(who, times=times, address=f"203.0.113.{n}") for n, who in enumerate(KINDS[kind], start=1)
    }

    assert [who for who, answer in seen.items() if answer != seen[KINDS[kind][0]]] == []


@pytest.mark.parametrize(("kind", "who"), ROWS)
def test_each_failure_costs_one_hash(people, hashes, kind, who):
    attempt(who)

    assert len(hashes) == 1


def test_a_paused_attempt_costs_none(people, hashes):
    attempt("WG-1001", times=6)
    attempt("nobody", times=6)

    assert len(hashes) == 10


def test_an_account_paused_by_another_identifier_does_not_say_so(people, hashes):
    attempt("li@example.org", times=5)

    barred, wrong = attempt("13871234567"), attempt("13900000000")

    assert barred == wrong
    assert len(hashes) == 7


def test_control_the_comparison_sees_a_difference(people, monkeypatch):
    """With the hash for unknown accounts left out, cost tells them apart; with a sentence of its own, words do."""
    done = []
    monkeypatch.setattr("xinghe.accounts.sign_in.backend.make_password", lambda _: done.append(1))

    attempt("nobody")
    attempt("WG-1001")

    assert done == [1]
    assert attempt("WG-1001") != attempt("WG-1001", times=6)
