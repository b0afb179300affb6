"""What was written into a form: brought into one shape, and what is still missing or wrong."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as with_default
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from xinghe.foundation.errors import gettext_noop
from xinghe.foundation.text import narrow, tidy, written_length
from xinghe.programmes.rules.form import Answers, Field, FieldType, Form

# The code is an interface; the sentence stands beside the field.
GAPS: Final[dict[str, str]] = {
    "required": gettext_noop("This is still empty. Fill it in before you hand in."),
    "too_long": gettext_noop("This has %(found)s characters; the form takes %(limit)s. Shorten it by %(over)s."),
    "not_a_number": gettext_noop("“%(value)s” is no figure. Write digits, such as 12 or 12.5."),
    "places": gettext_noop("“%(value)s” has more than %(limit)s decimal places. Round it."),
    "too_small": gettext_noop("%(value)s is less than the %(limit)s that are needed. Correct the figure."),
    "too_large": gettext_noop("%(value)s is more than the %(limit)s that may be. Correct the figure."),
    "not_a_date": gettext_noop("“%(value)s” is no date. Write it as 2026-03-02."),
    "not_offered": gettext_noop("“%(value)s” is not among the choices. Choose one of them."),
    "must_tick": gettext_noop("Tick this before you hand in."),
    "too_few_rows": gettext_noop("There are %(found)s rows; at least %(limit)s are needed. Add %(over)s."),
    "too_many_rows": gettext_noop("There are %(found)s rows; the form takes %(limit)s. Take %(over)s out."),
    "row_cell": gettext_noop("Row %(row)s, “%(column)s”: %(said)s"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One thing that stands against handing in: the field, the code and what fills its sentence."""

    field: str
    code: str
    params: Mapping[str, object] = with_default(default_factory=dict)

    def said(self, translate: Callable[[str], str] = str) -> str:
        """The sentence beside the field."""
        params = dict(self.params)
        inner = params.get("said")
        if isinstance(inner, Gap):
            params["said"] = inner.said(translate)
            params["column"] = translate(str(params["column"]))
        return translate(GAPS[self.code]) % params


def tidied(form: Form, raw: Mapping[str, Any]) -> dict[str, Any]:
    """The answers in one shape: text without stray blanks, figures narrow, empty rows dropped, nothing unknown kept."""
    return {field.name: _tidied(field, raw[field.name]) for field in form.fields if field.name in raw}


def _tidied(field: Field, value: Any) -> Any:  # Any: what a form or a program sent
    match field.type:
        case FieldType.TICK:
            return value in (True, "yes", "true", "on", "1")
        case FieldType.TABLE:
            rows = [
                {column.name: _tidied(column, row.get(column.name, "")) for column in field.columns}
                for row in (value if isinstance(value, list) else [])
                if isinstance(row, Mapping)
            ]
            return [row for row in rows if any(cell not in ("", False) for cell in row.values())]
        case FieldType.NUMBER | FieldType.MONEY:
            return narrow(tidy(str(value))).replace(",", "")
        case FieldType.LONG_TEXT:
            return tidy(str(value), lines=True)
    return tidy(str(value))


def gaps(form: Form, answers: Answers) -> tuple[Gap, ...]:
    """What is missing or wrong, in the order of the form; nothing means that it may be handed in."""
    return tuple(gap for field in form.asked(answers) for gap in _gaps_of(field, answers.get(field.name)))


def _gaps_of(field: Field, value: Any) -> Iterator[Gap]:
    if field.type is FieldType.TABLE:
        yield from _table_gaps(field, value or [])
        return
    if field.type is FieldType.TICK:
        if field.is_required and value is not True:
            yield Gap(field=field.name, code="must_tick")
        return
    text = str(value or "")
    if not text:
        if field.is_required:
            yield Gap(field=field.name, code="required")
        return
    found = _wrong(field, text)
    if found is not None:
        yield found


def _wrong(field: Field, text: str) -> Gap | None:
    match field.type:
        case FieldType.TEXT | FieldType.LONG_TEXT:
            length = written_length(text) if field.type is FieldType.LONG_TEXT else len(text)
            if length > field.limit:
                params = {"found": length, "limit": field.limit, "over": length - field.limit}
                return Gap(field=field.name, code="too_long", params=params)
        case FieldType.CHOICE:
            if text not in {option for option, _ in field.options}:
                return Gap(field=field.name, code="not_offered", params={"value": text})
        case FieldType.DATE:
            if day_of(text) is None:
                return Gap(field=field.name, code="not_a_date", params={"value": text})
        case FieldType.NUMBER | FieldType.MONEY:
            return _wrong_figure(field, text)
    return None


def _wrong_figure(field: Field, text: str) -> Gap | None:
    figure = figure_of(text)
    if figure is None:
        return Gap(field=field.name, code="not_a_number", params={"value": text})
    places = 2 if field.type is FieldType.MONEY else field.places
    if figure != figure.quantize(Decimal(1).scaleb(-places)):
        return Gap(field=field.name, code="places", params={"value": text, "limit": places})
    least = field.least if field.least is not None else (0 if field.type is FieldType.MONEY else None)
    if least is not None and figure < least:
        return Gap(field=field.name, code="too_small", params={"value": text, "limit": least})
    if field.most is not None and figure > field.most:
        return Gap(field=field.name, code="too_large", params={"value": text, "limit": field.most})
    return None


def _table_gaps(field: Field, rows: list[dict[str, Any]]) -> Iterator[Gap]:
    least = field.least if field.least is not None else int(field.is_required)
    if len(rows) < least:
        params: dict[str, object] = {"found": len(rows), "limit": least, "over": least - len(rows)}
        yield Gap(field=field.name, code="too_few_rows", params=params)
    if field.most is not None and len(rows) > field.most:
        params = {"found": len(rows), "limit": field.most, "over": len(rows) - field.most}
        yield Gap(field=field.name, code="too_many_rows", params=params)
    for number, row in enumerate(rows, 1):
        for column in field.columns:
            for gap in _gaps_of(column, row.get(column.name)):
                params = {"row": number, "column": column.label, "said": gap}
                yield Gap(field=field.name, code="row_cell", params=params)


def figure_of(text: str) -> Decimal | None:
    """A plain figure; ``None`` when it is none."""
    try:
        figure = Decimal(text)
        return figure if figure.is_finite() and abs(figure.adjusted()) < 18 else None
    except InvalidOperation:
        return None


def day_of(text: str) -> date | None:
    """A day as 2026-03-02; ``None`` when it is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def for_blind_eyes(form: Form, answers: Answers) -> dict[str, Any]:
    """The answers without any that says who applies: what a judge of a blind review may be given."""
    return {
        field.name: (
            [
                {column.name: row.get(column.name, "") for column in field.columns if not column.identifies}
                for row in answers[field.name]
            ]
            if field.type is FieldType.TABLE
            else answers[field.name]
        )
        for field in form.asked(answers)
        if not field.identifies and field.name in answers
    }
