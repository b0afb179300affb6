"""A workbook that is hostile is refused before any parser opens it; an ordinary one is not."""

import io
import zipfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from xinghe.foundation.sheets import (
    Limits,
    SheetDamaged,
    SheetLocked,
    SheetNotXlsx,
    SheetRefused,
    SheetTooBig,
    SheetTooLong,
    SheetUnsafe,
    guard_xlsx,
    read_rows,
)

Parts = dict[str, bytes]
SHEET = b'<worksheet xmlns="x"><sheetData>%s</sheetData></worksheet>'


def ordinary() -> Parts:
    return {
        "[Content_Types].xml": b"<Types/>",
        "_rels/.rels": b"<Relationships/>",
        "xl/workbook.xml": b"<workbook/>",
        "xl/worksheets/sheet1.xml": SHEET % b'<row r="1"><c r="A1"><v>1</v></c></row>',
    }


def packed(parts: Parts, *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.fixture
def check(tmp_path: Path) -> Callable[..., None]:
    def run(content: bytes | Parts, **limits: int) -> None:
        path = tmp_path / "sent.xlsx"
        path.write_bytes(packed(content) if isinstance(content, dict) else content)
        guard_xlsx(path, limits=Limits(**limits))

    return run


def test_an_ordinary_workbook_passes(check: Callable[..., None], tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "made.xlsx")
    sheet = book.add_worksheet()
    sheet.write_string(0, 0, "成果名称")
    sheet.write_comment(0, 0, "批注")
    sheet.write_url(1, 0, "https://example.invalid/")
    sheet.write_blank(900_000, 900, None, book.add_format({"bold": True}))
    book.close()

    check((tmp_path / "made.xlsx").read_bytes())
    check(ordinary())
    check(packed(ordinary(), method=zipfile.ZIP_STORED))
    check(
        ordinary() | {"xl/printerSettings/printerSettings1.bin": b"\0\1\2", "xl/media/image1.png": b"\x89PNG"}
    )


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", SheetNotXlsx),
        (b"<html></html>", SheetNotXlsx),
        ("成果,类别\n".encode(), SheetNotXlsx),
        (b"\xff\xd8\xff\xe0" + packed(ordinary()), SheetNotXlsx),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), SheetLocked),
        (packed(ordinary()) + b"tail", SheetDamaged),
        (packed(ordinary())[:-40], SheetDamaged),
        (b"PK\x03\x04" + bytes(100), SheetDamaged),
        (packed({"word/document.xml": b"<document/>", "[Content_Types].xml": b"<Types/>"}), SheetNotXlsx),
    ],
    ids=["empty", "html", "csv", "jpeg and zip", "ole", "tail", "cut", "no directory", "docx"],
)
def test_what_is_no_workbook_is_refused(
    check: Callable[..., None], content: bytes, refusal: type[SheetRefused]
) -> None:
    with pytest.raises(SheetRefused) as refused:
        check(content)

    assert type(refused.value) is refusal


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("xl/vbaProject.bin", b"x"),
        ("XL/VBAPROJECT.BIN", b"x"),
        ("xl/macrosheets/sheet1.xml", b"<x/>"),
        ("xl/externalLinks/externalLink1.xml", b"<x/>"),
        ("xl/connections.xml", b"<x/>"),
        ("xl/embeddings/oleObject1.bin", b"x"),
        ("xl/activeX/activeX1.xml", b"<x/>"),
        ("../escape.xml", b"<x/>"),
        ("xl/../../escape.xml", b"<x/>"),
        ("/etc/passwd", b"x"),
        ("xl\\evil.xml", b"<x/>"),
        ("C:/evil.xml", b"<x/>"),
        ("XL/workbook.XML", b"<workbook/>"),
        ("xl/media/image1.png", packed(ordinary())),
        ("xl/media/image2.png", b"MZ\x90\0"),
        ("xl/media/image3.png", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ],
)
def test_what_a_table_does_not_need_is_refused(check: Callable[..., None], name: str, content: bytes) -> None:
    with pytest.raises(SheetUnsafe):
        check(ordinary() | {name: content})


def test_an_encrypted_member_is_refused(check: Callable[..., None]) -> None:
    content = bytearray(packed(ordinary()))
    directory = content.find(b"PK\x01\x02")
    content[directory + 8] |= 1

    with pytest.raises(SheetLocked):
        check(bytes(content))


def test_a_link_is_refused(check: Callable[..., None]) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in ordinary().items():
            archive.writestr(name, content)
        link = zipfile.ZipInfo("xl/link.xml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")

    with pytest.raises(SheetDamaged):
        check(buffer.getvalue())


def test_limits_are_the_callers(check: Callable[..., None]) -> None:
    content = packed(ordinary())

    check(content, file_bytes=len(content), members=4, total_bytes=300, rows=1, cells=1)
    refusals = {
        "file_bytes": (len(content) - 1, SheetTooBig), "members": (3, SheetUnsafe), "total_bytes": (100, SheetTooBig),
        "rows": (0, SheetTooLong), "cells": (0, SheetTooLong),
    }  # fmt: skip
    for name, (limit, refusal) in refusals.items():
        with pytest.raises(refusal):
            check(content, **{name: limit})


def test_a_bomb_is_refused_by_its_ratio(check: Callable[..., None]) -> None:
    with pytest.raises(SheetUnsafe) as refused:
        check(ordinary() | {"xl/media/image1.png": bytes(5_000_000)})

    assert refused.value.params == {"part": "xl/media/image1.png"}


def test_a_bomb_that_hides_its_size_is_noticed_while_it_unpacks(check: Callable[..., None]) -> None:
    content = bytearray(packed(ordinary() | {"xl/worksheets/sheet2.xml": b"<worksheet>" + b" " * 9_000_000}))
    entry = content.find(b"xl/worksheets/sheet2.xml", content.find(b"PK\x01\x02")) - 46
    content[entry + 24 : entry + 28] = (1000).to_bytes(4, "little")
    content[entry + 16 : entry + 20] = zlib.crc32(b"<worksheet>" + b" " * 989).to_bytes(4, "little")

    with pytest.raises(SheetDamaged):
        check(bytes(content))


def test_a_second_name_for_a_member_is_noticed(check: Callable[..., None]) -> None:
    content = packed(ordinary())
    first = content.find(b"xl/worksheets/sheet1.xml")

    with pytest.raises(SheetDamaged):
        check(content[:first] + b"xl/worksheets/sheet9.xml" + content[first + 24 :])


def test_two_members_may_not_share_their_bytes(check: Callable[..., None]) -> None:
    content = bytearray(packed(ordinary()))
    directory = content.find(b"PK\x01\x02")
    second = content.find(b"PK\x01\x02", directory + 4)
    content[second + 42 : second + 46] = content[directory + 42 : directory + 46]

    with pytest.raises(SheetDamaged):
        check(bytes(content))


@pytest.mark.parametrize(
    "body",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b"<row r='200001'><c r='A200001'><v>1</v></c></row>",
        b'<row r="100000"><c r="CV100000" t="inlineStr"><is><t>x</t></is></c></row>',
        b'<row><c r="AAAAA1"><v>1</v></c></row>',
        b"<row/>" * 200_001 + b"<row><c><v>1</v></c></row>",
        b'<x:row xmlns:x="y" r="300000"><x:c r="&#65;300000"><x:v>1</x:v></x:c></x:row>',
    ],
    ids=["corner", "rows", "area", "letters", "unnumbered", "prefixed"],
)
@pytest.mark.parametrize("name", ["xl/worksheets/sheet2.xml", "xl/drawings/vmlDrawing1.vml", "xl/other"])
def test_a_far_cell_would_fill_the_memory(check: Callable[..., None], body: bytes, name: str) -> None:
    with pytest.raises(SheetTooLong):
        check(ordinary() | {name: SHEET % body}, ratio=2000)


def test_one_text_shown_by_many_cells_would_fill_the_memory(check: Callable[..., None]) -> None:
    cells = b"".join(
        b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (line, line) for line in range(1, 1001)
    )
    parts = ordinary() | {
        "xl/worksheets/sheet1.xml": SHEET % cells,
        "xl/sharedStrings.xml": b"<sst><si><t>" + b"x" * 1000 + b"</t></si></sst>",
    }

    check(parts, text_bytes=1_000_000)
    with pytest.raises(SheetTooBig):
        check(parts, text_bytes=999_999)


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet>&a;</worksheet>',
        b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet/>',
        b"<worksheet><row></worksheet>",
    ],
)
def test_entities_and_broken_parts_are_refused(check: Callable[..., None], content: bytes) -> None:
    with pytest.raises(SheetDamaged):
        check(ordinary() | {"xl/worksheets/sheet1.xml": content})


def test_every_refusal_says_what_to_do() -> None:
    refusals = [
        SheetTooBig.of(5_000_000, limit=4_000_000), SheetTooLong(rows=9, columns=2, most_rows=8, most_cells=8), SheetNotXlsx(),
        SheetLocked(), SheetUnsafe(part="x" * 999), SheetDamaged(part="zip"), SheetRefused(),
    ]  # fmt: skip

    assert [refusal.code for refusal in refusals] == [
        "sheet_too_big", "sheet_too_long", "sheet_not_xlsx", "sheet_locked", "sheet_unsafe", "sheet_damaged", "sheet_refused",
    ]  # fmt: skip
    assert all("%" not in str(refusal) and 40 < len(str(refusal)) < 300 for refusal in refusals)


@given(st.lists(st.tuples(st.integers(0, 2**16), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_workbook_with_wrong_bytes_is_read_or_refused_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, int]]
) -> None:
    content = bytearray(packed(ordinary()))
    for position, byte in changes:
        content[position % len(content)] = byte
    path = tmp_path_factory.mktemp("wrong") / "sent.xlsx"
    path.write_bytes(content)

    with suppress(SheetRefused):
        list(read_rows(path))
