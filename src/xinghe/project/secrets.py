"""Keys of this installation: made on first use, readable by its account alone, or given by the environment."""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path

from xinghe.foundation.errors import Phrase, Refusal, gettext_noop
from xinghe.project.places import var_directory


class SecretUnreadable(Refusal):
    """A key is there and cannot be read: guessing a new one would make old data unreadable for ever."""

    code = "secret_unreadable"
    message = gettext_noop(
        "The key in %(where)s cannot be used: %(reason)s. It must be %(digits)s hexadecimal digits. Put the key back "
        "that this installation began with; a new one does not open what the old one closed."
    )


def load_or_create(name: str, nbytes: int, *, environ: Mapping[str, str] = os.environ) -> bytes:
    """The key `name` of `nbytes` bytes: XINGHE_<NAME>_KEY if set, else `var/secrets/<name>`, made if absent.

    Both hold hexadecimal digits. Processes that begin together agree on one key, and a key that was returned has
    reached the disk. Refuses a key that is unreadable or of another length, never replaces it.
    """
    variable = f"XINGHE_{name.upper().replace('-', '_')}_KEY"
    if given := environ.get(variable):
        return _decode(given, nbytes, where=variable)
    path = secret_path(name, environ=environ)
    try:
        if not path.exists():
            _create(path, nbytes)
        return _decode(path.read_text(), nbytes, where=str(path))
    except PermissionError:
        raise SecretUnreadable(
            where=path, reason=Phrase(gettext_noop("this account may not read it")), digits=2 * nbytes
        ) from None


def secret_path(name: str, *, environ: Mapping[str, str] = os.environ) -> Path:
    """Where the key lies when the environment does not give it."""
    return var_directory(environ) / "secrets" / name


def _create(path: Path, nbytes: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.parent.chmod(0o700)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # 0600 from the start
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_hex(nbytes) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(draft)  # unlike a rename, never replaces the key of somebody who was faster
    finally:
        Path(draft).unlink()
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _decode(text: str, nbytes: int, *, where: str) -> bytes:
    try:
        key = bytes.fromhex(text.strip())
    except ValueError:
        raise SecretUnreadable(
            where=where, reason=Phrase(gettext_noop("other characters stand in it")), digits=2 * nbytes
        ) from None
    if len(key) != nbytes:
        raise SecretUnreadable(
            where=where, reason=Phrase(gettext_noop("its length is another")), digits=2 * nbytes
        )
    return key
