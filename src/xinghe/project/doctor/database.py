"""The database server: that it answers, forgets nothing, keeps time and can read Chinese."""

import time
from collections.abc import Iterator, Mapping

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.project.doctor.finding import Finding
from xinghe.project.postgres.address import address
from xinghe.project.postgres.binaries import OLDEST_MAJOR
from xinghe.project.postgres.running import ensure_running

# What must be on, and what a durable server may answer. Beyond plain `on`, replicas may be waited for.
_DURABLE = {
    "fsync": {"on"},
    "full_page_writes": {"on"},
    "synchronous_commit": {"on", "remote_write", "remote_apply"},
    "data_checksums": {"on"},
}
_MOST_SECONDS_APART = 2.0


class MayForget(Refusal):
    """The server acknowledges before anything is on disk."""

    code = "database_may_forget"
    message = gettext_noop(
        "The database may lose what it acknowledged: %(settings)s. Turn it on, or serve with --may-forget "
        "if nothing in it is worth keeping."
    )
    status = 503


def connect(environ: Mapping[str, str]) -> psycopg.Connection[TupleRow]:
    """As the owner, with nothing between us and the server."""
    return psycopg.connect(make_conninfo(**({"connect_timeout": "5"} | address(environ))), autocommit=True)


def server(environ: Mapping[str, str]) -> Iterator[Finding]:
    """That it answers and is new enough."""
    ensure_running(environ)
    with connect(environ) as connection:
        version = connection.info.server_version
    kind = "the server in DATABASE_URL" if environ.get("DATABASE_URL") else "our own server"
    yield Finding(
        name="database",
        good=version // 10_000 >= OLDEST_MAJOR,
        fact=f"PostgreSQL {version // 10_000}.{version % 10_000}, {kind}",
        mend=f"PostgreSQL {OLDEST_MAJOR} or newer is needed.",
    )


def durability(environ: Mapping[str, str]) -> Iterator[Finding]:
    """That what was acknowledged survives a power cut, and that a rotten block is noticed."""
    found = _durable_settings(environ)
    wrong = _weak(found)
    yield Finding(
        name="durability",
        good=not wrong,
        fact=_listed(wrong or found),
        mend="ALTER SYSTEM SET … = on and reload; checksums: pg_checksums --enable on the stopped server.",
    )


def refuse_forgetful(environ: Mapping[str, str]) -> None:
    """Refuse a server that may lose acknowledged work. Missing checksums lose nothing; the doctor tells of them."""
    wrong = {
        name: value for name, value in _weak(_durable_settings(environ)).items() if name != "data_checksums"
    }
    if wrong:
        raise MayForget(settings=_listed(wrong))


def clock(environ: Mapping[str, str]) -> Iterator[Finding]:
    """That the server's clock and ours agree: deadlines are decided by one, shown by the other."""
    with connect(environ) as connection:
        before = time.time()
        theirs = float(str(_one(connection, "SELECT extract(epoch FROM clock_timestamp())")))
        after = time.time()
    apart = max(before - theirs, theirs - after, 0.0)
    yield Finding(
        name="clock",
        good=apart <= _MOST_SECONDS_APART,
        fact=f"database and this machine are {apart:.1f} s apart",
        mend="Let both follow a time server: timedatectl set-ntp true.",
    )


def trigrams(environ: Mapping[str, str]) -> Iterator[Finding]:
    """That Chinese characters count as letters: under the wrong LC_CTYPE every such index is silently empty."""
    with connect(environ) as connection:
        if not _one(connection, "SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm')"):
            yield Finding(
                name="Chinese search",
                good=False,
                fact="the extension pg_trgm is not there",
                mend="xinghe migrate",
            )
            return
        number = _one(connection, "SELECT coalesce(array_length(show_trgm('创新工作室'), 1), 0)")
    yield Finding(
        name="Chinese search",
        good=bool(number),
        fact=f"“创新工作室” has {number} trigrams",
        mend="Make the database again with LC_CTYPE C.UTF-8, or another that ends in UTF-8, and restore into it.",
    )


def _durable_settings(environ: Mapping[str, str]) -> dict[str, str]:
    with connect(environ) as connection:
        return {name: str(_one(connection, f"SHOW {name}")) for name in _DURABLE}


def _weak(found: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in found.items() if value not in _DURABLE[name]}


def _listed(settings: Mapping[str, str]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in settings.items())


def _one(connection: psycopg.Connection[TupleRow], question: str) -> object:
    row = connection.execute(question.encode()).fetchone()  # bytes: every question here is a constant
    return row[0] if row else None
