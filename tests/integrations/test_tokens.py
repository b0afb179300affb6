"""Making and revoking tokens: shown once, kept as a digest, one's own, and within limits."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from tests.factories import accounts
from tests.factories import unions as unions_of
from tests.factories.integrations import Program
from tests.factories.unions import NOW, officer
from xinghe.access.actor import Actor
from xinghe.access.powers import Role
from xinghe.audit.models import AuditEntry
from xinghe.foundation import clock
from xinghe.foundation.errors import Missing
from xinghe.integrations import actions
from xinghe.integrations.actions.tokens import TokenEnded, TokenMakesNoToken, TooManyTokens
from xinghe.integrations.models import AccessToken
from xinghe.integrations.rules.tokens import LifeTooLong, ScopesMissing, TokenNameMissing
from xinghe.integrations.vocab import MOST_TOKENS, Scope

ASKED = {"name": "年报程序", "scopes": [Scope.RESULTS_READ], "days": 90, "has_second_factor": True}


@pytest.fixture
def actor(tree):
    return officer(Role.OFFICER, tree.county)


def test_a_token_is_told_once_and_kept_as_a_digest(actor):
    with clock.held_at(NOW):
        issued = actions.issue_token(actor, **ASKED)

    row = AccessToken.objects.values().get()
    kept = str(
        {name: bytes(value) if isinstance(value, memoryview) else value for name, value in row.items()}
    )
    assert issued.text not in kept + str(list(AuditEntry.objects.values()))
    assert issued.text.startswith(row["prefix"]) and len(issued.text) > 40
    assert row["expires_at"] == NOW + timedelta(days=90)
    assert (row["with_offices"], row["scopes"]) == (True, ["results:read"])
    (entry,) = AuditEntry.objects.all()
    assert (entry.verb, entry.after["scopes"]) == ("token.issue", "results:read")


def test_two_tokens_are_never_the_same(actor):
    texts = {actions.issue_token(actor, **ASKED).text for _ in range(5)}

    assert len(texts) == 5


def test_offices_come_along_only_from_a_session_with_a_second_factor(actor):
    told = ASKED | {"has_second_factor": False}

    with_factor, without = actions.issue_token(actor, **ASKED), actions.issue_token(actor, **told)
    worker = actions.issue_token(unions_of.worker(), **ASKED)

    assert [one.token.with_offices for one in (with_factor, without, worker)] == [True, False, False]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"name": " "}, TokenNameMissing),
        ({"name": "x" * 61}, TokenNameMissing),
        ({"scopes": []}, ScopesMissing),
        ({"days": 0}, LifeTooLong),
        ({"days": 366}, LifeTooLong),
    ],
)
def test_what_a_token_cannot_be_is_refused(actor, change, refusal):
    with pytest.raises(refusal):
        actions.issue_token(actor, **(ASKED | change))

    assert AccessToken.objects.count() == 0


def test_only_somebody_who_signed_in_makes_one(actor):
    for wrong, refusal in (
        (replace(actor, via="api"), TokenMakesNoToken),
        (Actor.for_job("command-line"), TokenMakesNoToken),
        (Actor.public(), Missing),
    ):
        with pytest.raises(refusal):
            actions.issue_token(wrong, **ASKED)


def test_nobody_holds_more_than_they_can_look_after(actor):
    for _ in range(MOST_TOKENS):
        last = actions.issue_token(actor, **ASKED)
    with pytest.raises(TooManyTokens):
        actions.issue_token(actor, **ASKED)

    actions.revoke_token(actor, token_id=last.token.pk)

    actions.issue_token(actor, **ASKED)


def test_a_token_is_revoked_by_its_bearer_alone_and_once(actor, tree):
    issued = actions.issue_token(actor, **ASKED)
    for other in (
        officer(Role.PROVINCIAL_OFFICER, tree.province),
        officer(Role.SECURITY_ADMINISTRATOR, tree.province),
    ):
        with pytest.raises(Missing):
            actions.revoke_token(other, token_id=issued.token.pk)

    actions.revoke_token(actor, token_id=issued.token.pk)

    with pytest.raises(TokenEnded):
        actions.revoke_token(actor, token_id=issued.token.pk)
    assert list(AuditEntry.objects.values_list("verb", flat=True)) == ["token.issue", "token.revoke"]


# -- the page ----------------------------------------------------------------------------------------------


@pytest.fixture
def browser(tree):
    """Somebody with an office who signed in by both factors."""
    somebody = accounts.person(totp=True)
    unions_of.appoint(somebody, Role.OFFICER, tree.county)
    client = Client(REMOTE_ADDR="203.0.113.40")
    client.post("/account/sign-in/", {"login": somebody.staff_number, "password": accounts.PASSWORD})
    client.post("/account/sign-in/code/", {"code": accounts.code_of(somebody)})
    return client


def test_a_token_is_made_used_and_revoked_on_the_page(browser):
    form = {"name": "年报程序", "scopes": ["results:read", "unions:read"], "days": "30"}

    issued = browser.post("/my/tokens/new/", form)

    text = issued.context["page"].text
    program = Program(text)
    assert program.get("me").json()["token"]["scopes"] == ["results:read", "unions:read"]
    assert len(program.get("me").json()["offices"]) == 1
    listed = browser.get("/my/tokens/")
    assert text not in listed.content.decode() and "年报程序" in listed.content.decode()
    assert "no-store" in issued["Cache-Control"]
    browser.post(f"/my/tokens/{AccessToken.objects.get().pk}/revoke/")
    assert program.get("me").status_code == 401


def test_making_one_asks_again_who_is_there(browser, monkeypatch):
    from xinghe.accounts.sign_in import adapters

    monkeypatch.setattr(adapters, "FRESH_SECONDS", -1)

    answer = browser.get("/my/tokens/new/")

    assert answer.status_code == 302 and answer["Location"].startswith("/account/confirm/")


def test_a_form_that_lacks_something_is_shown_again(browser):
    answer = browser.post("/my/tokens/new/", {"name": "", "days": "30"})

    assert (answer.status_code, AccessToken.objects.count()) == (422, 0)
