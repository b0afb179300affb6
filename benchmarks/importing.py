"""How fast a large results workbook is taken in, the way the product does it, beside reading and storing it plainly.

    python -m benchmarks.importing [--rows 100000] [--checks 5000] [--profile]

Ours goes through `results.jobs.importing` from the guard to the audit entries, on a durable database. The alternative
is openpyxl (read only) and Django's `bulk_create` by 2,000, into the results table alone: it judges nothing, makes no
unions, creators, words, pinyin, texts, fingerprints or record, and has no fence.
"""

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path

from benchmarks.setting import (
    Line,
    installation,
    load,
    own_process,
    peak_megabytes,
    processor_seconds,
    show,
    timed,
)

SEED = 20_251_122
UNITS = 2_000  # fifty results a unit, as in a province's yearly workbook; all of them new
WRONG = 50  # one line in so many is refused
SECONDS, MEGABYTES = 60.0, 500.0  # for 100,000 rows
_SURNAMES = "仉亓逄佴笪缑郇宓厍召幺秘冼隗"
_NAMES = "珺洵栩砚昶琮琰玥璟珩骞翊昀霁"


def write(path: Path, *, rows: int) -> None:
    """A workbook of ``rows`` invented lines with prose like real ones, one in ``WRONG`` of them refused."""
    from xinghe.foundation.sheets import OutColumn, SheetWriter
    from xinghe.project.demonstration.prose import write as prose
    from xinghe.results.vocab import CATEGORY_WORDS, COLUMNS, FIELD_WORDS, Category, Field
    from xinghe.unions.rules import make_uscc
    from xinghe.unions.rules.register import divisions

    chance = random.Random(SEED)
    # Which city a county lies in; some counties of different cities share a name.
    known = {place.code: place for place in divisions()}
    counties = [f"{known[place.parent].name}{place.name}" for place in divisions() if place.rank == "county"]
    units = [
        (
            f"{chance.choice(counties)}示例{number:04d}厂",
            make_uscc(f"Y1420000{number:09d}"),
            chance.choice(counties),
        )
        for number in range(UNITS)
    ]
    fields, categories = list(Field), list(Category)
    with SheetWriter(
        path, columns=[OutColumn(title=column.titles[0]) for column in COLUMNS], heading="成果申报汇总表"
    ) as sheet:
        for number in range(rows):
            field, category = chance.choice(fields), chance.choice(categories)
            text = prose(field, category, chance=chance)
            unit, uscc, county = units[number % UNITS]
            finished = date(2025, 1, 1) + timedelta(days=chance.randrange(300))
            makers = [
                chance.choice(_SURNAMES) + chance.choice(_NAMES) + chance.choice(_NAMES) for _ in range(3)
            ]
            sheet.row(
                [
                    # A number in the title keeps one unit's results apart, as real titles do.
                    str(number + 1), f"{text.title[:22]}{number:06d}", "小创新奖" if number % WRONG == 0 else CATEGORY_WORDS[category][0],
                    FIELD_WORDS[field][0], unit, uscc, county, "{}(50%)、{}(30%)、{}(20%)".format(*makers), "是",
                    finished.isoformat(), (finished + timedelta(days=30)).isoformat(), text.problem, text.solution, text.innovation,
                    text.effect, str(chance.randrange(1, 400)), "已实现", "",
                ]
            )  # fmt: skip


def take_in(path: Path, *, checks: int, profile: bool) -> dict[str, float]:
    """Ours, and then the search for similar texts for the first ``checks`` results of it."""
    load()
    from django.db import connection

    from xinghe.access.actor import Actor
    from xinghe.access.fence import fenced
    from xinghe.kernels.originality import warm_up
    from xinghe.results.actions import finish_workbook, receive_workbook
    from xinghe.results.jobs.importing import record_lines
    from xinghe.texts.jobs.looking import look_for_similar
    from xinghe.texts.jobs.sweeping import keep_files
    from xinghe.unions.queries import top

    actor = Actor.for_job("command-line")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (server,) = cursor.fetchone()
    began, cpu, served = time.perf_counter(), time.process_time(), processor_seconds(server)
    workbook = receive_workbook(
        actor, union_id=top().pk, file_name=path.name, file_digest="0" * 64, run_now=True
    )
    with _profiled(profile):
        report, lines = record_lines(actor, path, workbook_id=workbook.pk, progress=_silent)
    finish_workbook(
        actor, workbook_id=workbook.pk, rows=report.rows, accepted=len(report.accepted), recorded=report.recorded,
        errors=report.errors, strongest={},
    )  # fmt: skip
    seconds, cpu, peak = time.perf_counter() - began, time.process_time() - cpu, peak_megabytes()
    served = processor_seconds(server) - served
    sample = list(lines)[-checks:] if checks else []
    warm_up()
    made = timed(keep_files)
    with _profiled(profile):
        looked = timed(
            lambda: look_for_similar(actor, subject_kind="result", subject_ids=sample, progress=_silent)
        )
    with fenced(actor), connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM results_result WHERE search <> ''), (SELECT count(*) FROM results_creator), "
            "(SELECT count(*) FROM texts_recordedtext WHERE length(fingerprint) > 0), "
            "(SELECT sum((after->>'recorded')::int) FROM audit_auditentry WHERE verb = 'result.record')"
        )
        results, creators, texts, noted = cursor.fetchone()
    refused = len(report.rejected_rows)
    whole = (
        results == report.recorded == texts == noted
        and creators == 3 * results
        and results + refused == report.rows
    )
    return {
        "rows": report.rows, "results": results, "refused": refused, "whole": whole, "seconds": seconds, "cpu": cpu, "served": served,
        "peak": peak,
        "files": made, "checks": len(sample), "looked": looked, "peak_looked": peak_megabytes(),
    }  # fmt: skip


def store_plainly(path: Path) -> dict[str, float]:
    """The alternative."""
    from xinghe.project.postgres import local_cluster

    os.environ["DATABASE_URL"] = local_cluster().url(database="plain")
    load("owner")
    import openpyxl

    from xinghe.results.models import Result
    from xinghe.unions.models import Union

    began = time.perf_counter()
    now = datetime.now(UTC)
    units: dict[str, Union] = {}
    new: list[Union] = []
    sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]

    def results() -> Iterator[Result]:
        for number, cells in enumerate(sheet.iter_rows(min_row=3, values_only=True)):
            (_, title, category, field, unit, uscc, _, _, first, finished, applied,
             problem, solution, innovation, effect, benefit, basis, rights) = cells  # fmt: skip
            if uscc not in units:
                units[uscc] = Union(name=unit, kind="unit", uscc=uscc)
                new.append(units[uscc])
            yield Result(
                code=f"P{number:09d}", title=title, title_key=title, category=category, field=field, unit=units[uscc],
                first_is_frontline=first == "是", finished_date=date.fromisoformat(finished),
                applied_date=date.fromisoformat(applied), year=int(finished[:4]), problem=problem, solution=solution,
                innovation=innovation, effect=effect, benefit_yuan=Decimal(benefit) * 10_000, benefit_basis=basis,
                property_rights=rights or "", workbook_row=number + 3, recorded_at=now, search="",
            )  # fmt: skip

    stored = 0
    waiting = results()
    while batch := list(islice(waiting, 2_000)):
        Union.objects.bulk_create(new)
        new.clear()
        for result in batch:
            result.unit_id = result.unit.pk
        stored += len(Result.objects.bulk_create(batch, batch_size=2_000))
    return {"rows": stored, "seconds": time.perf_counter() - began, "peak": peak_megabytes()}


def hoard(path: Path) -> dict[str, float]:
    """The control: a process that keeps what it reads, and dawdles a millisecond over each line."""
    from xinghe.foundation.sheets import read_rows

    began = time.perf_counter()
    kept = []
    for _, cells in read_rows(path):
        kept.append(("".join(map(str, cells)) * 8, time.sleep(0.001)))
        if len(kept) == 2_000:
            break
    ballast = bytearray(600_000_000)
    ballast[::4096] = b"x" * len(ballast[::4096])
    return {"rows": len(kept), "seconds": time.perf_counter() - began, "peak": peak_megabytes()}


def _silent(done: int, total: int | None = None) -> None:
    """Nobody watches."""


class _profiled:  # noqa: N801 -- used like a function
    """What costs most, on the error stream, if asked for."""

    def __init__(self, wanted: bool) -> None:
        import cProfile

        self._profile = cProfile.Profile() if wanted else None

    def __enter__(self) -> None:
        if self._profile:
            self._profile.enable()

    def __exit__(self, *_: object) -> None:
        if self._profile:
            import pstats

            self._profile.disable()
            pstats.Stats(self._profile, stream=sys.stderr).sort_stats("tottime").print_stats(45)


def compare(*, rows: int, checks: int, profile: bool) -> None:
    """Write one workbook, take it in both ways, print the table."""
    with installation("importing") as root:
        path = root / "synthetic.xlsx"
        own_process("benchmarks.importing", "--step", "ground", "--rows", rows, "--file", path)
        asked = ["--file", path, "--checks", checks, *(["--profile"] if profile else [])]
        ours = json.loads(own_process("benchmarks.importing", "--step", "ours", *asked))
        plain = json.loads(own_process("benchmarks.importing", "--step", "plain", *asked))
        control = json.loads(own_process("benchmarks.importing", "--step", "control", *asked))
        megabytes = path.stat().st_size / 1e6
    for one in (ours, plain, control):
        one["rate"] = one["rows"] / one["seconds"]
        one["per_100k"] = 100_000 / one["rate"]
    show(
        f"Taking in a results workbook: {rows:,} rows, {megabytes:.0f} MB, {UNITS:,} new units",
        [
            Line(
                what="rows a second", ours=f"{ours['rate']:,.0f}", other=f"{plain['rate']:,.0f}",
                ratio=f"{ours['rate'] / plain['rate']:.2f}",
            ),
            Line(
                what="seconds for 100,000 rows", ours=f"{ours['per_100k']:.1f}", other=f"{plain['per_100k']:.1f}",
                ratio=f"{ours['per_100k'] / plain['per_100k']:.2f}", budget=f"≤ {SECONDS:.0f}", met=ours["per_100k"] <= SECONDS,
            ),
            Line(
                what="peak of memory, MB", ours=f"{ours['peak']:.0f}", other=f"{plain['peak']:.0f}",
                ratio=f"{ours['peak'] / plain['peak']:.2f}", budget=f"≤ {MEGABYTES:.0f}", met=ours["peak"] <= MEGABYTES,
            ),
            Line(
                what="every line whole or refused", ours=f"{ours['results']:,} + {ours['refused']:,}", budget=f"{rows:,}",
                met=ours["whole"] and ours["rows"] == rows,
            ),
            Line(what="similar texts, checks a second", ours=f"{ours['checks'] / ours['looked']:,.0f}"),
            Line(what="the same for 100,000 rows, seconds", ours=f"{ours['looked'] / ours['checks'] * 100_000:,.0f}"),
            Line(
                what="control: dawdles, seconds", ours=f"{control['per_100k']:.1f}", budget=f"≤ {SECONDS:.0f}",
                met=control["per_100k"] <= SECONDS,
            ),
            Line(
                what="control: hoards, MB", ours=f"{control['peak']:.0f}", budget=f"≤ {MEGABYTES:.0f}",
                met=control["peak"] <= MEGABYTES,
            ),
        ],
        notes=(
            "Alternative: openpyxl (read only) and `bulk_create` by 2,000 into the results table alone. It leaves out guard and "
            "judging, creators, words and pinyin, texts and fingerprints, the record and the fence.",
            f"Of processor time ours used {ours['cpu']:.1f} s here and {ours['served']:.1f} s in PostgreSQL, side by side on two cores; "
            f"load average at the end: {os.getloadavg()[0]:.1f}. The files of the originality corpus took {ours['files']:.1f} s more; with the checks the peak was {ours['peak_looked']:.0f} MB.",
            "The controls must say no: a millisecond of idleness a line, and 600 MB held on purpose.",
        ),
    )  # fmt: skip


def lay_ground(path: Path, *, rows: int) -> dict[str, float]:
    """The workbook, and a second database like the first for the alternative."""
    write(path, rows=rows)
    from xinghe.project.postgres import local_cluster

    with local_cluster().connect(database="postgres") as server:
        server.execute("CREATE DATABASE plain TEMPLATE xinghe")
    return {}


def main() -> None:
    """Compare, or carry out one step of the comparison."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--checks", type=int, default=5_000)
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--step", choices=("ground", "ours", "plain", "control"))
    parser.add_argument("--file", type=Path)
    options = parser.parse_args()
    if options.step is None:
        compare(rows=options.rows, checks=options.checks, profile=options.profile)
        return
    steps = {
        "ground": lambda: lay_ground(options.file, rows=options.rows),
        "ours": lambda: take_in(options.file, checks=options.checks, profile=options.profile),
        "plain": lambda: store_plainly(options.file),
        "control": lambda: hoard(options.file),
    }
    print(json.dumps(steps[options.step]()))


if __name__ == "__main__":
    main()
