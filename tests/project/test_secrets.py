"""Keys are made once, kept close and never replaced."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from xinghe.project.secrets import SecretUnreadable, load_or_create, secret_path


def test_a_key_is_made_once_and_only_its_account_may_read_it(tmp_path: Path) -> None:
    environ = {"XINGHE_VAR": str(tmp_path / "var")}

    first = load_or_create("vault", 32, environ=environ)

    path = secret_path("vault", environ=environ)
    assert load_or_create("vault", 32, environ=environ) == first
    assert len(first) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [entry.name for entry in path.parent.iterdir()] == ["vault"]


def test_two_keys_differ(tmp_path: Path) -> None:
    environ = {"XINGHE_VAR": str(tmp_path)}

    assert load_or_create("vault", 32, environ=environ) != load_or_create("index", 32, environ=environ)


def test_the_environment_comes_first_and_leaves_no_file(tmp_path: Path) -> None:
    environ = {"XINGHE_VAR": str(tmp_path), "XINGHE_BLIND_INDEX_KEY": "0f" * 16}

    assert load_or_create("blind-index", 16, environ=environ) == b"\x0f" * 16
    assert not (tmp_path / "secrets").exists()


def test_those_who_begin_together_get_the_same_key(tmp_path: Path) -> None:
    environ = {"XINGHE_VAR": str(tmp_path)}

    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: load_or_create("vault", 32, environ=environ), range(64)))

    assert len(keys) == 1


@pytest.mark.parametrize("spoiled", ["", "0f" * 31, "not a key"])
def test_a_spoiled_key_is_refused_and_not_replaced(tmp_path: Path, spoiled: str) -> None:
    environ = {"XINGHE_VAR": str(tmp_path)}
    load_or_create("vault", 32, environ=environ)
    path = secret_path("vault", environ=environ)
    path.write_text(spoiled)

    with pytest.raises(SecretUnreadable) as refused:
        load_or_create("vault", 32, environ=environ)

    assert str(path) in str(refused.value)
    assert "64 hexadecimal digits" in str(refused.value)
    assert path.read_text() == spoiled
