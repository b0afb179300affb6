"""A browser on the addresses of accounts alone."""

from dataclasses import replace

import pytest
from django.conf import settings as configured
from django.test import Client

from tests.accounts.vouching import CLIENT, SECRET, Vouching
from tests.factories import accounts as factory
from xinghe.accounts.rules.providers import Provider


@pytest.fixture(autouse=True)
def _addresses(settings):
    settings.ROOT_URLCONF = "tests.accounts.addresses"
    settings.LOGIN_REDIRECT_URL = settings.LOGOUT_REDIRECT_URL = "/"


@pytest.fixture
def browser():
    return Client(REMOTE_ADDR="203.0.113.7")


@pytest.fixture
def sign_in(browser):
    """Sign in by password, and by code where it is asked for."""

    def go(person, *, password=factory.PASSWORD, client=browser, step=0):
        answer = client.post("/account/sign-in/", {"login": person.staff_number, "password": password})
        if answer.status_code == 302 and answer["Location"].startswith("/account/sign-in/code/"):
            answer = client.post("/account/sign-in/code/", {"code": factory.code_of(person, step=step)})
        return answer

    return go


@pytest.fixture
def demonstration(settings):
    settings.XINGHE = replace(configured.XINGHE, demonstration=True)


@pytest.fixture
def one_proxy(settings):
    settings.XINGHE = replace(configured.XINGHE, proxies=1)


@pytest.fixture
def vouching():
    made = Vouching()
    yield made
    made.close()


@pytest.fixture
def known(settings, vouching):
    """The operator's file names this provider, and trusts some of its words about second factors."""
    settings.XINGHE_PROVIDER = Provider.of(
        {
            "name": "江城钢铁统一认证",
            "issuer": vouching.issuer,
            "client_id": CLIENT,
            "staff_number_claim": "employee",
            "trusted_amr": ["otp", "hwk"],
            "trusted_acr": ["urn:two"],
        },
        secret=SECRET,
    )
    return settings.XINGHE_PROVIDER


@pytest.fixture
def holder(vouching):
    """The person whom the provider vouches for."""
    made = factory.person(password=None, name="李建国")
    vouching.person["employee"] = made.staff_number
    return made
