"""The form of a call as a page shows it: one widget for each sort of field, and what comes back from it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext

from xinghe.programmes.rules.answers import Gap
from xinghe.programmes.rules.form import Answers, Field, FieldType, Section
from xinghe.programmes.rules.terms import Terms
from xinghe.web.kit.answers import own_words

# Up to so many choices stand open, each a target for a thumb; more fold into a list.
MOST_RADIOS: Final = 6
# A form that was tampered with may not make a page of rows without end.
MOST_ROWS: Final = 200
# Gaps that only say that somebody is not done yet.
_UNFINISHED: Final = frozenset({"required", "must_tick", "too_few_rows"})
_ROW_ACT: Final = re.compile(r"(\w+):(add|remove|up|down)(?::(\d{1,3}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionShown:
    """One choice."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldShown:
    """One question with its answer. ``widget`` says which part lays it out; ``when_*`` where it is asked at all."""

    name: str
    widget: str
    label: str
    value: str
    hint: str = ""
    unit: str = ""
    limit: int = 0
    lines: int = 1
    inputmode: str = ""
    may_be_empty: bool = False
    is_ticked: bool = False
    is_recorded: bool = False
    options: tuple[OptionShown, ...] = ()
    gaps: tuple[str, ...] = ()
    when_name: str = ""
    when_values: str = ""
    when_words: str = ""
    rows: tuple["RowShown", ...] = ()
    key: str = ""
    most: int = 0

    @property
    def described_by(self) -> str:
        """The ids of what a screen reader says besides the label."""
        parts = ("hint", self.hint), ("recorded", self.is_recorded), ("gaps", self.gaps), ("unit", self.unit)
        return " ".join(f"id_{self.name}_{part}" for part, is_there in parts if is_there)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowShown:
    """A row of a table. The last one may be spare: empty, for what comes next."""

    number: int
    cells: tuple[FieldShown, ...]
    gaps: tuple[str, ...] = ()
    is_spare: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RowAct:
    """What is done to the rows of a table by one of its buttons: "completers:up:2"."""

    field: str
    act: str
    number: int


def is_unfinished(gap: Gap) -> bool:
    """Whether something is only empty, which keeps nobody from the next screen."""
    inner = gap.params.get("said")
    return gap.code in _UNFINISHED or (isinstance(inner, Gap) and inner.code in _UNFINISHED)


def fields_shown(
    terms: Terms,
    section: Section,
    answers: Answers,
    *,
    recorded: Answers | None = None,
    found: Iterable[Gap] = (),
) -> tuple[FieldShown, ...]:
    """The questions of one section. What depends on an answer of another section, which is otherwise, is left out.

    ``recorded`` is what is on record; an answer that is still the same says so. ``found`` are the gaps to be told.
    """
    gaps: dict[str, list[Gap]] = {}
    for gap in found:
        gaps.setdefault(gap.field, []).append(gap)
    here = {field.name: field for field in section.fields}
    return tuple(
        _shown(
            field,
            answers.get(field.name),
            gaps=gaps.get(field.name, ()),
            is_recorded=_is_recorded(field, answers, recorded or {}),
            asker=here.get(field.when.field) if field.when else None,
            labels=terms.labels if field.is_category else {},
        )
        for field in section.fields
        if field.when is None or field.when.field in here or field.when.holds(answers)
    )


def _is_recorded(field: Field, answers: Answers, recorded: Answers) -> bool:
    return bool(recorded.get(field.name)) and recorded.get(field.name) == answers.get(field.name)


def _shown(
    field: Field,
    value: Any,  # Any: text, a tick, rows
    *,
    gaps: Sequence[Gap],
    is_recorded: bool,
    asker: Field | None,
    labels: Mapping[str, str],
) -> FieldShown:
    when = field.when if asker is not None else None
    said: dict[str, Any] = {  # Any: what the shown field takes
        "hint": own_words(field.hint),
        "is_recorded": is_recorded,
        "gaps": tuple(gap.said(gettext) for gap in gaps if gap.code != "row_cell"),
        "when_name": f"a-{when.field}" if when else "",
        "when_values": " ".join(when.values) if when else "",
        "when_words": _when_words(asker, when.values) if asker and when else "",
    }
    if field.type is FieldType.TABLE:
        rows = value if isinstance(value, list) else []
        said |= {
            "rows": _rows(field, rows, gaps),
            "key": field.name,
            "most": field.most or MOST_ROWS,
            "may_be_empty": not field.is_required,
        }
        return FieldShown(
            name=f"a-{field.name}", widget="table", label=own_words(field.label), value="", **said
        )
    return _single(field, f"a-{field.name}", value, labels=labels, **said)


def _single(
    field: Field,
    name: str,
    value: Any,
    *,
    labels: Mapping[str, str] | None = None,
    is_cell: bool = False,
    **said: Any,
) -> FieldShown:
    text = "" if value in (None, True, False) else str(value)
    is_short = len(field.options) <= MOST_RADIOS and not is_cell
    widgets = {
        FieldType.CHOICE: "radio" if is_short else "select",
        FieldType.MONEY: "money",
        FieldType.NUMBER: "number",
        FieldType.DATE: "date",
        FieldType.TICK: "tick",
        FieldType.LONG_TEXT: "long_text",
    }
    return FieldShown(
        name=name,
        widget=widgets.get(field.type, "text"),
        label=own_words(field.label),
        value=text,
        unit=own_words(field.unit),
        limit=0 if is_cell else field.limit,
        lines=min(10, max(3, field.limit // 80)),
        inputmode=_inputmode(field),
        may_be_empty=not field.is_required,
        is_ticked=value is True,
        options=tuple(
            OptionShown(
                value=option, label=own_words((labels or {}).get(option, label)), is_chosen=option == text
            )
            for option, label in field.options
        ),
        **said,
    )


def _inputmode(field: Field) -> str:
    """The keys a phone shows: those of figures have no minus sign, so they are for what cannot be below none."""
    if field.type is FieldType.MONEY:
        return "decimal"
    if field.type is FieldType.NUMBER and field.least is not None and field.least >= 0:
        return "decimal" if field.places else "numeric"
    return ""


def _when_words(asker: Field, values: tuple[str, ...]) -> str:
    labels = dict(asker.options) | {"yes": gettext("yes")}
    said = gettext(" or ").join(own_words(labels.get(value, value)) for value in values)
    question = own_words(asker.label)
    return gettext("Only where “%(question)s” is: %(answer)s.") % {"question": question, "answer": said}


def _rows(field: Field, rows: Sequence[Mapping[str, Any]], gaps: Sequence[Gap]) -> tuple[RowShown, ...]:
    by_row: dict[int, list[str]] = {}
    for gap in gaps:
        if gap.code == "row_cell":
            by_row.setdefault(int(str(gap.params["row"])), []).append(gap.said(gettext))
    spare: list[Mapping[str, Any]] = [{}] if len(rows) < (field.most or MOST_ROWS) else []
    return tuple(
        RowShown(
            number=number,
            cells=tuple(
                _single(
                    column,
                    f"a-{field.name}-{number}-{column.name}",
                    row.get(column.name),
                    is_cell=True,
                    hint=own_words(column.hint),
                )
                for column in field.columns
            ),
            gaps=tuple(by_row.get(number + 1, ())),
            is_spare=number >= len(rows),
        )
        for number, row in enumerate([*rows, *spare])
    )


# -- what comes back -------------------------------------------------------------------------------------------


def answers_sent(fields: Iterable[Field], data: QueryDict) -> dict[str, Any]:
    """The answers that a sent screen holds, as they were typed; a tick that is not sent is none."""
    sent: dict[str, Any] = {}
    for field in fields:
        name = f"a-{field.name}"
        if field.type is FieldType.TABLE:
            sent[field.name] = _rows_sent(field, data)
        elif field.type is FieldType.TICK:
            sent[field.name] = data.get(name) == "yes"
        elif name in data:
            sent[field.name] = _text(data, name)
    return sent


def _rows_sent(field: Field, data: QueryDict) -> list[dict[str, Any]]:
    pattern = re.compile(rf"a-{field.name}-(\d{{1,3}})-\w+")
    numbers = {int(match[1]) for name in data if (match := pattern.fullmatch(name))}
    return [
        {
            column.name: data.get(f"a-{field.name}-{number}-{column.name}") == "yes"
            if column.type is FieldType.TICK
            else _text(data, f"a-{field.name}-{number}-{column.name}")
            for column in field.columns
        }
        for number in sorted(numbers)[:MOST_ROWS]
    ]


def _text(data: QueryDict, name: str) -> str:
    # PostgreSQL keeps no NUL, and nobody types one.
    return data.get(name, "").replace("\x00", "")


def row_act_of(data: QueryDict) -> RowAct | None:
    """What a button of a table asked for; nothing for any other button."""
    found = _ROW_ACT.fullmatch(data.get("row", ""))
    return RowAct(field=found[1], act=found[2], number=int(found[3] or 0)) if found else None


def rearranged(answers: Mapping[str, Any], act: RowAct) -> dict[str, Any]:
    """The answers after a button of a table. A row that is not there changes nothing; adding needs no change at all,
    for below what is filled in there is always a spare row.
    """
    rows = list(answers.get(act.field) or ())
    other = act.number + {"up": -1, "down": 1}.get(act.act, 0)
    if 0 <= act.number < len(rows) and act.act == "remove":
        del rows[act.number]
    elif 0 <= act.number < len(rows) and 0 <= other < len(rows):
        rows[act.number], rows[other] = rows[other], rows[act.number]
    return {**answers, act.field: rows}
