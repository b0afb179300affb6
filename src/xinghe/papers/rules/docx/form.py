"""A printed application form as DOCX."""

from typing import Final

from xinghe.papers.rules.docx.markup import (
    BLACK,
    CENTERED,
    QUIET,
    SIZE_2,
    SIZE_3,
    SIZE_4,
    SIZE_5,
    SMALL_4,
    SMALL_5,
    Face,
    Shape,
    blank,
    cell,
    field,
    paragraph,
    paragraphs,
    picture,
    row,
    ruled,
    run,
    table,
    twips,
)
from xinghe.papers.rules.docx.package import PageShape
from xinghe.papers.rules.docx.running import heading_title, sign_lines
from xinghe.papers.rules.layout import (
    ApplicationForm,
    FieldGrid,
    LongText,
    Opinion,
    Part,
    Pledge,
    SealPage,
)
from xinghe.papers.rules.words import grouped, ordinal, written_date

_LINE: Final = 400
_LABEL: Final = twips(26)
_WIDTH: Final = twips(160)
_BLACK: Final = Face(font=BLACK)
_SMALL: Final = Face(size=SMALL_5, color=QUIET)
_DAY: Final = blank(4) + run("年") + blank(2) + run("月") + blank(2) + run("日")


def form_body(layout: ApplicationForm) -> tuple[str, PageShape]:
    """Cover, sections, opinions, pledge, seal page."""
    parts = [_cover(layout), _notes(layout)]
    for at, section in enumerate(layout.sections, 1):
        parts.append(_section_head(f"{ordinal(at)}、{section.title}", breaks=at == 1))
        parts += [_part(one) for one in section.parts]
    if layout.opinions:
        parts.append(_section_head(f"{ordinal(len(layout.sections) + 1)}、推荐与审核意见", breaks=False))
        parts.append(table([_LABEL, _WIDTH - _LABEL], [_opinion(one) for one in layout.opinions]))
    if layout.pledge:
        parts.append(_pledge(layout.pledge))
    if layout.seal_page:
        parts.append(_seal_page(layout, layout.seal_page))
    # Word wants a paragraph after a table.
    return "".join([*parts, paragraph(shape=Shape(line=20))]), _page(layout)


def _page(layout: ApplicationForm) -> PageShape:
    version = ""
    if layout.seal_page:
        parts = (f"第{layout.seal_page.version}版", grouped(layout.seal_page.digest)[:19], "")
        version = blank(1, _SMALL).join(run(part, _SMALL) for part in parts)
    pages = blank(1, _SMALL).join(
        run(before, _SMALL) + field(code, _SMALL) + run("页", _SMALL)
        for before, code in (("第", "PAGE"), ("共", "NUMPAGES"))
    )
    footer = paragraph(version + pages, Shape(align="right"))
    return PageShape(
        top=25,
        right=25,
        bottom=24,
        left=25,
        footer=12,
        odd_footer=footer,
        size=SMALL_4,
        hides_first_footer=True,
    )


def _cover(layout: ApplicationForm) -> str:
    large, label = Face(size=SIZE_3), Face(font=BLACK, size=SIZE_3)
    parts = [paragraph(shape=Shape(before=twips(18)))]
    if layout.edition:
        parts.append(paragraph(run(layout.edition, large), CENTERED))
    parts += [heading_title(layout.title, size=56), paragraph(shape=Shape(before=twips(35)))]
    parts += [
        paragraph(
            run(f"{one.label}：", label) + (run(one.value, large) if one.value else blank(12, large)),
            Shape(left=300, line=700, align="left"),
        )
        for one in layout.cover
    ]
    parts.append(paragraph(shape=Shape(before=twips(40))))
    parts += [paragraph(run(words, large), CENTERED) for words in (layout.made_by, written_date(layout.day))]
    return "".join(parts)


def _notes(layout: ApplicationForm) -> str:
    if not layout.notes:
        return ""
    head = paragraph(
        run("填报说明", Face(font=BLACK, size=SIZE_3)), Shape(align="center", breaks_page=True, after=200)
    )
    lines = (
        paragraphs(f"{at}. {note}", Shape(first_line=200, line=_LINE + 80), Face(size=SIZE_4))
        for at, note in enumerate(layout.notes, 1)
    )
    return head + "".join(lines)


def _section_head(text: str, *, breaks: bool) -> str:
    return paragraph(
        run(text, Face(font=BLACK, size=SIZE_4)),
        Shape(before=200, after=120, keeps_next=True, breaks_page=breaks),
    )


def _part(part: Part) -> str:
    if isinstance(part, FieldGrid):
        return _grid(part) + paragraph(shape=Shape(line=120))
    if isinstance(part, LongText):
        limit = run(f"（限{part.limit}字）", Face(size=SIZE_5, color=QUIET)) if part.limit else ""
        label = cell(paragraph(run(part.label, _BLACK) + limit), _WIDTH)
        text = cell(paragraphs(part.text, Shape(first_line=200, line=_LINE)), _WIDTH, align="top")
        rows = [row([label]), row([text], is_whole=False, height=0 if part.text else twips(35))]
        return table([_WIDTH], rows) + paragraph(shape=Shape(line=120))
    label = paragraph(run(part.label, _BLACK), Shape(keeps_next=True, after=60)) if part.label else ""
    rows_table = ruled(part.columns, part.rows, width=_WIDTH, size=SIZE_5, least=part.least_rows)
    return label + rows_table + paragraph(shape=Shape(line=120))


def _grid(part: FieldGrid) -> str:
    value = _WIDTH // part.pairs - _LABEL
    rows = []
    for fields in part.rows:
        cells, free = [], part.pairs
        for at, one in enumerate(fields):
            pairs = free if at == len(fields) - 1 else one.span
            free -= pairs
            width = value + (pairs - 1) * (value + _LABEL)
            cells.append(cell(paragraph(run(one.label, _BLACK), CENTERED), _LABEL))
            cells.append(cell(paragraphs(one.value, Shape(align="left")), width, span=2 * pairs - 1))
        rows.append(row(cells, height=twips(9)))
    return table([_LABEL, value] * part.pairs, rows)


def _opinion(one: Opinion) -> str:
    """意见栏: words, a line to sign, a place for the seal."""
    day = run(written_date(one.signed_on)) if one.signed_on else _DAY
    content = (
        paragraphs(one.text, Shape(first_line=200, line=_LINE, after=twips(14)))
        + paragraph(run(f"{one.signer}：") + blank(8) + run("（盖章处）", Face(color=QUIET)), Shape(left=200))
        + paragraph(day, Shape(align="right", right=200, before=twips(6), after=twips(3)))
    )
    label = paragraph(run(one.title, _BLACK), CENTERED)
    return row([cell(label, _LABEL), cell(content, _WIDTH - _LABEL, align="bottom")], height=twips(48))


def _pledge(one: Pledge) -> str:
    large = Face(size=SIZE_3)
    return (
        paragraph(shape=Shape(breaks_page=True, line=20))
        + heading_title(one.title)
        + paragraph()
        + "".join(paragraphs(text, Shape(first_line=267, line=580), large) for text in one.paragraphs)
        + paragraph()
        + sign_lines(one.signers, width=_WIDTH)
        + paragraph(_DAY, Shape(align="right", before=400))
    )


def _seal_page(layout: ApplicationForm, one: SealPage) -> str:
    """盖章页: what is sealed here is one version, and the code says which."""
    side = twips(42)
    facts = [layout.title.replace("\n", ""), f"版本：第{one.version}版"]
    facts += [f"提交时间：{one.handed_in}"] if one.handed_in else []
    facts += ["内容摘要（SHA-256）：", grouped(one.digest)]
    told = "".join(paragraph(run(text), Shape(align="left", line=340)) for text in facts)
    code = paragraph(picture(1, 34, one.mark.address), CENTERED) + paragraph(
        run(one.mark.words, _SMALL), CENTERED
    )
    boxes = [
        cell(
            paragraph(run(name, _BLACK), Shape(after=twips(18)))
            + paragraph(run("（盖章处）", Face(color=QUIET)), Shape(align="center", after=twips(14)))
            + paragraph(run("负责人（签字）："))
            + paragraph(_DAY, Shape(align="right")),
            _WIDTH // 2,
        )
        for name in one.seals
    ]
    boxes += [cell(paragraph(), _WIDTH // 2)] * (len(boxes) % 2)
    return (
        paragraph(shape=Shape(breaks_page=True, line=20))
        + heading_title(one.title, size=SIZE_2)
        + paragraph()
        + table([_WIDTH - side, side], [row([cell(told, _WIDTH - side), cell(code, side)])])
        + paragraphs(
            "本页与上列版本一一对应。签字盖章后请扫描本页上传；申报内容如有改动，本页即行失效，须重新打印、签字、盖章。",
            Shape(first_line=200, before=160, after=160),
        )
        + (
            table([_WIDTH // 2] * 2, [row(boxes[at : at + 2]) for at in range(0, len(boxes), 2)])
            if boxes
            else ""
        )
    )
