"""Our linters find what they are for, pass what is sound, and find nothing in the tree."""

import ast
from pathlib import Path

import pytest

from tests.architecture.building import ROOT
from tools import lint_dangers, lint_writes


@pytest.mark.parametrize("line", lint_writes.BAD.strip().splitlines())
def test_a_write_is_found(line):
    tree = ast.parse(f"async def f():\n    {line}")

    assert len(list(lint_writes.writes(tree))) == 1


@pytest.mark.parametrize("line", lint_writes.GOOD.strip().splitlines())
def test_what_writes_no_row_passes(line):
    assert list(lint_writes.writes(ast.parse(line))) == []


def test_writes_belong_into_actions_only_and_an_idle_excuse_is_told(tmp_path):
    top = tmp_path / "xinghe"
    for name in (
        "a/actions.py",
        "a/actions/b.py",
        "a/moves.py",
        "a/migrations/0001.py",
        "a/queries.py",
        "a/c.py",
    ):
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("thing.save()")

    found = lint_writes.offences(top, excused={"xinghe/a/c.py": "", "xinghe/a/gone.py": ""})

    assert found == [
        "xinghe/a/queries.py:1: .save() outside actions",
        "xinghe/a/gone.py: excused, but writes nothing",
    ]


def test_the_tree_writes_where_writes_belong():
    assert lint_writes.offences(ROOT / "src" / "xinghe", excused=lint_writes.EXCUSED) == []


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, texts in lint_dangers.BAD.items() for text in texts]
)
def test_a_danger_is_found(name, text):
    assert len(list(lint_dangers.dangers(Path(name), text))) == 1


@pytest.mark.parametrize(
    ("name", "text"), [(name, text) for name, texts in lint_dangers.GOOD.items() for text in texts]
)
def test_what_is_harmless_passes(name, text):
    assert list(lint_dangers.dangers(Path(name), text)) == []


def test_a_listed_danger_passes_and_an_idle_listing_is_told(tmp_path):
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text("rows.raw(text)")

    found = lint_dangers.offences(
        tmp_path, [tmp_path / "a.py", tmp_path / "b.py"], listed={("a.py", "sql"): "", ("a.py", "safe"): ""}
    )

    assert found == ["b.py:1: sql", "a.py: listed for safe, but has none"]


def test_the_tree_holds_no_danger_outside_its_listed_place():
    paths = lint_dangers.sources(ROOT)

    assert lint_dangers.offences(ROOT, paths, listed=lint_dangers.LISTED) == []
    assert len(paths) > 50
