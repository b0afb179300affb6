"""Nothing that we write runs in the reader's program, and nothing that we write is lost."""

import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
import python_calamine
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from xinghe.foundation.sheets import (
    OutColumn,
    OutKind,
    SheetWriter,
    guard_xlsx,
    harmless,
    read_rows,
    write_csv,
)

# Everything that some program takes for the beginning of a formula, and ways to hide it.
PREFIXES = (
    "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "|", "%", " =", "\u3000=", "\u200b=", "\ufeff=", '"=', "'=", ";=", ",=",
)  # fmt: skip
PAYLOADS = [prefix + 'HYPERLINK("http://example.invalid","点击")' for prefix in PREFIXES]
SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def written(path: Path, rows: list[list[object]], columns: tuple[OutColumn, ...], **options: object) -> Path:
    with SheetWriter(path, columns=columns, **options) as writer:
        for row in rows:
            writer.row(row)
    return path


def elements(path: Path, tag: str) -> list[ElementTree.Element]:
    with zipfile.ZipFile(path) as archive:
        parts = [name for name in archive.namelist() if re.fullmatch(r"xl/(worksheets/)?\w+\.xml", name)]
        return [
            found
            for part in parts
            for found in ElementTree.fromstring(archive.read(part)).iter(SPREADSHEET + tag)
        ]


@pytest.mark.parametrize("kind", list(OutKind))
def test_no_text_becomes_a_formula_or_a_link(tmp_path: Path, kind: OutKind) -> None:
    columns = (OutColumn(title="=1+1", kind=kind, note="=1"), OutColumn(title="+x"))

    path = tmp_path / "out.xlsx"
    with SheetWriter(path, columns=columns, heading="@SUM(A1)", remarks_title="-1") as writer:
        for payload in PAYLOADS:
            writer.row([payload, payload], remarks={0: payload})

    assert elements(path, "f") == []
    assert elements(path, "hyperlink") == []
    rows = [cells for _, cells in read_rows(path)]
    assert len(rows) == 2 + len(PAYLOADS)
    assert [cells[1].replace("\r\n", "\n").replace("\r", "\n") for cells in rows[2:]] == [
        payload.replace("\r", "\n") for payload in PAYLOADS
    ]
    guard_xlsx(path)


def test_every_dangerous_text_carries_the_quote_mark_in_its_style(tmp_path: Path) -> None:
    path = written(
        tmp_path / "out.xlsx",
        [["=1+1", 5]],
        (OutColumn(title="a"), OutColumn(title="b", kind=OutKind.NUMBER)),
    )
    with zipfile.ZipFile(path) as archive:
        styles = ElementTree.fromstring(archive.read("xl/styles.xml"))
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    marks = [style.get("quotePrefix") for style in styles.find(f"{SPREADSHEET}cellXfs")]
    cells = {cell.get("r"): marks[int(cell.get("s"))] for cell in sheet.iter(f"{SPREADSHEET}c")}

    assert cells == {"A1": "1", "B1": "1", "A2": "1", "B2": None}


def test_numbers_stay_numbers_and_codes_stay_text(tmp_path: Path) -> None:
    columns = tuple(OutColumn(title=title, kind=kind) for title, kind in [
        ("code", OutKind.TEXT), ("n", OutKind.NUMBER), ("yuan", OutKind.MONEY), ("day", OutKind.DATE), ("big", OutKind.NUMBER),
    ])  # fmt: skip
    row = ["914201000000000017", -35, Decimal("3200.50"), date(2024, 2, 7), Decimal("9999999999999999.99")]

    path = written(tmp_path / "out.xlsx", [row, ["007", None, "", None, 10**15]], columns)

    assert [cells for _, cells in read_rows(path)][1:] == [
        ("914201000000000017", -35.0, 3200.5, date(2024, 2, 7), "9999999999999999.99"),
        ("007", "", "", "", "1000000000000000"),
    ]


def test_remarks_stand_on_the_cell_and_in_the_last_column(tmp_path: Path) -> None:
    columns = (OutColumn(title="成果名称", width=40), OutColumn(title="类别", choices=("小发明", "小革新")))
    path = tmp_path / "out.xlsx"

    with SheetWriter(path, columns=columns, remarks_title="审核意见") as writer:
        writer.row(["甲", "小发明"])
        writer.row(["乙", "革新"], remarks={1: "应为小革新", 0: "与第2行相同"})

    assert [cells for _, cells in read_rows(path)] == [
        ("成果名称", "类别", "审核意见"),
        ("甲", "小发明", ""),
        ("乙", "革新", "与第2行相同\n应为小革新"),
    ]
    with zipfile.ZipFile(path) as archive:
        comments = ElementTree.fromstring(archive.read("xl/comments1.xml"))
    assert {c.get("ref"): "".join(c.itertext()) for c in comments.iter(f"{SPREADSHEET}comment")} == {
        "A3": "与第2行相同", "B3": "应为小革新",
    }  # fmt: skip
    assert [element.get("sqref") for element in elements(path, "dataValidation")] == ["B2:B1048576"]
    assert [element.get("topLeftCell") for element in elements(path, "pane")] == ["A2"]


def test_a_heading_is_merged_above_the_header(tmp_path: Path) -> None:
    path = written(
        tmp_path / "out.xlsx",
        [["甲", 1]],
        (OutColumn(title="a"), OutColumn(title="b")),
        heading="汇总表",
        sheet="2025[汇]",
    )

    workbook = python_calamine.CalamineWorkbook.from_path(path)
    sheet = workbook.get_sheet_by_index(0)
    assert workbook.sheet_names == ["2025 汇 "]
    assert list(sheet.merged_cell_ranges) == [((0, 0), (0, 1))]
    assert list(sheet.iter_rows()) == [["汇总表", ""], ["a", "b"], ["甲", 1.0]]


def test_a_text_beyond_what_a_cell_holds_ends_with_a_mark(tmp_path: Path) -> None:
    path = written(tmp_path / "out.xlsx", [["长" * 40_000]], (OutColumn(title="a"),))

    ((_, (text,)),) = list(read_rows(path))[1:]
    assert (len(text), text[-1]) == (32_767, "…")


def test_the_file_may_be_an_open_one() -> None:
    buffer = io.BytesIO()

    with SheetWriter(buffer, columns=(OutColumn(title="a"),)) as writer:
        writer.row(["甲"])

    assert buffer.getvalue()[:4] == b"PK\x03\x04"


@pytest.mark.parametrize("payload", PAYLOADS)
def test_csv_text_that_would_run_carries_an_apostrophe(payload: str) -> None:
    target = io.BytesIO()

    write_csv(
        target,
        titles=[payload],
        rows=[[payload, -35, "914201000000000017", "007", "武汉", None, Decimal("1.50")]],
    )

    text = target.getvalue().decode("utf-8-sig")
    inert = payload[0] in '";,'
    quoted = '"' + ("" if inert else "'") + payload.replace('"', '""') + '"'
    assert text == f'{quoted}\r\n{quoted},-35,"\'914201000000000017","\'007","武汉","",1.50\r\n'
    assert not text.startswith(PREFIXES)


@given(
    st.lists(
        st.lists(
            st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=2, max_size=2
        ),
        max_size=4,
    )
)
def test_what_csv_guards_reads_back_whole(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    path = tmp_path_factory.mktemp("csv") / "out.csv"
    with path.open("wb") as target:
        write_csv(target, titles=["甲", "乙"], rows=rows)

    assert [list(cells) for _, cells in read_rows(path)][1:] == rows


@given(st.text())
def test_a_guarded_text_never_begins_with_a_formula(text: str) -> None:
    assert not re.match(r"[=+\-@＝＋－＠\t\r\n]", harmless(text))


def test_the_check_sees_a_formula_where_a_writer_is_careless(tmp_path: Path) -> None:
    path = tmp_path / "careless.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet().write(0, 0, PAYLOADS[0])
    book.close()

    assert len(elements(path, "f")) == 1
