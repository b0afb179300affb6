"""The world of the matrix, built once a process inside a transaction that never commits."""

import pytest
from django.conf import settings
from django.db import transaction

from tests.factories.programmes import small_kind
from tests.matrix.world import World, build
from xinghe.programmes import registry


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> World:
    """Everything, for all cells of a process; each cell undoes what it did."""
    before = settings.XINGHE, settings.XINGHE_PROVIDER
    kinds = registry.every_kind()
    registry.install(*kinds, small_kind())
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer._from_testcase = True
        with outer:
            yield build(tmp_path_factory.mktemp("matrix"))
            transaction.set_rollback(True)
    settings.XINGHE, settings.XINGHE_PROVIDER = before
    registry.install(*kinds)
