"""Weighs the XML parts of a workbook without building them: how far the cells reach, how much text they show."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

# What the format allows; a reference beyond it is a trap, whatever its row.
_LAST_COLUMN: Final = 16_384


class PartDamaged(Exception):
    """The part is not well-formed, or defines entities of its own."""


class TooFar(Exception):
    """A cell in use lies beyond what is read."""

    def __init__(self, *, rows: int, columns: int) -> None:
        super().__init__(rows, columns)
        self.rows, self.columns = rows, columns


class TooMuchText(Exception):
    """The cells show more text than is read."""

    def __init__(self, *, shown: int) -> None:
        super().__init__(shown)
        self.shown = shown


class _Kinds(dict[str, str]):
    """Element names without their namespace prefix, worked out once each."""

    def __missing__(self, name: str) -> str:
        self[name] = local = name.rpartition(":")[2]
        return local


class _Columns(dict[str, int]):
    """Column letters to numbers, worked out once each; beyond every limit where the letters are no column."""

    def __missing__(self, letters: str) -> int:
        number = 0
        for letter in letters.upper()[:4]:
            number = number * 26 + (ord(letter) - 64 if "A" <= letter <= "Z" else 1 << 20)
        self[letters] = number
        return number


@dataclass(slots=True, kw_only=True)
class Scales:
    """Adds up what a parser would have to hold, part by part, whatever the parts are called.

    Cells may only point to a shared text, and a relationship may give a sheet any name; so every part
    that is XML is read and judged by its root, and shared texts are multiplied at the end.
    """

    rows: int
    cells: int
    text_bytes: int
    _sizes: list[int] = field(default_factory=list)
    _shown: "array[int]" = field(default_factory=lambda: array("L"))

    def weigh(self, name: str, pieces: Iterable[bytes]) -> None:
        """Read one part to its end. Raises :class:`PartDamaged` or :class:`TooFar`."""
        parser: expat.XMLParserType | None = None
        for number, piece in enumerate(pieces):
            if number == 0 and piece.lstrip().startswith((b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
                parser = self._parser()
            if parser:
                self._feed(parser, piece, name=name)
        if parser:
            self._feed(parser, b"", name=name, last=True)

    def settle(self) -> None:
        """Weigh the shared texts as often as cells show them, once every part is read."""
        shown = sum(size * times for size, times in zip(self._sizes, self._shown, strict=False))
        if shown > self.text_bytes:
            raise TooMuchText(shown=shown)

    def _feed(self, parser: expat.XMLParserType, piece: bytes, *, name: str, last: bool = False) -> None:
        try:
            parser.Parse(piece, last)
        except expat.ExpatError:
            # Old drawings (.vml) are often not well-formed and are never opened as a sheet's data.
            if name.lower().endswith((".xml", ".rels")):
                raise PartDamaged from None

    def _parser(self) -> expat.XMLParserType:
        # The reader takes every part for UTF-8, whatever it declares; so must we.
        parser = expat.ParserCreate("utf-8")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_doctype

        def root(name: str, attributes: dict[str, str]) -> None:
            local = name.rpartition(":")[2]
            parser.StartElementHandler = None
            if local == "worksheet":
                self._follow_cells(parser)
            elif local == "sst":
                self._follow_texts(parser)

        parser.StartElementHandler = root
        return parser

    def _follow_texts(self, parser: expat.XMLParserType) -> None:
        kinds, sizes = _Kinds(), self._sizes

        def start(name: str, _attributes: dict[str, str]) -> None:
            if kinds[name] == "si":
                sizes.append(0)

        def text(content: str) -> None:
            if sizes:
                sizes[-1] += len(content.encode("utf-8", "replace"))

        parser.StartElementHandler = start
        parser.CharacterDataHandler = text

    def _follow_cells(self, parser: expat.XMLParserType) -> None:
        """Follow the cells in use; blank cells that only carry a style cost a parser nothing."""
        kinds, columns, shown = _Kinds(), _Columns(), self._shown
        row = column = last_row = last_column = 0
        points = awaited = False

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal row, column, last_row, last_column, points, awaited
            kind = kinds[name]
            if kind == "c":
                place = attributes.get("r")
                points = attributes.get("t") == "s"
                if place is None:
                    column += 1
                else:
                    letters = place.rstrip("0123456789")
                    column, row = columns[letters], int(place[len(letters) :][:9] or row)
            elif kind == "v" or kind == "is":
                if column > last_column or row > last_row:
                    last_column, last_row = max(column, last_column), max(row, last_row)
                    self._refuse_reach(last_row, last_column)
                if points:
                    awaited = True
                    if parser.CharacterDataHandler is None:
                        parser.CharacterDataHandler = pointer
            elif kind == "row":
                number = attributes.get("r", "")
                row = int(number[:9]) if number.isdigit() else row + 1
                column = 0

        def pointer(content: str) -> None:
            nonlocal awaited
            if not awaited:
                return
            awaited = False
            index = (
                int(content) if content.isascii() and content.isdigit() and len(content) < 8 else self.cells
            )
            if index < self.cells:
                if index >= len(shown):
                    shown.frombytes(bytes(shown.itemsize * (index + 1 - len(shown) + len(shown) // 2)))
                shown[index] += 1

        parser.StartElementHandler = start

    def _refuse_reach(self, rows: int, columns: int) -> None:
        if rows > self.rows or columns > _LAST_COLUMN or rows * columns > self.cells:
            raise TooFar(rows=rows, columns=columns)


def _refuse_doctype(*_: object) -> None:
    raise PartDamaged
