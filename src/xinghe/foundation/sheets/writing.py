"""Writes tables in which nothing can run: no formula, no link, no number that was meant as text.

A cell that begins with = + - @ is a formula to a spreadsheet; a stranger's text must never become one.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

import xlsxwriter

# Programs narrow the full-width forms and skip leading blanks before they look for a formula.
_LIVE: Final = re.compile(r"[\s\u200b\ufeff]*[=+\-@＝＋－＠|%\t\r\n]")
# From 12 figures on a spreadsheet shows 4.2E+17 and loses the last ones; leading zeros it drops.
_LONG_NUMBER: Final = re.compile(r"\s*(?:\d{12,}|0\d+)\s*")
_LONGEST_TEXT: Final = 32_767
_LONGEST_LIST: Final = 255
_LAST_ROW: Final = 1_048_575

OutCell = str | int | float | Decimal | bool | date | datetime | None


class OutKind(StrEnum):
    """How a column is shown; numbers and dates sort as such, everything else is text."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutColumn:
    """A column to write: its title, its width in characters, and the choices its cells offer."""

    title: str
    width: int = 14
    kind: OutKind = OutKind.TEXT
    choices: tuple[str, ...] = ()
    note: str = ""


def harmless(text: str) -> str:
    """``text`` for a .csv cell: an apostrophe before it where a program would run it or round it."""
    return "'" + text if _LIVE.match(text) or _LONG_NUMBER.fullmatch(text) or text.startswith("'") else text


class SheetWriter:
    """Writes one sheet row by row, in constant memory, to a path or an open binary file.

    Use as a context manager; the file is complete when the block ends. Strings are always strings: they
    are written with the mark that a person's apostrophe leaves, so that even editing a cell runs nothing.
    """

    def __init__(
        self,
        target: Path | IO[bytes],
        *,
        columns: Sequence[OutColumn],
        sheet: str = "Sheet1",
        heading: str = "",
        remarks_title: str = "",
    ) -> None:
        """``heading`` fills a merged line above the header; ``remarks_title`` adds a last column for remarks."""
        self._book = xlsxwriter.Workbook(
            str(target) if isinstance(target, Path) else target,
            {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
             "strings_to_numbers": False, "nan_inf_to_errors": True, "in_memory": False},
        )  # fmt: skip
        self._sheet = self._book.add_worksheet(sheet_name(sheet))
        self._columns = tuple(columns)
        self._remarks = len(columns) if remarks_title else None
        titles = [column.title for column in columns] + ([remarks_title] if remarks_title else [])
        formats = {kind: self._format(kind) for kind in OutKind}
        self._formats = [formats[column.kind] for column in columns]
        self._marked = {kind: self._format(kind, marked=True) for kind in OutKind}
        self._text = formats[OutKind.TEXT]
        self._line = 0
        self._head(titles, heading=heading)

    def _format(self, kind: OutKind, *, marked: bool = False) -> Any:
        look: dict[str, object] = {"valign": "top", "border": 1, "border_color": "#D0D7DE"}
        if kind is OutKind.TEXT:
            look |= {"text_wrap": True, "num_format": "@", "quote_prefix": True}
        elif kind is OutKind.MONEY:
            look |= {"num_format": "#,##0.00"}
        elif kind is OutKind.DATE:
            look |= {"num_format": "yyyy-mm-dd"}
        if marked:
            look |= {"bg_color": "#FDE7E9", "border_color": "#C62828"}
        return self._book.add_format(look)

    def _head(self, titles: Sequence[str], *, heading: str) -> None:
        bold = {"bold": True, "valign": "vcenter", "align": "center", "quote_prefix": True}
        for position, column in enumerate(self._columns):
            self._sheet.set_column(position, position, column.width)
        if self._remarks is not None:
            self._sheet.set_column(self._remarks, self._remarks, 40)
        if heading:
            large = self._book.add_format(bold | {"font_size": 16})
            self._sheet.merge_range(0, 0, 0, max(1, len(titles) - 1), "", large)
            self._sheet.write_string(0, 0, heading[:_LONGEST_TEXT], large)
            self._line = 1
        style = self._book.add_format(bold | {"text_wrap": True, "bg_color": "#E8EEF4", "border": 1})
        for position, title in enumerate(titles):
            self._sheet.write_string(self._line, position, title[:_LONGEST_TEXT], style)
        for position, column in enumerate(self._columns):
            if column.note:
                self._sheet.write_comment(self._line, position, column.note)
            if column.choices:
                self._offer(position, column.choices)
        self._line += 1
        self._sheet.freeze_panes(self._line, 0)

    def _offer(self, position: int, choices: tuple[str, ...]) -> None:
        """A list to choose from in every cell of the column; a list that is too long for the format is left out."""
        if len(",".join(choices)) <= _LONGEST_LIST and not any("," in choice for choice in choices):
            rule = {"validate": "list", "source": list(choices), "error_type": "warning"}
            self._sheet.data_validation(self._line + 1, position, _LAST_ROW, position, rule)

    def row(self, cells: Sequence[OutCell], *, remarks: Mapping[int, str] | None = None) -> None:
        """Write the next row. ``remarks`` (column → text) colour their cells, become notes on them, and are
        gathered in the last column where the writer was given a title for it."""
        remarks = remarks or {}
        for position, cell in enumerate(cells):
            marked = position in remarks
            kind = self._columns[position].kind
            self._write(position, cell, self._marked[kind] if marked else self._formats[position], kind=kind)
        for position, remark in remarks.items():
            if position < len(self._columns):
                self._sheet.write_comment(self._line, position, remark[:_LONGEST_TEXT])
        if self._remarks is not None:
            joined = "\n".join(remarks[position] for position in sorted(remarks))
            self._write(self._remarks, joined, self._text, kind=OutKind.TEXT)
        self._line += 1

    def _write(self, position: int, cell: OutCell, style: object, *, kind: OutKind) -> None:
        sheet, line = self._sheet, self._line
        if cell is None or cell == "":
            sheet.write_blank(line, position, None, style)
        elif isinstance(cell, str):
            sheet.write_string(line, position, shortened(cell), style if kind is OutKind.TEXT else self._text)
        elif isinstance(cell, bool):
            sheet.write_boolean(line, position, cell, style)
        elif isinstance(cell, (datetime, date)):
            sheet.write_datetime(line, position, cell, style)
        elif is_exact(cell):
            sheet.write_number(line, position, cell, style)
        else:
            sheet.write_string(line, position, str(cell), self._text)

    def close(self) -> None:
        """Complete the file; afterwards no row can be added."""
        self._book.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def write_csv(target: IO[bytes], *, titles: Sequence[str], rows: Iterable[Sequence[OutCell]]) -> None:
    """Write a table as UTF-8 with a byte-order mark, CRLF line ends and every text quoted.

    Text that a spreadsheet would run, or a long number that it would round, gets an apostrophe before it;
    :func:`read_rows` takes it off again. Real numbers stay bare, negative ones too.
    """
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
    writer.writerow([harmless(title) for title in titles])
    for row in rows:
        writer.writerow([_csv_cell(cell) for cell in row])
    text.flush()
    text.detach()


def _csv_cell(cell: OutCell) -> str | int | float | Decimal:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return harmless(cell)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (date, datetime)):
        return cell.isoformat()
    return cell if is_exact(cell) else harmless(str(cell))


def sheet_name(text: str) -> str:
    """The text as a sheet may be called: without the signs of references, at most 31 characters."""
    return re.sub(r"[\[\]:*?/\\']", " ", text)[:31] or "Sheet1"


def shortened(text: str) -> str:
    """The text as far as a cell holds it, with a mark where it was cut."""
    return text if len(text) <= _LONGEST_TEXT else text[: _LONGEST_TEXT - 1] + "…"


def is_exact(number: int | float | Decimal) -> bool:
    """Whether a spreadsheet keeps the number whole: it has 15 significant figures and no more."""
    return len(Decimal(str(number)).as_tuple().digits) <= 15 and bool(-(10**15) < number < 10**15)
