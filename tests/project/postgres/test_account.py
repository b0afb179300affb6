"""Root's server runs as somebody else, and directories are never opened silently."""

import os
from pathlib import Path

import pytest

from xinghe.project.postgres.account import (
    Account,
    DataOfAnother,
    DirectoryClosed,
    DirectoryOfAnother,
    account_for,
    first_closed,
    refuse_stranger,
)

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can hand the server to another account")
as_anybody = pytest.mark.skipif(os.geteuid() == 0, reason="root may enter everything")
STRANGER = Account(name="stranger", uid=54321, gid=54321)


@pytest.fixture
def open_path(tmp_path: Path) -> Path:
    """A directory to which everybody may pass; pytest's own are closed."""
    for directory in [tmp_path, *tmp_path.parents]:
        if directory.stat().st_uid == os.geteuid() and directory != Path("/"):
            directory.chmod(directory.stat().st_mode | 0o011)
    return tmp_path


def test_the_outermost_closed_directory_is_the_one_that_is_named(open_path: Path) -> None:
    inner = open_path / "home" / "project" / "var"
    inner.mkdir(parents=True)

    assert first_closed(inner, STRANGER) is None

    (open_path / "home" / "project").chmod(0o700)
    assert first_closed(inner, STRANGER) == open_path / "home" / "project"

    (open_path / "home").chmod(0o700)
    assert first_closed(inner, STRANGER) == open_path / "home"


def test_group_and_owner_rights_count_before_those_of_others(open_path: Path) -> None:
    closed_to_owner = open_path / "odd"
    closed_to_owner.mkdir(mode=0o700)
    closed_to_owner.chmod(0o011)
    mine = Account(name="me", uid=closed_to_owner.stat().st_uid, gid=closed_to_owner.stat().st_gid)
    of_my_group = Account(name="mate", uid=54321, gid=closed_to_owner.stat().st_gid)

    assert first_closed(closed_to_owner, mine) == closed_to_owner
    assert first_closed(closed_to_owner, of_my_group) is None


@as_root
def test_root_is_told_which_directory_is_closed_and_what_opens_it(open_path: Path) -> None:
    home = open_path / "a home"
    home.mkdir(mode=0o700)
    root = home / "var" / "postgres"

    with pytest.raises(DirectoryClosed) as refused:
        account_for(root, data=root / "data", programs=Path("/usr/bin"))

    assert f"chmod o+x '{home}'" in str(refused.value)

    home.chmod(0o701)
    assert account_for(root, data=root / "data", programs=Path("/usr/bin")).uid != 0


@as_root
def test_root_keeps_the_account_that_owns_the_data(open_path: Path) -> None:
    data = open_path / "postgres" / "data"
    data.mkdir(parents=True)
    os.chown(data, 54321, 54321)

    assert account_for(data.parent, data=data, programs=Path("/usr/bin")).uid == 54321


@as_anybody
def test_the_data_of_another_account_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataOfAnother):
        account_for(tmp_path, data=Path("/"), programs=Path("/usr/bin"))


def test_sockets_do_not_go_into_a_link(tmp_path: Path) -> None:
    me = Account(name="me", uid=os.geteuid(), gid=os.getegid())
    (tmp_path / "trap").symlink_to(tmp_path)
    (tmp_path / "mine").mkdir()

    refuse_stranger(tmp_path / "absent", me)
    refuse_stranger(tmp_path / "mine", me)
    with pytest.raises(DirectoryOfAnother):
        refuse_stranger(tmp_path / "trap", me)


@as_root
def test_sockets_do_not_go_into_a_strangers_directory(tmp_path: Path) -> None:
    me = Account(name="me", uid=os.geteuid(), gid=os.getegid())
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    os.chown(theirs, 54321, 54321)

    with pytest.raises(DirectoryOfAnother):
        refuse_stranger(theirs, me)
