"""An .ods is read back as it was written, holds no formula however it is baited, and grows in no memory."""

import io
import re
import tracemalloc
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pytest
import python_calamine
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.foundation.sheets.test_writing import PAYLOADS
from xinghe.foundation.sheets import OdsWriter, OutColumn, OutKind, TableForm, write_table

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
KINDS = ("text", "number", "money", "date")


def written(path: Path, rows: list[list[object]], columns: tuple[OutColumn, ...]) -> Path:
    with OdsWriter(path, columns=columns, sheet="2025[汇]") as writer:
        for row in rows:
            writer.row(row)
    return path


def content(path: Path) -> ElementTree.Element:
    with zipfile.ZipFile(path) as archive:
        return ElementTree.fromstring(archive.read("content.xml"))


def read(path: Path) -> list[list[object]]:
    return python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("kind", list(OutKind))
def test_no_text_becomes_a_formula_or_a_link_or_a_number(tmp_path: Path, kind: OutKind) -> None:
    columns = (OutColumn(title="=1+1", kind=kind), OutColumn(title="+x"))

    path = written(tmp_path / "out.ods", [[payload, "914201000000000017"] for payload in PAYLOADS], columns)

    tree = content(path)
    cells = list(tree.iter(f"{TABLE}table-cell"))
    assert {cell.get(f"{OFFICE}value-type") for cell in cells} == {"string"}
    assert [name for cell in tree.iter() for name in cell.attrib if "formula" in name or "href" in name] == []
    assert [row[1] for row in read(path)[1:]] == ["914201000000000017"] * len(PAYLOADS)


def test_text_keeps_the_style_that_stays_text_when_it_is_edited(tmp_path: Path) -> None:
    path = written(tmp_path / "out.ods", [["=1+1"]], (OutColumn(title="a"),))

    tree = content(path)
    (cell,) = list(tree.iter(f"{TABLE}table-cell"))[1:]
    with zipfile.ZipFile(path) as archive:
        text = archive.read("content.xml").decode()
    assert cell.get(f"{TABLE}style-name") == "text"
    assert re.search(r'style:name="text"[^>]*style:data-style-name="as-text"', text)
    assert '<number:text-style style:name="as-text"><number:text-content/>' in text


def test_numbers_stay_numbers_and_what_would_be_rounded_stays_text(tmp_path: Path) -> None:
    columns = tuple(OutColumn(title=kind, kind=kind) for kind in OutKind)

    path = written(
        tmp_path / "out.ods",
        [
            ["007", -35, Decimal("3200.50"), date(2024, 2, 7)],
            [None, 10**15, Decimal("9999999999999999.99"), None],
            [True, 1.5, 0, ""],
        ],
        columns,
    )

    rows = read(path)
    assert rows[1] == ["007", -35.0, 3200.5, date(2024, 2, 7)]
    assert rows[2][1:3] == ["1000000000000000", "9999999999999999.99"]
    assert rows[3][:3] == [True, 1.5, 0.0]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), min_size=1, max_size=4))
def test_whatever_text_there_is_the_file_can_be_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    path = written(
        tmp_path_factory.mktemp("ods") / "out.ods",
        [["x", *row] for row in rows],
        tuple(OutColumn(title=title) for title in "甲乙丙"),
    )

    assert len(list(content(path).iter(f"{TABLE}table-row"))) == len(rows) + 1
    assert len(read(path)) == len(rows) + 1


@pytest.mark.parametrize("text", ["两个  空格", " 前后 ", "第一行\n第二行", "<b>&amp;", "𬱖", "长" * 100])
def test_text_comes_back_as_it_was(tmp_path: Path, text: str) -> None:
    path = written(tmp_path / "out.ods", [["x", text]], (OutColumn(title="a"), OutColumn(title="b")))

    assert read(path)[1][1] == text


def test_a_tabulator_is_spelled_out_because_xml_would_make_it_a_blank(tmp_path: Path) -> None:
    path = written(tmp_path / "out.ods", [["制表\t符"]], (OutColumn(title="a"),))

    with zipfile.ZipFile(path) as archive:
        assert "制表<text:tab/>符" in archive.read("content.xml").decode()


def test_a_text_beyond_what_a_cell_holds_ends_with_a_mark(tmp_path: Path) -> None:
    path = written(tmp_path / "out.ods", [["长" * 40_000]], (OutColumn(title="a"),))

    text = read(path)[1][0]
    assert (len(text), text[-1]) == (32_767, "…")


def test_the_archive_is_one_that_programs_know(tmp_path: Path) -> None:
    path = written(tmp_path / "out.ods", [["x"]], (OutColumn(title="a"),))

    with zipfile.ZipFile(path) as archive:
        first, names = archive.infolist()[0], archive.namelist()
        for name in names:
            if name != "mimetype":
                ElementTree.fromstring(archive.read(name))
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert path.read_bytes()[30:].startswith(b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet")
    assert set(names) == {"mimetype", "META-INF/manifest.xml", "settings.xml", "content.xml"}
    assert python_calamine.CalamineWorkbook.from_path(path).sheet_names == ["2025 汇 "]


@pytest.mark.parametrize("form", list(TableForm))
def test_a_long_table_takes_no_more_memory_than_a_short_one(form: TableForm, tmp_path: Path) -> None:
    columns = tuple(OutColumn(title=f"{number}") for number in range(8))

    def peak(rows: int) -> int:
        with (tmp_path / "out").open("wb") as target:
            tracemalloc.start()
            write_table(target, form, columns=columns, rows=((f"夹具改进 {row}",) * 8 for row in range(rows)))
            most = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        return most

    peak(10)
    assert peak(3_000) < peak(300) + 500_000


def test_the_target_may_be_an_open_file() -> None:
    buffer = io.BytesIO()

    write_table(buffer, TableForm.ODS, columns=(OutColumn(title="a"),), rows=[["甲"]])

    assert buffer.getvalue()[:4] == b"PK\x03\x04"
