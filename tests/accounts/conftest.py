"""A browser on the addresses of accounts alone."""

from dataclasses import replace

import pytest
from django.conf import settings as configured
from django.test import Client

from tests.factories import accounts as factory


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
