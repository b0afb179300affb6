"""A small province, and an officer of one of its counties who may clear results."""

import pytest

from tests.factories.unions import SmallProvince, officer, small_province
from xinghe.access.actor import Actor
from xinghe.access.powers import Role


@pytest.fixture
def province(db: None) -> SmallProvince:
    """Two cities, their counties, and a unit below every one."""
    return small_province()


@pytest.fixture
def clearer(province: SmallProvince) -> Actor:
    """An officer of the first county."""
    return officer(Role.OFFICER, province.county)
