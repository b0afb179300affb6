"""Our own PostgreSQL: made, started, healed and stopped, so that nobody has to install or look after one.

Whoever uses it joins; the last one to leave, or to die, is the last it runs for. Why not the wheel's own: ADR 4.
"""

import contextlib
import fcntl
import logging
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.project import processes
from xinghe.project.postgres.account import Account, DataOfAnother, account_for, name_of, refuse_stranger
from xinghe.project.postgres.address import DATABASE, OWNER, PORT, local_address, local_url, socket_directory
from xinghe.project.postgres.binaries import Binaries, find_binaries
from xinghe.project.postgres.tuning import initdb_arguments, server_options

logger = logging.getLogger(__name__)

# Recovery after a crash replays up to max_wal_size: minutes on a slow disk, and giving up would help nobody.
START_TIMEOUT = 600.0
STOP_TIMEOUT = 60.0
_LEFTOVER_PATIENCE = 30.0
_LOG_LIMIT = 50_000_000

# Popen objects of servers that outlive whoever started them; kept so that an ended one is reaped.
_launched: list[subprocess.Popen[bytes]] = []


class StartFailed(Refusal):
    """The server ended, or said nothing, instead of starting."""

    code = "postgres_start_failed"
    message = gettext_noop("PostgreSQL did not start. Its last words, from %(log)s:\n%(words)s")


class StopFailed(Refusal):
    """The server is still there after being told twice."""

    code = "postgres_stop_failed"
    message = gettext_noop("PostgreSQL (process %(pid)s) does not stop. See %(log)s.")


class NotOurData(Refusal):
    """The place for the data is taken by something else."""

    code = "postgres_not_our_data"
    message = gettext_noop(
        "%(data)s is there but holds no PostgreSQL data. Nothing was touched; move it away and start again."
    )


class LocalPostgres:
    """One server under one directory. Any number of processes may call anything here at the same time.

    `durable=False` is for tests: nothing is forced to disk, and a power cut destroys the data.
    """

    def __init__(self, root: Path, *, durable: bool = True, environ: Mapping[str, str] = os.environ) -> None:
        self.root = root.resolve()
        self.data = self.root / "data"
        self.sockets = socket_directory(self.root)
        self.log = self.root / "postgres.log"
        self.durable = durable
        self._environ = environ
        self._share: IO[bytes] | None = None
        self._joined_as: int | None = None

    def url(self, *, database: str = DATABASE) -> str:
        """Its address as a DATABASE_URL."""
        return local_url(self.root, database=database)

    def connect(self, *, database: str = DATABASE) -> psycopg.Connection[TupleRow]:
        """A connection as the owner, committing every statement."""
        return psycopg.connect(
            make_conninfo(**local_address(self.root, database=database)), autocommit=True, connect_timeout=5
        )

    def pid(self) -> int | None:
        """The running server, recognised by its program and its data directory; None if there is none."""
        for launched in [*_launched]:
            if launched.poll() is not None:
                _launched.remove(launched)
        with contextlib.suppress(OSError, ValueError, IndexError):
            pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
            if self._is_ours(pid):
                return pid
        return None

    def join(self, *, timeout: float = START_TIMEOUT) -> None:
        """Start it if need be, and keep it running until `leave` or the end of this process, however it ends."""
        with self._alone():
            if self._share is None:
                self._share = (self.root / "users").open("ab")
                fcntl.flock(self._share, fcntl.LOCK_SH)
                self._joined_as = os.getpid()
            try:
                self._start(timeout=timeout)
            except BaseException:
                self._drop_share()
                raise

    def leave(self) -> None:
        """Stop using it, and stop it if nobody else does. The kernel drops the share of a killed process."""
        if self._share is None or self._joined_as != os.getpid():
            return
        with self._alone():
            self._drop_share()
            with (self.root / "users").open("ab") as users:
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    return
                self._stop(timeout=STOP_TIMEOUT)

    def start(self, *, timeout: float = START_TIMEOUT) -> None:
        """Make it if it was never made, start it if it does not run, and wait until it answers."""
        with self._alone():
            self._start(timeout=timeout)

    def stop(self, *, timeout: float = STOP_TIMEOUT) -> None:
        """End it, whoever uses it: open transactions are rolled back, what was acknowledged is kept."""
        with self._alone():
            self._stop(timeout=timeout)

    def _start(self, *, timeout: float) -> None:
        begun = time.monotonic()
        told = begun + 10
        server: subprocess.Popen[bytes] | None = None
        spoken = 0
        while not self._answers():
            now = time.monotonic()
            if now > begun + timeout:
                raise StartFailed(log=self.log, words=self._last_words(spoken))
            if now > told:
                logger.info("PostgreSQL is not ready yet; after a crash it first replays its journal")
                told = now + 10
            if server is not None and server.poll() is not None:
                words = self._last_words(spoken)
                held = "still in use" in words or "lock file" in words
                if not held or now > begun + _LEFTOVER_PATIENCE:
                    raise StartFailed(log=self.log, words=words)
                server = None
            elif server is None and self.pid() is None:
                account, binaries = self._prepare()
                spoken = self.log.stat().st_size if self.log.exists() else 0
                server = self._launch(account, binaries)
            time.sleep(0.05)

    def _prepare(self) -> tuple[Account, Binaries]:
        """Everything a start needs: the programs, the account, the directories, the data, and no leftovers."""
        self._shed_empty_data()
        written = self._written_by()
        binaries = find_binaries(self._environ, written=written, data=self.data)
        account = account_for(self.root, data=self.data, programs=binaries.directory)
        account.take(self.root)
        if self.sockets.parent != self.root:
            refuse_stranger(self.sockets, account)
        account.take(self.sockets)
        if written is None:
            self._make(account, binaries)
        else:
            self._clear_leftovers()
        return account, binaries

    def _written_by(self) -> int | None:
        """The major version of the data; None if there are none yet."""
        try:
            return int((self.data / "PG_VERSION").read_text())
        except FileNotFoundError:
            if self.data.exists():
                raise NotOurData(data=self.data) from None
            return None

    def _shed_empty_data(self) -> None:
        with contextlib.suppress(OSError):
            self.data.rmdir()  # succeeds on an empty directory alone

    def _make(self, account: Account, binaries: Binaries) -> None:
        """Make the data beside their place and move them there whole: a killed initdb leaves nothing to trip over."""
        making = self.root / "data.making"
        shutil.rmtree(making, ignore_errors=True)
        made = subprocess.run(
            [
                binaries.directory / "initdb",
                "-D",
                making,
                "-U",
                OWNER,
                *initdb_arguments(binaries.major, durable=self.durable),
            ],
            capture_output=True,
            text=True,
            errors="replace",
            pass_fds=[self._lock.fileno()],  # if we are killed, initdb keeps others out until it ends too
            **_bare(account, self._environ),
        )
        if made.returncode:
            raise StartFailed(log="initdb", words=(made.stderr or made.stdout).strip())
        making.rename(self.data)
        _flush_directory(self.root)

    def _launch(self, account: Account, binaries: Binaries) -> subprocess.Popen[bytes]:
        if self.log.exists() and self.log.stat().st_size > _LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        options = server_options(durable=self.durable)
        command = [
            *(
                str(binaries.directory / "postgres"),
                "-D",
                str(self.data),
                "-p",
                PORT,
                "-k",
                str(self.sockets),
            ),
            *(word for name, value in options.items() for word in ("-c", f"{name}={value}")),
        ]
        with self.log.open("ab") as log:
            server = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for whoever uses it; they decide when it stops
                **_bare(account, self._environ),
            )
        _launched.append(server)
        return server

    def _clear_leftovers(self) -> None:
        """Undo what a killed server left: its children, its socket, and a lock that names a stranger's process."""
        for pid in processes.every_pid():
            if self._is_orphan(pid):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)  # recovery follows anyway; they hold the shared memory
        for name in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
            (self.sockets / name).unlink(missing_ok=True)
        lock = self.data / "postmaster.pid"
        try:
            first, rest = lock.read_text().split("\n", 1)
        except (FileNotFoundError, ValueError):
            return
        if first.isdigit() and processes.is_alive(int(first)):
            # A number used again. PostgreSQL would refuse for ever; it passes over its own parent's number,
            # and still looks at the shared memory that the rest of the file names, which deleting would lose.
            with lock.open("r+") as file:
                file.write(f"{os.getpid()}\n{rest}")
                file.truncate()

    def _is_ours(self, pid: int) -> bool:
        command = processes.command_line(pid)
        if not command[0].endswith(b"postgres"):
            return False
        return os.fsencode(self.data) in command or processes.works_in(pid, self.data)

    def _is_orphan(self, pid: int) -> bool:
        if not processes.command_line(pid)[:1] or not processes.command_line(pid)[0].startswith(
            b"postgres: "
        ):
            return False
        parent = processes.parent_of(pid)
        under_a_server = parent is not None and any(
            word.endswith(b"postgres") for word in processes.command_line(parent)[:1]
        )
        return not under_a_server and processes.works_in(pid, self.data)

    def _answers(self) -> bool:
        """True if it takes connections; the product's database is then there too, whoever was killed making it."""
        if not (self.sockets / f".s.PGSQL.{PORT}").exists() or self.pid() is None:
            return False
        try:
            connection = self.connect(database="postgres")
        except psycopg.OperationalError as refused:
            return "too many clients" in str(refused) or "connection slots" in str(refused)
        with connection:
            standby, present = connection.execute(
                "SELECT pg_is_in_recovery(), EXISTS (SELECT FROM pg_database WHERE datname = %s)", [DATABASE]
            ).fetchone() or (False, False)
            if not standby and not present:
                connection.execute(f"CREATE DATABASE {DATABASE} TEMPLATE template0")
        return True

    def _stop(self, *, timeout: float) -> None:
        # SIGINT is the fast way, SIGQUIT the immediate one: the next start then recovers, nothing is lost.
        for how, patience in ((signal.SIGINT, timeout), (signal.SIGQUIT, 10.0)):
            pid = self.pid()
            if pid is None:
                return
            os.kill(pid, how)
            until = time.monotonic() + patience
            while self.pid() == pid:
                if time.monotonic() > until:
                    break
                time.sleep(0.02)
        if (pid := self.pid()) is not None:
            raise StopFailed(pid=pid, log=self.log)

    def _last_words(self, since: int) -> str:
        try:
            with self.log.open("rb") as log:
                log.seek(since)
                return "\n".join(log.read().decode(errors="replace").splitlines()[-12:])
        except FileNotFoundError:
            return ""

    def _drop_share(self) -> None:
        if self._share is not None:
            self._share.close()
            self._share = None

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """One at a time on this machine. Closing the file frees the lock, also when a process is killed."""
        _make_passable(self.root)
        try:
            self._lock = (self.root / "lock").open("ab")
        except PermissionError:
            owner = name_of(self.root.stat().st_uid)
            raise DataOfAnother(directory=self.root, owner=owner, me=name_of(os.geteuid())) from None
        with self._lock:
            fcntl.flock(self._lock, fcntl.LOCK_EX)
            yield


def _bare(account: Account, environ: Mapping[str, str]) -> dict[str, Any]:  # Any: keyword arguments of Popen
    """A process that knows nothing of our language, directory or rights: foreign locales make initdb fail."""
    env = {"PATH": environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
    return {"cwd": "/", "env": env, **account.spawning()}


def _make_passable(directory: Path) -> None:
    """Create what is missing so that another account may pass, whatever the umask: root's server runs as one."""
    missing = [part for part in [directory, *directory.parents] if not part.exists()]
    for part in reversed(missing):
        part.mkdir(exist_ok=True)
        part.chmod(0o755)


def _flush_directory(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
