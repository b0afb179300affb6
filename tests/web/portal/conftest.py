"""A worker with a browser, where a call is open that they may answer."""

import pytest

from tests.factories import programmes as made
from tests.factories.applying import FORM, enrolled_at
from tests.factories.programmes import small_kind
from tests.factories.recommendations import offices
from xinghe.programmes import registry


@pytest.fixture
def people(db):
    """The officers, where a kind is installed whose form has every sort of question."""
    before = registry.every_kind()
    registry.install(*before, small_kind(form=FORM))
    yield offices()
    registry.install(*before)


@pytest.fixture
def call(people):
    return made.call_of(people)


@pytest.fixture
def worker(people):
    return enrolled_at(people.tree.workshop)


@pytest.fixture
def browser(worker, browser_of):
    return browser_of(worker)
