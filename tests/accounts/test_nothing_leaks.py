"""No number lies readable anywhere after use, and whatever breaks, nobody is let in."""

import pytest
from django.db import connection
from django.test import Client

from tests.factories import accounts as factory
from xinghe.accounts import actions
from xinghe.accounts.vocab import NumberKind

pytestmark = pytest.mark.django_db

SEEDED = 300


def id_number(n):
    seventeen = f"4201061990{n % 12 + 1:02}{n % 28 + 1:02}{n:03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return seventeen + "10X98765432"[sum(int(d) * w for d, w in zip(seventeen, weights, strict=True)) % 11]


def bank_card(n):
    fifteen = f"622202{n:012}"
    total = sum(
        (int(d) * 2 - 9 * (int(d) > 4)) if i % 2 == 0 else int(d) for i, d in enumerate(reversed(fifteen))
    )
    return fifteen + str(-total % 10)


def everything():
    """All rows of all tables as text, in which bytes stand in hexadecimal."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [name for (name,) in cursor.fetchall()]
        rows = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            rows += [row for (row,) in cursor.fetchall()]
    return "\n".join(rows)


def found(numbers, text):
    return [number for number in numbers if number in text or number.encode().hex() in text]


def test_after_use_no_number_lies_readable_in_any_table_or_log(caplog):
    caplog.set_level(0)
    phones = [f"1387{n:07}" for n in range(SEEDED)]
    seeded = {NumberKind.PHONE: phones, NumberKind.ID_NUMBER: [id_number(n) for n in range(SEEDED)], NumberKind.BANK_CARD: [bank_card(n) for n in range(SEEDED)]}  # fmt: skip
    people = [factory.person(name=f"职工{n}") for n in range(SEEDED)]
    for kind, numbers in seeded.items():
        for person, number in zip(people, numbers, strict=True):
            actions.store_number(factory.acting(person), person_id=person.pk, kind=kind, number=number)
    for n in range(0, SEEDED, 10):
        client = Client(REMOTE_ADDR=f"198.51.{n}.1" if n < 256 else "198.51.100.1")
        client.post("/account/sign-in/", {"login": phones[n], "password": "wrong"})
        client.post("/account/sign-in/", {"login": phones[n], "password": factory.PASSWORD})
        client.get("/account/")
        client.post("/account/numbers/phone/")
        client.post("/account/numbers/", {"kind": "id_number", "number": phones[n]})

    text = everything() + caplog.text

    assert {kind: found(numbers, text) for kind, numbers in seeded.items()} == {kind: [] for kind in seeded}
    assert found([people[0].staff_number, "职工0"], text) == [people[0].staff_number, "职工0"], (
        "the search finds what is there"
    )


@pytest.mark.parametrize(
    "broken",
    [
        "xinghe.accounts.sign_in.backend.identifier_of",
        "xinghe.accounts.sign_in.backend.person_by",
        "xinghe.accounts.sign_in.backend.address_of",
        "xinghe.accounts.sign_in.backend.begin_sign_in",
        "xinghe.accounts.sign_in.backend.check_password",
        "xinghe.accounts.sign_in.backend.settle",
        "xinghe.accounts.sign_in.adapters.report_sign_in",
        "xinghe.accounts.actions.attempts.vault",
        "xinghe.accounts.actions.attempts.pause_after",
        "xinghe.accounts.sign_in.adapters.SecondFactorAdapter.is_mfa_enabled",
        "xinghe.web.portal.account.forms.begin_code",
        "xinghe.web.portal.account.forms.take_code",
        "xinghe.web.portal.account.forms.settle",
        "xinghe.accounts.sign_in.adapters.SecondFactorAdapter.decrypt",
        "xinghe.web.kit.middleware.session_has_second_factor",
        "xinghe.web.kit.sessions.session_is_over",
        "xinghe.web.kit.doors.actor_for",
    ],
)
def test_whatever_breaks_nobody_is_let_in(monkeypatch, sign_in, broken):
    person = factory.person(totp=True)
    factory.appoint(person)
    client = Client(raise_request_exception=False)

    def fail(*_, **__):
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(broken, fail)
    code = factory.code_for(factory.SECRET)
    client.post("/account/sign-in/", {"login": person.staff_number, "password": factory.PASSWORD})
    client.post("/account/sign-in/code/", {"code": code})
    answer = client.get("/inside/")

    assert (answer.status_code, answer.content) != (200, str(person.pk).encode())
    assert b"broken on purpose" not in answer.content


def test_control_nothing_broken_lets_in(sign_in, browser):
    person = factory.person(totp=True)
    factory.appoint(person)

    sign_in(person)

    assert browser.get("/inside/").content == str(person.pk).encode()
