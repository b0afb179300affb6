"""A province with an officer at every union, three at its top, and a kind with the gates of public notice."""

from collections.abc import Iterator

import pytest

from tests.factories.notices import Desk, noticed_kind
from tests.factories.recommendations import Offices, offices
from xinghe.programmes import registry


@pytest.fixture
def people(db: None) -> Iterator[Offices]:
    """The officers, with their tree, where one kind is installed."""
    before = registry.every_kind()
    registry.install(*before, noticed_kind())
    yield offices()
    registry.install(*before)


@pytest.fixture
def desk(people: Offices) -> Desk:
    """Who publishes, and a call."""
    return Desk(people)
