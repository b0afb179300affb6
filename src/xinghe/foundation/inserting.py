"""Puts rows into a table by the thousand: one statement, one parameter, and PostgreSQL does the reading.

Django's ``bulk_create`` binds a value for each cell, and cannot use UNNEST for search vectors or bytes; for wide
rows that costs several times what PostgreSQL needs to store them.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import orjson
from django.db import connection
from django.db.models import Model


def reserve_numbers(model: type[Model], count: int) -> list[int]:
    """Take ``count`` numbers for rows that are about to be inserted, in rising order. 1 query.

    What is not used is lost, as it is when a transaction is rolled back.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [model._meta.db_table, model._meta.pk.column, count],
        )
        return sorted(number for (number,) in cursor.fetchall())


def insert_rows(model: type[Model], rows: Sequence[Mapping[str, object]]) -> None:
    """Insert all rows, each a value by column; every row has the columns of the first. 1 query.

    Columns that are not named get the model's default. Values are as JSON knows them, and ``date``, ``datetime``,
    ``Decimal`` and ``bytes``. For actions alone: row-level security, constraints and triggers judge it as they
    judge any INSERT.
    """
    if not rows:
        return
    statement, defaults = _statement(model, tuple(rows[0]))
    with connection.cursor() as cursor:
        cursor.execute(statement, [*defaults, orjson.dumps(rows, default=_plain).decode()])


@cache
def _statement(model: type[Model], named: tuple[str, ...]) -> tuple[str, tuple[Any, ...]]:
    """The INSERT for these columns, and what the others hold."""
    fields = {str(field.column): field for field in model._meta.concrete_fields}
    if unknown := set(named) - set(fields):
        raise LookupError(f"{model._meta.label} has no columns {sorted(unknown)}")
    others = [column for column, field in fields.items() if column not in named and not field.primary_key]
    quote = connection.ops.quote_name
    columns = ", ".join(map(quote, [*others, *named]))
    values = ", ".join([*["%s"] * len(others), *map(quote, named)])
    types = ", ".join(f"{quote(column)} {fields[column].db_type(connection)}" for column in named)
    statement = (
        f"INSERT INTO {quote(model._meta.db_table)} ({columns}) "  # noqa: S608 -- names of the model's own, quoted
        f"SELECT {values} FROM json_to_recordset(%s) AS given ({types})"
    )
    defaults = [
        fields[column].get_db_prep_save(fields[column].get_default(), connection) for column in others
    ]
    return statement, tuple(defaults)


def _plain(value: object) -> str:
    """What JSON does not know, as PostgreSQL reads it."""
    return f"\\x{value.hex()}" if isinstance(value, bytes) else str(value)
