"""The answers of an application as they are read: by section, in the form's order, with what changed between versions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from xinghe.foundation.chinese_dates import Day, format_day
from xinghe.programmes.rules.answers import day_of, figure_of
from xinghe.programmes.rules.form import Answers, Field, FieldType, Form
from xinghe.web.kit.templatetags.kit import amount

_FIGURES = (FieldType.NUMBER, FieldType.MONEY)


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnShown:
    """The head of one column of a table among the answers."""

    label: str
    is_number: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CellShown:
    """One cell of such a table; on a phone it names its column."""

    label: str
    words: str
    is_number: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerShown:
    """One question with its answer. A long text stands below its question, a table has ``columns`` and ``cells``.

    ``before`` is what an earlier version said, where it said something else.
    """

    name: str
    label: str
    words: str
    is_long: bool = False
    columns: tuple[ColumnShown, ...] = ()
    cells: tuple[tuple[CellShown, ...], ...] = ()
    before: str = ""
    is_changed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionShown:
    """Answers under one heading."""

    title: str
    answers: tuple[AnswerShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What one version says otherwise than the one before it."""

    label: str
    before: str
    after: str


def answers_shown(
    form: Form, answers: Answers, *, language: str, earlier: Answers | None = None
) -> tuple[SectionShown, ...]:
    """Everything that was asked, with its answer; what was not asked is left out. 0 queries."""
    asked = {field.name for field in form.asked(answers)}
    found = []
    for section in form.sections:
        shown = tuple(
            _answer(field, answers, earlier, language) for field in section.fields if field.name in asked
        )
        if shown:
            found.append(SectionShown(title=own_words(section.title), answers=shown))
    return tuple(found)


def differences(form: Form, before: Answers, after: Answers, *, language: str) -> tuple[Difference, ...]:
    """The answers in which two versions differ, in the form's order. 0 queries."""
    return tuple(
        Difference(
            label=own_words(field.label),
            before=_said(field, before.get(field.name), language),
            after=_said(field, after.get(field.name), language),
        )
        for field in form.fields
        if before.get(field.name) != after.get(field.name)
    )


def file_differences(
    before: Iterable[Mapping[str, str]], after: Iterable[Mapping[str, str]]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of files that were taken out and that came in between two versions, each with its code."""
    old = {(one["code"], one["digest"]): f"{one['code']} {one['name']}" for one in before}
    new = {(one["code"], one["digest"]): f"{one['code']} {one['name']}" for one in after}
    return (
        tuple(name for key, name in old.items() if key not in new),
        tuple(name for key, name in new.items() if key not in old),
    )


def own_words(text: str) -> str:
    """A kind's word in the reader's language; what an organiser wrote as it stands."""
    return _(text) if text else ""


class _Dots(dict[str, str]):
    """Stands for every place of a sentence that nobody has filled yet."""

    def __missing__(self, name: str) -> str:
        return "…"


def without_values(text: str) -> str:
    """A sentence about what does not hold, before it is about anybody: its places are left open."""
    return text % _Dots()


def _answer(field: Field, answers: Answers, earlier: Answers | None, language: str) -> AnswerShown:
    value = answers.get(field.name)
    is_changed = earlier is not None and earlier.get(field.name) != value
    before = _said(field, earlier.get(field.name), language) if earlier is not None and is_changed else ""
    is_table = field.type is FieldType.TABLE
    heads = tuple(
        ColumnShown(label=own_words(column.label), is_number=column.type in _FIGURES)
        for column in (field.columns if is_table and value else ())
    )
    return AnswerShown(
        name=field.name,
        label=own_words(field.label),
        words="" if is_table else _said(field, value, language),
        is_long=field.type is FieldType.LONG_TEXT,
        columns=heads,
        cells=tuple(
            tuple(
                CellShown(label=head.label, words=words, is_number=head.is_number)
                for head, words in zip(heads, row, strict=True)
            )
            for row in (_rows(field, value, language) if is_table else ())
        ),
        before=before,
        is_changed=is_changed,
    )


def _rows(field: Field, value: Any, language: str) -> tuple[tuple[str, ...], ...]:
    return tuple(
        tuple(_said(column, row.get(column.name), language) for column in field.columns)
        for row in (value if isinstance(value, list) else ())
    )


def _said(field: Field, value: Any, language: str) -> str:
    """An answer in words; nothing for what was left empty."""
    match field.type:
        case FieldType.TICK:
            return _("yes") if value is True else _("no")
        case FieldType.TABLE:
            rows = _rows(field, value, language)
            return "\n".join(" · ".join(strip_tags(cell) for cell in row if cell) for row in rows)
        case FieldType.CHOICE:
            label = dict(field.options).get(str(value or ""))
            return own_words(label) if label else str(value or "")
        case FieldType.DATE:
            day = day_of(str(value or ""))
            return format_day(Day(date=day), language) if day else str(value or "")
        case FieldType.MONEY:
            figure = figure_of(str(value or ""))
            return str(value or "") if figure is None else str(amount(figure))
        case FieldType.NUMBER:
            figure = figure_of(str(value or ""))
            return str(value or "") if figure is None else _number(figure, field)
    return str(value or "")


def _number(figure: Decimal, field: Field) -> str:
    said = f"{figure:f}" if field.is_year else f"{figure:,f}"
    return f"{said} {own_words(field.unit)}" if field.unit else said
