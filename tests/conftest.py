"""A throw-away PostgreSQL for every test that asks for a database, and a clock that can be held."""

import os
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, connections
from django.db.models.signals import post_migrate
from hypothesis import HealthCheck, settings

os.environ.setdefault("XINGHE_VAR", str(Path(__file__).resolve().parents[1] / "var" / "test"))

if "DATABASE_URL" not in os.environ:
    from xinghe.project.postgres import start_test_cluster

    os.environ["DATABASE_URL"] = start_test_cluster()

from xinghe.project.postgres import database_settings

# pytest-django has read the settings before this file could say where the database is.
connections.settings["default"].update(database_settings(os.environ))

# How fast examples are made says something of the machine, not of the product.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real texts and a real workbook that lie beside the checkout where the project is made."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the folder shared/data lies beside the checkout only where the project is made")
    return SHARED_DATA


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    """Tests that commit empty every table afterwards; the record's own triggers would refuse that."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        judged = (
            "assignment",
            "callup",
            "conflict",
            "correction",
            "drawrecord",
            "ranking",
            "rerank",
            "score",
            "vote",
        )
        for table in ("audit_auditentry", "audit_auditlink", *(f"reviews_{name}" for name in judged)):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_never_emptied")
    # Django sends this after it emptied the tables that it manages; the queue's are not among them.
    post_migrate.connect(empty_queue, sender=apps.get_app_config("procrastinate"))


def empty_queue(**_: object) -> None:
    """Forget what tests that commit asked the worker for."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
