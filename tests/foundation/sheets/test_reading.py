"""Rows come out as the sender's program shows them, from workbooks and from text files."""

import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from xinghe.foundation.sheets import (
    Limits,
    SheetDamaged,
    SheetNotXlsx,
    SheetTooBig,
    SheetTooLong,
    SheetUnsafe,
    cell_text,
    read_rows,
)


def test_lines_are_numbered_as_the_program_shows_them(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "made.xlsx")
    sheet = book.add_worksheet("汇总表")
    sheet.write_string(2, 1, "武汉")
    sheet.write_number(4, 2, 5)
    sheet.write_datetime(4, 3, datetime(2024, 5, 1), book.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.write_boolean(4, 4, True)
    book.close()

    assert list(read_rows(tmp_path / "made.xlsx")) == [
        (1, ("", "", "", "", "")),
        (2, ("", "", "", "", "")),
        (3, ("", "武汉", "", "", "")),
        (4, ("", "", "", "", "")),
        (5, ("", "", 5.0, date(2024, 5, 1), True)),
    ]


def test_the_first_visible_sheet_is_read_unless_one_is_named(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "made.xlsx")
    hidden, shown, last = (book.add_worksheet(name) for name in ("字典", "汇总", "其他"))
    for sheet in (hidden, shown, last):
        sheet.write_string(0, 0, sheet.get_name())
    shown.activate()
    shown.set_first_sheet()
    hidden.hide()
    book.close()

    assert list(read_rows(tmp_path / "made.xlsx")) == [(1, ("汇总",))]
    assert list(read_rows(tmp_path / "made.xlsx", sheet="其他")) == [(1, ("其他",))]
    with pytest.raises(SheetDamaged):
        list(read_rows(tmp_path / "made.xlsx", sheet="没有"))


def test_a_workbook_is_guarded_before_it_is_read(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "made.xlsx")
    book.add_worksheet().write_string(0, 0, "x")
    book.close()
    with zipfile.ZipFile(tmp_path / "made.xlsx", "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")

    with pytest.raises(SheetUnsafe):
        list(read_rows(tmp_path / "made.xlsx"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_text_file_tells_its_encoding_and_separator(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "sent.csv"
    path.write_bytes(f'名称{separator}说明\r\n𬱖{separator}"一\n二"\r\n\r\n'.encode(encoding))

    assert list(read_rows(path)) == [(1, ("名称", "说明")), (2, ("𬱖", "一\n二")), (3, ())]


def test_a_text_file_that_is_none_is_refused(tmp_path: Path) -> None:
    workbook, undecodable, unclosed = (tmp_path / f"{name}.csv" for name in ("a", "b", "c"))
    workbook.write_bytes(b"\x89PNG\0\0\0")
    undecodable.write_bytes("名称".encode() + b"\xff\xff\xff")
    unclosed.write_text('名称\n"武汉', encoding="utf-8")

    with pytest.raises(SheetNotXlsx):
        list(read_rows(workbook))
    for path in (undecodable, unclosed):
        with pytest.raises(SheetDamaged):
            list(read_rows(path))


def test_limits_hold_for_text_files_too(tmp_path: Path) -> None:
    path = tmp_path / "sent.csv"
    path.write_text("1\n2\n3\n", encoding="utf-8")

    assert len(list(read_rows(path, limits=Limits(rows=3, total_bytes=6)))) == 3
    for limits, refusal in ((Limits(rows=2), SheetTooLong), (Limits(total_bytes=5), SheetTooBig)):
        with pytest.raises(refusal):
            list(read_rows(path, limits=limits))


@pytest.mark.parametrize(
    ("cell", "text"),
    [("武汉", "武汉"), (5.0, "5"), (0.1, "0.1"), (1e20, "1e+20"), (True, "TRUE"), (date(2024, 2, 7), "2024-02-07"),
     (datetime(2024, 2, 7), "2024-02-07"), (datetime(2024, 2, 7, 8, 30), "2024-02-07 08:30:00"), (12, "12")],
)  # fmt: skip
def test_a_cell_is_shown_as_in_the_sheet(cell: object, text: str) -> None:
    assert cell_text(cell) == text


def test_the_name_of_a_file_says_nothing(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "made.xlsx")
    book.add_worksheet().write_string(0, 0, "武汉")
    book.close()
    stored, text = tmp_path / "ab12", tmp_path / "cd34.xlsx"
    stored.write_bytes((tmp_path / "made.xlsx").read_bytes())
    text.write_text("武汉", encoding="utf-8")

    assert list(read_rows(stored)) == list(read_rows(text)) == [(1, ("武汉",))]
