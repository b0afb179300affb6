"""Looking at other processes through /proc: a number alone never proves who a process is, numbers are used again."""

from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")


def every_pid() -> Iterator[int]:
    """The numbers of all processes that are visible from here."""
    return (int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit())


def command_line(pid: int) -> list[bytes]:
    """Its program and arguments; the program is empty when it is gone, not yet reaped, or part of the kernel."""
    try:
        return (PROC / str(pid) / "cmdline").read_bytes().rstrip(b"\0").split(b"\0")
    except OSError:
        return [b""]


def is_alive(pid: int) -> bool:
    """True while it runs; an ended process that nobody reaped yet counts as dead."""
    state = _status(pid)
    return bool(state) and state[0] not in "ZX"


def parent_of(pid: int) -> int | None:
    """The number of the process that started it, or that adopted it."""
    state = _status(pid)
    return int(state[1]) if state else None


def works_in(pid: int, directory: Path) -> bool:
    """True if that is its working directory. False when the system does not let us see."""
    try:
        return (PROC / str(pid) / "cwd").samefile(directory)
    except OSError:
        return False


def environment_of(pid: int) -> dict[bytes, bytes]:
    """The environment it was started with; empty when it is gone or not ours to read."""
    try:
        pairs = (PROC / str(pid) / "environ").read_bytes().split(b"\0")
    except OSError:
        return {}
    return dict(pair.split(b"=", 1) for pair in pairs if b"=" in pair)


def _status(pid: int) -> list[str]:
    """State, parent and what follows in /proc/PID/stat: after the name, which may hold spaces and brackets."""
    try:
        return (PROC / str(pid) / "stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return []
