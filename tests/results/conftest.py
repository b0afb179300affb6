"""A search index of the test's own."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from xinghe.results.queries import indexed


@pytest.fixture
def var(settings: object, tmp_path: Path) -> Iterator[Path]:
    """An empty place for the index; without a call of ``rebuild_index`` there is none."""
    settings.XINGHE = replace(settings.XINGHE, var=tmp_path)
    indexed._index.cache_clear()
    yield tmp_path
    indexed._index.cache_clear()
