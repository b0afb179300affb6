"""A province whose city issues papers, and a store of its own."""

from pathlib import Path

import pytest

from tests.factories.unions import SmallProvince, officer, small_province
from xinghe.access.actor import Actor
from xinghe.access.powers import Role
from xinghe.foundation.files import FileStore
from xinghe.papers import queries


@pytest.fixture
def tree(db: None) -> SmallProvince:
    """The tree."""
    return small_province()


@pytest.fixture
def city(tree: SmallProvince) -> Actor:
    """The officer of the city."""
    return officer(Role.OFFICER, tree.city)


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FileStore:
    """Where files of papers lie in a test."""
    made = FileStore(tmp_path / "papers")
    monkeypatch.setattr(queries, "paper_store", lambda: made)
    monkeypatch.setattr("xinghe.papers.actions.issuing.paper_store", lambda: made)
    return made
