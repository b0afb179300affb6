"""A notice as a paper: the values from which its PDF is typeset."""

from collections.abc import Sequence
from datetime import date

from xinghe.notices.rules.clock import Period
from xinghe.notices.rules.listing import Line
from xinghe.notices.rules.words import Contact
from xinghe.papers.rules.layout import Block, Column, Field, NoticePage, Paragraph, Table
from xinghe.papers.rules.pdf import pdf_of

_COLUMNS = (
    Column(title="序号", width=0.7),
    Column(title="编号", width=1.6),
    Column(title="名称", width=3.2, align="left"),
    Column(title="单位", width=2.6, align="left"),
    Column(title="人员", width=1.8),
    Column(title="等次", width=1.1),
)


def page_of(
    *,
    title: str,
    introduction: str,
    correction: str,
    lines: Sequence[Line],
    period: Period,
    channels: Sequence[Contact],
    issuer: str,
    published_on: date,
    digest: str,
) -> NoticePage:
    """The notice as its page is printed. ``correction``: why it takes an earlier one's place; empty for a first one."""
    rows = tuple(
        (str(number), one.code, one.title, one.unit, "、".join(one.people), one.grade_label)
        for number, one in enumerate(lines, 1)
    )
    body: list[Block] = [Paragraph(text=text) for text in (introduction, correction) if text]
    return NoticePage(
        title=title,
        body=(*body, Table(columns=_COLUMNS, rows=rows)),
        first_day=period.opens_on,
        last_day=period.closes_on,
        channels=tuple(Field(label=one.label, value=one.value) for one in channels),
        issuers=(issuer,),
        day=published_on,
        digest=digest,
    )


def printed(page: NoticePage) -> bytes:
    """The page as PDF; the same page gives the same bytes. Some 0.2 s for the first, 10 ms for each after it."""
    return pdf_of(page)
