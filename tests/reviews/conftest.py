"""A province with an officer at every union, and one small kind of programme whose applications are judged."""

from collections.abc import Iterator

import pytest

from tests.factories import reviews as judged
from tests.factories.programmes import small_kind
from tests.factories.recommendations import Offices, offices
from xinghe.programmes import registry


@pytest.fixture
def people(db: None) -> Iterator[Offices]:
    """The officers, with their tree, where one kind is installed."""
    before = registry.every_kind()
    registry.install(*before, small_kind())
    yield offices()
    registry.install(*before)


@pytest.fixture
def defended(people: Offices) -> None:
    """The same kind with a defence and a look on site behind the first review."""
    kind = judged.defended_kind()
    kept = [one for one in registry.every_kind() if one.code != kind.code]
    registry.install(*kept, kind)
