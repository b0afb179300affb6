"""The command line: learnt from its help, quick, and clear when it says no."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from xinghe.foundation.errors import Refusal
from xinghe.project import cli as command_line
from xinghe.project.cli import cli, main


class TooLate(Refusal):
    code = "too_late"
    message = "It is %(hour)s o'clock. Come back tomorrow."


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory of commands of our own, in the place of the product's."""
    monkeypatch.setattr(command_line, "_COMMANDS", tmp_path)
    monkeypatch.setattr("xinghe.project.commands.__path__", [str(tmp_path)])
    yield tmp_path
    for name in [name for name in sys.modules if name.startswith("xinghe.project.commands.trial")]:
        del sys.modules[name]


def outcome(*arguments: str) -> int | str | None:
    """The exit code of the whole program."""
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return ended.value.code


def test_help_lists_every_command_with_the_first_line_of_its_module_and_imports_none(commands: Path) -> None:
    (commands / "trial_walk.py").write_text('"""Walk a step."""\nraise AssertionError("imported")\n')
    (commands / "import_.py").write_text(
        '"""Take in a workbook.\n\nMore."""\nraise AssertionError("imported")\n'
    )

    said = CliRunner().invoke(cli, ["--help"]).output

    assert [line.split(None, 1) for line in said.partition("Commands:\n")[2].splitlines()] == [
        ["import", "Take in a workbook."],
        ["trial-walk", "Walk a step."],
    ]


def test_a_refusal_is_one_sentence_and_exit_code_2(
    commands: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (commands / "trial_refuse.py").write_text(
        '"""Refuse."""\nimport click\nfrom tests.project.test_cli import TooLate\n'
        "@click.command()\ndef command():\n    raise TooLate(hour=23)\n"
    )

    assert outcome("trial-refuse") == 2
    assert capsys.readouterr().err == "It is 23 o'clock. Come back tomorrow.\n"


def test_the_unforeseen_shows_where_and_exits_with_1(
    commands: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (commands / "trial_break.py").write_text(
        '"""Break."""\nimport click\n@click.command()\ndef command():\n    raise KeyError("lost")\n'
    )

    assert outcome("trial-break") == 1
    said = capsys.readouterr().err
    assert "KeyError: 'lost'" in said
    assert "xinghe doctor" in said.splitlines()[-1]


def test_a_command_may_choose_its_exit_code(commands: Path) -> None:
    (commands / "trial_three.py").write_text(
        '"""Exit."""\nimport click\n@click.command()\n@click.pass_context\ndef command(ctx):\n    ctx.exit(3)\n'
    )
    (commands / "trial_true.py").write_text(
        '"""Return."""\nimport click\n@click.command()\ndef command():\n    return True\n'
    )

    assert outcome("trial-three") == 3
    assert outcome("trial-true") == 0


def test_misuse_is_explained_and_exits_with_2(commands: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert outcome("no-such-command") == 2
    assert "No such command 'no-such-command'" in capsys.readouterr().err


def test_the_products_own_help_needs_neither_django_nor_a_database() -> None:
    program = (
        "import sys\nfrom xinghe.project.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit as end:\n    code = end.code\n"
        "sys.exit(code or ('django' in sys.modules) * 9)"
    )

    ran = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/x"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    listed = [
        line.split()[0] for line in ran.stdout.partition("Commands:\n")[2].splitlines() if line[2] != " "
    ]
    assert listed[:3] == ["serve", "worker", "migrate"]


def test_the_worker_knows_every_task_that_is_deferred_by_name(db):
    from procrastinate.contrib.django import app

    assert {"xinghe.run", "xinghe.rescue", "xinghe.originality_files"} <= set(app.tasks)
