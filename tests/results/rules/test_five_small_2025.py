"""A county's real mess, line by line: exactly these lines are refused, for exactly these reasons."""

import csv
import json
from pathlib import Path

import pytest

from xinghe.foundation.sheets import find_header, read_rows
from xinghe.results.rules.rows import MESSAGES, check_rows
from xinghe.results.vocab import COLUMNS
from xinghe.unions.rules import PlaceBook

SHARED = Path(__file__).resolve().parents[3] / "../shared/data"


@pytest.fixture(scope="module")
def verdicts():
    workbook = SHARED / "five-small-2025.xlsx"
    if not workbook.exists():
        pytest.skip(f"{workbook.name} is not beside this checkout")
    with (SHARED / "hubei-divisions.csv").open(encoding="utf-8-sig", newline="") as lines:
        places = PlaceBook.of(
            (code, name, parent, rank) for code, name, parent, rank in list(csv.reader(lines))[1:]
        )
    rows = read_rows(workbook)
    header = find_header(rows, wanted=COLUMNS)
    assert (header.line, header.missing, header.duplicate, header.unknown) == (3, (), (), ())
    return list(check_rows(rows, header=header, places=places))


def test_every_line_meets_the_fate_that_is_expected(verdicts):
    expected = json.loads((SHARED / "five-small-2025.expected.json").read_text(encoding="utf-8"))

    assert {
        "rows": len(verdicts),
        "accepted": sum(verdict.draft is not None for verdict in verdicts),
        "rejected_rows": [verdict.line for verdict in verdicts if verdict.draft is None],
        "errors": [
            {"row": error.row, "column": error.column, "code": error.code}
            for verdict in verdicts
            for error in verdict.errors
        ],
    } == expected


def test_every_refused_cell_says_what_is_wrong_and_what_would_be_right(verdicts):
    said = {
        error.code: MESSAGES[error.code] % error.params for verdict in verdicts for error in verdict.errors
    }

    assert said.keys() == MESSAGES.keys() - {"outside_reach"}
    assert {error.suggestion for verdict in verdicts for error in verdict.errors if error.code == "unknown_choice"} == {
        "小革新", "小建议",
    }  # fmt: skip


def test_what_is_taken_is_clean(verdicts):
    drafts = {verdict.line: verdict.draft for verdict in verdicts if verdict.draft}

    assert drafts[74].uscc == "Y1429021QPMBXWYN81"
    assert drafts[148].solution.startswith('=HYPERLINK("http://example.invalid","点击")')
    assert {sum(creator.share for creator in draft.creators) for draft in drafts.values()} == {100}
    assert sum(draft.benefit is None for draft in drafts.values()) == 65
    assert {draft.basis is None for draft in drafts.values() if draft.benefit} == {False}
