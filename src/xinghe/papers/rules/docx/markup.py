"""Pieces of WordprocessingML: runs, paragraphs, tables, pictures. Whatever people wrote is escaped here, once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from xinghe.papers.rules.layout import Align, Column
from xinghe.papers.rules.words import clean

# Sizes (字号) in half points.
SIZE_1, SIZE_2, SIZE_3, SIZE_4, SMALL_4, SIZE_5, SMALL_5 = 52, 44, 32, 28, 24, 21, 18
# Type faces that offices have; fontTable.xml names what stands in for them elsewhere.
BODY: Final = "仿宋_GB2312"
TITLE: Final = "方正小标宋简体"
BLACK: Final = "黑体"
REGULAR: Final = "楷体_GB2312"
SONG: Final = "宋体"
RED: Final = "C8102E"
QUIET: Final = "6E6E6E"

TWIPS_A_MM: Final = 1440 / 25.4
EMU_A_MM: Final = 36_000


def twips(mm: float) -> int:
    """Millimetres in twentieths of a point."""
    return round(mm * TWIPS_A_MM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """How a run is set. A size of 0 is the document's own."""

    font: str = ""
    size: int = 0
    color: str = ""
    is_bold: bool = False

    @property
    def markup(self) -> str:
        """Its properties, in the order that the schema asks for."""
        parts = [f'<w:rFonts w:eastAsia="{self.font}" w:hint="eastAsia"/>' if self.font else ""]
        parts.append("<w:b/>" if self.is_bold else "")
        parts.append(f'<w:color w:val="{self.color}"/>' if self.color else "")
        parts.append(f'<w:sz w:val="{self.size}"/><w:szCs w:val="{self.size}"/>' if self.size else "")
        return f"<w:rPr>{''.join(parts)}</w:rPr>" if any(parts) else ""


PLAIN: Final = Face()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How a paragraph is set. Indents count hundredths of a character; spaces before and after are in twips.

    ``line`` is its height in twips where it does not stand on the grid.
    """

    align: str = ""
    first_line: int = 0
    left: int = 0
    right: int = 0
    hanging: int = 0
    before: int = 0
    after: int = 0
    line: int = 0
    border: str = ""  # a line below it, in this colour
    keeps_next: bool = False
    breaks_page: bool = False

    @property
    def markup(self) -> str:
        """Its properties, in the order that the schema asks for."""
        parts = [
            "<w:keepNext/>" if self.keeps_next else "",
            "<w:pageBreakBefore/>" if self.breaks_page else "",
        ]
        if self.border:
            parts.append(
                f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="11" w:color="{self.border}"/></w:pBdr>'
            )
        if self.before or self.after or self.line:
            rule = f' w:line="{self.line}" w:lineRule="exact"' if self.line else ""
            parts.append(f'<w:spacing w:before="{self.before}" w:after="{self.after}"{rule}/>')
        chars = {
            "left": self.left,
            "right": self.right,
            "firstLine": self.first_line,
            "hanging": self.hanging,
        }
        told = "".join(
            f' w:{name}Chars="{value}" w:{name}="{value * 316 // 100}"'
            for name, value in chars.items()
            if value
        )
        parts.append(f"<w:ind{told}/>" if told else "")
        parts.append(f'<w:jc w:val="{self.align}"/>' if self.align else "")
        return f"<w:pPr>{''.join(parts)}</w:pPr>" if any(parts) else ""


RUNNING: Final = Shape(first_line=200)
FLUSH: Final = Shape()
CENTERED: Final = Shape(align="center")


def run(text: str, face: Face = PLAIN) -> str:
    """A run; line ends in the text break the line."""
    pieces = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in clean(text).split("\n"))
    return f"<w:r>{face.markup}{'<w:br/>'.join(pieces)}</w:r>"


def blank(count: int, face: Face = PLAIN) -> str:
    """Room of so many characters, for what is written by hand."""
    return f'<w:r>{face.markup}<w:t xml:space="preserve">{"　" * count}</w:t></w:r>'


def field(code: str, face: Face = PLAIN) -> str:
    """A number that Word works out: PAGE, NUMPAGES."""
    return f'<w:fldSimple w:instr=" {code} "><w:r>{face.markup}<w:t>1</w:t></w:r></w:fldSimple>'


def paragraph(content: str = "", shape: Shape = FLUSH) -> str:
    """A paragraph of runs."""
    return f"<w:p>{shape.markup}{content}</w:p>"


def paragraphs(text: str, shape: Shape = RUNNING, face: Face = PLAIN) -> str:
    """One paragraph for each line of the text; an empty text gives an empty paragraph."""
    return "".join(paragraph(run(line, face), shape) for line in clean(text).split("\n"))


def cell(content: str, width: int, *, span: int = 1, align: str = "center") -> str:
    """A cell; ``content`` is one paragraph at least."""
    spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spans}<w:vAlign w:val="{align}"/></w:tcPr>{content}</w:tc>'


def row(cells: Iterable[str], *, is_head: bool = False, is_whole: bool = True, height: int = 0) -> str:
    """A row; a head is repeated on every page, a whole one is not parted."""
    parts = ["<w:cantSplit/>" if is_whole else "", f'<w:trHeight w:val="{height}"/>' if height else ""]
    parts.append("<w:tblHeader/>" if is_head else "")
    told = f"<w:trPr>{''.join(parts)}</w:trPr>" if any(parts) else ""
    return f"<w:tr>{told}{''.join(cells)}</w:tr>"


def table(widths: Sequence[int], rows: Iterable[str], *, placed: str = "", lines: str = "") -> str:
    """A table with lines around every cell, as wide as its columns, in twips."""
    edges = lines or "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr>{placed}<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def shared(columns: Sequence[Column], total: int) -> list[int]:
    """The columns' widths in twips, by their shares of the total."""
    whole = sum(column.width for column in columns)
    return [int(total * column.width / whole) for column in columns]


def ruled(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], *, width: int, size: int = 0, least: int = 0
) -> str:
    """A table of texts with its head."""
    face = Face(size=size or (SIZE_4 if len(columns) <= 4 else SMALL_4 if len(columns) <= 7 else SIZE_5))
    black = Face(font=BLACK, size=face.size)
    tight = face.size * 10 * 13 // 10
    widths = shared(columns, width)

    def text_cell(text: str, at: int, align: Align, of: Face) -> str:
        return cell(paragraph(run(text, of), Shape(align=align, line=tight)), widths[at])

    head = row([text_cell(one.title, at, "center", black) for at, one in enumerate(columns)], is_head=True)
    filled = [*rows, *[[""] * len(columns)] * max(0, least - len(rows))]
    body = [
        row([text_cell(text, at, columns[at].align, face) for at, text in enumerate(one)], height=twips(8))
        for one in filled
    ]
    return table(widths, [head, *body])


def picture(number: int, side_mm: float, says: str) -> str:
    """A square picture that stands in the line; its file is ``media/picture{number}.png``."""
    side = round(side_mm * EMU_A_MM)
    said = escape(clean(says), {'"': "&quot;"})
    return (
        f'<w:r><w:drawing><wp:inline><wp:extent cx="{side}" cy="{side}"/>'
        f'<wp:docPr id="{number}" name="QR {number}" descr="{said}"/><a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="QR {number}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="rPicture{number}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{side}" cy="{side}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )
