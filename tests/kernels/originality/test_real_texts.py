"""Real technical prose, where it lies beside the checkout: nobody is accused, and entries sent in twice are found."""

import csv
from itertools import combinations
from pathlib import Path

import openpyxl

from xinghe.kernels.originality import Corpus, Verdict, compare


def test_abstracts_of_one_discipline_are_unrelated(shared_data: Path):
    with (shared_data / "abstracts.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))[:400]
    pairs = [
        (a["abstract"], b["abstract"]) for a, b in combinations(rows, 2) if a["discipline"] == b["discipline"]
    ]

    accused = [(a, b) for a, b in pairs if compare(a, b).verdict != Verdict.UNRELATED]

    assert len(pairs) > 1000
    assert accused == []


def test_entries_sent_in_twice_are_found_in_a_county_table_and_nothing_else(
    shared_data: Path, tmp_path: Path
):
    sheet = openpyxl.load_workbook(shared_data / "five-small-2025.xlsx", read_only=True).active
    texts = {
        line: "\n".join(str(part) for part in row[11:15] if part)
        for line, row in enumerate(sheet.iter_rows(min_row=4, values_only=True), start=4)
        if any(row[11:15])
    }
    corpus = Corpus.open(tmp_path)
    corpus.add_many(texts.items())
    corpus.compact()

    found = {line: corpus.check(text, exclude=frozenset(range(line, 10_000))) for line, text in texts.items()}

    again = {line: matches[0] for line, matches in found.items() if matches}
    earlier = list(texts.items())
    assert len(again) == 15
    assert all(match.verdict == Verdict.COPY for match in again.values())
    assert sorted(again) == [
        line for k, (line, text) in enumerate(earlier) if text in {other for _, other in earlier[:k]}
    ]
