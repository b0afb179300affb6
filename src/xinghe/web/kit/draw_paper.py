"""The record of a draw as it is printed and signed (抽取记录): always in Chinese, with names, for those who held it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from xinghe.foundation.clock import CHINA
from xinghe.papers.rules.layout import Block, Column, Field, Heading, MeetingRecord, Paragraph, QrMark, Table
from xinghe.programmes.vocab import PHASE_LABELS
from xinghe.reviews.queries import DrawStanding, OrderRow, Panel, PoolRow, Replacement, SeatRow
from xinghe.reviews.vocab import SeatState
from xinghe.web.kit.draws import left_out, reason_word
from xinghe.web.kit.words import word

LANGUAGE: Final = "zh-hans"
_LEFT = (SeatState.DECLINED, SeatState.LEFT)


def judges_paper(
    panel: Panel,
    draw: DrawStanding,
    *,
    category: str,
    pool: Sequence[PoolRow],
    seats: Sequence[SeatRow],
    replaced: Sequence[Replacement],
) -> MeetingRecord:
    """What was promised, and since it was drawn who was seated, who stands by and who took whose place."""
    with translation.override(LANGUAGE):
        is_drawn = draw.drawn_at is not None
        return MeetingRecord(
            title="评委抽取记录" if is_drawn else "评委抽取承诺",
            facts=_facts(panel, draw, category),
            body=(*_terms(panel, draw, pool), *(_result(seats, replaced) if is_drawn else ())),
            signers=("抽取人", "监督人", "记录人"),
            day=(draw.drawn_at or draw.committed_at).astimezone(CHINA).date(),
            digests=_digests(draw),
            mark=_mark(panel),
        )


def order_paper(
    panel: Panel, draw: DrawStanding, *, category: str, order: Sequence[OrderRow]
) -> MeetingRecord:
    """The same for the order in which entries are presented."""
    with translation.override(LANGUAGE):
        is_drawn = draw.drawn_at is not None
        rows = tuple((str(row.place), row.code, row.title) for row in order)
        columns = (
            Column(title="出场顺序"),
            Column(title="申报编号", width=1.4),
            Column(title="申报名称", width=4, align="left"),
        )
        drawn: tuple[Block, ...] = (
            (Heading(text="抽取结果"), Table(columns=columns, rows=rows)) if rows else ()
        )
        return MeetingRecord(
            title="出场顺序抽取记录" if is_drawn else "出场顺序抽取承诺",
            facts=_facts(panel, draw, category),
            body=(Heading(text="抽取办法"), Paragraph(text=_PROMISE), *drawn),
            signers=("抽取人", "监督人", "记录人"),
            day=(draw.drawn_at or draw.committed_at).astimezone(CHINA).date(),
            digests=_digests(draw),
            mark=_mark(panel),
        )


_PROMISE: Final = (
    "抽取名单、席位和限制条件在抽取前固定，随机种子的承诺值先行公布，抽取时当场揭示种子；"
    "结果由名单和种子唯一确定，任何人凭公开的抽取记录均可重新计算核对。"
)


def _facts(panel: Panel, draw: DrawStanding, category: str) -> tuple[Field, ...]:
    pairs = (
        ("活动名称", panel.call.title),
        ("组织单位", panel.union.name),
        ("评审阶段", " ".join(filter(None, (word(PHASE_LABELS, panel.phase), category)))),
        ("评审组编号", panel.code),
        ("监督人", draw.supervisor),
        ("承诺时间", _moment(draw.committed_at)),
        ("抽取时间", _moment(draw.drawn_at)),
        ("公共随机数来源", draw.beacon_source),
    )
    return tuple(Field(label=label, value=value) for label, value in pairs if value)


def _terms(panel: Panel, draw: DrawStanding, pool: Sequence[PoolRow]) -> tuple[Block, ...]:
    out = [row for row in pool if row.excluded]
    words = (
        f"评委库在册{len(pool)}人，参加抽取{len(pool) - len(out)}人，回避或者不符合条件{len(out)}人；"
        f"设席位{panel.seats}个，未抽中者按抽签顺序候补。"
    )
    found: list[Block] = [Heading(text="抽取范围和办法"), Paragraph(text=words), Paragraph(text=_PROMISE)]
    if out:
        reasons = "；".join(f"{reason}{number}人" for reason, number in left_out(row.excluded for row in out))
        found.append(Paragraph(text=f"未参加抽取的原因：{reasons}。"))
    return tuple(found)


def _result(seats: Sequence[SeatRow], replaced: Sequence[Replacement]) -> tuple[Block, ...]:
    columns = (
        Column(title="序号", width=0.6),
        Column(title="抽取编号", width=1.3),
        Column(title="姓名"),
        Column(title="单位", width=2.6, align="left"),
    )

    def table(rows: Sequence[SeatRow]) -> Table:
        cells = tuple((str(at), one.code, one.name, one.employer) for at, one in enumerate(rows, 1))
        return Table(columns=columns, rows=cells)

    sitting = [one for one in seats if one.state not in (SeatState.STANDBY, *_LEFT)]
    standby = [one for one in seats if one.state is SeatState.STANDBY]
    found: list[Block] = [Heading(text="抽取结果"), table(sitting)]
    if standby:
        found += [Heading(text="候补顺序"), table(standby)]
    if replaced:
        found.append(Heading(text="递补"))
        found += [
            Paragraph(
                text=f"{_moment(one.at)}，{one.leaves}（{reason_word(one.reason)}），由{one.takes}递补。"
                if one.takes
                else f"{_moment(one.at)}，{one.leaves}（{reason_word(one.reason)}），无人递补。"
            )
            for one in replaced
        ]
    return tuple(found)


def _digests(draw: DrawStanding) -> tuple[Field, ...]:
    found: list[Any] = [Field(label="承诺值", value=draw.commitment)]
    if draw.drawn_at is not None:
        found.append(Field(label="末环校验值", value=draw.head))
    return tuple(found)


def _mark(panel: Panel) -> QrMark:
    address = settings.XINGHE.origin + reverse("public:draw", args=[panel.code])
    return QrMark(address=address, words="扫码核对")


def _moment(at: datetime | None) -> str:
    if at is None:
        return ""
    here = at.astimezone(CHINA)
    return f"{here.year}年{here.month}月{here.day}日 {here:%H:%M}"
