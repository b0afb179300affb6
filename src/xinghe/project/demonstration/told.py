"""The clock of a told story: where it stands for the program, PostgreSQL's own clock stands too, as this session reads it.

Whether a call takes an application and a panel a score, PostgreSQL alone decides, by ``clock_timestamp()``. Every trigger and
gate stays in force; only what that name means is another function, in a schema that is made and dropped inside one
transaction. Nobody else ever sees it, nothing of it is left behind, and only the owner of the tables may make it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from django.db import connection

from xinghe.access.work import together
from xinghe.foundation import clock

_SHIFTED: Final = """
CREATE SCHEMA xinghe_told;
GRANT USAGE ON SCHEMA xinghe_told TO xinghe_app;
CREATE FUNCTION xinghe_told.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS $$
    SELECT COALESCE(NULLIF(pg_catalog.current_setting('xinghe.told', true), '')::timestamptz, pg_catalog.clock_timestamp())
$$;
"""


@contextmanager
def telling() -> Iterator[None]:
    """Tell a story inside: it happens as a whole or not at all, and at the instants that ``told_at`` says.

    Needs the owner's connection.
    """
    with together(), connection.cursor() as cursor:
        cursor.execute("SHOW search_path")
        (path,) = cursor.fetchone()
        cursor.execute(_SHIFTED)
        _set("search_path", f"xinghe_told, pg_catalog, {path}")
        yield
        _set("search_path", path)
        _set("xinghe.told", "")
        cursor.execute("DROP SCHEMA xinghe_told CASCADE")


@contextmanager
def told_at(instant: datetime) -> Iterator[None]:
    """Let it be this instant, for the program and for PostgreSQL. Inside ``telling``."""
    with clock.held_at(instant):
        _set("xinghe.told", instant.isoformat())
        yield


def _set(name: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
