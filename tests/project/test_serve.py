"""Everything on one machine: served, killed in parts, healed, stopped."""

import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from xinghe.project import processes
from xinghe.project.postgres import LocalPostgres
from xinghe.project.supervision import MARK

CHECKOUT = Path(__file__).resolve().parents[2]
XINGHE = [sys.executable, "-m", "xinghe.project.cli"]


class Installation:
    """A directory of its own, served on a port of its own with the smallest project."""

    def __init__(self, var: Path) -> None:
        self.var = var
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.environ = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {
            "XINGHE_VAR": str(var),
            "DJANGO_SETTINGS_MODULE": "tests.project.tiny.settings",
            "PYTHONPATH": f"{CHECKOUT / 'src'}{os.pathsep}{CHECKOUT}",
            "PYTHONUNBUFFERED": "1",
        }
        self.cluster = LocalPostgres(var / "postgres")
        self.serving: list[subprocess.Popen[str]] = []

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A command, to its end."""
        return subprocess.run(
            [*XINGHE, *arguments], env=self.environ, capture_output=True, text=True, timeout=60, check=False
        )

    def serve(self, *arguments: str) -> subprocess.Popen[str]:
        """Serve, and come back when it has said where it answers."""
        serving = subprocess.Popen(
            [*XINGHE, "serve", "--port", str(self.port), *arguments],
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.serving.append(serving)
        assert serving.stdout is not None
        said: list[str] = []
        for line in serving.stdout:
            said.append(line)
            if "answers at" in line:
                return serving
        raise AssertionError("".join(said))

    def ask(self, method: str = "GET") -> str:
        """What the page says; tried again while a part is being started."""
        until = time.monotonic() + 30
        while True:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
            try:
                connection.request(method, "/")
                answer = connection.getresponse()
                if answer.status == 200:
                    return answer.read().decode()
            except (OSError, http.client.HTTPException):
                pass
            finally:
                connection.close()
            assert time.monotonic() < until, "the page did not come back"
            time.sleep(0.1)

    def processes(self, word: str) -> list[int]:
        """The supervised processes whose command line holds the word, the oldest first."""
        return sorted(
            pid
            for pid in processes.every_pid()
            if processes.environment_of(pid).get(MARK.encode()) == os.fsencode(str(self.var))
            and word.encode() in processes.command_line(pid)
        )


@pytest.fixture
def installation() -> Iterator[Installation]:
    """Removed, with everything that still runs in it."""
    place = Path(tempfile.mkdtemp(prefix="xinghe 星河 "))
    place.chmod(0o755)
    made = Installation(place / "var")
    yield made
    for serving in made.serving:
        serving.terminate()
        serving.communicate(timeout=40)
    made.cluster.stop()
    shutil.rmtree(place)


def until(condition: Callable[[], object], *, seconds: float = 20) -> None:
    """Wait for a condition that is known to come."""
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "it did not come"
        time.sleep(0.05)


def test_what_is_killed_comes_back_and_what_was_acknowledged_stays(installation: Installation) -> None:
    serving = installation.serve("--migrate")
    assert installation.ask("POST") == "1"

    for part in ("gunicorn", "worker"):
        [first, *_] = installation.processes(part)
        os.kill(first, signal.SIGKILL)
        until(lambda first=first, part=part: [pid for pid in installation.processes(part) if pid != first])  # type: ignore[misc]  # bound now
        assert installation.ask() == "1"
    database = installation.cluster.pid()
    assert database is not None
    os.kill(database, signal.SIGKILL)
    until(lambda: installation.cluster.pid() not in (None, database))

    assert installation.ask("POST") == "2"
    serving.send_signal(signal.SIGINT)
    said, _ = serving.communicate(timeout=30)
    assert serving.returncode == 0, said
    assert "Traceback" not in said.partition("Stopping")[2], said
    assert installation.cluster.pid() is None
    assert installation.processes("gunicorn") + installation.processes("worker") == []


def test_a_killed_supervisor_takes_its_children_along_and_the_next_one_heals(
    installation: Installation,
) -> None:
    serving = installation.serve("--migrate")
    assert installation.ask("POST") == "1"
    stuck = installation.processes("gunicorn")[-1]
    os.kill(stuck, signal.SIGSTOP)
    for worker in installation.processes("worker"):
        os.kill(worker, signal.SIGKILL)  # it would be the last to leave the database, and stop it

    serving.kill()
    until(lambda: len(installation.processes("gunicorn")) < 3)
    database = installation.cluster.pid()
    again = installation.serve()

    assert not processes.is_alive(stuck)
    assert installation.cluster.pid() == database is not None
    assert installation.ask() == "1"
    again.send_signal(signal.SIGTERM)
    again.communicate(timeout=30)
    assert installation.cluster.pid() is None


def test_it_refuses_a_database_that_is_behind_and_says_what_to_do(installation: Installation) -> None:
    refused = installation.run("serve", "--port", str(installation.port))

    assert refused.returncode == 2
    assert "migrations behind" in refused.stderr
    assert "xinghe migrate" in refused.stderr
    assert installation.cluster.pid() is None


def test_it_refuses_a_taken_port_and_a_second_supervisor(installation: Installation) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", installation.port))
        taken.listen()

        refused = installation.run("serve", "--port", str(installation.port))

        assert (refused.returncode, refused.stderr.split(".")[0]) == (
            2,
            "Something else already listens on 127",
        )
    serving = installation.serve("--migrate")

    refused = installation.run("serve", "--port", str(installation.port + 1))

    assert refused.returncode == 2
    assert f"by process {serving.pid}" in refused.stderr
