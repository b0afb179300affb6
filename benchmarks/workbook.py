"""Measures how fast a results workbook is taken apart: guard, read, judge every line; beside openpyxl reading alone.

Run: python -m benchmarks.workbook [--rows 100000]
"""

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from xinghe.foundation.sheets import OutColumn, SheetWriter, find_header, guard_xlsx, read_rows
from xinghe.results.rules.rows import check_rows
from xinghe.results.vocab import COLUMNS
from xinghe.unions.rules import PlaceBook, make_uscc

PLACES = [
    ("420000", "湖北省", "", "province"),
    ("420800", "荆门市", "420000", "city"),
    ("420804", "掇刀区", "420800", "county"),
]
SENTENCE = "本装置由班组自行设计,改造后每班节省工时2.5 h,合格率由91.2%提高到98.6%,"
DATES = ("2025-02-07", "2025/2/7", "2025.2.7", "2025年2月7日", "2025年2月", "20250207")
AMOUNTS = ("361余", "约10", "近200", "12万元", "34.9", "")


def write(path: Path, *, rows: int) -> None:
    """A workbook of ``rows`` invented lines, one in ten of them wrong, as large as a real one of that length."""
    uscc = [make_uscc(f"Y1420804{number:09d}") for number in range(500)]
    columns = [OutColumn(title=column.titles[0]) for column in COLUMNS]
    with SheetWriter(path, columns=columns, heading="职工“五小”成果申报汇总表") as sheet:
        for number in range(rows):
            wrong = number % 10 == 0
            amount = AMOUNTS[number % 6]
            sheet.row(
                [
                    str(number + 1), f"砂轮自动修整装置改造第{number:06d}号", "小创新" if wrong else "小革新", "机械", "荆门示例珺洵有限公司",
                    uscc[number % 500], "荆门市掇刀区", "仉昶(50%)、亓栩(30%)、逄砚(20%)", "是", DATES[number % 6], "2025年8月1日",
                    SENTENCE * 2, SENTENCE * 2, SENTENCE * 2, SENTENCE * 2, amount, "预计" if amount else "", "",
                ]
            )  # fmt: skip


def measure(path: Path) -> None:
    """Print what each step takes. Run alone in its process, so that the peak is its own."""
    places = PlaceBook.of(PLACES)
    start = time.perf_counter()
    guard_xlsx(path)
    guarded, cpu_before = time.perf_counter(), time.process_time()
    rows = read_rows(path)
    header = find_header(rows, wanted=COLUMNS)
    loaded = time.perf_counter()
    taken = refused = 0
    for verdict in check_rows(rows, header=header, places=places):
        taken += verdict.draft is not None
        refused += verdict.draft is None
    done, cpu = time.perf_counter(), time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"lines {taken + refused}: taken {taken}, refused {refused}; file {path.stat().st_size / 1e6:.1f} MB"
    )
    print(
        f"guard alone {guarded - start:.2f} s; guard and load {loaded - guarded:.2f} s; judge {done - loaded:.2f} s"
    )
    whole = done - guarded
    print(
        f"whole {whole:.2f} s, of it processor {cpu - cpu_before:.2f} s; {(taken + refused) / whole:.0f} lines/s; peak {peak} MB"
    )


def measure_openpyxl(path: Path) -> None:
    """Print what only reading takes with the usual library."""
    import openpyxl

    start, cpu = time.perf_counter(), time.process_time()
    sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
    lines = sum(1 for _ in sheet.iter_rows(values_only=True))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"openpyxl, reading only: {lines} lines in {time.perf_counter() - start:.2f} s, "
        f"of it processor {time.process_time() - cpu:.2f} s; peak {peak} MB"
    )


STEPS = {"ours": measure, "openpyxl": measure_openpyxl}


def main() -> None:
    """Write the workbook and measure each way in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--step", choices=STEPS)
    parser.add_argument("--file", type=Path)
    options = parser.parse_args()
    if options.step:
        STEPS[options.step](options.file)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "synthetic.xlsx"
        start = time.perf_counter()
        write(path, rows=options.rows)
        print(f"written in {time.perf_counter() - start:.2f} s", flush=True)
        for step in STEPS:
            subprocess.run(
                [sys.executable, "-m", __spec__.name, "--step", step, "--file", str(path)], check=True
            )


if __name__ == "__main__":
    main()
