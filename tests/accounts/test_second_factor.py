"""The second step: codes are counted, taken once, and forced on whoever holds an office."""

from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from tests.factories import accounts as factory
from xinghe.access.powers import SECOND_FACTOR_ROLES, Role
from xinghe.accounts import actions
from xinghe.accounts.queries import second_factors_of
from xinghe.foundation import clock

pytestmark = pytest.mark.django_db

CODE_PAGE = "/account/sign-in/code/"
SET_UP = "/account/second-factor/"


def begin(person, client=None):
    client = client or Client()
    client.post("/account/sign-in/", {"login": person.staff_number, "password": factory.PASSWORD})
    return client


def is_in(client):
    return "_auth_user_id" in client.session


def recovery_codes(person):
    made = actions.replace_recovery_codes(factory.acting(person))
    return made.wrap().get_unused_codes()


def wrong_code(person):
    right = {factory.code_of(person, step=step) for step in range(-2, 3)}
    return next(
        code for code in ("000000", "111111", "222222", "333333", "444444", "555555") if code not in right
    )


CODES = [
    ("the present code", lambda p: [factory.code_of(p)], True),
    ("the present code in groups", lambda p: [f"{factory.code_of(p)[:3]} {factory.code_of(p)[3:]}"], True),
    ("the code before", lambda p: [factory.code_of(p, step=-1)], True),
    ("the code after", lambda p: [factory.code_of(p, step=1)], True),
    ("an old code", lambda p: [factory.code_of(p, step=-3)], False),
    ("a coming code", lambda p: [factory.code_of(p, step=3)], False),
    ("a wrong code", lambda p: [wrong_code(p)], False),
    ("five figures", lambda p: [factory.code_of(p)[:5]], False),
    ("nothing", lambda p: [""], False),
    ("right after 4 wrong ones", lambda p: [wrong_code(p)] * 4 + [factory.code_of(p)], True),
    ("right after 5 wrong ones", lambda p: [wrong_code(p)] * 5 + [factory.code_of(p)], False),
    ("a recovery code", lambda p: [recovery_codes(p)[0]], True),
    ("somebody else's recovery code", lambda _p: [recovery_codes(factory.person(totp=True))[0]], False),
    ("the password", lambda _p: [factory.PASSWORD], False),
]


@pytest.mark.parametrize(("codes", "opens"), [case[1:] for case in CODES], ids=[case[0] for case in CODES])
def test_code(codes, opens):
    person = factory.person(totp=True)
    client = begin(person)

    for code in codes(person):
        client.post(CODE_PAGE, {"code": code})

    assert is_in(client) is opens


def test_a_code_opens_once():
    person = factory.person(totp=True)
    seen = factory.code_of(person)
    first, second = begin(person), begin(person)

    first.post(CODE_PAGE, {"code": seen})
    second.post(CODE_PAGE, {"code": seen})

    assert (is_in(first), is_in(second)) == (True, False)


def test_a_recovery_code_opens_once():
    person = factory.person(totp=True)
    code = recovery_codes(person)[0]
    first, second = begin(person), begin(person)

    first.post(CODE_PAGE, {"code": code})
    second.post(CODE_PAGE, {"code": code})

    assert (is_in(first), is_in(second)) == (True, False)
    assert second_factors_of(person.pk).codes_left == 9


def test_wrong_codes_count_across_sessions_and_pause():
    person = factory.person(totp=True)

    for _ in range(5):
        begin(person).post(CODE_PAGE, {"code": wrong_code(person)})
    answer = begin(person).post(CODE_PAGE, {"code": factory.code_of(person)})

    assert [error.code for error in answer.context["form"].errors.as_data()["code"]] == ["sign_in_paused"]


def test_wrong_codes_of_one_do_not_pause_another():
    victim, other = factory.person(totp=True), factory.person(totp=True)

    for _ in range(6):
        begin(victim).post(CODE_PAGE, {"code": wrong_code(victim)})
    client = begin(other)
    client.post(CODE_PAGE, {"code": factory.code_of(other)})

    assert is_in(client)


def test_the_code_page_without_a_password_leads_back():
    assert Client().get(CODE_PAGE)["Location"] == "/account/sign-in/"


def test_the_secret_is_sealed_in_the_database():
    person = factory.person(totp=True)

    assert factory.SECRET not in str(Authenticator.objects.get(user=person, type="totp").data)


# who is led where


@pytest.mark.parametrize("role", sorted(Role))
def test_every_office_needs_a_second_factor(role, browser, sign_in):
    person = factory.person()
    factory.appoint(person, role)
    assert role in SECOND_FACTOR_ROLES

    sign_in(person)

    assert browser.get("/inside/")["Location"] == SET_UP


def test_a_worker_works_without(browser, sign_in):
    person = factory.person()

    sign_in(person)

    assert browser.get("/inside/").content.decode() == str(person.pk)


def test_an_office_with_a_second_factor_works(browser, sign_in):
    person = factory.person(totp=True)
    factory.appoint(person)

    sign_in(person)

    assert browser.get("/inside/").content.decode() == str(person.pk)


@pytest.mark.parametrize(
    ("from_hours", "until_hours", "led_away"),
    [(-2, -1, False), (-1, None, True), (1, None, False), (-1, 1, True), (-1, 0, False), (0, None, True)],
)
def test_only_an_office_held_now_counts(browser, sign_in, from_hours, until_hours, led_away):
    now = datetime.now(UTC)
    person = factory.person()
    until = None if until_hours is None else now + timedelta(hours=until_hours)
    factory.appoint(person, from_at=now + timedelta(hours=from_hours), until_at=until)

    with clock.held_at(now):
        sign_in(person)
        status = browser.get("/inside/").status_code

    assert status == (302 if led_away else 200)


def test_an_office_given_during_a_session_asks_with_the_next_page(browser, sign_in):
    person = factory.person()
    sign_in(person)
    number = browser.session.session_key
    assert browser.get("/inside/").status_code == 200

    factory.appoint(person)

    assert browser.get("/inside/")["Location"] == SET_UP
    assert browser.session.session_key != number


def test_a_session_without_the_factor_that_its_bearer_has_must_confirm(browser, sign_in):
    person = factory.person()
    sign_in(person)
    actions.add_totp(factory.acting(person), secret=factory.SECRET)
    factory.appoint(person)

    led = browser.get("/inside/")
    browser.post("/account/confirm/code/", {"code": factory.code_of(person)})

    assert led["Location"] == "/account/confirm/code/?next=%2Finside%2F"
    assert browser.get("/inside/").status_code == 200


def test_a_session_without_the_factor_may_not_add_another(browser, sign_in):
    """Or a thief of the password would set up a factor of their own."""
    person = factory.person()
    sign_in(person)
    actions.add_totp(factory.acting(person), secret=factory.SECRET)
    factory.appoint(person)

    pages = [
        "second-factor/app/",
        "second-factor/passkey/",
        "second-factor/recovery-codes/new/",
        "password/",
        "numbers/",
        "",
    ]

    assert {browser.get(f"/account/{page}")["Location"].split("?")[0] for page in pages} == {
        "/account/confirm/code/"
    }


def test_setting_up_the_app_opens_the_office(browser, sign_in):
    person = factory.person()
    factory.appoint(person)
    sign_in(person)

    browser.get("/account/second-factor/app/")
    secret = browser.session["mfa.totp.secret"]
    answer = browser.post("/account/second-factor/app/", {"code": factory.code_for(secret)})

    assert answer["Location"] == "/account/second-factor/recovery-codes/"
    assert browser.get("/inside/").status_code == 200
    assert len(browser.get("/account/second-factor/recovery-codes/").context["unused_codes"]) == 10


def test_recovery_codes_are_shown_once(browser, sign_in):
    person = factory.person(totp=True)
    codes = recovery_codes(person)
    sign_in(person)

    first = browser.get("/account/second-factor/recovery-codes/").content.decode()
    second = browser.get("/account/second-factor/recovery-codes/").content.decode()

    assert [code in first for code in codes] == [True] * 10
    assert [code in second for code in codes] == [False] * 10


def test_an_issued_password_comes_first(browser, sign_in):
    person = factory.person(password_is_issued=True)
    factory.appoint(person)
    sign_in(person)
    assert browser.get("/inside/")["Location"] == "/account/password/"

    told = {"present": factory.PASSWORD, "new": "晴川历历汉阳树 2026", "again": "晴川历历汉阳树 2026"}
    browser.post("/account/password/", told)

    assert browser.get("/inside/")["Location"] == SET_UP


def test_htmx_is_sent_as_a_whole_page(browser, sign_in):
    person = factory.person()
    factory.appoint(person)
    sign_in(person)

    answer = browser.get("/inside/", headers={"HX-Request": "true"})

    assert (answer.status_code, answer["HX-Redirect"]) == (200, SET_UP)


# demonstration


def test_a_demonstration_shows_its_invented_people_their_code(demonstration):
    person = factory.person(totp=True, is_demonstration=True)
    client = begin(person)

    shown = client.get(CODE_PAGE).context["demonstration_code"]
    client.post(CODE_PAGE, {"code": shown})

    assert is_in(client)


def test_a_demonstration_shows_a_fresh_code_each_time(demonstration):
    person = factory.person(totp=True, is_demonstration=True)

    opened = []
    for _ in range(3):
        client = begin(person)
        client.post(CODE_PAGE, {"code": client.get(CODE_PAGE).context["demonstration_code"]})
        opened.append(is_in(client))

    assert opened == [True, True, True]


def test_a_demonstration_shows_real_people_nothing(demonstration):
    person = factory.person(totp=True)
    answer = begin(person).get(CODE_PAGE)

    assert answer.context["demonstration_code"] is None
    assert factory.code_of(person) not in answer.content.decode()


def test_outside_a_demonstration_nobody_is_shown_anything():
    person = factory.person(totp=True, is_demonstration=True)
    answer = begin(person).get(CODE_PAGE)

    assert answer.context["demonstration_code"] is None
    assert [
        code in answer.content.decode() for code in (factory.code_of(person), factory.code_of(person, step=1))
    ] == [False, False]
