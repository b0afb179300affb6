"""The pages of accounts: which exist, who may see them, what they carry and what they never do."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from tests.factories import accounts as factory
from xinghe.accounts import actions
from xinghe.accounts.models import VaultNumber
from xinghe.accounts.vocab import NumberKind
from xinghe.audit.models import AuditEntry
from xinghe.web.portal.account import urls

pytestmark = pytest.mark.django_db

PUBLIC = {
    "account_login",
    "account_logout",
    "account_provider",
    "account_provider_return",
    "mfa_authenticate",
    "mfa_login_webauthn",
}
ONLY_POST = {"account_language", "account_reveal_number", "account_sign_out_everywhere"}
NAMES = {
    "account",
    "account_change_password",
    "account_language",
    "account_login",
    "account_logout",
    "account_number",
    "account_provider",
    "account_provider_return",
    "account_reauthenticate",
    "account_reveal_number",
    "account_second_factor",
    "account_sign_out_everywhere",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_authenticate",
    "mfa_deactivate_totp",
    "mfa_edit_webauthn",
    "mfa_generate_recovery_codes",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_login_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
}
INLINE = re.compile(
    r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*(src=|type=\"application/json\"))|javascript:", re.IGNORECASE
)


def address(name, *, passkey=1):
    told = {
        "account_reveal_number": {"kind": NumberKind.PHONE},
        "mfa_edit_webauthn": {"pk": passkey},
        "mfa_remove_webauthn": {"pk": passkey},
    }
    return reverse(name, kwargs=told.get(name))


@pytest.fixture
def equipped(browser, sign_in):
    """A person with everything, signed in just now."""
    person = factory.person(totp=True, phone="13871234567")
    passkey = Authenticator.objects.create(
        user=person, type="webauthn", data={"name": "蓝色密钥", "credential": {}}
    )
    Authenticator.objects.filter(pk=passkey.pk).update(data={"name": "蓝色密钥", "credential": {}})
    actions.replace_recovery_codes(factory.acting(person))
    person.passkey = passkey
    return person


def test_only_the_named_addresses_exist():
    assert {one.name for one in urls.urlpatterns} == NAMES


@pytest.mark.parametrize(
    "name",
    [
        "account_signup",
        "account_email",
        "account_reset_password",
        "account_set_password",
        "account_inactive",
        "socialaccount_login",
        "mfa_trust",
        "account_request_login_code",
        "mfa_download_recovery_codes",
    ],
)
def test_what_allauth_offers_besides_is_not_there(name):
    with pytest.raises(NoReverseMatch):
        get_resolver().reverse(name)


@pytest.mark.parametrize("name", sorted(NAMES - PUBLIC))
def test_strangers_are_led_to_the_sign_in(name):
    answers = [getattr(Client(), method)(address(name)) for method in ("get", "post")]

    assert {answer.status_code for answer in answers} <= {302, 405}
    assert {answer["Location"].split("?")[0] for answer in answers if answer.status_code == 302} == {
        "/account/sign-in/"
    }


def test_every_page_keeps_the_policy_and_the_law_of_caches(browser, equipped, sign_in):
    """No inline script or style, no third party, nothing kept by a cache; also of pages that refuse."""
    equipped.passkey.delete()
    sign_in(equipped)
    seen = {}
    for name in sorted(
        NAMES - ONLY_POST - {"mfa_edit_webauthn", "mfa_remove_webauthn", "mfa_authenticate", "account_logout"}
    ):
        for method in ("get", "post"):
            answer = getattr(browser, method)(address(name))
            assert answer.status_code < 500, name
            seen[name, method] = answer
    pages = {
        place: answer
        for place, answer in seen.items()
        if answer.status_code == 200 and "html" in answer["Content-Type"]
    }

    assert len(pages) >= 12
    assert [place for place, answer in pages.items() if INLINE.search(answer.content.decode())] == []
    assert [
        place
        for place, answer in pages.items()
        if re.search(r'(src|href|action)="(https?:)?//', answer.content.decode())
    ] == []
    assert [
        place for place, answer in pages.items() if "no-store" not in answer.headers.get("Cache-Control", "")
    ] == []
    assert [place for place, answer in pages.items() if "allauth" in answer.content.decode()] == []


def test_each_question_has_its_label(browser, equipped, sign_in):
    sign_in(equipped)
    for name in (
        "account",
        "account_change_password",
        "account_number",
        "account_reauthenticate",
        "mfa_reauthenticate",
    ):
        text = browser.get(address(name)).content.decode()
        asked = set(re.findall(r'<(?:input|select)(?![^>]*type="hidden")[^>]*\bid="([^"]+)"', text))
        labelled = set(re.findall(r'<label for="([^"]+)"', text))

        assert asked and asked <= labelled, name


@pytest.mark.parametrize("name", sorted(ONLY_POST))
def test_what_changes_something_is_not_done_by_a_link(browser, equipped, sign_in, name):
    sign_in(equipped)

    assert browser.get(address(name)).status_code == 405


def test_changes_need_the_token_of_the_form(equipped):
    strict = Client(enforce_csrf_checks=True)

    answers = [
        strict.post(address(name, passkey=equipped.passkey.pk)).status_code
        for name in sorted(NAMES - {"mfa_index", "mfa_list_webauthn"})
    ]

    assert set(answers) == {403}


def test_the_account_page_shows_numbers_masked(browser, sign_in):
    person = factory.person(phone="13871234567")
    sign_in(person)

    text = browser.get("/account/").content.decode()

    assert ("138****4567" in text, "13871234567" in text) == (True, False)
    assert AuditEntry.objects.filter(verb="number.reveal").count() == 0


def test_the_number_is_shown_once_it_is_asked_for(browser, sign_in):
    person = factory.person(phone="13871234567")
    sign_in(person)

    shown = browser.post("/account/numbers/phone/")
    after = browser.get("/account/").content.decode()

    assert ("13871234567" in shown.content.decode(), "13871234567" in after) == (True, False)
    assert "no-store" in shown["Cache-Control"]
    assert AuditEntry.objects.filter(verb="number.reveal", person_id=person.pk).count() == 1


@pytest.mark.parametrize("name", ["account_number", "mfa_activate_totp", "mfa_add_webauthn"])
@pytest.mark.parametrize(("minutes", "asked"), [(4, False), (6, True)])
def test_what_matters_asks_again_after_five_minutes(browser, sign_in, monkeypatch, name, minutes, asked):
    sign_in(factory.person())
    records = [
        {**one, "at": one["at"] - minutes * 60} for one in browser.session["account_authentication_methods"]
    ]
    session = browser.session
    session["account_authentication_methods"] = records
    session.save()

    answer = browser.get(address(name))

    assert (answer.status_code == 302) is asked
    assert not asked or answer["Location"].startswith("/account/confirm/")


def test_confirming_by_password_is_counted(browser, sign_in):
    person = factory.person()
    sign_in(person)

    for _ in range(5):
        browser.post("/account/confirm/", {"password": "wrong"})
    answer = browser.post("/account/confirm/", {"password": factory.PASSWORD})

    assert [error.code for error in answer.context["form"].errors.as_data()["password"]] == ["sign_in_paused"]


def test_storing_a_number_by_the_page(browser, sign_in):
    person = factory.person()
    sign_in(person)

    refused = browser.post("/account/numbers/", {"kind": "id_number", "number": "11010519491231002"})
    browser.post("/account/numbers/", {"kind": "id_number", "number": "11010519491231002x"})

    assert refused.context["page"].form.errors["number"]
    assert list(VaultNumber.objects.values_list("person_id", "masked")) == [(person.pk, "110***********002X")]


def test_the_language_is_kept(browser, sign_in):
    person = factory.person()
    sign_in(person)

    answer = browser.post("/account/language/", {"language": "en"})
    browser.post("/account/language/", {"language": "tlh"})

    person.refresh_from_db()
    assert (person.language, answer.cookies["django_language"].value) == ("en", "en")


def test_nobody_renames_or_removes_anothers_passkey(browser, equipped, sign_in):
    sign_in(factory.person())

    answers = [
        browser.post(address(name, passkey=equipped.passkey.pk), {"name": "x"}).status_code
        for name in ("mfa_edit_webauthn", "mfa_remove_webauthn")
    ]

    assert answers == [404, 404]
    assert Authenticator.objects.get(pk=equipped.passkey.pk).data["name"] == "蓝色密钥"


def test_removing_the_app_is_recorded_and_leads_its_office_back_to_set_up(browser, sign_in):
    person = factory.person(totp=True)
    factory.appoint(person)
    sign_in(person)

    browser.post("/account/second-factor/app/remove/")

    assert AuditEntry.objects.filter(verb="second_factor.remove", person_id=person.pk).count() == 1
    assert Authenticator.objects.filter(user=person).count() == 0
    again = Client()
    sign_in(person, client=again)
    assert again.get("/inside/")["Location"] == "/account/second-factor/"


def test_new_recovery_codes_replace_the_old(browser, sign_in):
    person = factory.person(totp=True)
    old = actions.replace_recovery_codes(factory.acting(person)).wrap().get_unused_codes()
    sign_in(person)

    browser.post("/account/second-factor/recovery-codes/new/")

    new = Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()
    assert set(old) & set(new) == set()
