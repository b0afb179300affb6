"""A real installation for the journeys: the product's own `xinghe serve`, with a database and a port of its own."""

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
# Two small cores with other work on them need a while for an empty database, migrations and static files.
PATIENCE = 180.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Where it answers, where it lies, and who can sign in: staff numbers by the seat they hold."""

    address: str
    place: str
    people: dict[str, str]

    def count_answers(self) -> None:
        """Count anew who answers in time, as happens every hour."""
        self.beside("count-answers")

    def beside(self, *asked: str) -> None:
        """Let happen, as the owner of the tables, what ``inhabitants`` calls by this word."""
        told = _as_owner(self.place, self.address, *asked)
        assert told.returncode == 0, told.stderr

    def log(self) -> str:
        """The last words of the server, for whoever must find out what went wrong."""
        return "\n".join((Path(self.place) / "serve.log").read_text().splitlines()[-60:])


@contextmanager
def one_installation(meeting_place: Path) -> Iterator[Installation]:
    """The installation of this run, shared by every test process that names the same meeting place.

    Whoever comes first starts it; whoever started it waits for the others before it stops.
    """
    with (meeting_place / "door").open("w") as door, (meeting_place / "guests").open("w") as guests:
        found, serving = meeting_place / "installation.json", None
        fcntl.flock(door, fcntl.LOCK_EX)
        if not found.exists():
            installation, serving = _start()
            found.write_text(json.dumps(asdict(installation)))
        fcntl.flock(guests, fcntl.LOCK_SH)
        fcntl.flock(door, fcntl.LOCK_UN)
        installation = Installation(**json.loads(found.read_text()))
        try:
            yield installation
        finally:
            fcntl.flock(guests, fcntl.LOCK_UN)
            if serving:
                fcntl.flock(door, fcntl.LOCK_EX)
                fcntl.flock(guests, fcntl.LOCK_EX)
                found.unlink()
                _stop(serving, Path(installation.place))


def _start() -> tuple[Installation, "subprocess.Popen[bytes]"]:
    # The database's own account must be able to pass, so not below pytest's private directory.
    place = Path(tempfile.mkdtemp(prefix="xinghe-journeys-"))
    place.chmod(0o755)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    environ = _environ(place, address)
    xinghe = [sys.executable, "-m", "xinghe.project.cli"]
    with (place / "serve.log").open("wb") as log:
        serving = subprocess.Popen(
            [*xinghe, "serve", "--migrate", "--port", str(port), "--access-log"],
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    installation = Installation(address=address, place=str(place), people={})
    try:
        _await_answer(installation, serving)
        moving_in = _as_owner(str(place), address)
        assert moving_in.returncode == 0, f"Nobody could move in:\n{moving_in.stderr}\n{installation.log()}"
    except BaseException:
        _stop(serving, place)
        raise
    people = json.loads(moving_in.stdout)
    return Installation(address=address, place=str(place), people=people), serving


def _environ(place: Path, address: str) -> dict[str, str]:
    """Tests name a database and settings of their own; what is served here has the real ones."""
    return {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    } | {
        "XINGHE_VAR": str(place / "var"),
        "XINGHE_ORIGIN": address,
        "PYTHONPATH": f"{CHECKOUT / 'src'}{os.pathsep}{CHECKOUT}",
        "PYTHONUNBUFFERED": "1",
    }


def _as_owner(place: str, address: str, *asked: str) -> "subprocess.CompletedProcess[str]":
    """Done beside the server, as the owner of the tables."""
    return subprocess.run(
        [sys.executable, "-m", "tests.journeys.inhabitants", *asked],
        env=_environ(Path(place), address),
        cwd=CHECKOUT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def _await_answer(installation: Installation, serving: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    while "answers at" not in installation.log():
        assert serving.poll() is None, f"`xinghe serve` ended:\n{installation.log()}"
        assert time.monotonic() < until, (
            f"`xinghe serve` did not answer in {PATIENCE} s:\n{installation.log()}"
        )
        time.sleep(0.1)


def _stop(serving: "subprocess.Popen[bytes]", place: Path) -> None:
    serving.terminate()
    try:
        serving.wait(timeout=60)
    except subprocess.TimeoutExpired:
        serving.kill()
        serving.wait()
    shutil.rmtree(place)
