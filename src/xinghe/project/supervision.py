"""Keeping processes alive together: what ends is started again, and when we end, however we end, they end too."""

import contextlib
import ctypes
import fcntl
import logging
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.project import processes

logger = logging.getLogger(__name__)

MARK = "XINGHE_SUPERVISED_FROM"

FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0
_STEADY_AFTER = 30.0  # seconds alive after which an end counts as a first one again
_STOP_PATIENCE = 25.0  # more than gunicorn and the worker take to end what they have in hand
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


class AlreadyServed(Refusal):
    """Another supervisor works from the same directory."""

    code = "already_served"
    message = gettext_noop(
        "Xinghe is already being served from %(var)s by process %(pid)s. Stop that one first, "
        "or serve another installation by naming its directory in XINGHE_VAR."
    )


class NeverSteady(Refusal):
    """A process ended again and again before it ever worked."""

    code = "never_steady"
    message = gettext_noop(
        "The %(name)s process ended %(times)s times (exit code %(code)s) before it ever worked; its own words stand "
        "above. Ask `xinghe doctor`."
    )


@dataclass(slots=True, kw_only=True)
class Child:
    """A process to keep alive: how to start it, and what became of it so far."""

    name: str
    command: Sequence[str]
    environ: Mapping[str, str] = field(default_factory=dict)
    stands_back: int = 0  # how far it lets others go first when processors are short, from 0 to 19
    process: subprocess.Popen[bytes] | None = None
    worked: bool = False
    failures: int = 0  # ends of its own with an error
    pause: float = FIRST_PAUSE
    begun: float = 0.0
    due: float = 0.0


class Supervisor:
    """Starts children, starts them again with growing pauses, and stops them all.

    One supervisor per `var` directory: a lock that the kernel frees says so, and what a killed one left is stopped.
    """

    def __init__(self, var: Path, *, tend: Callable[["Supervisor"], None] | None = None) -> None:
        self.var = var
        self.children: list[Child] = []
        self.stopping = False
        self._tend = tend
        self._lock: IO[str] | None = None

    def claim(self) -> None:
        """Become the one supervisor of this directory and stop what a killed one left. Refuses if there is one."""
        self.var.mkdir(parents=True, exist_ok=True)
        self._lock = (self.var / "serve.lock").open("a+")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.seek(0)
            raise AlreadyServed(var=self.var, pid=self._lock.read().strip() or "?") from None
        self._lock.truncate(0)
        self._lock.write(f"{os.getpid()}\n")
        self._lock.flush()
        for pid in stop_orphans(self.var):
            logger.info("serve   stopped process %s, left behind by a supervisor that was killed", pid)

    def add(self, child: Child) -> None:
        """Start one more and keep it alive from now on."""
        self.children.append(child)
        self._spawn(child)

    def watch(self) -> None:
        """Until told to stop: tend what has to be tended, and start again what has ended."""
        while not self.stopping:
            self.look()
            time.sleep(0.1)

    def look(self) -> None:
        """One round of watching. Refuses when a child never gets to work."""
        if self._tend is not None:
            self._tend(self)
        now = time.monotonic()
        for child in self.children:
            if child.process is not None and (code := child.process.poll()) is not None:
                self._note_end(child, code, now)
            if child.process is None and now >= child.due and not self.stopping:
                self._spawn(child)

    def renew(self, name: str) -> None:
        """Ask a child to end what it has in hand; it is then started afresh."""
        for child in self.children:
            if child.name == name and child.process is not None:
                child.process.terminate()

    def stop(self) -> None:
        """Ask all to end what they have in hand, in the order they came; kill who takes longer than 25 seconds."""
        self.stopping = True
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        until = time.monotonic() + _STOP_PATIENCE
        for process in running:
            try:
                process.wait(timeout=max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        stop_orphans(self.var)

    def _spawn(self, child: Child) -> None:
        supervisor = os.getpid()

        def tie_to_supervisor() -> None:
            # Asks the kernel to end the child when we are killed; if we already were, it ends itself.
            _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != supervisor:
                os._exit(1)
            os.nice(child.stands_back)

        child.process = subprocess.Popen(
            child.command,
            env={**os.environ, **child.environ, MARK: str(self.var)},
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C reaches us alone; we decide the order
            preexec_fn=tie_to_supervisor,  # safe: this process has one thread
        )
        child.begun = time.monotonic()

    def _note_end(self, child: Child, code: int, now: float) -> None:
        child.process = None
        # Who is killed, or was asked to end, says nothing about whether it can work.
        child.failures += code > 0
        if now - child.begun > _STEADY_AFTER:
            child.worked, child.pause = True, FIRST_PAUSE
        if not child.worked and child.failures >= 5:
            raise NeverSteady(name=child.name, times=child.failures, code=code)
        child.due, child.pause = now + child.pause, longer(child.pause)
        logger.warning(
            "serve   %s ended (exit code %s); starting it again in %.1f s", child.name, code, child.due - now
        )


def longer(pause: float) -> float:
    """The pause before the next attempt, after one that did not help."""
    return min(pause * 2, _LONGEST_PAUSE)


def stop_orphans(var: Path) -> list[int]:
    """Stop every process that a supervisor of this directory started and that is not ours to watch any more.

    They are known by a mark in their environment, which their own children inherit. Returns their numbers.
    """
    mark = os.fsencode(str(var))
    found = [
        pid
        for pid in processes.every_pid()
        if pid != os.getpid() and processes.environment_of(pid).get(MARK.encode()) == mark
    ]
    for how, patience in ((signal.SIGTERM, 5.0), (signal.SIGKILL, 5.0)):
        until = time.monotonic() + patience
        alive = [pid for pid in found if processes.is_alive(pid)]
        for pid in alive:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(pid, how)
        while any(processes.is_alive(pid) for pid in alive) and time.monotonic() < until:
            time.sleep(0.05)
    return found
