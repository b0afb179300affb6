"""What the documents say can be done can be done: commands, options, links, paths, quoted code, numbers of decisions."""

import json
import re
import shlex
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click
import pytest

from tests.architecture.building import ROOT, SOURCE, floors
from tests.architecture.test_paper import tracked
from xinghe.kernels.originality import Verdict, compare
from xinghe.project.cli import cli
from xinghe.results.jobs.importing import Report, Resemblance
from xinghe.results.rules.rows import MESSAGES, CellError

README, CHINESE = ROOT / "README.md", ROOT / "README.zh.md"
DECISIONS = ROOT / "docs" / "adr"
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

FENCED = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


def documents() -> list[Path]:
    return [path for path in tracked() if path.suffix == ".md" and "RESULTS" not in path.name]


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of one language, in their order; "" are those that name none."""
    return [body for found, body in FENCED.findall(page) if found == language]


def spans(page: str) -> list[str]:
    return SPAN.findall(FENCED.sub("", page))


# -- commands ----------------------------------------------------------------------------------------------


def commands(page: str) -> Iterator[list[str]]:
    """Every `xinghe …` and `make …` that a page says to type, in words."""
    lines = [line for block in blocks(page, "") for line in block.splitlines()] + spans(page)
    for line in lines:
        for part in re.split(r"&&|\|\||[;|]", line):
            typed = re.sub(r"^\s*(?:\$ )?(?:ExecStart=)?(?:[A-Z_]+=\S+ +)*", "", part)
            if re.match(r"(\S*/)?xinghe |make ", typed):
                yield shlex.split(typed, comments=True)


def faults_of_a_command(words: list[str], *, targets: Iterable[str] = frozenset(TARGETS)) -> list[str]:
    """Targets, sub-commands, options and arguments that do not exist."""
    said = " ".join(words)
    if words[0] == "make":
        return [f"{said}: no target {word}" for word in words[1:] if "=" not in word and word not in targets]
    command: click.Command = cli
    left = words[1:]
    while isinstance(command, click.Group) and left and not left[0].startswith("-"):
        name = left.pop(0)
        if name in {"…", "COMMAND"}:
            return []
        found = command.get_command(click.Context(command), name)
        if found is None:
            return [f"{said}: no command {name}"]
        command = found
    return [f"{said}: {fault}" for fault in _faults_of_arguments(command, left)]


def _faults_of_arguments(command: click.Command, left: list[str]) -> Iterator[str]:
    context = click.Context(command)
    options = {name: one for one in command.get_params(context) for name in one.opts if name.startswith("-")}
    places = sum(isinstance(one, click.Argument) for one in command.params)
    given = 0
    while left:
        word = left.pop(0)
        if not word.startswith("-"):
            given += 1
        elif word not in options:
            yield f"no option {word}"
        elif isinstance(option := options[word], click.Option) and not option.is_flag:
            value = left.pop(0) if left else ""
            if isinstance(option.type, click.Choice) and value not in option.type.choices:
                yield f"{word} does not take {value}"
    if given > places:
        yield f"{given} arguments instead of {places}"


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_command_that_is_named_exists(path):
    page = path.read_text(encoding="utf-8")

    assert [fault for words in commands(page) for fault in faults_of_a_command(words)] == []


def test_every_command_there_is_has_an_example():
    shown = {tuple(words[1:3]) for words in commands(README.read_text()) if words[0].endswith("xinghe")}
    leaves = {
        (name, below) if below else (name,)
        for name, below in _leaves(lambda name: cli.get_command(click.Context(cli), name))
    }

    assert {leaf for leaf in leaves if not any(words[: len(leaf)] == leaf for words in shown)} == set()


def _leaves(get: Callable[[str], click.Command | None]) -> Iterator[tuple[str, str]]:
    for name in cli.list_commands(click.Context(cli)):
        command = get(name)
        yield from (
            [(name, below) for below in command.commands]
            if isinstance(command, click.Group)
            else [(name, "")]
        )


def test_planted_commands_are_seen():
    page = (
        "Say `make nonsense` or `XINGHE_PORT=1 xinghe serve --prot 1`.\n```\nmake run && .venv/bin/xinghe fly\n"
        "xinghe export results a.xlsx b.xlsx --stage lost   # never\n```\n`xinghe COMMAND --help`\n"
    )

    assert [fault for words in commands(page) for fault in faults_of_a_command(words)] == [
        ".venv/bin/xinghe fly: no command fly",
        "xinghe export results a.xlsx b.xlsx --stage lost: --stage does not take lost",
        "xinghe export results a.xlsx b.xlsx --stage lost: 2 arguments instead of 1",
        "make nonsense: no target nonsense",
        "xinghe serve --prot 1: no option --prot",
        "xinghe serve --prot 1: 1 arguments instead of 0",
    ]


# -- links and paths ---------------------------------------------------------------------------------------


def anchors(page: str) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", FENCED.sub("", page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(path: Path, page: str) -> list[str]:
    """Links to files that are not there, and to headings that their page does not have."""
    found = []
    for target in LINK.findall(FENCED.sub("", page)):
        if re.match(r"https?:|mailto:", target):
            continue
        name, _, anchor = target.partition("#")
        there = (path.parent / name) if name else path
        if not there.exists() or (anchor and anchor not in anchors(there.read_text(encoding="utf-8"))):
            found.append(target)
    return found


def missing_files(page: str, *, below: tuple[Path, ...]) -> list[str]:
    """Files that a page names between backticks, with their folder, and that stand nowhere."""
    named = [
        span
        for span in spans(page)
        if re.fullmatch(r"[\w.*-]+(/[\w.*-]+)+\.(py|md|txt|css|js|toml|html)", span)
    ]
    return [name for name in named if not any(any(top.glob(name)) for top in below)]


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_and_files_are_there(path):
    page = path.read_text(encoding="utf-8")

    assert broken_links(path, page) == []
    assert missing_files(page, below=(ROOT, SOURCE, path.parent, *SOURCE.glob("web/*/templates"))) == []


def test_planted_links_and_files_are_seen(tmp_path):
    (tmp_path / "there.md").write_text("# One heading, two\n")
    page = (
        "[a](there.md#one-heading-two) [b](there.md#three) [c](gone.md) [d](https://example.org/x) ![e](gone.png)\n"
        "`there.md` `x/gone.py` `x/*.py` `a/b`\n```\n[f](in/code.md)\n```\n"
    )

    assert broken_links(tmp_path / "page.md", page) == ["there.md#three", "gone.md", "gone.png"]
    assert missing_files(page, below=(tmp_path,)) == ["x/gone.py", "x/*.py"]


# -- the two first pages -----------------------------------------------------------------------------------


def shape(page: str) -> dict[str, object]:
    """What both languages must have in common: depth of headings, commands, pictures, links, code words."""
    bare = re.sub(r"README(\.zh)?\.md", "README", page)
    return {
        "headings": re.findall(r"^(#+) ", FENCED.sub("", page), re.MULTILINE),
        "commands": list(commands(page)),
        "links": LINK.findall(bare),
        "words": sorted(set(spans(page))),
        "rows": len(re.findall(r"^\|", page, re.MULTILINE)),
        "json": [sorted(json.loads(block)) for block in blocks(page, "json")],
    }


def test_both_first_pages_say_the_same():
    assert shape(CHINESE.read_text()) == shape(README.read_text())


def test_a_difference_between_the_first_pages_is_seen():
    changed = README.read_text().replace("`make help`", "`make bench`").replace("## Licence", "### Licence")

    assert {name for name, value in shape(changed).items() if value != shape(README.read_text())[name]} == {
        "headings",
        "commands",
        "words",
    }


@pytest.mark.parametrize("page", [README, CHINESE], ids=["en", "zh"])
def test_the_json_that_is_shown_is_the_json_that_is_printed(page):
    imported, compared = (json.loads(block) for block in blocks(page.read_text(), "json"))
    refused = CellError(row=6, column="类别", code="unknown_choice", value="小创新", params={})
    report = Report(errors=[refused], similar=[Resemblance(row=5, to=4, coverage=0.9312)])
    printed = report.to_json(say=lambda error: error.message)
    texts = dict(
        line.split(": ", 1) for block in blocks(page.read_text(), "text") for line in block.splitlines()
    )
    found = compare(texts["A.txt"], texts["B.txt"])

    assert {name: _keys(value) for name, value in imported.items()} == {
        name: _keys(value) for name, value in printed.items()
    }
    assert compared.keys() == found.to_json().keys()
    assert compared["verdict"] == found.verdict
    assert compared["coverage_of_a"] == pytest.approx(found.coverage_of_a, abs=0.03)
    assert compared["coverage_of_b"] == pytest.approx(found.coverage_of_b, abs=0.03)
    assert [passage.keys() for passage in compared["passages"]] == [
        passage.keys() for passage in found.to_json()["passages"]
    ]


def _keys(value: object) -> list[str] | str:
    return sorted(value[0]) if isinstance(value, list) and value and isinstance(value[0], dict) else ""


@pytest.mark.parametrize("page", [README, CHINESE], ids=["en", "zh"])
def test_codes_verdicts_and_floors_are_all_named(page):
    named = spans(page.read_text())
    present = {name for names in floors() for name in names if (SOURCE / name).is_dir()}

    assert set(MESSAGES) - set(named) == set()
    assert {str(verdict) for verdict in Verdict} - set(named) == set()
    assert present - set(named) == set()


# -- decisions ---------------------------------------------------------------------------------------------


def test_every_decision_is_in_the_index_under_its_number_and_title():
    titles = {}
    for path in sorted(DECISIONS.glob("[0-9]*.md")):
        number, title = re.match(r"# (\d+)\. (.+)", path.read_text().splitlines()[0]).groups()
        titles[path.name] = (int(path.name[:4]), int(number), title)
    indexed = {
        name: (int(name[:4]), int(number), title)
        for number, title, name in re.findall(
            r"\| (\d+) \| \[(.+)\]\((.+)\) \|", (DECISIONS / "README.md").read_text()
        )
    }

    assert indexed == titles
    assert all(of_file == of_title for of_file, of_title, _ in titles.values())
    assert len({of_file for of_file, _, _ in titles.values()}) == len(titles)


def test_every_decision_that_is_named_exists():
    known = {int(path.name[:4]) for path in DECISIONS.glob("[0-9]*.md")}
    named = {
        (path.relative_to(ROOT).as_posix(), int(number))
        for path in tracked()
        if path.suffix in {".py", ".md", ".in", ".css", ".toml"}
        for number in re.findall(r"\bADR (\d+)", path.read_text(encoding="utf-8"))
    }

    assert sorted((name, number) for name, number in named if number not in known) == []


def test_every_direct_dependency_has_its_reason():
    wanted = {
        re.split(r"[\[~=<> ]", line)[0].lower()
        for path in sorted((ROOT / "requirements").glob("*.in"))
        for line in path.read_text().splitlines()
        if line and not line.startswith(("#", "-r"))
    }
    page = (DECISIONS / "0002-dependencies.md").read_text()
    given = {
        name.lower()
        for row in re.findall(r"^\| (`.*)$", page, re.MULTILINE)
        for name in SPAN.findall(row.split("|")[0])
    }

    assert given == wanted


def test_the_map_shows_the_floors_in_their_order():
    rows = re.findall(r"^\| \d+ \| (.*?) \|", (ROOT / "docs/map.md").read_text(), re.MULTILINE)
    shown = [word for row in rows for word in re.findall(r"`(\w+)`", row)]
    heights = [next(at for at, names in enumerate(floors()) if name in names) for name in shown]

    assert heights == sorted(heights)


# -- recipes -----------------------------------------------------------------------------------------------

QUOTED = re.compile(r"`([\w/.-]+\.py)`[^`]*?:\n\n *```python\n(.*?)\n *```", re.DOTALL)


def quoted_otherwise(page: str, root: Path) -> list[str]:
    """Code of a recipe that does not stand in the file it is said to be from; ``...`` leaves lines out."""
    faults = []
    for name, body in QUOTED.findall(page):
        source = _unindented((root / name).read_text(encoding="utf-8"))
        for part in re.split(r"^\.\.\.\n", _unindented(body), flags=re.MULTILINE):
            if part.strip() not in source:
                faults.append(f"{name}: {part.splitlines()[0]}")
    return faults


def _unindented(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines())


@pytest.mark.parametrize("path", sorted((ROOT / "docs/recipes").glob("*.md")), ids=lambda path: path.stem)
def test_recipes_quote_code_that_is_there(path):
    assert quoted_otherwise(path.read_text(), ROOT) == []


def test_recipes_quote_enough_and_a_misquotation_is_seen(tmp_path):
    quotations = [
        found
        for path in sorted((ROOT / "docs/recipes").glob("*.md"))
        for found in QUOTED.findall(path.read_text())
    ]
    (tmp_path / "a.py").write_text("def one():\n    return 1\n\n\ndef two(): ...\n")
    page = "1. As in\n   `a.py`:\n\n   ```python\n   def one():\n       ...\n   def three(): ...\n   ```\n"

    assert quoted_otherwise(page, tmp_path) == ["a.py: def three(): ..."]
    assert len(quotations) >= 12


def test_the_changes_name_the_present_version():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]

    assert (
        re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)[0].rstrip(",") == version
    )
