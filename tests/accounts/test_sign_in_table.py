"""Signing in, as a table: what is typed, from where, after what, and how it must end."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from tests.factories import accounts as factory
from tests.factories.accounts import PASSWORD
from xinghe.accounts.models import FailureCount
from xinghe.accounts.vocab import NumberKind
from xinghe.foundation import clock

pytestmark = pytest.mark.django_db

BEGINNING = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
HOME, ELSEWHERE = "203.0.113.7", "198.51.100.9"
WRONG = "not the password"


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """One attempt by password."""

    who: str = "WG-1001"
    password: str = PASSWORD
    address: str = HOME
    forwarded: str = ""
    after: timedelta = timedelta()
    times: int = 1


def wrong(times=1, **told):
    return Try(password=WRONG, times=times, **told)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Attempts in order; how the last one ends."""

    name: str
    ends: str
    tries: tuple[Try, ...] = field(default_factory=tuple)


def one(name, ends, **told):
    return Case(name=name, ends=ends, tries=(Try(**told),))


def many(name, ends, *tries):
    return Case(name=name, ends=ends, tries=tries)


def strangers(count, **told):
    return [Try(who=f"nobody-{n}", password=WRONG, **told) for n in range(count)]


MINUTES = timedelta(minutes=1)

CASES = [
    # by whichever identifier, however it is written
    one("staff number", "in", who="WG-1001"),
    one("staff number in small letters", "in", who="wg-1001"),
    one("staff number with spaces around", "in", who="  WG-1001 "),
    one("staff number in full width", "in", who="ＷＧ-１００１"),
    one("e-mail", "in", who="lijianguo@example.org"),
    one("e-mail in capitals", "in", who="LiJianguo@Example.ORG"),
    one("e-mail with spaces around", "in", who=" lijianguo@example.org "),
    one("e-mail with a full-width at", "in", who="lijianguo＠example.org"),
    one("phone", "in", who="13871234567"),
    one("phone in groups", "in", who="138 7123 4567"),
    one("phone with dashes", "in", who="138-7123-4567"),
    one("phone with +86", "in", who="+86 13871234567"),
    one("phone with 0086", "in", who="008613871234567"),
    one("phone in full width", "in", who="１３８７１２３４５６７"),
    # identifiers that lead to nobody
    one("unknown staff number", "refused", who="WG-9999"),
    one("unknown e-mail", "refused", who="nobody@example.org"),
    one("unknown phone", "refused", who="13900000000"),
    one("the beginning of a staff number", "refused", who="WG-100"),
    one("a pattern for staff numbers", "refused", who="WG-%"),
    one("another pattern", "refused", who="WG-100_"),
    one("SQL", "refused", who="' OR 1=1 --"),
    one("the name", "refused", who="李建国"),
    one("the beginning of the e-mail", "refused", who="lijianguo@example"),
    one("e-mail with something before it", "refused", who="x,lijianguo@example.org"),
    one("the masked phone", "refused", who="138****4567"),
    one("the ID number", "refused", who="420106199003077813"),
    one("the bank card", "refused", who="6222021234567890123"),
    one("a phone that was given up", "refused", who="13700000001"),
    one("a Cyrillic look-alike", "refused", who="WG-1001".replace("W", "Ԝ")),
    one("an identifier with a null", "incomplete", who="WG-1001\x00"),
    one("no identifier", "incomplete", who=""),
    one("only spaces", "incomplete", who="   "),
    one("an endless identifier", "incomplete", who="W" * 255),
    # passwords
    one("wrong password", "refused", password=WRONG),
    one("wrong password by phone", "refused", who="13871234567", password=WRONG),
    one("wrong password by e-mail", "refused", who="lijianguo@example.org", password=WRONG),
    one("no password", "incomplete", password=""),
    one("password with a space behind", "refused", password=PASSWORD + " "),
    one("password in another case", "refused", who="chen", password="CORRECT HORSE 9"),
    one("password in full width", "refused", password=PASSWORD.replace("2026", "２０２６")),
    one("the beginning of the password", "refused", password=PASSWORD[:-1]),
    one("somebody else's password", "refused", who="chen", password=PASSWORD),
    one("the stored form of the password", "refused", password="{stored}"),
    one("an endless password", "incomplete", password="p" * 257),
    one("the longest password", "refused", password="p" * 256),
    # accounts that are closed or not opened yet
    one("closed account", "refused", who="closed"),
    one("closed account by phone", "refused", who="13600000002"),
    one("closed account by e-mail", "refused", who="closed@example.org"),
    one("account without a password", "refused", who="fresh"),
    one("account without a password, its marker typed", "refused", who="fresh", password="!"),
    # who has a second factor
    one("second factor is asked for", "code", who="officer"),
    one("wrong password before the second factor", "refused", who="officer", password=WRONG),
    # five failures an account
    many("right after 4 failures", "in", wrong(4), Try()),
    many("right after 5 failures", "paused", wrong(5), Try()),
    many("wrong after 5 failures", "paused", wrong(6)),
    many("5 failures of an unknown account", "paused", *[wrong(who="nobody")] * 6),
    many("5 failures of an unknown phone", "paused", *[wrong(who="13900000000")] * 6),
    many("5 failures however written", "paused", *[wrong(who=w) for w in ("WG-1001", "wg-1001", " WG-1001", "ＷＧ-1001", "Wg-1001")], Try()),
    many("5 failures from 5 addresses", "paused", *[wrong(address=f"198.51.100.{n}") for n in range(5)], Try()),
    many("5 failures by 2 identifiers, silently", "refused", wrong(3), wrong(2, who="13871234567"), Try()),
    many("5 failures by 2 identifiers, then a third", "refused", wrong(3), wrong(2, who="13871234567"), Try(who="lijianguo@example.org")),
    many("5 failures of somebody else", "in", wrong(5, who="chen"), Try()),
    many("5 failures of each of 2 unknown ones", "in", wrong(5, who="a-a"), wrong(5, who="b-b"), Try()),
    many("success forgets the failures", "in", wrong(4), Try(), wrong(4), Try()),
    many("a failed pause does not count", "in", wrong(5), wrong(3), Try(after=5 * MINUTES)),
    # progressive
    many("a second before the pause ends", "paused", wrong(5), Try(after=5 * MINUTES - timedelta(seconds=1))),
    many("when the pause ends", "in", wrong(5), Try(after=5 * MINUTES)),
    many("the second pause is longer", "paused", wrong(5), wrong(after=5 * MINUTES), Try(after=9 * MINUTES)),
    many("the second pause ends", "in", wrong(5), wrong(after=5 * MINUTES), Try(after=10 * MINUTES)),
    many("a day forgets", "in", wrong(4), wrong(4, after=timedelta(hours=24)), Try()),
    many("less than a day does not", "paused", wrong(4), wrong(after=timedelta(hours=23)), Try()),
    # twenty failures an address
    many("19 strangers from here", "in", *strangers(19), Try()),
    many("20 strangers from here", "paused", *strangers(20), Try()),
    many("20 strangers from elsewhere", "in", *strangers(20, address=ELSEWHERE), Try()),
    many("20 strangers from all over", "in", *[wrong(who=f"n-{n}", address=f"198.51.{n}.1") for n in range(20)], Try()),
    many("20 strangers a minute ago", "in", *strangers(20), Try(after=MINUTES)),
    many("a success gives back 1, not all", "paused", *strangers(19), Try(), wrong(who="n-n"), Try()),
    many("one network of IPv6 is one address", "paused", *[wrong(who=f"n-{n}", address=f"2001:db8::{n:x}") for n in range(20)], Try(address="2001:db8::ffff")),
    many("another network of IPv6 is not", "in", *[wrong(who=f"n-{n}", address=f"2001:db8::{n:x}") for n in range(20)], Try(address="2001:db8:1::1")),
    many("a made-up forwarded address does not help", "paused", *[wrong(who=f"n-{n}", forwarded=f"192.0.2.{n}") for n in range(20)], Try(forwarded="192.0.2.99")),
    many("no address is no shared bucket", "in", *strangers(20, address=""), Try(address="")),
    many("a proxy nobody configured is no shared bucket", "in", *strangers(20, address="127.0.0.1", forwarded="192.0.2.1"), Try(address="127.0.0.1", forwarded="192.0.2.2")),
    many("this machine itself is an address", "paused", *strangers(20, address="127.0.0.1"), Try(address="127.0.0.1")),
]  # fmt: skip

BEHIND_A_PROXY = [
    many("the address before the proxy counts", "paused", *strangers(20, forwarded="192.0.2.1"), Try(forwarded="192.0.2.1")),
    many("another one before the proxy does not", "in", *strangers(20, forwarded="192.0.2.1"), Try(forwarded="192.0.2.2")),
    many("what stands before the proxy's own entry is not believed", "paused", *[wrong(who=f"n-{n}", forwarded=f"192.0.2.{n}, 192.0.2.200") for n in range(20)], Try(forwarded="192.0.2.99, 192.0.2.200")),
    many("without the proxy's entry nobody shares a bucket", "in", *strangers(20), Try()),
]  # fmt: skip


@pytest.fixture
def people():
    lee = factory.person(staff_number="WG-1001", email="lijianguo@example.org", phone="13871234567")
    factory.keep_number(lee, NumberKind.ID_NUMBER, "420106199003077813")
    factory.keep_number(lee, NumberKind.BANK_CARD, "6222021234567890123")
    factory.person(staff_number="chen", name="陈红", password="correct horse 9")
    factory.person(staff_number="closed", is_active=False, phone="13600000002", email="closed@example.org")
    factory.person(staff_number="fresh", password=None)
    factory.person(staff_number="officer", totp=True)
    return lee


def verdict(answer, browser):
    """How an attempt ended, in one word."""
    if answer.status_code == 302:
        return (
            "code"
            if "/sign-in/code/" in answer["Location"]
            else "in"
            if "_auth_user_id" in browser.session
            else "?"
        )
    codes = {error.code for errors in answer.context["form"].errors.as_data().values() for error in errors}
    if codes == {"sign_in_refused"}:
        return "refused"
    return "paused" if codes == {"sign_in_paused"} else "incomplete"


def carry_out(case, stored):
    now, ended = BEGINNING, "nothing"
    for one_try in case.tries:
        now += one_try.after
        for _ in range(one_try.times):
            browser = Client(REMOTE_ADDR=one_try.address)
            headers = {"X-Forwarded-For": one_try.forwarded} if one_try.forwarded else {}
            told = {"login": one_try.who, "password": one_try.password.replace("{stored}", stored)}
            with clock.held_at(now):
                ended = verdict(browser.post("/account/sign-in/", told, headers=headers), browser)
    return ended


def test_the_table_is_as_long_as_was_promised():
    assert len(CASES) + len(BEHIND_A_PROXY) >= 60
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_sign_in(case, people):
    assert carry_out(case, people.password) == case.ends


@pytest.mark.parametrize("case", BEHIND_A_PROXY, ids=lambda case: case.name)
def test_sign_in_behind_a_proxy(case, people, one_proxy):
    assert carry_out(case, people.password) == case.ends


def test_the_table_notices_when_nothing_is_counted(people, monkeypatch):
    """Control: with the limits lifted, the cases that must be paused are not."""
    monkeypatch.setattr("xinghe.accounts.actions.attempts.pause_after", lambda *_, **__: None)
    paused = [case for case in CASES if case.ends == "paused"]

    assert [case.name for case in paused if carry_out(case, people.password) == "paused"] == []


def test_what_was_typed_is_kept_nowhere(people):
    browser = Client()

    browser.post("/account/sign-in/", {"login": "13871234567", "password": PASSWORD})

    assert "13871234567" not in str(dict(browser.session))
    assert all(b"13871234567" not in bytes(row.key) for row in FailureCount.objects.all())
