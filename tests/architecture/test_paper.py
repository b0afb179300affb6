"""What is written down agrees with what is built, and nothing in the tree speaks of one machine."""

import re
import subprocess
from collections.abc import Iterable
from pathlib import Path

from tests.architecture import building
from tests.architecture.building import ROOT

LONGEST = 500

# Put together from parts, so that this file does not speak of them either.
MACHINE = re.compile(
    "|".join(
        [
            r"(?<![\w.$)}/-])/" + "(?:work/(?:main|shared|\\.)|root/|farm/)",
            r"(?<![\w.$)}/-])/home/" + r"\w+/",
            r"/tmp/" + "brief",
            "py" + r"pi\.org",
            "python" + "hosted",
            "np" + r"mjs\.org",
            "np" + r"mmirror",
            r"deb\.deb" + r"ian",
            "file:///" + "opt",
            r"registry\." + r"[a-z-]+\.(?:org|com|cn)",
        ]
    )
)


def tracked() -> list[Path]:
    """Files that are tracked or would be with the next commit."""
    listed = subprocess.run(
        ["git", "-C", str(ROOT), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=True,
    )
    paths = (ROOT / name.decode() for name in listed.stdout.split(b"\0") if name)
    return [path for path in paths if path.is_file()]


def machine_words(texts: Iterable[tuple[str, str]]) -> list[str]:
    return [
        f"{name}:{number}: {found.group()}"
        for name, text in texts
        for number, line in enumerate(text.splitlines(), 1)
        if (found := MACHINE.search(line))
    ]


def too_long(texts: Iterable[tuple[str, str]]) -> list[str]:
    lengths = ((name, text.count("\n")) for name, text in texts)
    return [f"{name}: {lines} lines" for name, lines in lengths if lines > LONGEST]


def words_of(table: str, *, column: int) -> set[str]:
    """The code words between backticks in one column of a Markdown table."""
    rows = [line.split("|") for line in table.splitlines() if line.startswith("|")]
    return {word for row in rows if len(row) > column for word in re.findall(r"`([\w.]+)`", row[column])}


def map_disagreements(page: str, floors: set[str]) -> list[str]:
    """Packages that only one of the map and the contract knows."""
    shown: set[str] = set()
    for line in page.splitlines():
        row = line.split("|")
        if len(row) > 3 and row[1].strip().isdigit():
            # "web/{portal,desk}, later `api`": the package is the first word before any slash.
            shown |= {
                word.split("/")[0] for cell in re.findall(r"`([^`]+)`", row[2]) for word in cell.split()
            }
    return [f"{name} has no floor" for name in sorted(shown - floors)] + [
        f"{name} is not on the map" for name in sorted(floors - shown)
    ]


def text_files() -> list[tuple[str, str]]:
    found = []
    for path in tracked():
        try:
            found.append((path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return found


def test_no_tracked_file_speaks_of_one_machine_or_of_a_package_registry():
    assert machine_words(text_files()) == []


def test_no_file_of_ours_is_longer_than_a_reader_bears():
    written = [
        (name, text)
        for name, text in text_files()
        if name.endswith((".py", ".html", ".js")) and "/migrations/" not in name
    ]

    assert too_long(written) == []


def test_the_map_shows_every_floor_of_the_contract():
    assert map_disagreements((ROOT / "docs/map.md").read_text(), set().union(*building.floors())) == []


def test_every_model_is_in_the_glossary():
    known = words_of((ROOT / "docs/glossary.md").read_text(), column=3)

    assert sorted({model.__name__ for model in building.our_models()} - known) == []


def test_every_fixed_word_of_an_office_and_a_kind_is_in_the_glossary():
    from xinghe.access.powers import Role
    from xinghe.unions.vocab import Line, UnionKind

    known = words_of((ROOT / "docs/glossary.md").read_text(), column=3)

    assert sorted({str(word) for words in (Role, Line, UnionKind) for word in words} - known) == []


def test_planted_offences_are_seen():
    path, host = "/" + "work/main", "https://np" + "mjs.org/x"
    page = "| floor | package | what |\n|---|---|---|\n| 1 | `audit` | record |\n| 9 | `web/{desk}`, later `extra` | faces |"

    assert machine_words([("a.md", f"see {path}\nhttps://example.cn/{'work'}/b\nfrom {host}")]) == [
        "a.md:1: " + path,
        "a.md:3: np" + "mjs.org",
    ]
    assert too_long([("a.py", "x\n" * 500), ("b.py", "x\n" * 501)]) == ["b.py: 501 lines"]
    assert map_disagreements(page, {"audit", "web", "jobs"}) == [
        "extra has no floor",
        "jobs is not on the map",
    ]
    assert words_of("| 结果 | result | `Result` `result` | x |", column=3) == {"Result", "result"}
