"""What several kinds of paper have in common: running text with headings and tables, facts, signatures."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from xinghe.papers.rules.docx.markup import (
    BLACK,
    CENTERED,
    PLAIN,
    REGULAR,
    RUNNING,
    SIZE_2,
    SIZE_4,
    SONG,
    TITLE,
    Face,
    Shape,
    blank,
    cell,
    field,
    paragraph,
    paragraphs,
    row,
    ruled,
    run,
    table,
    twips,
)
from xinghe.papers.rules.docx.package import PageShape
from xinghe.papers.rules.layout import Block, Field, Heading, Paragraph, numbered
from xinghe.papers.rules.words import clean, written_date

_HEADINGS: Final = {1: Face(font=BLACK), 2: Face(font=REGULAR), 3: PLAIN, 4: PLAIN}
_NUMBER: Final = Face(font=SONG, size=SIZE_4)
NO_LINES: Final = '<w:top w:val="nil"/><w:left w:val="nil"/><w:bottom w:val="nil"/><w:right w:val="nil"/>'


def _page_number(align: str, *, left: int = 0, right: int = 0) -> str:
    dash = run("— ", _NUMBER) + field("PAGE", _NUMBER) + run(" —", _NUMBER)
    return paragraph(dash, Shape(align=align, left=left, right=right))


# GB/T 9704-2012, 5.2 and 7.5: 22 lines of 28 characters, page numbers outside.
OFFICIAL_PAGE: Final = PageShape(
    top=37, right=26, bottom=35, left=28, footer=23, lines=22, signs=28,
    odd_footer=_page_number("right", right=100),
    even_footer=_page_number("left", left=100),
)  # fmt: skip


def heading_title(text: str, *, size: int = SIZE_2) -> str:
    """The title, in as many lines as its author gave it."""
    return paragraph(run(text, Face(font=TITLE, size=size)), Shape(align="center", keeps_next=True))


def blocks(items: Iterable[Block], *, width: int) -> str:
    """Headings, paragraphs and tables in their order."""
    return "".join(_block(mark, one, width) for mark, one in numbered(items))


def _block(mark: str, one: Block, width: int) -> str:
    if isinstance(one, Heading):
        head = run(mark + one.text, _HEADINGS[one.level])
        return paragraph(
            head + (run(one.then) if one.then else ""), Shape(first_line=200, keeps_next=not one.then)
        )
    if isinstance(one, Paragraph):
        return paragraphs(one.text, RUNNING if one.indent else Shape())
    caption = paragraph(run(one.caption, Face(font=BLACK, size=SIZE_4)), CENTERED) if one.caption else ""
    return caption + ruled(one.columns, one.rows, width=width) + paragraph(shape=Shape(line=120))


def facts(rows: Sequence[Field], *, width: int, size: int = SIZE_4) -> str:
    """Labels and values, one pair a row."""
    if not rows:
        return ""
    label, shape = twips(32), Shape(line=size * 13)
    lines = [
        row([
            cell(paragraph(run(one.label, Face(font=BLACK, size=size)), Shape(align="center", line=size * 13)), label),
            cell(paragraphs(one.value, shape, Face(size=size)), width - label),
        ])
        for one in rows
    ]  # fmt: skip
    return table([label, width - label], lines)


def room(text: str) -> int:
    """How much room a text takes, in hundredths of a character."""
    return sum(100 if unicodedata.east_asian_width(sign) in "WF" else 50 for sign in clean(text))


def signature(names: Sequence[str], day: date) -> str:
    """Names and date with room for seals: the date four characters from the right, a single name centred on it."""
    written = written_date(day)
    if len(names) == 1:
        offset = 400 + (room(written) - room(names[0])) // 2
        lines = [paragraph(run(names[0]), Shape(align="right", right=max(0, offset), keeps_next=True))]
    else:
        lines = [
            paragraph(run(name), Shape(align="right", right=400, after=1200, keeps_next=True))
            for name in names
        ]
    return paragraph() * 2 + "".join(lines) + paragraph(run(written), Shape(align="right", right=400))


def sign_lines(names: Sequence[str], *, width: int, size: int = SIZE_4) -> str:
    """Lines to be signed, two in a row."""
    face, half = Face(size=size), width // 2
    cells = [
        cell(paragraph(run(f"{name}（签字）：", face) + blank(5, face), Shape(before=200, after=200)), half)
        for name in names
    ]
    cells += [cell(paragraph(), half)] * (len(cells) % 2)
    return table([half, half], [row(cells[at : at + 2]) for at in range(0, len(cells), 2)], lines=NO_LINES)
