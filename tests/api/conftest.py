"""A small province, and programs of people who hold offices in it."""

import pytest

from tests.factories import results as results_of
from tests.factories import unions as unions_of
from tests.factories.integrations import Program, token_of
from xinghe.access.powers import Role


@pytest.fixture
def tree(db):
    return unions_of.small_province()


@pytest.fixture
def program_of():
    """A program of a new person who holds an office at a union, for these scopes or all."""

    def go(role=None, *unions, scopes=(), **options):
        holder = unions_of.person()
        for union in unions:
            unions_of.appoint(holder, role, union)
        return Program(token_of(holder, *scopes), **options)

    return go


@pytest.fixture
def officer(program_of, tree):
    return program_of(Role.OFFICER, tree.county)


@pytest.fixture
def result(tree):
    return results_of.findable(
        tree.workshop, title="夹具快换", stage="recorded", creators=("李建国", "王秀英")
    )
