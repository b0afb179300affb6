"""A passkey from set-up to sign-in, in a real browser with an authenticator of its own, under the real policy."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.factories import accounts as factory
from xinghe.accounts.queries import second_factors_of

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="a journey needs a browser at /usr/bin/chromium"),
]


@pytest.fixture
def page(monkeypatch):
    """A page whose computer has a built-in authenticator; what the policy blocks ends the test."""
    monkeypatch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 390, "height": 844})
        page.blocked = []
        page.on("console", lambda said: page.blocked.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.blocked.append(str(error)))
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        session.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )
        yield page
        browser.close()


def sign_out(page):
    page.context.clear_cookies()


def test_an_officer_sets_up_a_passkey_and_signs_in_with_it_alone(page, live_server):
    person = factory.person()
    factory.appoint(person)
    page.goto(f"{live_server.url}/account/sign-in/")
    page.fill("[name=login]", person.staff_number)
    page.fill("[name=password]", factory.PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/account/second-factor/")

    page.click("a[href$='/second-factor/passkey/']")
    page.fill("[name=name]", "办公电脑")
    page.click("#passkey_add")
    page.wait_for_url("**/recovery-codes/")
    sign_out(page)
    page.goto(f"{live_server.url}/account/sign-in/?next=/inside/")
    page.click("#passkey_login")
    page.wait_for_url(f"{live_server.url}/inside/")

    assert page.inner_text("body") == str(person.pk)
    assert [name for _, name, _ in second_factors_of(person.pk).passkeys] == ["办公电脑"]
    assert page.blocked == []


def test_a_refused_passkey_is_said_in_words(page, live_server):
    page.goto(f"{live_server.url}/account/sign-in/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('refused')) }")

    page.click("#passkey_login")

    page.locator("[data-passkey-failed]").wait_for(state="visible")
    assert page.locator("[data-passkey-failed]").get_attribute("role") == "alert"
