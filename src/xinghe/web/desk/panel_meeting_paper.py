"""The minutes of a decision meeting (评审会议纪要): always in Chinese, as offices sign and file them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils import translation

from xinghe.papers.rules.layout import Block, Column, Field, Heading, MeetingRecord, Paragraph, Table
from xinghe.papers.rules.words import written_date
from xinghe.programmes.queries.applications import GRADED
from xinghe.programmes.rules.judging import METHOD_LABELS, SETTLING_LABELS
from xinghe.reviews.queries.decision_meeting import Meeting, MeetingRow
from xinghe.web.desk.panel_award_frame import panel_words
from xinghe.web.kit.called import called_grade
from xinghe.web.kit.words import word

LANGUAGE: Final = "zh-hans"
_SIGNERS: Final = ("主持人", "监督人", "记录人")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """When and where a meeting was, who led it and who was there."""

    held_on: date
    place: str
    led_by: str
    present: str


def minutes(found: Meeting, sitting: Sitting) -> MeetingRecord:
    """The minutes: who was there, how it is settled, ranks and votes, and what is proposed. 0 queries."""
    with translation.override(LANGUAGE):
        panel = found.panel
        ranking = found.sheet.ranking if found.sheet else None
        return MeetingRecord(
            title=f"{panel.call.title}\n评审会议纪要",
            facts=tuple(_facts(found, sitting)),
            body=(
                Heading(text="出席情况"),
                Paragraph(text=f"出席：{sitting.present.strip()}。"),
                Heading(text="评审结果"),
                Paragraph(text=_settled(found)),
                _results(found),
                Heading(text="拟定等次"),
                *_proposed(found),
            ),
            signers=_SIGNERS,
            day=sitting.held_on,
            digests=(
                Field(label="排名摘要", value=ranking.result_hash),
                Field(label="评分回执根", value=ranking.root),
            )
            if ranking
            else (),
        )


def _facts(found: Meeting, sitting: Sitting) -> Iterator[Field]:
    panel = found.panel
    told = (
        ("活动名称", panel.call.title),
        ("评审阶段", panel_words(panel)),
        ("会议时间", written_date(sitting.held_on)),
        ("会议地点", sitting.place),
        ("主持人", sitting.led_by),
        ("评审组", f"{panel.code}（{len(found.members)}名评委，{len(found.rows)}项申报）"),
    )
    return (Field(label=label, value=value) for label, value in told if value)


def _settled(found: Meeting) -> str:
    panel = found.panel
    method = f"计分办法：{word(METHOD_LABELS, panel.method)}；" if found.sheet else ""
    return (
        f"{method}定名办法：{word(SETTLING_LABELS, panel.settling)}。办法在评审开始前确定，评审中未作更改。"
    )


def _results(found: Meeting) -> Table:
    columns = [Column(title="序号", width=0.6)]
    if found.sheet:
        columns += [Column(title="名次", width=0.6), Column(title="得分", width=0.8)]
    columns += [
        Column(title="申报项目", width=2.6, align="left"),
        Column(title="申报单位", width=2, align="left"),
    ]
    if found.has_votes:
        columns.append(Column(title="同意/反对/弃权", width=1.2))
    return Table(
        columns=tuple(columns),
        rows=tuple(_cells(found, place, row) for place, row in enumerate(found.rows, 1)),
    )


def _cells(found: Meeting, place: int, row: MeetingRow) -> tuple[str, ...]:
    cells = [str(place)]
    if found.sheet:
        cells += [str(row.rank or ""), "" if row.score is None else f"{row.score:.2f}"]
    cells += [row.title, row.unit]
    if found.has_votes:
        votes = row.votes
        cells.append(f"{votes.yes}/{votes.no}/{votes.abstained}" if votes else "未表决完")
    return tuple(cells)


def _proposed(found: Meeting) -> Iterator[Block]:
    terms = found.panel.call.said_terms
    chosen = [row for row in found.rows if row.phase in GRADED]
    for grade in terms.grades:
        titles = [row.title for row in chosen if row.grade == grade.code]
        if titles:
            yield Paragraph(
                text=f"{called_grade(terms, grade.code)}（{len(titles)}项）：{'、'.join(titles)}。"
            )
    if not chosen:
        yield Paragraph(text="本次会议尚未拟定等次。")
