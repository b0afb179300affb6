"""How the database is reached is told without reaching for it."""

from pathlib import Path

import pytest

from xinghe.project.postgres.address import (
    PREPARED,
    AddressUnreadable,
    address,
    database_settings,
    local_url,
    socket_directory,
)


def test_without_a_url_it_is_our_own_server_and_nothing_is_created(tmp_path: Path) -> None:
    settings = database_settings({"XINGHE_VAR": str(tmp_path / "var")})

    assert settings == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "xinghe",
        "USER": "xinghe",
        "PASSWORD": "",
        "HOST": str(tmp_path / "var" / "postgres" / "run"),
        "PORT": "5432",
        "OPTIONS": {**PREPARED},
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
    }
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_a_url_is_taken_apart(scheme: str) -> None:
    url = f"{scheme}://officer:p%40ss%2Fword@db.example:6432/union?sslmode=require&connect_timeout=3"

    settings = database_settings({"DATABASE_URL": url})

    named = {name: settings[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")}
    assert named == {
        "NAME": "union",
        "USER": "officer",
        "PASSWORD": "p@ss/word",
        "HOST": "db.example",
        "PORT": "6432",
        "OPTIONS": {"sslmode": "require", "connect_timeout": "3", **PREPARED},
    }


def test_a_url_may_name_a_socket_and_leave_the_database_out() -> None:
    parts = address({"DATABASE_URL": "postgresql:///?host=%2Frun%2Fpg&user=xinghe"})

    assert parts == {"host": "/run/pg", "user": "xinghe", "dbname": "xinghe"}


def test_our_own_address_as_a_url_reads_back_as_the_same_address(tmp_path: Path) -> None:
    root = tmp_path / "星河 copy"

    parts = address({"DATABASE_URL": local_url(root, database="xinghe_7")})

    assert parts == {
        "host": str(root / "run"),
        "port": "5432",
        "user": "xinghe",
        "dbname": "xinghe_7",
    }


@pytest.mark.parametrize(
    "url", ["mysql://u:secret@h/d", "sqlite:///x.db", "postgres://u:secret@[h/d", "nonsense"]
)
def test_what_is_no_address_is_refused_without_repeating_the_password(url: str) -> None:
    with pytest.raises(AddressUnreadable) as refused:
        database_settings({"DATABASE_URL": url})

    assert "secret" not in str(refused.value)
    assert "%40" in str(refused.value)


def test_the_web_gets_a_pool_for_its_threads_and_a_command_gets_none() -> None:
    environ = {"DATABASE_URL": "postgres://u@h/d", "XINGHE_CONNECTIONS": "5"}

    assert database_settings(environ, pool=True)["OPTIONS"] == {
        "pool": {"min_size": 2, "max_size": 5, "timeout": 10},
        **PREPARED,
    }
    assert database_settings(environ)["OPTIONS"] == PREPARED


def test_the_role_is_taken_on_besides_what_the_url_asks_for() -> None:
    environ = {"DATABASE_URL": "postgres://u@h/d?options=-c%20work_mem%3D8MB"}

    assert database_settings(environ, role="xinghe_app")["OPTIONS"] == {
        "options": "-c work_mem=8MB -c role=xinghe_app",
        **PREPARED,
    }


def test_a_role_that_is_not_a_plain_name_is_refused() -> None:
    with pytest.raises(ValueError, match="not a plain role name"):
        database_settings({}, role="app -c role=postgres")


def test_a_path_too_long_for_a_socket_or_with_a_comma_gets_a_short_place_of_its_own() -> None:
    fits = Path("/srv") / ("x" * 80)
    long = Path("/srv") / ("星" * 40)

    assert socket_directory(fits) == fits / "run"
    assert socket_directory(Path("/srv/a,b")).parent == Path("/tmp")
    assert socket_directory(long).parent == Path("/tmp")
    assert socket_directory(long) != socket_directory(long / "other")
