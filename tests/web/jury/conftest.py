"""Judges with a browser, on a panel whose entries lie before them."""

import re

import pytest
from django.test import Client

from tests.factories import reviews as judged
from tests.factories.programmes import small_kind
from tests.factories.recommendations import offices
from xinghe.accounts.models import Person
from xinghe.accounts.sign_in.adapters import SEEN_AT, SIGNED_IN_AT
from xinghe.foundation import clock
from xinghe.programmes import registry


@pytest.fixture
def people(db):
    """The officers, with their tree, where one kind is installed."""
    before = registry.every_kind()
    registry.install(*before, small_kind())
    yield offices()
    registry.install(*before)


@pytest.fixture
def round_(people):
    """A blind panel of five, open, each with two entries."""
    return judged.opened(judged.panel_of(people))


def browser_of_person(person_id: int) -> Client:
    """A session of somebody, as sign-in leaves it behind."""
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(Person.objects.get(pk=person_id))
    session = client.session
    session[SIGNED_IN_AT] = session[SEEN_AT] = clock.now().timestamp()
    session.save()
    return client


@pytest.fixture
def mine(round_):
    """The first judge's browser, with the address of the panel and of the first entry."""
    return Mine(round_, round_.sitting[1])


class Mine:
    """One judge at their desk."""

    def __init__(self, round_, judge):
        self.round_, self.judge = round_, judge
        self.browser = browser_of_person(judge.person_id)
        self.actor = round_.actor(judge)
        self.way = f"/jury/panels/{round_.code}/"

    def entry(self, number: int = 1) -> str:
        """The address of an entry."""
        return f"{self.way}entries/{number}/"

    def get(self, way: str) -> str:
        """A page, as it is read."""
        answer = self.browser.get(way)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()


def plain(page: str) -> str:
    """What a reader sees, without marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
