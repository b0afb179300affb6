"""Coming in through the organisation: the steps of a browser, for the tests of the way and of its table."""

import requests
from django.conf import settings as configured

from tests.accounts.vouching import OTHER_RSA_KEY

BACK = "/account/sign-in/provider/return/"
DESCRIPTION = "/.well-known/openid-configuration"
IN, DOUBTED, SILENT, UNKNOWN = "in", "provider_doubted", "provider_silent", "not_enrolled"


def leave(browser, **sent):
    """Press the button; the address at the provider's to which the page moves on."""
    answer = browser.post("/account/sign-in/provider/", sent)
    assert answer.status_code == 200, answer.content.decode()
    return answer.headers["Refresh"].partition("url=")[2]


def agree(away):
    """Agree at the provider's, over HTTP; the path with which the browser comes back."""
    back = requests.get(away, allow_redirects=False, timeout=5).headers["Location"]
    origin = configured.XINGHE.origin
    assert back.startswith(f"{origin}{BACK}?")
    return back.removeprefix(origin)


def come(browser, **sent):
    """The whole way; the last answer."""
    return browser.get(agree(leave(browser, **sent)))


def outcome(browser, answer):
    """Who is signed in, or the sentence's code."""
    if answer.status_code == 302:
        return (
            browser.get("/inside/").content.decode()
            if "_auth_user_id" in browser.session
            else answer["Location"]
        )
    assert "_auth_user_id" not in browser.session
    return answer.context["refusal"].code


# -- what the token says -----------------------------------------------------------------------------------


def signed_by_somebody_else(v):
    v.key = OTHER_RSA_KEY
