"""How the database is reached, told without reaching for it: settings are imported before anything runs."""

import hashlib
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.project.places import var_directory

OWNER = "xinghe"  # superuser of our own server, and owner of everything in it
DATABASE = "xinghe"
PORT = "5432"  # only names the socket file: our own server does not listen on the network

# A socket's whole path may have 107 bytes, and PostgreSQL adds 14 (`/.s.PGSQL.5432`).
_LONGEST_SOCKET_DIRECTORY = 90


class AddressUnreadable(Refusal):
    """DATABASE_URL is not the address of a PostgreSQL server."""

    code = "database_url_unreadable"
    message = gettext_noop(
        "DATABASE_URL is not the address of a PostgreSQL server. It reads like "
        "postgres://user:password@host:5432/database; write special characters as %%40 and the like."
    )


PREPARED = {"server_side_binding": True, "prepare_threshold": 3}


def database_settings(
    environ: Mapping[str, str] = os.environ, *, pool: bool = False, role: str | None = None
) -> dict[str, Any]:
    """Django's DATABASES["default"]: DATABASE_URL, or our own server under `var/postgres`. Starts nothing.

    `pool` is for web processes; a command has one connection and no pool. As `role` we sign in to our own server, so
    that nothing sent over such a connection becomes the owner again; on a server of DATABASE_URL, which lets in whom
    its administrator says, every connection takes the role on before its first statement. XINGHE_CONNECTIONS says how
    many a pool holds at most.
    """
    parts = address(environ)
    options: dict[str, Any] = {name: value for name, value in parts.items() if name not in _DJANGO_NAMES}
    if role is not None and not environ.get("DATABASE_URL"):
        parts["user"] = _plain(role)
    elif role is not None:
        options["options"] = f"{options.get('options', '')} -c role={_plain(role)}".strip()
    # A statement that comes for the fourth time is neither read nor planned anew: the fence makes that the larger part
    # of the work (ADR 14).
    options |= PREPARED
    if pool:
        options["pool"] = {
            "min_size": 2,
            "max_size": int(environ.get("XINGHE_CONNECTIONS", "3")),
            "timeout": 10,
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{django: parts.get(libpq, "") for libpq, django in _DJANGO_NAMES.items()},
        "OPTIONS": options,
        "CONN_MAX_AGE": 0,  # Django refuses a pool together with lasting connections
        "CONN_HEALTH_CHECKS": True,  # a restarted server costs a request 0.4 ms, not an error
    }


def address(environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The same as libpq's names: host, port, user, password, dbname and whatever else the URL says."""
    url = environ.get("DATABASE_URL")
    if not url:
        return local_address(var_directory(environ) / "postgres")
    if "://" in url and not re.match(r"postgres(ql)?://", url):
        raise AddressUnreadable
    try:
        parts = {name: str(value) for name, value in conninfo_to_dict(url).items()}
    except ProgrammingError:
        raise AddressUnreadable from None  # libpq's own words may quote the password
    return {"dbname": DATABASE} | parts


def local_address(root: Path, *, database: str = DATABASE) -> dict[str, str]:
    """How our own server under `root` is reached: by a socket in a directory that only its account may enter."""
    return {"host": str(socket_directory(root)), "port": PORT, "user": OWNER, "dbname": database}


def local_url(root: Path, *, database: str = DATABASE) -> str:
    """The same as one DATABASE_URL, for other programs and for processes we start."""
    parts = local_address(root, database=database)
    query = urlencode({"host": parts["host"], "port": parts["port"], "user": parts["user"]}, quote_via=quote)
    return f"postgresql:///{quote(database)}?{query}"


def socket_directory(root: Path) -> Path:
    """`run` under the root; a short name under /tmp when the path is too long for a socket, or holds a comma.

    Not the temporary directory of the environment: two processes must find the same place.
    """
    beside = root.resolve() / "run"
    if len(os.fsencode(beside)) <= _LONGEST_SOCKET_DIRECTORY and "," not in str(beside):
        return beside
    return Path("/tmp") / f"xinghe-{hashlib.sha256(os.fsencode(beside)).hexdigest()[:16]}"  # noqa: S108 – its owner is checked before use


_DJANGO_NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def _plain(role: str) -> str:
    if not re.fullmatch(r"[a-z_][a-z0-9_]*", role):
        raise ValueError(f"not a plain role name: {role!r}")
    return role
