"""Finds the table inside a sheet: its header line, and which lines below are rows, totals or notes."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Final

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.foundation.sheets.reading import Cell, Cells, cell_text
from xinghe.foundation.text import fold, to_simplified

# Titles, units and dates stand above a header; nobody has thirty lines of them.
_HEADER_WITHIN: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedColumn:
    """A column by its code name, the titles under which offices send it, and whether a table must have it."""

    name: str
    titles: tuple[str, ...]
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """Where each column stands; ``titles`` are the words of the file itself, to be used in every message."""

    line: int
    positions: Mapping[str, int]
    titles: Mapping[str, str]
    missing: tuple[str, ...]
    duplicate: tuple[str, ...]
    unknown: tuple[str, ...]


class HeaderMissing(Refusal):
    """No line near the top names the columns, or the line that does lacks required ones."""

    code = "header_missing"
    message = gettext_noop(
        "The table has no header line with these columns: %(columns)s. "
        "Put them into one line at the top of the table, each once."
    )
    status = 422


class LineKind(StrEnum):
    """What a line below the header is."""

    ROW = "row"
    BLANK = "blank"
    TOTAL = "total"
    NOTE = "note"


def find_header(
    rows: Iterable[tuple[int, Cells]], *, wanted: Sequence[WantedColumn], within: int = _HEADER_WITHIN
) -> Header:
    """The first line that names at least half of the required columns; lines up to it are consumed from ``rows``.

    Titles match by :func:`fold`, so width, script, spaces, brackets and line ends in a title mean nothing.
    Missing, repeated and unknown columns are reported, not refused: the first of a repeated column counts.
    Raises :class:`HeaderMissing` when no line qualifies.
    """
    names = {fold(title): column.name for column in wanted for title in column.titles}
    required = [column for column in wanted if column.required]
    enough = max(1, (len(required) + 1) // 2)
    for line, cells in islice(rows, within):
        header = _header(line, cells, names=names, wanted=wanted)
        if (
            sum(column.name in header.positions for column in required) >= enough
            and len(header.positions) > 1
        ):
            return header
    raise HeaderMissing(columns="、".join(column.titles[0] for column in required))


def _header(line: int, cells: Cells, *, names: Mapping[str, str], wanted: Sequence[WantedColumn]) -> Header:
    positions: dict[str, int] = {}
    titles: dict[str, str] = {}
    duplicate: list[str] = []
    unknown: list[str] = []
    for position, cell in enumerate(cells):
        title = cell_text(cell)
        if not title.strip():
            continue
        name = names.get(fold(title))
        if name is None:
            unknown.append(title)
        elif name in positions:
            duplicate.append(title)
        else:
            positions[name], titles[name] = position, title
    missing = tuple(column.titles[0] for column in wanted if column.required and column.name not in positions)
    return Header(
        line=line,
        positions=positions,
        titles=titles,
        missing=missing,
        duplicate=tuple(duplicate),
        unknown=tuple(unknown),
    )


# A title may begin with these words (合计算法…); a total line holds the word alone or with its number.
_TOTAL: Final = re.compile(r"(?:本页|以上|累计)?(?:合计|总计|小计|共计|总数)(?:[:：]?[\d,.]+\S{0,3}|[:：])?")
_NOTE: Final = re.compile(
    r"(?:填表|填报|填写|制表|审核|复核|负责|联系|经办|分管)(?:人|说明|单位|日期|时间|电话|领导)\S{0,8}[:：]|"
    r"(?:说明|备注|注|附注|注意|单位|盖章|电话|日期)(?:\(\S{0,4}\)|（\S{0,4}）)?\d?[:：]|注\d|※|\*{1,3}\S"
)


def kind_of_line(cells: Cells) -> LineKind:
    """Whether a line below the header is a row of the table, by the first words in it."""
    first: Cell = next(
        (cell for cell in cells if cell != "" and not (isinstance(cell, str) and not cell.strip())), ""
    )
    if first == "":
        return LineKind.BLANK
    if not isinstance(first, str) or (first.isascii() and first.strip().isdigit()):
        return LineKind.ROW
    words = to_simplified(re.sub(r"\s", "", first))
    if _TOTAL.fullmatch(words):
        return LineKind.TOTAL
    return LineKind.NOTE if _NOTE.match(words) else LineKind.ROW
