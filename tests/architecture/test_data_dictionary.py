"""Every column that PostgreSQL has is classified, and the page about it is the one that the tool would write."""

import pytest
from django.db import connection

from tools import data_dictionary
from tools.data_dictionary import Column, classes, faults, read_classes

# Tables of libraries are made by their own migrations, which Django's types do not describe exactly.
OURS = ("accounts_", "audit_", "jobs_", "results_", "texts_", "unions_")


def real_columns():
    """Table → column → type, of every table and view in PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, attname, format_type(atttypid, atttypmod) FROM pg_attribute"
            " JOIN pg_class ON attrelid = pg_class.oid"
            " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')"
            " AND attnum > 0 AND NOT attisdropped"
        )
        found = {}
        for table, name, kind in cursor.fetchall():
            found.setdefault(table, {})[name] = kind
        return found


def as_postgresql_writes_it(kind):
    return kind.replace("varchar", "character varying").replace(", ", ",")


def differences(known):
    told = {
        (table, column.name, as_postgresql_writes_it(column.kind) if table.startswith(OURS) else "")
        for table in known
        for column in known[table]
    }
    there = {
        (table, name, kind if table.startswith(OURS) else "")
        for table, columns in real_columns().items()
        for name, kind in columns.items()
    }
    return sorted(told ^ there)


@pytest.mark.django_db
def test_the_tool_knows_every_column_that_postgresql_has():
    assert differences(data_dictionary.columns()) == []


@pytest.mark.django_db
def test_a_column_beside_the_models_is_noticed():
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE unions_union ADD COLUMN planted text")

    assert differences(data_dictionary.columns()) == [("unions_union", "planted", "text")]


def test_every_column_is_classified_with_meaning_and_purpose():
    assert faults(data_dictionary.columns(), classes()) == []


def test_the_page_is_the_one_that_the_tool_would_write():
    written = data_dictionary.PAGE.read_text(encoding="utf-8")

    assert written == data_dictionary.page(data_dictionary.columns())


def test_planted_gaps_are_seen():
    known = {
        "a": [
            Column(name=name, kind="text", is_optional=False) for name in ("id", "name", "note", "age", "new")
        ],
        "b": [],
    }
    said = read_classes(
        "# a | comment\na | for ever\n    id\n    name | personal | x\n    note: text | secret | x\n"
        "    age: years | personal\n    gone: text\nc | for ever\n"
    )

    assert faults(known, said) == [
        "b is not classified",
        "c is classified, but does not exist",
        "a.new is not classified",
        "a.gone is classified, but does not exist",
        "a.name has no meaning",
        "a.note is “secret”, which is no class",
        "a.age is about a person and kept for no purpose, or the other way round",
    ]
