"""The server is made, started, healed and stopped under everything that was seen to go wrong."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from xinghe.project import processes
from xinghe.project.postgres import LocalPostgres
from xinghe.project.postgres.binaries import OtherMajor, ProgramsMissing, find_binaries
from xinghe.project.postgres.cluster import NotOurData, StartFailed

STARTER = (
    "import sys; from pathlib import Path; from xinghe.project.postgres import LocalPostgres\n"
    "cluster = LocalPostgres(Path(sys.argv[1]), durable=False)\n"
)


@pytest.fixture
def place() -> Iterator[Path]:
    """A directory that another account may pass through: pytest's own are closed to it when we are root."""
    directory = Path(tempfile.mkdtemp(prefix="xinghe-test-"))
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory)


@pytest.fixture
def cluster(place: Path) -> Iterator[LocalPostgres]:
    """A started server, fast and not durable."""
    made = LocalPostgres(place / "pg", durable=False)
    made.start()
    yield made
    made.stop()


def python(program: str, *arguments: object, **environ: str) -> subprocess.Popen[str]:
    """A process of its own that runs the program."""
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3] / "src"), **environ},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def fetch(cluster: LocalPostgres, question: str) -> object:
    """The one value that answers a question."""
    with cluster.connect() as connection:
        row = connection.execute(question).fetchone()  # type: ignore[call-overload]  # our own constant strings
    return row[0]


def kill(pid: int | None) -> None:
    """End a process without warning and wait until it is gone."""
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    while processes.is_alive(pid):
        time.sleep(0.01)


def test_it_starts_stops_and_keeps_what_was_written(cluster: LocalPostgres) -> None:
    with cluster.connect() as connection:
        connection.execute("CREATE TABLE kept AS SELECT '创新' AS word")

    cluster.stop()
    assert cluster.pid() is None
    cluster.start()

    assert fetch(cluster, "SELECT word FROM kept") == "创新"


def test_starting_and_stopping_twice_changes_nothing(cluster: LocalPostgres) -> None:
    pid = cluster.pid()

    cluster.start()
    assert cluster.pid() == pid

    cluster.stop()
    cluster.stop()
    assert cluster.pid() is None


def test_chinese_characters_are_letters_and_sort_by_code_point(cluster: LocalPostgres) -> None:
    with cluster.connect() as connection:
        connection.execute("CREATE EXTENSION pg_trgm")

    assert fetch(cluster, "SELECT array_length(show_trgm('创新工作室'), 1)") == 6
    assert fetch(cluster, "SELECT 'Z' < 'a' AND 'é' < '创'") is True


def test_a_durable_server_forces_everything_to_disk_whatever_its_files_say(place: Path) -> None:
    durable = LocalPostgres(place / "pg")
    durable.start()
    try:
        with durable.connect() as connection:
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("ALTER SYSTEM SET full_page_writes = off")
        durable.stop()
        durable.start()

        asked = ("fsync", "full_page_writes", "synchronous_commit", "data_checksums", "listen_addresses")
        answers = [fetch(durable, f"SHOW {name}") for name in asked]
    finally:
        durable.stop()

    assert answers == ["on", "on", "on", "on", ""]


def test_four_processes_at_once_on_an_empty_directory_share_one_server(place: Path) -> None:
    starters = [python(STARTER + "cluster.start(); print(cluster.pid())", place / "pg") for _ in range(4)]

    told = [starter.communicate(timeout=60)[0].strip() for starter in starters]

    cluster = LocalPostgres(place / "pg", durable=False)
    try:
        assert told == [str(cluster.pid())] * 4
    finally:
        cluster.stop()


def test_after_kill_9_the_next_start_works_and_every_acknowledged_row_is_there(place: Path) -> None:
    durable = LocalPostgres(place / "pg")
    durable.start()
    try:
        with durable.connect() as connection:
            connection.execute("CREATE TABLE entries (number int)")
            for number in range(200):
                connection.execute("INSERT INTO entries VALUES (%s)", [number])
            kill(durable.pid())
            with pytest.raises(psycopg.OperationalError):
                connection.execute("SELECT 1")
                connection.execute("SELECT 1")

        durable.start()

        assert fetch(durable, "SELECT count(DISTINCT number) FROM entries") == 200
    finally:
        durable.stop()


def test_children_that_outlive_their_server_do_not_hold_up_the_next(cluster: LocalPostgres) -> None:
    busy = python(
        STARTER + 'cluster.connect().execute("SELECT count(*) FROM generate_series(1, 10_000_000_000)")',
        cluster.root,
    )
    while (
        fetch(cluster, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%generate_series(1, 10%'")
        != 2
    ):
        time.sleep(0.02)
    backend = fetch(
        cluster,
        "SELECT pid FROM pg_stat_activity WHERE query LIKE '%generate_series(1, 10%' AND pid != pg_backend_pid()",
    )
    kill(cluster.pid())

    begun = time.monotonic()
    cluster.start()

    assert time.monotonic() - begun < 10
    assert not processes.is_alive(int(str(backend)))
    assert busy.wait(timeout=10) == 1


def test_a_lock_file_that_names_a_strangers_process_is_seen_through(cluster: LocalPostgres) -> None:
    cluster.stop()
    another_server = ["/elsewhere/postgres", "60"]
    owner = cluster.data.stat()
    same_account = {"user": owner.st_uid, "group": owner.st_gid} if os.geteuid() == 0 else {}
    with subprocess.Popen(another_server, executable="/bin/sleep", **same_account) as stranger:  # type: ignore[call-overload]  # as keyword arguments
        lock = cluster.data / "postmaster.pid"
        lock.write_text(f"{stranger.pid}\n{cluster.data}\n1\n5432\n{cluster.sockets}\n\n  1 1\nready\n")
        os.chown(lock, owner.st_uid, owner.st_gid)
        (cluster.sockets / ".s.PGSQL.5432.lock").write_text(f"{stranger.pid}\n")

        assert cluster.pid() is None
        cluster.start()

        assert cluster.pid() not in (None, stranger.pid)
        assert stranger.poll() is None
        stranger.kill()


def test_a_moved_directory_is_recognised_by_its_running_server(cluster: LocalPostgres) -> None:
    pid = cluster.pid()
    moved = cluster.root.with_name("moved")
    cluster.root.rename(moved)
    try:
        assert LocalPostgres(moved, durable=False).pid() == pid
    finally:
        moved.rename(cluster.root)


@pytest.mark.parametrize("name", ["星河 与 space", 'quote\'d "twice"', "a,b", "长" * 40])
def test_it_runs_under_any_path(place: Path, name: str) -> None:
    cluster = LocalPostgres(place / name / "pg", durable=False)

    cluster.start()

    try:
        assert fetch(cluster, "SELECT current_database()") == "xinghe"
        with psycopg.connect(cluster.url()) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        cluster.stop()
        if cluster.sockets.parent == Path("/tmp"):
            cluster.sockets.rmdir()


def test_a_locale_that_is_not_installed_does_not_matter(place: Path) -> None:
    foreign = {"LANG": "zh_CN.UTF-8", "LC_ALL": "zh_CN.UTF-8", "LANGUAGE": "zh"}

    starter = python(STARTER + "cluster.start(); print('ok'); cluster.stop()", place / "星河", **foreign)

    assert starter.communicate(timeout=60)[0] == "ok\n"


def test_a_half_made_directory_is_made_again(place: Path) -> None:
    root = place / "pg"
    (root / "data.making" / "base").mkdir(parents=True)
    (root / "data.making" / "PG_VERSION").write_text("18\n")
    (root / "data").mkdir()
    cluster = LocalPostgres(root, durable=False)

    cluster.start()

    try:
        assert fetch(cluster, "SELECT 1") == 1
        assert not (root / "data.making").exists()
    finally:
        cluster.stop()


def test_initdb_killed_with_its_starter_leaves_nothing_to_trip_over(place: Path) -> None:
    root = place / "pg"
    starter = python(STARTER + "cluster.start()", root)
    while not (root / "data.making" / "PG_VERSION").exists():
        time.sleep(0.002)
    starter.kill()
    starter.communicate()
    cluster = LocalPostgres(root, durable=False)

    cluster.start()

    try:
        assert fetch(cluster, "SELECT 1") == 1
    finally:
        cluster.stop()


def test_something_else_in_the_place_of_the_data_is_left_alone(place: Path) -> None:
    (place / "pg" / "data").mkdir(parents=True)
    (place / "pg" / "data" / "thesis.txt").write_text("do not delete")

    with pytest.raises(NotOurData):
        LocalPostgres(place / "pg").start()

    assert (place / "pg" / "data" / "thesis.txt").read_text() == "do not delete"


def test_the_data_of_another_major_are_refused_with_both_versions(place: Path) -> None:
    data = place / "pg" / "data"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("14\n")

    with pytest.raises(OtherMajor) as refused:
        LocalPostgres(place / "pg").start()

    found = find_binaries(os.environ).major
    assert "was written by PostgreSQL 14" in str(refused.value)
    assert str(found) in str(refused.value)
    assert sorted(path.name for path in data.iterdir()) == ["PG_VERSION"]


def test_programs_that_do_not_run_here_are_passed_over(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (place / "postgres").write_text("of another processor")
    (place / "postgres").chmod(0o755)

    found = find_binaries({"PG_BIN": str(place), "PATH": ""})

    assert found.directory != place
    monkeypatch.setattr("xinghe.project.postgres.binaries._candidates", lambda environ: iter([place]))
    with pytest.raises(ProgramsMissing):
        find_binaries({})


def test_a_server_that_cannot_start_says_why(cluster: LocalPostgres) -> None:
    cluster.stop()
    configuration = cluster.data / "postgresql.conf"
    before = configuration.read_text()
    configuration.write_text(before + "\nno_such_setting = 1\n")

    with pytest.raises(StartFailed) as refused:
        cluster.start()

    assert "no_such_setting" in str(refused.value)
    configuration.write_text(before)


def test_the_last_to_leave_stops_it_and_the_others_do_not(place: Path) -> None:
    cluster = LocalPostgres(place / "pg", durable=False)
    cluster.join()
    guest = python(
        STARTER + "cluster.join(); print('in', flush=True); input(); cluster.leave()", cluster.root
    )
    assert guest.stdout is not None
    assert guest.stdout.readline() == "in\n"

    cluster.leave()

    assert cluster.pid() is not None
    kill(guest.pid)
    guest.communicate()
    cluster.join()
    cluster.leave()
    assert cluster.pid() is None
