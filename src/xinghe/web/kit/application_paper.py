"""An application as it is printed (申报书): always in Chinese, from the version that was handed in, or a draft as it is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags

from xinghe.foundation.clock import CHINA
from xinghe.papers.rules.layout import (
    ApplicationForm,
    Column,
    FieldGrid,
    LongText,
    Opinion,
    Part,
    Pledge,
    QrMark,
    RowTable,
    SealPage,
)
from xinghe.papers.rules.layout import Field as Pair
from xinghe.papers.rules.layout import Section as PaperSection
from xinghe.programmes.moves import stations_of
from xinghe.programmes.queries import Application, Passage, Version
from xinghe.programmes.rules.form import Answers, Field, FieldType, Form, Section
from xinghe.programmes.rules.seal import check_word
from xinghe.programmes.vocab import MoveName
from xinghe.web.kit.answers import AnswerShown, answers_shown, own_words

LANGUAGE: Final = "zh-hans"
PAIRS: Final = 2
# A value of so many characters needs the whole width.
NARROW: Final = 14


def application_paper(
    application: Application, *, version: Version | None, passages: Sequence[Passage], now: datetime
) -> ApplicationForm:
    """The application typeset: cover, sections, opinions, pledge, and the page to be sealed. 1 query.

    Without a version it is a draft, which has no page to be sealed.
    """
    with translation.override(LANGUAGE):
        form = application.call.said_terms.form
        answers = version.answers if version else application.answers
        made_at = (version.handed_in_at if version else now).astimezone(CHINA)
        return ApplicationForm(
            title=f"{application.call.title}\n申报书",
            edition=application.call.edition,
            cover=_cover(application, version),
            sections=tuple(_sections(form, answers)),
            opinions=tuple(_opinions(application, passages)) if version else (),
            pledge=_pledge(application, form, answers),
            seal_page=_seal_page(application, version) if version else None,
            notes=(
                "本申报书由系统根据申报内容生成，每页页脚载明版本。",
                "盖章页的校验码与所提交的版本一一对应；内容如有改动，须重新打印、签字、盖章。",
            )
            if version
            else ("本件为未提交的草稿，仅供核对，不得签字盖章。",),
            made_by=application.unit.name,
            day=made_at.date(),
        )


def _cover(application: Application, version: Version | None) -> tuple[Pair, ...]:
    pairs = (
        ("申报名称", application.title),
        ("申报单位", application.unit.name),
        ("申报人", application.applicant.name),
        ("组织单位", application.call.union.name),
        ("申报编号", application.code),
        ("版本", f"第{version.number}版" if version else "草稿（未提交）"),
        ("校验码", check_word(version.digest) if version else ""),
    )
    return tuple(Pair(label=label, value=value) for label, value in pairs if value or label == "申报名称")


def _closing(form: Form) -> int:
    """Where the sections begin that only tick something: they are the pledge."""
    end = len(form.sections)
    while end > 1 and all(field.type is FieldType.TICK for field in form.sections[end - 1].fields):
        end -= 1
    return end


def _sections(form: Form, answers: Answers) -> Iterator[PaperSection]:
    body = Form(sections=form.sections[: _closing(form)])
    fields = {field.name: field for field in form.fields}
    for section in answers_shown(body, answers, language=LANGUAGE):
        yield PaperSection(title=section.title, parts=tuple(_parts(section.answers, fields)))


def _parts(shown: Iterable[AnswerShown], fields: Mapping[str, Field]) -> Iterator[Part]:
    short: list[Pair] = []
    for answer in shown:
        field = fields[answer.name]
        if field.type not in (FieldType.TABLE, FieldType.LONG_TEXT):
            words = _plain(answer.words)
            is_wide = max(len(words), len(answer.label)) > NARROW
            short.append(Pair(label=answer.label, value=words, span=PAIRS if is_wide else 1))
            continue
        if short:
            yield _grid(short)
            short = []
        yield (
            _table(field, answer)
            if field.type is FieldType.TABLE
            else LongText(label=answer.label, text=answer.words, limit=field.limit or None)
        )
    if short:
        yield _grid(short)


def _plain(words: str) -> str:
    return strip_tags(words)


def _grid(pairs: Sequence[Pair]) -> FieldGrid:
    """Two pairs beside each other; what is long, or left alone, takes the row."""
    rows: list[tuple[Pair, ...]] = []
    waiting: Pair | None = None
    for pair in pairs:
        if pair.span == PAIRS:
            rows += [(waiting,)] if waiting else []
            rows.append((pair,))
            waiting = None
        elif waiting:
            rows.append((waiting, pair))
            waiting = None
        else:
            waiting = pair
    rows += [(waiting,)] if waiting else []
    return FieldGrid(rows=tuple(rows))


def _table(field: Field, answer: AnswerShown) -> RowTable:
    rows = tuple(tuple(_plain(cell.words) for cell in row) for row in answer.cells)
    return RowTable(
        label=answer.label,
        columns=tuple(
            Column(title=own_words(column.label), width=_width(column), align=_align(column))
            for column in field.columns
        ),
        rows=rows,
    )


def _width(column: Field) -> float:
    if column.type is FieldType.TEXT:
        return 1.4 if column.limit <= 40 else 2.2
    return 2.6 if column.type is FieldType.LONG_TEXT else 1.0


def _align(column: Field) -> Any:  # Any: one of three words
    return "left" if column.type in (FieldType.TEXT, FieldType.LONG_TEXT) and column.limit > 40 else "center"


def _opinions(application: Application, passages: Sequence[Passage]) -> Iterator[Opinion]:
    """A box for each desk up to the organiser, with what it said when it forwarded this version."""
    said: dict[int, Passage] = {}
    for one in passages:
        if one.move == MoveName.FORWARD and one.desk_id is not None:
            said[one.desk_id] = one
        elif one.move in (MoveName.RETURN, MoveName.HAND_IN_AGAIN):
            said.clear()
    for desk in stations_of(application):
        words = said.get(desk.pk)
        yield Opinion(
            title=f"{desk.name}意见",
            text=words.words if words else "",
            signed_on=words.at.astimezone(CHINA).date() if words else None,
        )


def _pledge(application: Application, form: Form, answers: Answers) -> Pledge | None:
    ticked: list[Section] = list(form.sections[_closing(form) :])
    fields = [field for section in ticked for field in section.fields if answers.get(field.name) is True]
    if not fields:
        return None
    return Pledge(
        paragraphs=tuple(own_words(field.label) for field in fields), signers=(application.applicant.name,)
    )


def _seal_page(application: Application, version: Version) -> SealPage:
    address = settings.XINGHE.origin + reverse("portal:application", args=[application.code])
    word = check_word(version.digest)
    at = version.handed_in_at.astimezone(CHINA)
    return SealPage(
        version=version.number,
        digest=version.digest,
        mark=QrMark(address=address, words=f"校验码 {word}"),
        seals=(application.unit.name,),
        handed_in=f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}",
    )
