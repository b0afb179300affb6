"""The permission matrix (SEC-01): every route × everybody × every relation, judged by the bytes that came back."""

import pytest

from tests.matrix.actors import asker, names
from tests.matrix.cells import IS_FULL, Matrix

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", names(full=IS_FULL))
def test_everybody_reads_and_does_what_is_theirs_and_nothing_else(world, name):
    matrix = Matrix(world=world, asker=asker(world, name))

    faults = [fault for cell in matrix.cells() for fault in matrix.judge(cell)]

    print(f"{name}: {matrix.number} cells, {matrix.read} marks read")
    assert faults == []
