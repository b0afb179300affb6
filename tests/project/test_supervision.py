"""What the supervisor gives its children along."""

import os
import sys
import time
from pathlib import Path

import pytest

from xinghe.project.supervision import Child, Supervisor


@pytest.mark.parametrize("stands_back", [0, 7])
def test_a_child_lets_others_go_first_as_far_as_it_was_told(tmp_path: Path, stands_back: int) -> None:
    told = tmp_path / "told"
    write = (
        f"import os, pathlib, time; pathlib.Path({str(told)!r}).write_text(str(os.nice(0))); time.sleep(60)"
    )
    supervisor = Supervisor(tmp_path)

    supervisor.add(Child(name="one", command=[sys.executable, "-c", write], stands_back=stands_back))
    until = time.monotonic() + 20
    while not (told.exists() and told.read_text()) and time.monotonic() < until:
        time.sleep(0.02)
    supervisor.stop()

    assert told.read_text() == str(os.nice(0) + stands_back)


@pytest.mark.parametrize("code", [-9, 0])
def test_who_is_killed_or_asked_to_end_is_started_again_however_often(tmp_path: Path, code: int) -> None:
    supervisor = Supervisor(tmp_path)
    child = Child(name="worker", command=["false"])

    for _ in range(20):
        child.begun = time.monotonic()
        supervisor._note_end(child, code, child.begun)

    assert child.due > child.begun
    assert child.pause <= 30
