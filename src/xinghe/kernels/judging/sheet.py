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
    ScoreOutside,
    TextUnreadable,
)
from xinghe.kernels.judging.reviews import Reviews, Row

# What a column is called; the first name that stands in the header counts.
_CALLED = {
    "entry": ("entry", "作品编号", "项目编号", "作品", "参评作品", "项目", "参评项目", "申报项目", "作品名称", "项目名称"),
    "judge": ("judge", "评委编号", "专家编号", "评委", "评审", "专家", "评审专家", "评委姓名"),
    "criterion": ("criterion", "指标", "评分指标", "评审指标", "评分项", "评分项目"),
    "score": ("score", "得分", "分数", "评分", "打分"),
}  # fmt: skip
_SEPARATORS = ",;\t，；"
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,6}(?:\.[0-9]{0,6})?|\.[0-9]{1,6})")
# What a Chinese keyboard writes full-width by default, and what cannot be seen at all. No more than width: ² is not 2, nor ① 1.
_WIDTH = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | dict.fromkeys((0x200B, 0x2060, 0xFEFF))


def decoded(raw: bytes) -> str:
    """The text of a file in UTF-8 or GB 18030, with or without a mark. Refuses: TextUnreadable."""
    for encoding in () if b"\0" in raw else ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding).removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
    raise TextUnreadable


def read_scores(text: str, *, highest: Decimal | None = None) -> Reviews:
    """Reviews from lines of ``entry,judge,score`` or ``entry,judge,criterion,score``, columns in any order.

    The columns may have their Chinese names, and commas, semicolons or tabs between them. Other columns are passed over, and
    so are blank lines. An id is one however wide or padded it was typed. With ``highest``, scores lie between 0 and that.
    Refuses by line number whatever is missing, is no number, lies outside, or is there twice.
    """
    rows: list[Row] = []
    lines: list[int] = []
    try:
        for line, row in _rows(text):
            if highest is not None and not 0 <= row[3] <= highest:
                raise ScoreOutside(line=line, said=row[3], highest=highest)
            rows.append(row)
            lines.append(line)
    except csv.Error:
        raise LinesBroken(line=lines[-1] + 1 if lines else 1) from None
    return Reviews.of(_spelled_alike(rows), lines=lines)


def _rows(text: str) -> Iterator[tuple[int, Row]]:
    separator, header, at = _header(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    next(filter(_says_something, reader))
    known: dict[str, Decimal] = {}
    line = reader.line_num + 1
    for cells in reader:
        number, line = line, reader.line_num + 1
        if not _says_something(cells):
            continue
        if _says_something(cells[len(header) :]):
            raise LineTooLong(line=number, cells=len(cells), columns=len(header))
        said = {name: cells[place].strip() if place < len(cells) else "" for name, place in at.items()}
        for name, cell in said.items():
            if not cell:
                raise CellMissing(line=number, column=name)
        score = known.get(said["score"])
        if score is None:
            score = known[said["score"]] = _number(said["score"], line=number)
        yield number, (said["entry"], said["judge"], said.get("criterion", ""), score)


def _header(text: str) -> tuple[str, list[str], dict[str, int]]:
    """What stands between cells, the first line that is not blank, and where in it each column stands."""
    with_commas: list[str] = []
    for separator in _SEPARATORS:
        lines = filter(_says_something, csv.reader(io.StringIO(text, newline=""), delimiter=separator))
        header = [_folded(cell).lower() for cell in next(lines, [])]
        called = {name: next(filter(header.__contains__, names), "") for name, names in _CALLED.items()}
        if not called["criterion"]:
            del called["criterion"]
        if all(header.count(name) == 1 for name in called.values()):
            return separator, header, {name: header.index(word) for name, word in called.items()}
        with_commas = with_commas or header
    raise ColumnsMissing(found=", ".join(with_commas) or "–")


def _says_something(cells: list[str]) -> bool:
    return any(map(str.strip, cells))


def _folded(said: str) -> str:
    """An id, or the name of a column, without what depends on how it was typed: width, blanks, composition."""
    return " ".join(unicodedata.normalize("NFC", said.translate(_WIDTH)).split())


def _spelled_alike(rows: list[Row]) -> Iterator[Row]:
    """The rows, with each id in one spelling: as it was typed, or folded where it was typed in several ways."""
    folded = {said: _folded(said) for said in {said for row in rows for said in row[:3]}}
    spellings: list[dict[str, str]] = [{}, {}, {}]
    for row in rows:
        for spelling, said in zip(spellings, row[:3], strict=True):
            if spelling.setdefault(folded[said], said) != said:
                spelling[folded[said]] = folded[said]
    entries, judges, criteria = spellings
    for entry, judge, criterion, score in rows:
        yield entries[folded[entry]], judges[folded[judge]], criteria[folded[criterion]], score


def _number(said: str, *, line: int) -> Decimal:
    plain = said.translate(_WIDTH)
    if not _NUMBER.fullmatch(plain):
        raise NotANumber(line=line, said=said)
    return Decimal(plain)
