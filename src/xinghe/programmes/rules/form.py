"""The form of an application as data: sections of fields, when a field is asked, and what may be written into it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Self

# What stands in a form: text, True, a list of rows; dates and figures as text, so that nothing is lost on the way.
Answers = Mapping[str, Any]
# A figure that lies between these by its own bounds is a calendar year.
YEARS = (1900, 2100)


# More nobody writes into one field, and no figure of money or time needs more decimals.
LONGEST, MOST_PLACES = 20_000, 6


class FieldType(StrEnum):
    """What a field takes."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    TICK = "tick"
    TABLE = "table"


class Prefill(StrEnum):
    """What is recorded already and need not be asked for: where a field's first answer comes from."""

    TITLE = "title"
    CATEGORY = "category"
    FIELD = "field"
    PROBLEM = "problem"
    SOLUTION = "solution"
    INNOVATION = "innovation"
    EFFECT = "effect"
    FINISHED = "finished"
    APPLIED = "applied"
    BENEFIT = "benefit"
    PROPERTY_RIGHTS = "property_rights"
    CREATORS = "creators"
    UNIT = "unit"
    UNIT_CODE = "unit_code"
    APPLICANT = "applicant"


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A field is asked only where another one holds one of these values."""

    field: str
    values: tuple[str, ...]

    def holds(self, answers: Answers) -> bool:
        """Whether it is asked, going by the answers so far. A tick counts as "yes"."""
        value = answers.get(self.field)
        return ("yes" if value is True else str(value or "")) in self.values

    def faults(self, before: Iterable["Field"], *, of: str) -> Iterator[str]:
        """What makes it never hold; ``before`` are the fields that are asked first, ``of`` what depends on it."""
        asked = {field.name: field for field in before}.get(self.field)
        if asked is None:
            yield f"{of} depends on “{self.field}”, which is not asked before it"
            return
        possible = {
            FieldType.CHOICE: {value for value, _ in asked.options},
            FieldType.TICK: {"yes"},
        }.get(asked.type)
        if possible is None:
            yield f"{of} depends on “{self.field}”, which is neither a choice nor a tick"
        elif not self.values or not possible.issuperset(self.values):
            yield f"{of} depends on an answer to “{self.field}” that nobody can give"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question. ``label`` and ``hint`` are marked for translation.

    ``limit`` counts written characters of a text; ``least`` and ``most`` are bounds of a figure, or numbers of rows.
    ``identifies``: says who applies or for whom, so no judge of a blind review ever gets it.
    """

    name: str
    label: str
    type: FieldType = FieldType.TEXT
    limit: int = 0
    is_required: bool = True
    hint: str = ""
    unit: str = ""
    options: tuple[tuple[str, str], ...] = ()
    columns: tuple["Field", ...] = ()
    least: int | None = None
    most: int | None = None
    places: int = 0
    when: When | None = None
    prefill: Prefill | None = None
    identifies: bool = False

    @property
    def is_title(self) -> bool:
        """Whether its answer is the name by which the application goes in lists."""
        return self.prefill is Prefill.TITLE or self.name == "title"

    @property
    def is_category(self) -> bool:
        """Whether its answer is the category in which the application is judged."""
        return self.prefill is Prefill.CATEGORY or self.name == "category"

    @property
    def is_year(self) -> bool:
        """Whether its figure is a calendar year, which nobody writes with a separator of thousands."""
        if self.type is not FieldType.NUMBER or self.least is None or self.most is None:
            return False
        return YEARS[0] <= self.least and self.most <= YEARS[1]

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        """A field as ``asdict`` and JSON leave it."""
        values = dict(kept)
        values["type"] = FieldType(values["type"])
        values["options"] = tuple((value, label) for value, label in values.get("options", ()))
        values["columns"] = tuple(cls.from_json(one) for one in values.get("columns", ()))
        if values.get("when"):
            values["when"] = When(field=values["when"]["field"], values=tuple(values["when"]["values"]))
        if values.get("prefill"):
            values["prefill"] = Prefill(values["prefill"])
        return cls(**values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Fields under one heading."""

    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The whole form, in order."""

    sections: tuple[Section, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field, in order."""
        return tuple(field for section in self.sections for field in section.fields)

    def asked(self, answers: Answers) -> tuple[Field, ...]:
        """The fields that are asked, going by the answers so far."""
        return tuple(field for field in self.fields if field.when is None or field.when.holds(answers))

    def with_more(self, title: str, fields: tuple[Field, ...]) -> "Form":
        """The form with an organiser's own questions behind it."""
        return Form(sections=(*self.sections, Section(title=title, fields=fields))) if fields else self

    def to_json(self) -> list[dict[str, Any]]:
        """Plain values, to be frozen with the terms of a call."""
        return [asdict(section) for section in self.sections]

    @classmethod
    def from_json(cls, kept: list[dict[str, Any]]) -> Self:
        """What ``to_json`` gave."""
        return cls(
            sections=tuple(
                Section(title=one["title"], fields=tuple(map(Field.from_json, one["fields"]))) for one in kept
            )
        )

    def faults(self) -> Iterator[str]:
        """What makes it no form, in words for whoever writes a kind."""
        seen: set[str] = set()
        for at, field in enumerate(self.fields):
            if not field.name.isidentifier():
                yield f"the field “{field.name}” needs a name of letters, digits and underscores"
            if field.name in seen:
                yield f"two fields are called “{field.name}”"
            if field.when is not None:
                yield from field.when.faults(self.fields[:at], of=f"“{field.name}”")
            seen.add(field.name)
            yield from _faults_of(field)


def twice(names: Iterable[str]) -> tuple[str, ...]:
    """The names that stand there more than once, in their order."""
    return tuple(name for name, number in Counter(names).items() if number > 1)


def _faults_of(field: Field) -> Iterator[str]:
    if not isinstance(field.type, FieldType) or (
        field.prefill is not None and not isinstance(field.prefill, Prefill)
    ):
        yield f"“{field.name}” is of a type, or filled in from a fact, that there is not"
    if not field.label.strip() or not all(value.strip() and label.strip() for value, label in field.options):
        yield f"“{field.name}” or one of its options has no name"
    if bool(field.options) and field.type is not FieldType.CHOICE:
        yield f"“{field.name}” has options and is no choice"
    if not 0 <= field.limit <= LONGEST or not 0 <= field.places <= MOST_PLACES:
        yield f"“{field.name}” takes {field.limit} characters or {field.places} decimals; at most {LONGEST} and {MOST_PLACES}"
    if field.type is FieldType.TABLE and min(field.least or 0, field.most or 1) < 0:
        yield f"“{field.name}” asks for fewer rows than none"
    yield from (f"“{field.name}” has two options “{one}”" for one in twice(one for one, _ in field.options))
    yield from (f"“{field.name}” has two columns “{one}”" for one in twice(one.name for one in field.columns))
    if field.type is FieldType.CHOICE and len(field.options) < 2:
        yield f"“{field.name}” is a choice of fewer than two"
    if field.type in (FieldType.TEXT, FieldType.LONG_TEXT) and field.limit < 1:
        yield f"“{field.name}” is a text without a limit"
    if (field.type is FieldType.TABLE) != bool(field.columns):
        yield f"“{field.name}” has columns and is no table, or is a table without columns"
    if field.least is not None and field.most is not None and field.least > field.most:
        yield f"“{field.name}” asks for at least {field.least} and at most {field.most}"
    for column in field.columns:
        if column.type is FieldType.TABLE or column.when is not None:
            yield f"the column “{field.name}.{column.name}” is a table or depends on something"
        yield from _faults_of(column)
