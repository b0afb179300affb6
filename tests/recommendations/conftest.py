"""A province with an officer at every union."""

import pytest

from tests.factories.recommendations import Offices, offices


@pytest.fixture
def people(db: None) -> Offices:
    """The officers, with their tree."""
    return offices()
