"""Browsers that came in through the sign-in pages, and a province small enough to see whole."""

from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.test import Client

from tests.factories import accounts
from tests.factories import notices as notices_of
from tests.factories.recommendations import Offices
from tests.factories.unions import appoint, small_province
from xinghe.access.actor import Actor
from xinghe.access.powers import Role
from xinghe.accounts.models import Person
from xinghe.accounts.sign_in.adapters import SEEN_AT, SIGNED_IN_AT
from xinghe.foundation import clock
from xinghe.programmes import registry
from xinghe.unions.actions import plant_tree
from xinghe.unions.models import Union
from xinghe.unions.queries import actor_for


@pytest.fixture
def province(db):
    return small_province()


@pytest.fixture
def browser_of():
    """A browser of somebody who signed in by password, and by code where they have an app."""

    def go(somebody):
        client = Client(REMOTE_ADDR=f"203.0.113.{somebody.pk % 250 + 1}")
        answer = client.post(
            "/account/sign-in/", {"login": somebody.staff_number, "password": accounts.PASSWORD}
        )
        if "code" in answer["Location"]:
            client.post("/account/sign-in/code/", {"code": accounts.code_of(somebody)})
        return client

    return go


@pytest.fixture
def signed_in():
    """A browser of somebody without an office, by their number, with a session as sign-in leaves it behind."""

    def go(person_id):
        client = Client()
        client.force_login(Person.objects.get(pk=person_id))
        session = client.session
        session[SIGNED_IN_AT] = session[SEEN_AT] = clock.now().timestamp()
        session.save()
        return client

    return go


@pytest.fixture
def officer_at(browser_of):
    """A new officer of a union, with a browser."""

    def go(union, role=Role.OFFICER):
        somebody = accounts.person(totp=True)
        appoint(somebody, role, union)
        return somebody, browser_of(somebody)

    return go


@pytest.fixture
def storage(settings, tmp_path):
    """Files and indexes of this test alone."""
    settings.XINGHE = replace(settings.XINGHE, var=tmp_path)


@pytest.fixture
def planted(db):
    """The tree of Hubei with its codes, by the names that the tests use."""
    plant_tree(Actor.for_job("command-line"))
    by_name = {union.short_name: union for union in Union.objects.all()}
    return SimpleNamespace(province=by_name["湖北省"], city=by_name["武汉市"], county=by_name["洪山区"])


@pytest.fixture
def noticed(province, officer_at, settings):
    """The desk of the province that publishes, a kind with public notice, and a browser for each of its officers."""
    before = registry.every_kind()
    registry.install(*before, notices_of.noticed_kind())
    desk = notices_of.Desk(Offices(tree=province))
    for name in ("maker", "publisher", "investigator"):
        person, browser = officer_at(province.province, Role.PROVINCIAL_OFFICER)
        setattr(desk, name, actor_for(person.pk, via="web", now=clock.now()))
        browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        desk.browsers[name] = browser
    yield desk
    registry.install(*before)
