"""What every part stands on: a fresh installation whose database is durable, and the table that says what was found."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that was measured. ``met`` is None where nothing was promised."""

    what: str
    ours: str
    other: str = "–"
    ratio: str = "–"
    budget: str = "–"
    met: bool | None = None


HEADS = ("what", "ours", "alternative", "ratio", "budget", "met")
HOLLOW = "A control said yes: this table proves nothing."


def show(
    title: str, lines: Sequence[Line], *, heads: tuple[str, ...] = HEADS, notes: Sequence[str] = ()
) -> None:
    """Print one table, in a form that stays a table in RESULTS.md; under it, whether a control said yes."""
    verdict = {None: "–", True: "yes", False: "**no**"}
    rows = [(one.what, one.ours, one.other, one.ratio, one.budget, verdict[one.met]) for one in lines]
    widths = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    print(f"\n### {title}\n")
    for row in (heads, tuple("-" * width for width in widths), *rows):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |")
    hollow = [HOLLOW] if any("control" in one.what and one.met for one in lines) else []
    print("".join(f"\n{note}\n" for note in (*notes, *hollow)), flush=True)


@contextmanager
def installation(name: str) -> Iterator[Path]:
    """A migrated installation with a durable server of its own under var/bench; nothing of it is left afterwards.

    This process, and every one that it starts, works there: XINGHE_VAR says so.
    """
    from xinghe.project.postgres import LocalPostgres

    root = CHECKOUT / "var" / "bench" / f"{name}-{os.getpid()}"
    cluster = LocalPostgres(root / "postgres", durable=True)
    cluster.join()
    try:
        os.environ |= {
            "XINGHE_VAR": str(root),
            # Compiled once for all parts, as an installation that runs for years has it.
            "NUMBA_CACHE_DIR": str(CHECKOUT / "var" / "cache" / "numba"),
        }
        for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE"):
            os.environ.pop(name, None)
        subprocess.run(
            [sys.executable, "-m", "xinghe.project.cli", "migrate"], check=True, stdout=subprocess.DEVNULL
        )
        yield root
    finally:
        cluster.leave()
        shutil.rmtree(root, ignore_errors=True)


@contextmanager
def serving(*arguments: str) -> Iterator[int]:
    """The server as `xinghe serve` runs it, with these arguments besides; its port."""
    port = free_port()
    environ = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    words = Path(os.environ["XINGHE_VAR"]) / "serve.log"
    with words.open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "xinghe.project.cli", "serve", "--port", str(port), *arguments],
            env=environ, stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
    try:
        assert server.stdout is not None
        if not any("answers at" in line for line in server.stdout):
            raise RuntimeError(f"the server did not start: {words.read_text()[-2_000:]}")
        threading.Thread(target=server.stdout.read, daemon=True).start()
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)


def free_port() -> int:
    """A port on which nobody listens at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def load(settings: str = "prod") -> None:
    """Load Django as web and worker do, or with ``owner`` as whoever makes the ground to measure on."""
    os.environ["DJANGO_SETTINGS_MODULE"] = f"xinghe.project.settings.{settings}"
    import django

    django.setup()


def own_process(module: str, *arguments: object) -> str:
    """Run one step in a process of its own, so that its peak of memory is its own; its last line."""
    done = subprocess.run(
        [sys.executable, "-m", module, *map(str, arguments)], check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout.strip().splitlines()[-1]


def peak_megabytes() -> float:
    """The most memory that this process has held so far, mapped files included.

    Not by getrusage, which begins a process with the peak of whoever started it.
    """
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6


def processor_seconds(pid: int) -> float:
    """What a process of this machine has used of the processors so far; of one's neighbours it says nothing."""
    spent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, spent)) / os.sysconf("SC_CLK_TCK")


def timed(what: Callable[[], object]) -> float:
    """Seconds that it took."""
    start = time.perf_counter()
    what()
    return time.perf_counter() - start
