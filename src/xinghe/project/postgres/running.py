"""Making sure that there is a database, once per process and for as long as the process lives."""

import atexit
import os
from collections.abc import Mapping
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.project import processes
from xinghe.project.places import var_directory
from xinghe.project.postgres.address import DATABASE, address
from xinghe.project.postgres.cluster import LocalPostgres

_joined: dict[Path, LocalPostgres] = {}


class DatabaseUnreachable(Refusal):
    """The server that DATABASE_URL names does not let us in."""

    code = "database_unreachable"
    message = gettext_noop(
        "The database %(database)s at %(host)s does not answer: %(reason)s. Check DATABASE_URL, and that the server runs."
    )
    status = 503


def local_cluster(environ: Mapping[str, str] = os.environ) -> LocalPostgres | None:
    """Our own server, running or not; None when DATABASE_URL names another."""
    return (
        None
        if environ.get("DATABASE_URL")
        else LocalPostgres(var_directory(environ) / "postgres", environ=environ)
    )


def ensure_running(environ: Mapping[str, str] = os.environ) -> None:
    """Start our own server, or refuse if the one that DATABASE_URL names does not answer.

    Our own then runs at least until this process ends; the last process to end stops it.
    """
    cluster = local_cluster(environ)
    if cluster is not None:
        _join_for_life(cluster)
        return
    parts = address(environ)
    try:
        psycopg.connect(make_conninfo(**({"connect_timeout": "5"} | parts))).close()
    except psycopg.OperationalError as reason:
        raise DatabaseUnreachable(
            database=parts["dbname"],
            host=parts.get("host", "localhost"),
            reason=str(reason).splitlines()[0].removeprefix("connection failed: "),
        ) from None


def start_test_cluster(environ: Mapping[str, str] = os.environ, *, root: Path | None = None) -> str:
    """The DATABASE_URL for a test session: a fast server that forgets on a power cut, kept in `var/test-postgres`.

    If DATABASE_URL is set it is returned and nothing starts, which is also how the workers of one session, who
    inherit it, find their controller's. Sessions side by side get databases of different names, `xinghe_<process>`;
    what a killed session left behind is dropped.
    """
    if given := environ.get("DATABASE_URL"):
        return given
    cluster = LocalPostgres(root or var_directory(environ) / "test-postgres", durable=False, environ=environ)
    _join_for_life(cluster)
    _drop_databases_of_the_dead(cluster)
    return cluster.url(database=f"{DATABASE}_{os.getpid()}")


def _join_for_life(cluster: LocalPostgres) -> None:
    if cluster.root not in _joined:
        _joined[cluster.root] = cluster
        atexit.register(cluster.leave)
    _joined[cluster.root].join()


def _drop_databases_of_the_dead(cluster: LocalPostgres) -> None:
    with cluster.connect(database="postgres") as connection:
        connection.execute(
            "SELECT pg_advisory_lock(1)"
        )  # sessions that begin together; freed with the connection
        found = connection.execute(
            "SELECT datname, (regexp_match(datname, %s))[1]::int FROM pg_database WHERE datname ~ %s",
            [f"^test_{DATABASE}_(\\d+)", f"^test_{DATABASE}_\\d+(_|$)"],
        ).fetchall()
        for name, pid in found:
            if not processes.is_alive(pid):
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
