"""The database itself refuses to change the record, for everybody who uses it as intended."""

import pytest
from django.db import Error, connection, transaction

from tests.factories import audit as factory
from xinghe.access.actor import Actor
from xinghe.access.fence import ROLE, fenced
from xinghe.audit.models import AuditEntry, AuditLink
from xinghe.audit.sealing import seal_all

pytestmark = pytest.mark.django_db

TABLES = ("audit_auditentry", "audit_auditlink")
CHANGES = (
    "UPDATE {table} SET {column} = {column}",
    "UPDATE {table} SET {column} = {column} WHERE false",
    "DELETE FROM {table}",
    "DELETE FROM {table} WHERE false",
    "TRUNCATE {table} CASCADE",
)
COLUMN = {"audit_auditentry": "reason", "audit_auditlink": "sealed_at"}


@pytest.fixture
def record():
    factory.entries(5)
    seal_all()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or a table with checks to come cannot be altered


def refused(statement: str, *, role: str | None, replica: bool = False) -> str | None:
    """The SQLSTATE with which the statement was refused, or None when it was carried out."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # Emptying is switched off for the tests' own clearing up; here it stands as installed.
            cursor.execute(
                "ALTER TABLE audit_auditentry ENABLE ALWAYS TRIGGER audit_auditentry_never_emptied;"
                "ALTER TABLE audit_auditlink ENABLE ALWAYS TRIGGER audit_auditlink_never_emptied"
            )
            if replica:
                cursor.execute("SET LOCAL session_replication_role = replica")
            if role:
                cursor.execute("SELECT set_config('role', %s, true)", [role])
            cursor.execute(statement)
            transaction.set_rollback(True)
    except Error as fault:
        return fault.__cause__.sqlstate
    return None


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(("role", "replica"), [(None, False), (None, True), (ROLE, False)])
def test_nobody_changes_removes_or_empties(record, table, change, role, replica):
    statement = change.format(table=table, column=COLUMN[table])

    assert refused(statement, role=role, replica=replica) == "42501"
    assert (AuditEntry.objects.count(), AuditLink.objects.count()) == (5, 5)


def test_the_same_statements_pass_once_the_owner_takes_the_triggers_away(record):
    # The control: it is the triggers that refuse, not a fault in the statements.
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for table in reversed(TABLES):
            for change in CHANGES[:3]:
                cursor.execute(change.format(table=table, column=COLUMN[table]))

    assert (AuditEntry.objects.count(), AuditLink.objects.count()) == (0, 0)


def test_the_application_may_read_and_add_and_nothing_else():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, string_agg(privilege_type, ' ' ORDER BY privilege_type)"
            " FROM information_schema.role_table_grants WHERE grantee = %s AND table_name = ANY(%s) GROUP BY 1",
            [ROLE, list(TABLES)],
        )
        granted = dict(cursor.fetchall())

    assert granted == dict.fromkeys(TABLES, "INSERT SELECT")


def test_the_application_adds_entries_and_seals_them():
    with fenced(Actor.for_job("command-line")):
        factory.entries(3)
        sealed = seal_all()

    assert (sealed, AuditLink.objects.count()) == (3, 3)


def test_every_trigger_fires_always():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname, tgenabled FROM pg_trigger WHERE tgrelid = ANY(%s::regclass[]) AND NOT tgisinternal ORDER BY 1",
            [list(TABLES)],
        )
        found = dict(cursor.fetchall())

    # "D" only because the tests empty their tables (tests/conftest.py).
    assert found == {
        "audit_auditentry_never_emptied": "D",
        "audit_auditentry_only_grows": "A",
        "audit_auditlink_never_emptied": "D",
        "audit_auditlink_only_grows": "A",
    }
