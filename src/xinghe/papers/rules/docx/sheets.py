"""A public notice and the record of a meeting or a draw as DOCX."""

from xinghe.papers.rules.docx.markup import (
    QUIET,
    RUNNING,
    SIZE_4,
    SIZE_5,
    SMALL_5,
    Face,
    Shape,
    paragraph,
    picture,
    run,
)
from xinghe.papers.rules.docx.package import PageShape
from xinghe.papers.rules.docx.running import (
    OFFICIAL_PAGE,
    blocks,
    facts,
    heading_title,
    sign_lines,
    signature,
)
from xinghe.papers.rules.layout import MeetingRecord, NoticePage, QrMark
from xinghe.papers.rules.words import written_date

_WIDTH = OFFICIAL_PAGE.width
_OBJECTING = (
    "公示期内，单位和个人可以通过下列方式提出异议。单位须加盖公章，个人须署真实姓名并留联系地址和电话；"
    "匿名或者逾期的异议不予受理，提出异议者的身份予以保密。"
)


def notice_body(layout: NoticePage) -> tuple[str, PageShape]:
    """Text and lists, from when until when, where to object."""
    period = f"公示时间：{written_date(layout.first_day)}至{written_date(layout.last_day)}。"
    small = Face(size=SMALL_5, color=QUIET)
    digest = f"名单摘要（SHA-256）：\n{layout.digest}" if layout.digest else ""
    parts = [
        heading_title(layout.title),
        paragraph(run(layout.number, Face(size=SIZE_4)), Shape(align="center")) if layout.number else "",
        paragraph(),
        blocks(layout.body, width=_WIDTH),
        paragraph(run(period), RUNNING),
        paragraph(run(_OBJECTING), RUNNING) if layout.channels else "",
        facts(layout.channels, width=_WIDTH),
        signature(layout.issuers, layout.day),
        paragraph(run(digest, small), Shape(align="left", line=260, before=300)) if digest else "",
        _code(layout.mark),
    ]
    return "".join(parts), OFFICIAL_PAGE


def meeting_body(layout: MeetingRecord) -> tuple[str, PageShape]:
    """The facts, what was decided or drawn, and lines to sign."""
    parts = [
        heading_title(layout.title),
        paragraph(),
        facts(layout.facts, width=_WIDTH),
        paragraph(shape=Shape(line=200)),
        blocks(layout.body, width=_WIDTH),
        facts(layout.digests, width=_WIDTH, size=SIZE_5),
        paragraph(shape=Shape(line=400)),
        sign_lines(layout.signers, width=_WIDTH),
        paragraph(run(written_date(layout.day), Face(size=SIZE_4)), Shape(align="right", before=300)),
        _code(layout.mark),
    ]
    return "".join(parts), OFFICIAL_PAGE


def _code(mark: QrMark | None) -> str:
    if mark is None:
        return ""
    words = run("\n" + mark.words, Face(size=SMALL_5, color=QUIET)) if mark.words else ""
    return paragraph(picture(1, 22, mark.address) + words, Shape(align="right"))
