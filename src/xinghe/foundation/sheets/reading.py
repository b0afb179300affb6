"""Reads the rows of an .xlsx or .csv file, line numbers as the sender's program shows them."""

import codecs
import csv
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Final

import python_calamine

from xinghe.foundation.sheets.guard import (
    LIMITS,
    Limits,
    SheetDamaged,
    SheetNotXlsx,
    SheetTooBig,
    SheetTooLong,
    guard_xlsx,
)
from xinghe.foundation.sheets.writing import harmless

Cell = str | int | float | bool | datetime | date | time | timedelta
Cells = tuple[Cell, ...]

_CHUNK: Final = 1024 * 1024


def read_rows(
    path: Path, *, sheet: str | None = None, limits: Limits = LIMITS
) -> Iterator[tuple[int, Cells]]:
    """Yield (line of the sheet, cells) from the top, blank lines included; an empty cell is ``""``.

    What a file is, its first bytes say; its name is not looked at. A workbook is guarded first, every
    time; ``sheet`` names the one to read, without it the first visible is read. Its cells are held in
    memory while the rows are taken, bounded by ``limits``. A text file streams; its encoding (UTF-8,
    UTF-16 or GB 18030) and separator are told by its bytes. Raises a :class:`SheetRefused`.
    """
    with path.open("rb") as file:
        start = file.read(8)
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")) or not start:
        guard_xlsx(path, limits=limits)
        yield from _xlsx_rows(path, sheet=sheet)
    else:
        yield from _csv_rows(path, limits=limits)


def _xlsx_rows(path: Path, *, sheet: str | None) -> Iterator[tuple[int, Cells]]:
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(path)
        name = sheet or next(
            (
                entry.name
                for entry in workbook.sheets_metadata
                if entry.typ == python_calamine.SheetTypeEnum.WorkSheet
                and entry.visible == python_calamine.SheetVisibleEnum.Visible
            ),
            None,
        )
        if name is None or name not in workbook.sheet_names:
            raise SheetDamaged(part=name or "xl/workbook.xml")
        table = workbook.get_sheet_by_name(name)
    except (python_calamine.CalamineError, OSError):
        raise SheetDamaged(part="xl/worksheets") from None
    # The reader starts at the first column in use; line numbers start at the top by themselves.
    indent = ("",) * (table.start[1] if table.start else 0)
    for line, cells in enumerate(table.iter_rows(), start=1):
        yield line, (*indent, *cells)


def _csv_rows(path: Path, *, limits: Limits) -> Iterator[tuple[int, Cells]]:
    size = path.stat().st_size
    if size > limits.total_bytes:
        raise SheetTooBig.of(size, limit=limits.total_bytes)
    with path.open(encoding=_encoding(path), newline="") as lines:
        first = lines.readline(65_536)
        separator = max(",\t;", key=first.count)
        lines.seek(0)
        try:
            for line, record in enumerate(csv.reader(lines, delimiter=separator, strict=True), start=1):
                if line > limits.rows:
                    raise SheetTooLong(
                        rows=line, columns=len(record), most_rows=limits.rows, most_cells=limits.cells
                    )
                yield line, tuple(_unguarded(text) for text in record)
        except (csv.Error, UnicodeError):
            raise SheetDamaged(part=path.name) from None


def _encoding(path: Path) -> str:
    """UTF-8 wherever the whole file is UTF-8; then GB 18030, which Chinese spreadsheets write by default."""
    with path.open("rb") as file:
        start = file.read(1024)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if b"\0" in start:
            raise SheetNotXlsx()
        for encoding in ("utf-8-sig", "gb18030"):
            file.seek(0)
            decoder = codecs.getincrementaldecoder(encoding)()
            try:
                while chunk := file.read(_CHUNK):
                    decoder.decode(chunk)
                decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                continue
            return encoding
    raise SheetDamaged(part=path.name)


def _unguarded(text: str) -> str:
    """Without the apostrophe that :func:`write_csv` sets before text that a program would run or round."""
    return text[1:] if text[:1] == "'" and harmless(text[1:]) != text[1:] else text


def cell_text(cell: Cell) -> str:
    """The cell as a person sees it in the sheet: 5 for the number 5.0, 2024-02-07 for a date."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ")
    return cell.isoformat() if isinstance(cell, (date, time)) else str(cell)
