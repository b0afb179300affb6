"""Whose rights the server runs with: PostgreSQL refuses to run as root, so root hands it to an ordinary account."""

import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xinghe.foundation.errors import Refusal, gettext_noop

_CANDIDATES = ("postgres", "nobody")


class DirectoryClosed(Refusal):
    """An account without special rights cannot pass through a directory."""

    code = "postgres_directory_closed"
    message = gettext_noop(
        "PostgreSQL does not run as root, and the account %(account)s may not pass through %(directory)s. "
        "Allow it: chmod o+x '%(directory)s' (it lets others pass, not read) – or keep the checkout elsewhere, "
        "or work as an ordinary user."
    )


class DataOfAnother(Refusal):
    """The data belong to another account and we are not root."""

    code = "postgres_data_of_another"
    message = gettext_noop(
        "%(directory)s belongs to the account %(owner)s, and you are %(me)s. Work as %(owner)s or as root, "
        "or choose another directory in XINGHE_VAR."
    )


class DirectoryOfAnother(Refusal):
    """Somebody else made the directory that we would trust with our sockets."""

    code = "postgres_directory_of_another"
    message = gettext_noop(
        "%(directory)s is there already and belongs to %(owner)s. PostgreSQL's socket does not go into it; "
        "delete it, or keep the checkout under a shorter path."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A user of the machine, reduced to what starting a process needs."""

    name: str
    uid: int
    gid: int

    def spawning(self) -> dict[str, Any]:  # Any: keyword arguments of Popen
        """What Popen needs to start a process with these rights and nothing inherited from root."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if os.geteuid() == 0 else {}

    def take(self, directory: Path) -> None:
        """Create the directory if absent and keep it for this account alone."""
        directory.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            os.chown(directory, self.uid, self.gid)
        directory.chmod(0o700)


def account_for(root: Path, *, data: Path, programs: Path) -> Account:
    """The caller; if that is root, the owner of the data, else the first of postgres and nobody who can get there.

    Directories are never opened silently: root is told which one is closed and what would open it.
    """
    owner = _owner_of(data)
    if os.geteuid() != 0:
        if owner is not None and owner != os.geteuid():
            raise DataOfAnother(directory=data, owner=name_of(owner), me=name_of(os.geteuid()))
        return _account(os.geteuid())
    candidates = [_account(owner)] if owner else [found for name in _CANDIDATES if (found := _named(name))]
    closed: dict[Account, Path] = {}
    for account in candidates:
        where = first_closed(root.parent, account) or first_closed(programs, account)
        if where is None:
            return account
        closed[account] = where
    account, where = next(iter(closed.items()))
    raise DirectoryClosed(account=account.name, directory=where)


def first_closed(path: Path, account: Account) -> Path | None:
    """The outermost directory on the way to `path`, itself included, that the account may not pass through."""
    for directory in [*reversed(path.parents), path]:
        if not directory.exists():
            return None
        mode = directory.stat()
        if mode.st_uid == account.uid:
            needed = stat.S_IXUSR
        elif mode.st_gid == account.gid:
            needed = stat.S_IXGRP
        else:
            needed = stat.S_IXOTH
        if not mode.st_mode & needed:
            return directory
    return None


def refuse_stranger(directory: Path, account: Account) -> None:
    """Refuse a directory in a place open to all, such as /tmp, that is a link or that somebody else made."""
    try:
        found = directory.lstat()
    except FileNotFoundError:
        return
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (account.uid, os.geteuid()):
        raise DirectoryOfAnother(directory=directory, owner=name_of(found.st_uid))


def name_of(uid: int) -> str:
    """The account's name, or its number where it has none."""
    return _account(uid).name


def _owner_of(data: Path) -> int | None:
    try:
        return data.stat().st_uid
    except FileNotFoundError:
        return None


def _named(name: str) -> Account | None:
    try:
        found = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(name=found.pw_name, uid=found.pw_uid, gid=found.pw_gid)


def _account(uid: int) -> Account:
    try:
        found = pwd.getpwuid(uid)
    except KeyError:  # containers run with numbers that have no name
        return Account(name=str(uid), uid=uid, gid=os.getegid() if uid == os.geteuid() else uid)
    return Account(name=found.pw_name, uid=found.pw_uid, gid=found.pw_gid)
