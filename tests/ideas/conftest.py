"""A small province with workers of its plant, and who answers there."""

from dataclasses import dataclass

import pytest

from tests.factories.ideas import MONDAY, worker_at
from tests.factories.unions import SmallProvince, officer, small_province
from xinghe.access.actor import Actor
from xinghe.access.powers import Role
from xinghe.accounts.models import Person
from xinghe.foundation import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """The plant stands on two lines: in a county of the first city, and under the large enterprise."""

    tree: SmallProvince
    author: Person
    mate: Person
    officer: Actor
    assistant: Actor
    county: Actor
    enterprise: Actor


@pytest.fixture
def plant(db) -> Plant:
    """People of the plant."""
    tree = small_province()
    return Plant(
        tree=tree,
        author=worker_at(tree.plant, "仉澍"),
        mate=worker_at(tree.plant, "亓霁"),
        officer=officer(Role.UNIT_OFFICER, tree.plant),
        assistant=officer(Role.ASSISTANT, tree.plant),
        county=officer(Role.OFFICER, tree.county),
        enterprise=officer(Role.OFFICER, tree.enterprise),
    )


@pytest.fixture
def monday():
    """The clock stands on a Monday morning."""
    with clock.held_at(MONDAY):
        yield MONDAY
