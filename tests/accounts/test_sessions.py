"""How sessions begin, end, and get new numbers."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.factories import accounts as factory
from xinghe.accounts import actions
from xinghe.audit.models import AuditEntry
from xinghe.foundation import clock

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 3, 2, 0, 0, tzinfo=UTC)
MINUTE, HOUR, SECOND = timedelta(minutes=1), timedelta(hours=1), timedelta(seconds=1)


def still_in(browser, at):
    with clock.held_at(at):
        answer = browser.get("/inside/")
    return answer.status_code == 200 and answer.content != b"None"


def visits(browser, start, *, every, until):
    at = start
    while at < until:
        assert still_in(browser, at)
        at += every


@pytest.mark.parametrize(
    ("office", "rest", "goes_on"),
    [
        (True, 30 * MINUTE - SECOND, True),
        (True, 30 * MINUTE, False),
        (False, 30 * MINUTE, True),
        (False, 12 * HOUR - SECOND, True),
        (False, 12 * HOUR, False),
    ],
)
def test_rest(browser, sign_in, office, rest, goes_on):
    person = factory.person(totp=office)
    if office:
        factory.appoint(person, from_at=MORNING - HOUR)
    with clock.held_at(MORNING):
        sign_in(person)

    assert still_in(browser, MORNING + rest) is goes_on


def test_use_keeps_an_office_session_alive_until_twelve_hours(browser, sign_in):
    person = factory.person(totp=True)
    factory.appoint(person, from_at=MORNING - HOUR)
    with clock.held_at(MORNING):
        sign_in(person)

    visits(browser, MORNING, every=20 * MINUTE, until=MORNING + 12 * HOUR)

    assert not still_in(browser, MORNING + 12 * HOUR)


def test_an_ended_session_is_said_and_leads_back(browser, sign_in):
    with clock.held_at(MORNING):
        sign_in(factory.person())

    with clock.held_at(MORNING + 12 * HOUR):
        answer = browser.get("/inside/?page=2")

    assert answer["Location"] == "/account/sign-in/?next=%2Finside%2F%3Fpage%3D2"
    assert "_auth_user_id" not in browser.session


def test_a_session_gets_a_new_number_at_sign_in(browser, sign_in):
    browser.get("/account/sign-in/")
    session = browser.session
    session["planted"] = "by somebody else"
    session.save()
    before = session.session_key
    browser.cookies["session" if "session" in browser.cookies else "sessionid"] = before

    sign_in(factory.person())

    assert browser.session.session_key != before
    assert not type(session)().exists(before)


def test_a_session_that_nobody_dated_is_over(browser):
    browser.force_login(factory.person())

    assert browser.get("/inside/").status_code == 302


def test_sign_out(browser, sign_in):
    sign_in(factory.person())
    number = browser.session.session_key

    browser.get("/account/sign-out/")
    asked_only = "_auth_user_id" in browser.session
    browser.post("/account/sign-out/")

    assert asked_only
    assert not type(browser.session)().exists(number)
    assert browser.get("/inside/").content == b"None"
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)) == ["sign_in", "sign_out"]


def test_sign_out_everywhere(sign_in):
    person, other = factory.person(), factory.person()
    phone, desk, neighbour = Client(), Client(), Client()
    for client, who in ((phone, person), (desk, person), (neighbour, other)):
        sign_in(who, client=client)

    phone.post("/account/sign-out/everywhere/")

    assert [client.get("/inside/").content.decode() for client in (phone, desk, neighbour)] == [
        "None",
        "None",
        str(other.pk),
    ]


def test_a_changed_password_ends_the_other_sessions(sign_in):
    person, phone, desk = factory.person(), Client(), Client()
    for client in (phone, desk):
        sign_in(person, client=client)
    number = phone.session.session_key

    told = {"present": factory.PASSWORD, "new": "孤帆远影碧空尽 2026", "again": "孤帆远影碧空尽 2026"}
    phone.post("/account/password/", told)

    assert [client.get("/inside/").content.decode() for client in (phone, desk)] == [str(person.pk), "None"]
    assert phone.session.session_key != number


def test_the_language_kept_comes_with_the_sign_in(browser, sign_in):
    person = factory.person()
    actions.choose_language(factory.acting(person), language="zh-hant")

    assert sign_in(person).cookies["django_language"].value == "zh-hant"


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_sign_in_leads_nowhere_else(browser, away):
    person = factory.person()

    answer = browser.post(
        "/account/sign-in/", {"login": person.staff_number, "password": factory.PASSWORD, "next": away}
    )

    assert answer["Location"] == "/"


def test_sign_in_leads_back(browser):
    person = factory.person()

    answer = browser.post(
        "/account/sign-in/", {"login": person.staff_number, "password": factory.PASSWORD, "next": "/inside/"}
    )

    assert answer["Location"] == "/inside/"
