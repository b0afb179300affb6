"""An official document by GB/T 9704-2012 as DOCX, for offices that go on writing in it."""

from typing import Final

from xinghe.papers.rules.docx.markup import (
    BLACK,
    FLUSH,
    RED,
    RUNNING,
    SIZE_4,
    TITLE,
    Face,
    Shape,
    cell,
    paragraph,
    row,
    run,
    table,
    twips,
)
from xinghe.papers.rules.docx.package import PageShape
from xinghe.papers.rules.docx.running import (
    NO_LINES,
    OFFICIAL_PAGE,
    blocks,
    heading_title,
    room,
    signature,
)
from xinghe.papers.rules.layout import OfficialDocument
from xinghe.papers.rules.words import written_date

_MARK_MM: Final = 150
_WIDTH: Final = OFFICIAL_PAGE.width
_AT_THE_FOOT: Final = (
    '<w:tblpPr w:leftFromText="0" w:rightFromText="0" w:vertAnchor="margin" w:horzAnchor="margin"'
    ' w:tblpXSpec="center" w:tblpYSpec="bottom"/>'
)
_IMPRINT_LINES: Final = (
    '<w:top w:val="single" w:sz="8" w:space="0" w:color="auto"/><w:left w:val="nil"/>'
    '<w:bottom w:val="single" w:sz="8" w:space="0" w:color="auto"/><w:right w:val="nil"/>'
    '<w:insideH w:val="single" w:sz="6" w:space="0" w:color="auto"/>'
)


def official_body(layout: OfficialDocument) -> tuple[str, PageShape]:
    """Head, body, annexes, imprint."""
    parts = [
        _head(layout),
        paragraph() * 2,
        heading_title(layout.title),
        paragraph(),
        paragraph(run(layout.addressee + "："), FLUSH) if layout.addressee else "",
        blocks(layout.body, width=_WIDTH),
        _annex_list(layout),
        signature(layout.signed_by, layout.day),
        paragraph(run(f"（{layout.remark}）"), RUNNING) if layout.remark else "",
    ]
    for at, annex in enumerate(layout.annexes, 1):
        number = str(at) if len(layout.annexes) > 1 else ""
        parts.append(paragraph(run(f"附件{number}", Face(font=BLACK)), Shape(breaks_page=True)))
        parts += [paragraph(), heading_title(annex.title), paragraph(), blocks(annex.blocks, width=_WIDTH)]
    return "".join([*parts, _imprint(layout)]), OFFICIAL_PAGE


def _head(layout: OfficialDocument) -> str:
    """The red head: 35 mm below the top of the type area, as large as the width allows (7.2.4)."""
    signs = (max(map(room, layout.issuers)) + room(layout.head_word)) // 100
    size = min(100 if len(layout.issuers) == 1 else 68, int(_MARK_MM / 25.4 * 72 / max(1, signs) * 2))
    face = Face(font=TITLE, size=size, color=RED)
    if len(layout.issuers) == 1:
        mark = paragraph(
            run(layout.issuers[0] + layout.head_word, face), Shape(align="center", before=twips(35))
        )
    else:
        widths = [int(_WIDTH * 0.78), int(_WIDTH * 0.22)]
        names = "".join(paragraph(run(name, face), Shape(align="distribute")) for name in layout.issuers)
        cells = [cell(names, widths[0]), cell(paragraph(run(layout.head_word, face)), widths[1])]
        mark = paragraph(shape=Shape(before=twips(18))) + table(widths, [row(cells)], lines=NO_LINES)
    return mark + paragraph() * 2 + paragraph(run(layout.number), Shape(align="center", border=RED))


def _annex_list(layout: OfficialDocument) -> str:
    """附件说明 (7.3.4): one line below the text; names hang after their numbers."""
    if not layout.annexes:
        return ""
    titles = [annex.title.replace("\n", "") for annex in layout.annexes]
    if len(titles) == 1:
        return paragraph() + paragraph(run(f"附件：{titles[0]}"), Shape(left=500, hanging=300))
    first = paragraph(run(f"附件：1. {titles[0]}"), Shape(left=600, hanging=400))
    others = (
        paragraph(run(f"{at}. {title}"), Shape(left=600, hanging=100))
        for at, title in enumerate(titles[1:], 2)
    )
    return paragraph() + first + "".join(others)


def _imprint(layout: OfficialDocument) -> str:
    """版记 (7.4), at the foot of the last page."""
    if not layout.printer:
        return ""
    face, half = Face(size=SIZE_4), _WIDTH // 2
    when = f"{written_date(layout.printed_on)}印发" if layout.printed_on else "印发"
    rows = [
        row([
            cell(paragraph(run(layout.printer, face), Shape(left=100)), half),
            cell(paragraph(run(when, face), Shape(align="right", right=100)), half),
        ])
    ]  # fmt: skip
    if layout.copies:
        copies = paragraph(run(f"抄送：{layout.copies}。", face), Shape(left=400, hanging=300, right=100))
        rows.insert(0, row([cell(copies, half * 2, span=2)]))
    return table([half, half], rows, placed=_AT_THE_FOOT, lines=_IMPRINT_LINES) + paragraph(
        shape=Shape(line=20)
    )
