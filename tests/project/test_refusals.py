"""What stops a start is said in a sentence, each kind of obstacle for itself."""

import socket
import sys
from types import SimpleNamespace

import pytest

from xinghe.project import preparing, serving
from xinghe.project.postgres import cluster, tuning
from xinghe.project.supervision import AlreadyServed, Child, NeverSteady, Supervisor


def plan(tmp_path, port):
    return serving.Plan(
        var=tmp_path, host="127.0.0.1", port=port, workers=1, threads=1, concurrency=0,
        migrate=False, demo=False, may_forget=True, access_log=False,
    )  # fmt: skip


def test_a_taken_port_is_named_with_another(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(serving.PortTaken) as refused:
            serving._refuse_taken_port(plan(tmp_path, port))

    assert str(port + 1) in str(refused.value)


def test_a_web_that_never_answers_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(serving, "_ANSWER_PATIENCE", 0.2)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    with pytest.raises(serving.NoAnswer):
        serving._await_answer(plan(tmp_path, port), Supervisor(tmp_path))


def test_a_preparation_that_fails_stops_the_start(tmp_path, monkeypatch):
    monkeypatch.setattr(serving, "_XINGHE", [sys.executable, "-c", "raise SystemExit(2)"])

    with pytest.raises(serving.NotPrepared) as refused:
        serving._run(Supervisor(tmp_path), "migrate", "--check")

    assert "2" in str(refused.value)


def test_one_directory_is_served_once(tmp_path):
    first = Supervisor(tmp_path)
    first.claim()

    with pytest.raises(AlreadyServed):
        Supervisor(tmp_path).claim()


def test_a_child_that_never_gets_to_work_is_given_up(tmp_path):
    supervisor = Supervisor(tmp_path)
    child = Child(name="web", command=["false"], environ={})

    with pytest.raises(NeverSteady):
        for _ in range(10):
            child.begun = 0.0
            supervisor._note_end(child, 1, 0.0)


def test_a_server_that_does_not_stop_is_named(monkeypatch):
    never = SimpleNamespace(pid=lambda: 4_194_000, log="postgres.log")
    monkeypatch.setattr(cluster.os, "kill", lambda *_: None)
    monkeypatch.setattr(cluster.time, "monotonic", iter(range(0, 10_000, 100)).__next__)

    with pytest.raises(cluster.StopFailed):
        cluster.LocalPostgres._stop(never, timeout=1.0)


def test_a_machine_without_a_unicode_locale_is_told_which(monkeypatch):
    monkeypatch.setattr(tuning, "_UNICODE_LOCALES", ("xx_XX.UTF-8",))

    with pytest.raises(tuning.LocaleMissing, match="xx_XX"):
        tuning.initdb_arguments(18, durable=True)


def test_pending_migrations_are_counted(monkeypatch):
    monkeypatch.setattr(preparing, "pending_migrations", lambda: ["results.0009_more", "texts.0003_more"])

    with pytest.raises(preparing.MigrationsPending, match=r"results\.0009_more"):
        preparing.refuse_unprepared()


def test_missing_static_files_are_refused(monkeypatch):
    monkeypatch.setattr(preparing, "pending_migrations", list)
    monkeypatch.setattr(preparing, "static_is_collected", lambda: False)

    with pytest.raises(preparing.StaticFilesMissing):
        preparing.refuse_unprepared()
