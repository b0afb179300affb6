"""The way to the organisation's sign-in and back: once, for one session, and to the person it vouches for."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as configured
from django.test import Client

from tests.accounts.arriving import (
    BACK,
    DESCRIPTION,
    DOUBTED,
    IN,
    SILENT,
    UNKNOWN,
    agree,
    come,
    leave,
    outcome,
)
from tests.accounts.vouching import CLIENT, SECRET
from tests.factories import accounts as factory
from xinghe.access.powers import Role
from xinghe.accounts.actions import unlink_provider
from xinghe.accounts.rules.providers import Provider
from xinghe.audit.models import AuditEntry
from xinghe.foundation.errors import Missing

pytestmark = pytest.mark.django_db


def test_the_way_there_asks_for_one_code_for_this_session_alone(browser, vouching, known, holder):
    aways = [urlsplit(leave(browser)) for _ in range(2)]

    asked = [{name: values[0] for name, values in parse_qs(away.query).items()} for away in aways]
    for one in asked:
        fresh = {name: one.pop(name) for name in ("state", "nonce", "code_challenge")}
        assert all(len(value) >= 16 for value in fresh.values())
        assert set(one.pop("scope").split()) == {"openid", "profile"}
        assert one == {
            "client_id": CLIENT,
            "redirect_uri": f"{configured.XINGHE.origin}{BACK}",
            "response_type": "code",
            "code_challenge_method": "S256",
        }
    assert len({away.query for away in aways}) == 2
    assert {f"{away.scheme}://{away.netloc}{away.path}" for away in aways} == {f"{vouching.issuer}/authorize"}


def test_what_stands_in_the_address_changes_nothing_of_the_way(browser, vouching, known):
    answer = browser.post(
        "/account/sign-in/provider/?scope=admin&auth_params=redirect_uri%3Dhttps://elsewhere.example&process=connect"
    )

    away = answer.headers["Refresh"]
    assert "elsewhere" not in away
    assert "admin" not in away


def test_the_way_is_begun_by_a_form_and_not_by_a_link(browser, known, holder):
    strict = Client(enforce_csrf_checks=True)

    assert browser.get("/account/sign-in/provider/").status_code == 405
    assert strict.post("/account/sign-in/provider/").status_code == 403


def test_a_return_is_used_once_and_only_where_it_was_begun(browser, vouching, known, holder):
    back = agree(leave(browser))
    stranger = Client()

    elsewhere = outcome(stranger, stranger.get(back))
    first = outcome(browser, browser.get(back))
    browser.post("/account/sign-out/")
    again = outcome(browser, browser.get(back))

    assert (elsewhere, first, again) == ("sign_in_stale", str(holder.pk), "sign_in_stale")


def test_a_code_is_of_no_use_in_another_session(browser, vouching, known, holder):
    # Somebody's code, put into the way that a victim began: the provider misses the secret behind the digest.
    stolen = parse_qs(urlsplit(agree(leave(browser))).query)["code"][0]
    victim = Client()
    state = parse_qs(urlsplit(leave(victim)).query)["state"][0]

    assert outcome(victim, victim.get(BACK, {"code": stolen, "state": state})) == DOUBTED


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({}, "sign_in_stale"),
        ({"state": "x", "code": "x"}, "sign_in_stale"),
        ({"error": "access_denied"}, "sign_in_stale"),
        ({"state": None, "error": "access_denied"}, "sign_in_cancelled"),
        ({"state": None, "error": "server_error"}, DOUBTED),
        ({"state": None}, DOUBTED),
        ({"state": None, "code": "x"}, DOUBTED),
    ],
)
def test_other_ways_back(browser, known, holder, sent, code):
    state = parse_qs(urlsplit(leave(browser)).query)["state"][0]

    answer = browser.get(BACK, {name: value or state for name, value in sent.items()})

    assert outcome(browser, answer) == code


def test_a_way_of_more_than_ten_minutes_is_too_old(browser, known, holder):
    back = agree(leave(browser))
    session = browser.session
    states = session["socialaccount_states"]
    session["socialaccount_states"] = {
        key: [state, at - 601, who] for key, (state, at, who) in states.items()
    }
    session.save()

    assert outcome(browser, browser.get(back)) == "sign_in_stale"


def test_a_provider_that_is_down_is_said_on_either_way(browser, vouching, known, holder):
    back = agree(leave(browser))
    vouching.close()

    there = browser.post("/account/sign-in/provider/")
    home = browser.get(back)
    vouching.close = lambda: None

    assert [(one.status_code, one.context["refusal"].code) for one in (there, home)] == [(503, SILENT)] * 2
    assert "江城钢铁统一认证" in there.content.decode()


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((200, {"issuer": "https://elsewhere.example"}), DOUBTED),
        ((200, {}), DOUBTED),
        ((200, b"<html>"), SILENT),
        ((404, {}), SILENT),
        ((503, {}), SILENT),
    ],
)
def test_a_description_that_cannot_be_believed(browser, vouching, known, answer, code):
    vouching.broken[DESCRIPTION] = answer

    answer = browser.post("/account/sign-in/provider/")

    assert answer.context["refusal"].code == code


def test_the_page_asked_for_comes_after_it_and_no_other_site(browser, known, holder):
    inside = come(browser, next="/inside/")
    browser.post("/account/sign-out/")
    outside = come(browser, next="https://elsewhere.example/")

    assert (inside["Location"], outside["Location"]) == ("/inside/", "/")


def test_another_person_in_the_same_browser_begins_a_session_of_their_own(browser, known, holder, sign_in):
    other = factory.person()
    sign_in(other)
    browser.session["left"] = "behind"
    before = browser.session.session_key

    assert outcome(browser, come(browser)) == str(holder.pk)
    assert browser.session.session_key != before
    assert "left" not in browser.session


# -- who it is -------------------------------------------------------------------------------------------------


def test_staff_numbers_are_found_in_either_case_and_the_link_is_recorded_once(
    browser, vouching, known, holder
):
    vouching.person["employee"] = holder.staff_number.lower()

    for _ in range(2):
        assert outcome(browser, come(browser)) == str(holder.pk)
        browser.post("/account/sign-out/")

    link = SocialAccount.objects.get()
    assert (link.user_id, link.provider, link.uid, link.extra_data) == (holder.pk, "organisation", "u-1", {})
    entries = AuditEntry.objects.filter(verb__in=["sign_in.link", "sign_in"]).order_by("pk")
    assert [(one.verb, one.subject_id, one.after.get("methods")) for one in entries] == [
        ("sign_in.link", holder.pk, None),
        ("sign_in", holder.pk, "socialaccount"),
        ("sign_in", holder.pk, "socialaccount"),
    ]


def test_a_closed_account_is_told_what_a_stranger_is_told(browser, vouching, known, holder):
    linked = outcome(browser, come(browser))
    browser.post("/account/sign-out/")
    holder.is_active = False
    holder.save()
    closed = come(browser)
    vouching.person = {"sub": "u-2", "employee": "WG999998"}
    stranger = come(browser)

    assert linked == str(holder.pk)
    assert (closed.status_code, stranger.status_code) == (403, 403)
    secret = re.compile(r'csrf\w+" value="[^"]+"|\?code=[^"]+"')
    assert secret.sub("", closed.content.decode()) == secret.sub("", stranger.content.decode())
    assert closed.context["refusal"].params == {"provider": known.name}


def test_a_link_outlives_a_new_staff_number_but_not_one_of_somebody_else(browser, vouching, known, holder):
    come(browser)
    browser.post("/account/sign-out/")
    other = factory.person()

    vouching.person["employee"] = "WG999997"
    renumbered = outcome(browser, come(browser))
    browser.post("/account/sign-out/")
    vouching.person["employee"] = other.staff_number
    confused = outcome(browser, come(browser))

    assert (renumbered, confused) == (str(holder.pk), UNKNOWN)


def test_a_staff_number_that_was_passed_on_opens_nothing_until_the_link_is_forgotten(
    browser, vouching, known, holder
):
    come(browser)
    browser.post("/account/sign-out/")
    vouching.person["sub"] = "u-2"
    passed_on = outcome(browser, come(browser))
    guard = factory.acting(factory.person(), Role.SECURITY_ADMINISTRATOR, "1.")
    type(holder).objects.filter(pk=holder.pk).update(territory_path="1.2.")

    unlink_provider(guard, person_id=holder.pk, reason="账号在集团重新开立")
    with pytest.raises(Missing):
        unlink_provider(guard, person_id=holder.pk, reason="再来一次")

    assert (passed_on, outcome(browser, come(browser))) == (UNKNOWN, str(holder.pk))


# -- the second factor -------------------------------------------------------------------------------------------

TO_CODE, TO_SET_UP = "/account/sign-in/code/", "/account/second-factor/"


@pytest.mark.parametrize(
    ("said", "has_own", "expected"),
    [
        ({}, True, "asked"),
        ({"amr": ["pwd"]}, True, "asked"),
        ({"amr": "otp"}, True, "asked"),
        ({"amr": ["pwd", "otp"]}, True, IN),
        ({"amr": ["hwk"]}, False, IN),
        ({"acr": "urn:two"}, True, IN),
        ({"acr": ["urn:two"]}, True, "asked"),
        ({"acr": "urn:one"}, False, "set up"),
        ({}, False, "set up"),
    ],
)
def test_an_office_holder_needs_a_second_factor_here_or_one_whose_word_counts(
    browser, vouching, known, holder, said, has_own, expected
):
    factory.appoint(holder)
    if has_own:
        factory.TOTP.activate(holder, factory.SECRET)
    vouching.person |= said

    answer = come(browser)
    inside = browser.get("/inside/")

    if expected == IN:
        assert inside.content.decode() == str(holder.pk)
    elif expected == "asked":
        assert answer["Location"].startswith(TO_CODE)
        assert inside.content.decode() == "None"
        browser.post(TO_CODE, {"code": factory.code_of(holder)})
        assert browser.get("/inside/").content.decode() == str(holder.pk)
    else:
        assert inside["Location"] == TO_SET_UP


def test_nothing_is_trusted_that_the_operator_did_not_name(browser, vouching, known, holder, settings):
    settings.XINGHE_PROVIDER = Provider.of(
        {"name": "x", "issuer": vouching.issuer, "client_id": CLIENT, "staff_number_claim": "employee"},
        secret=SECRET,
    )
    factory.appoint(holder)
    factory.TOTP.activate(holder, factory.SECRET)
    vouching.person |= {"amr": ["otp", "mfa", "hwk"], "acr": "urn:two"}

    assert come(browser)["Location"].startswith(TO_CODE)


# -- what the groups bring -----------------------------------------------------------------------------------------
