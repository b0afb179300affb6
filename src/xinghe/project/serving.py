"""Serving on one machine: prepare, start the database, web and worker, watch them, stop them in order."""

import http.client
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.project.capacity import most_connections
from xinghe.project.commands.migrate import EXIT_NOBODY
from xinghe.project.doctor.database import refuse_forgetful
from xinghe.project.postgres import LocalPostgres, ensure_running, local_cluster
from xinghe.project.progress import say
from xinghe.project.supervision import FIRST_PAUSE, Child, Supervisor, longer

logger = logging.getLogger(__name__)

_XINGHE = (sys.executable, "-m", "xinghe.project.cli")
_ANSWER_PATIENCE = 120.0


class PortTaken(Refusal):
    """Another program listens there."""

    code = "port_taken"
    message = gettext_noop(
        "Something else already listens on %(host)s, port %(port)s. Choose another: xinghe serve --port %(other)s "
        "(or XINGHE_PORT=%(other)s make run)."
    )


class NotPrepared(Refusal):
    """A preparing command refused; it has said why."""

    code = "not_prepared"
    message = gettext_noop(
        "Nothing is served: `xinghe %(command)s` ended with exit code %(code)s; its words stand above."
    )


class NoAnswer(Refusal):
    """The web runs and does not answer."""

    code = "no_answer"
    message = gettext_noop(
        "The web did not answer at %(address)s within %(seconds)s seconds. Ask `xinghe doctor`."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to serve, and where."""

    var: Path
    host: str
    port: int
    workers: int = 2
    threads: int = 2
    concurrency: int = 2
    migrate: bool = False
    demo: bool = False
    access_log: bool = False
    may_forget: bool = False

    @property
    def address(self) -> str:
        """What to type into a browser on this machine."""
        return f"http://{_reachable(self.host)}:{self.port}/"


class DatabaseKeeper:
    """Starts our own database again if it was killed. Whatever waits for it waits a second or two."""

    def __init__(self, cluster: LocalPostgres | None) -> None:
        self._cluster = cluster
        self._pause = FIRST_PAUSE
        self._due = 0.0

    def tend(self, supervisor: Supervisor) -> None:
        """Look once; a start that fails, say on a full disk, is tried again after a growing pause."""
        if self._cluster is None or time.monotonic() < self._due or self._cluster.pid() is not None:
            return
        logger.warning("serve   the database ended; starting it again")
        try:
            self._cluster.start()
        except Refusal as refusal:
            logger.warning("serve   %s Trying again in %.1f s", refusal, self._pause)
            self._due, self._pause = time.monotonic() + self._pause, longer(self._pause)
            return
        self._pause = FIRST_PAUSE
        logger.info("serve   the database runs again; nothing acknowledged is lost")
        # Its ear for new work does not come back by itself: it would only look every few seconds.
        supervisor.renew("worker")


def serve(plan: Plan) -> None:
    """Serve until Ctrl-C, TERM or HUP. Refuses when another serves, the port is taken or the database is behind."""
    begun = time.monotonic()
    supervisor = Supervisor(plan.var, tend=DatabaseKeeper(local_cluster()).tend)
    supervisor.claim()
    _refuse_taken_port(plan)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: _ask_to_stop(supervisor))
    ensure_running()
    if not plan.may_forget:
        refuse_forgetful(os.environ)
    _prepare(plan, supervisor)
    if supervisor.stopping:
        return
    try:
        supervisor.add(_web(plan))
        _await_answer(plan, supervisor)
        if not supervisor.stopping:
            seconds = time.monotonic() - begun
            say(f"\n  Xinghe answers at {plan.address}   ({seconds:.1f} s)   Ctrl-C stops it\n")
        # Only now: loading beside the web would keep the first page waiting.
        if plan.concurrency and not supervisor.stopping:
            supervisor.add(_worker(plan))
        if plan.demo and not supervisor.stopping:
            subprocess.run([*_XINGHE, "demo", "--accounts"], stdin=subprocess.DEVNULL, check=False)
        supervisor.watch()
    finally:
        say("\n  Stopping: what is in hand is finished first. Ctrl-C again cuts it off.")
        supervisor.stop()


def _web(plan: Plan) -> Child:
    command = [
        *(sys.executable, "-m", "gunicorn", "xinghe.project.wsgi:application"),
        *("--config", "python:xinghe.project.web_server", "--bind", f"{plan.host}:{plan.port}"),
        *("--workers", str(plan.workers)),
    ]
    environ = {
        "XINGHE_POOL": "1",
        "XINGHE_THREADS": str(plan.threads),
        "XINGHE_CONNECTIONS": str(most_connections(plan.threads)),
        # With one pool of memory for each of a hundred threads, it would not stay flat.
        "MALLOC_ARENA_MAX": "2",
        **({"XINGHE_DEMONSTRATION": "1"} if plan.demo else {}),
        **({"XINGHE_ACCESS_LOG": "1"} if plan.access_log else {}),
    }
    return Child(name="web", command=command, environ=environ)


def _worker(plan: Plan) -> Child:
    command = [*_XINGHE, "worker", "--concurrency", str(plan.concurrency)]
    # What has time until the minute is up takes none from people who wait for an answer.
    return Child(name="worker", command=command, stands_back=10)


def _prepare(plan: Plan, supervisor: Supervisor) -> None:
    if not plan.migrate:
        _run(supervisor, "migrate", "--check")
    elif _run(supervisor, "migrate", "--exit-3-if-empty") == EXIT_NOBODY and plan.demo:
        say("  demonstration province")
        _run(supervisor, "demo")


def _run(supervisor: Supervisor, *arguments: str) -> int:
    """A command of ours in a process of its own: the supervisor stays small and without Django."""
    if supervisor.stopping:
        return 0
    code = subprocess.run([*_XINGHE, *arguments], stdin=subprocess.DEVNULL, check=False).returncode
    if code not in (0, EXIT_NOBODY) and not supervisor.stopping:
        raise NotPrepared(command=arguments[0], code=code)
    return code


def _await_answer(plan: Plan, supervisor: Supervisor) -> None:
    until = time.monotonic() + _ANSWER_PATIENCE
    while not supervisor.stopping:
        supervisor.look()
        connection = http.client.HTTPConnection(_reachable(plan.host), plan.port, timeout=30)
        try:
            connection.request("GET", "/", headers={"Host": f"127.0.0.1:{plan.port}"})
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException):
            if time.monotonic() > until:
                raise NoAnswer(address=plan.address, seconds=int(_ANSWER_PATIENCE)) from None
            time.sleep(0.1)
            continue
        finally:
            connection.close()
        for child in supervisor.children:
            child.worked = True
        if status >= 500:
            logger.warning("serve   the first page answered with %s; ask `xinghe doctor`", status)
        return


def _refuse_taken_port(plan: Plan) -> None:
    """Asked before gunicorn, which shares a port in silence with another of its kind."""
    family = socket.AF_INET6 if ":" in plan.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((plan.host, plan.port))
        except OSError:
            raise PortTaken(host=plan.host, port=plan.port, other=plan.port + 1) from None


def _ask_to_stop(supervisor: Supervisor) -> None:
    if supervisor.stopping:
        for child in supervisor.children:
            if child.process is not None:
                child.process.kill()
    supervisor.stopping = True


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 – compared, not bound
