"""The parts that every kind of paper is put together from: headings, paragraphs, tables, a QR code."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from xinghe.papers.rules.words import mark

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading of one of the four levels 一、（一）1.（1）; it is counted when it is typeset.

    ``then`` goes on in the same line, as levels below the first often do. The author sets the stop between the two.
    """

    text: str
    level: int = 1
    then: str = ""

    def __post_init__(self) -> None:
        """There are four levels (GB/T 9704-2012, 7.3.3)."""
        if not 1 <= self.level <= 4:
            raise ValueError(f"a heading has level 1 to 4, not {self.level}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Running text; every line of it begins a paragraph. ``indent`` is off for a salutation."""

    text: str
    indent: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table; ``width`` is its share of the whole beside the others' shares."""

    title: str
    width: float = 1
    align: Align = "center"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table whose head is repeated on every page."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""

    def __post_init__(self) -> None:
        """Every row has as many cells as there are columns."""
        refuse_ragged(self.columns, self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class QrMark:
    """A QR code: the address it leads to, and the words beside it."""

    address: str
    words: str = ""


Block = Heading | Paragraph | Table


def refuse_ragged(columns: tuple[Column, ...], rows: tuple[tuple[str, ...], ...]) -> None:
    """Raise ValueError where a table has no column, or a row has more or fewer cells than columns."""
    if not columns:
        raise ValueError("a table needs a column")
    for number, row in enumerate(rows, 1):
        if len(row) != len(columns):
            raise ValueError(f"row {number} has {len(row)} cells for {len(columns)} columns")


def numbered(blocks: Iterable[Block]) -> Iterator[tuple[str, Block]]:
    """Each block with what counts it: "（二）" before a heading, "" before anything else.

    A heading begins the count of the levels below it anew.
    """
    counts = [0, 0, 0, 0]
    for block in blocks:
        if not isinstance(block, Heading):
            yield "", block
            continue
        counts[block.level - 1] += 1
        counts[block.level :] = [0] * (4 - block.level)
        yield mark(block.level, counts[block.level - 1]), block
