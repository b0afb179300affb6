"""Reads a table of scores (CSV) as people make it, and refuses each doubtful line by its number."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal

from xinghe.kernels.judging.refusals import (
    CellMissing,
    ColumnsMissing,
    LinesBroken,
    LineTooLong,
    NotANumber,
    TextUnreadable,
)
from xinghe.kernels.judging.reviews import Reviews, Row

_NEEDED = ("entry", "judge", "score")
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,6}(?:\.[0-9]{0,6})?|\.[0-9]{1,6})")


def decoded(raw: bytes) -> str:
    """The text of a file in UTF-8 (with or without its mark) or GB 18030. Refuses: TextUnreadable."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TextUnreadable


def read_scores(text: str) -> Reviews:
    """Reviews from lines of ``entry,judge,score`` or ``entry,judge,criterion,score``, columns in any order.

    Other columns are passed over, and so are blank lines. Refuses by line number whatever is missing, is no number,
    or is there twice.
    """
    rows: list[Row] = []
    lines: list[int] = []
    try:
        for line, row in _rows(text):
            rows.append(row)
            lines.append(line)
    except csv.Error:
        raise LinesBroken(line=lines[-1] + 1 if lines else 1) from None
    return Reviews.of(rows, lines=lines)


def _rows(text: str) -> Iterator[tuple[int, Row]]:
    reader = csv.reader(io.StringIO(text, newline=""))
    header = [name.strip().lower() for name in next(reader, [])]
    columns = [*_NEEDED, *(["criterion"] if "criterion" in header else [])]
    if any(header.count(name) != 1 for name in columns):
        raise ColumnsMissing(found=", ".join(header) or "–")
    at = {name: header.index(name) for name in columns}
    known: dict[str, Decimal] = {}
    line = reader.line_num + 1
    for cells in reader:
        number, line = line, reader.line_num + 1
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(header):
            raise LineTooLong(line=number, cells=len(cells), columns=len(header))
        said = {name: cells[place].strip() if place < len(cells) else "" for name, place in at.items()}
        for name, cell in said.items():
            if not cell:
                raise CellMissing(line=number, column=name)
        score = known.get(said["score"])
        if score is None:
            score = known[said["score"]] = _number(said["score"], line=number)
        yield number, (said["entry"], said["judge"], said.get("criterion", ""), score)


def _number(said: str, *, line: int) -> Decimal:
    # Full-width digits are what a Chinese keyboard writes by default.
    plain = unicodedata.normalize("NFKC", said)
    if not _NUMBER.fullmatch(plain):
        raise NotANumber(line=line, said=said)
    return Decimal(plain)
