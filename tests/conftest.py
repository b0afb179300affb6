"""A throw-away PostgreSQL for every test that asks for a database, and a clock that can be held."""

import os
from pathlib import Path

import pytest

os.environ.setdefault("XINGHE_VAR", str(Path(__file__).resolve().parents[1] / "var" / "test"))

if "DATABASE_URL" not in os.environ:
    from xinghe.project.postgres import start_test_cluster

    os.environ["DATABASE_URL"] = start_test_cluster()

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real texts and a real workbook that lie beside the checkout where the project is made."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the folder shared/data lies beside the checkout only where the project is made")
    return SHARED_DATA
