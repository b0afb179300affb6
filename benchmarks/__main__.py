"""Measures everything that is claimed to be fast, one part after the other, and writes benchmarks/RESULTS.md.

    python -m benchmarks [--only NAME …] [--quick] [--write FILE]        also: make bench

Each part runs in a process of its own and prints its own tables. --quick is a tenth of the size, for trying out;
it and --only leave RESULTS.md as it is, and --write keeps in a file what they said.
"""

import argparse
import os
import platform
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.setting import CHECKOUT, HOLLOW

RESULTS = CHECKOUT / "benchmarks" / "RESULTS.md"
VERSIONS = (
    "django",
    "psycopg",
    "gunicorn",
    "tantivy",
    "numba",
    "numpy",
    "ortools",
    "python-calamine",
    "openpyxl",
    "rjieba",
    "pypinyin",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part: a module, what it says it answers, and its size when there is time and when there is not."""

    module: str
    asks: str
    full: tuple[str, ...] = ()
    quick: tuple[str, ...] = ()


PARTS = {
    "importing": Part(
        module="benchmarks.importing",
        asks="How fast is a large workbook taken in, beside reading and storing it plainly?",
        quick=("--rows", "10000", "--checks", "500"),
    ),
    "pages": Part(
        module="benchmarks.pages",
        asks="What do pages cost over HTTP?",
        quick=("--results", "5000", "--rounds", "15", "--seconds", ".5"),
    ),
    "applications": Part(
        module="benchmarks.applications",
        asks="What does a contest of 6,400 applications with a hundred files each cost its officers?",
        quick=("--applications", "640", "--rounds", "15", "--seconds", ".5"),
    ),
    "stampede": Part(
        module="benchmarks.stampede",
        asks="What becomes of a hundred submissions a second before a deadline, and of five times as many?",
        quick=("--seconds", "45", "--over", "10"),
    ),
    "kills": Part(
        module="benchmarks.kills",
        asks="What is lost or done twice when web, worker and database are killed while people hand in?",
        quick=("--submissions", "600", "--kills", "4"),
    ),
    "search": Part(
        module="benchmarks.search",
        asks="What do search and lists cost, beside what PostgreSQL does by itself?",
        quick=("--results", "5000", "--rounds", "3", "--texts", "3000", "--no-ilike"),
    ),
    "originality": Part(
        module="benchmarks.originality",
        asks="What does the comparison of texts find, and how fast, beside the named alternatives?",
        quick=("--texts", "20000", "--quick"),
    ),
    "judging": Part(
        module="benchmarks.judging",
        asks="What does the calibration of judges find, how sure is it, and what does it cost, beside the usual means?",
        quick=("--quick",),
    ),
    "workbook": Part(
        module="benchmarks.workbook", asks="How fast is a workbook taken apart, without a database?", quick=("--rows", "10000")
    ),
    "attachments": Part(
        module="benchmarks.attachments",
        asks="What becomes of hostile and of honest files, and what does examining them cost?",
        quick=("--of-a-class", "3"),
    ),
    "assignment": Part(
        module="benchmarks.assignment",
        asks="Who judges what: how good is the assignment, how fast, and what becomes of changes?",
        quick=("--entries", "2000", "--judges", "40"),
    ),
    "record": Part(module="benchmarks.record", asks="What does the sealed record cost?", quick=("--entries", "20000")),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a part printed, how long it took, and how it ended."""

    said: str
    seconds: float
    code: int


def carried_out(part: Part, *, quick: bool) -> Outcome:
    """Run one part, passing its words on as they come."""
    began = time.perf_counter()
    arguments = part.quick if quick else part.full
    said: list[str] = []
    with subprocess.Popen(
        [sys.executable, "-m", part.module, *arguments], cwd=CHECKOUT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            said.append(line)
    return Outcome(said="".join(said).strip(), seconds=time.perf_counter() - began, code=process.returncode)


def report(outcomes: dict[str, Outcome], *, load_before: float, quick: bool = False) -> str:
    """RESULTS.md: where, when and with what it was measured, then what each part printed."""
    commit = _said("git", "rev-parse", "--short=12", "HEAD")
    changed = bool(_said("git", "status", "--porcelain", "--untracked-files=no", "--", "src"))
    packages = ", ".join(f"{name} {version(name)}" for name in VERSIONS)
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30
    minutes = sum(one.seconds for one in outcomes.values()) / 60
    head = f"""# What was measured

Written by `make bench`; not to be edited. Ratios are of one run and hold anywhere; absolute figures are of this machine
and of what else ran on it. A line that says **no** missed its budget, or is a control that shows that lines can.

- {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {commit}{" with changes that were not committed" if changed else ""}
- {platform.system()} {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GB; load average {load_before:.1f} before and {os.getloadavg()[0]:.1f} after
- Python {platform.python_version()}, {_postgres()}; {packages}
- {minutes:.0f} minutes in all
"""
    left_out = [name for name in PARTS if name not in outcomes]
    if left_out:
        head += f"- left out: {', '.join(left_out)}\n"
    if quick:
        head += "- a tenth of the size: budgets are those of the full one\n"
    parts = [
        f"\n## {name}\n\n{PARTS[name].asks} `python -m {PARTS[name].module}`, {one.seconds:.0f} s"
        + (f", **ended with {one.code}**" if one.code else "")
        + "\n\n"
        + _framed(one.said)
        for name, one in outcomes.items()
    ]
    return head + "".join(parts)


def _framed(said: str) -> str:
    """Tables as they are; what a part sets in columns of its own goes into a frame that keeps them."""
    return f"{said}\n" if said.startswith("###") else f"```text\n{said}\n```\n"


def _said(*command: str) -> str:
    return subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False).stdout.strip()


def _postgres() -> str:
    from xinghe.project.postgres.binaries import find_binaries

    return _said(str(find_binaries(os.environ).directory / "postgres"), "--version")


def main() -> int:
    """Run the parts asked for; 1 when one of them broke, or a control said yes; a missed budget is neither."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--only", nargs="+", choices=PARTS, metavar="NAME", default=list(PARTS), help=", ".join(PARTS)
    )
    parser.add_argument("--quick", action="store_true", help="a tenth of the size")
    parser.add_argument(
        "--write", type=Path, metavar="FILE", help="keep here what was said, also of some parts or quickly"
    )
    options = parser.parse_args()
    load_before = os.getloadavg()[0]
    outcomes: dict[str, Outcome] = {}
    for name in options.only:
        print(f"\n## {name}: {PARTS[name].asks}\n", flush=True)
        outcomes[name] = carried_out(PARTS[name], quick=options.quick)
    broken = [name for name, one in outcomes.items() if one.code]
    hollow = [name for name, one in outcomes.items() if HOLLOW in one.said]
    is_whole = not options.quick and len(outcomes) == len(PARTS)
    for file in {options.write, RESULTS if is_whole else None} - {None}:
        file.write_text(report(outcomes, load_before=load_before, quick=options.quick), encoding="utf-8")
        print(f"\nWritten: {file}")
    print(
        f"\n{sum(one.seconds for one in outcomes.values()):.0f} s"
        + (f"; broken: {', '.join(broken)}" if broken else "")
        + (f"; a control said yes: {', '.join(hollow)}" if hollow else "")
    )
    return bool(broken or hollow)


if __name__ == "__main__":
    sys.exit(main())
