"""How the kinds write their questions: one short word for each sort of field, and the questions that several ask.

An identity card or a phone number is never asked for: the account keeps them, encrypted (accounts.vault).
Sums of money are in yuan, to the fen.
"""

from typing import Final, TypedDict, Unpack

from xinghe.foundation.errors import gettext_noop
from xinghe.kinds.choices import INDUSTRIES, OWNERSHIPS, YES_NO, Choices
from xinghe.programmes.rules.form import Field, FieldType, Prefill, Section, When


class _Rest(TypedDict, total=False):
    """What any field may say besides."""

    is_required: bool
    hint: str
    when: When
    prefill: Prefill
    identifies: bool


def text(name: str, label: str, limit: int, **rest: Unpack[_Rest]) -> Field:
    """One line of at most ``limit`` characters."""
    return Field(name=name, label=label, type=FieldType.TEXT, limit=limit, **rest)


def prose(name: str, label: str, limit: int, **rest: Unpack[_Rest]) -> Field:
    """Paragraphs of at most ``limit`` written characters."""
    return Field(name=name, label=label, type=FieldType.LONG_TEXT, limit=limit, **rest)


def choice(name: str, label: str, options: Choices, **rest: Unpack[_Rest]) -> Field:
    """One of several answers."""
    return Field(name=name, label=label, type=FieldType.CHOICE, options=options, **rest)


def yes_or_no(name: str, label: str, **rest: Unpack[_Rest]) -> Field:
    """A question that has to be answered, also with no."""
    return choice(name, label, YES_NO, **rest)


def number(
    name: str,
    label: str,
    *,
    least: int | None = 0,
    most: int | None = None,
    places: int = 0,
    unit: str = "",
    **rest: Unpack[_Rest],
) -> Field:
    """A figure; not below none unless told."""
    return Field(
        name=name,
        label=label,
        type=FieldType.NUMBER,
        least=least,
        most=most,
        places=places,
        unit=unit,
        **rest,
    )


def money(name: str, label: str, **rest: Unpack[_Rest]) -> Field:
    """A sum in yuan."""
    return Field(name=name, label=label, type=FieldType.MONEY, unit=YUAN, **rest)


def day(name: str, label: str, **rest: Unpack[_Rest]) -> Field:
    """A day."""
    return Field(name=name, label=label, type=FieldType.DATE, **rest)


def tick(name: str, label: str, **rest: Unpack[_Rest]) -> Field:
    """Something to be ticked."""
    return Field(name=name, label=label, type=FieldType.TICK, **rest)


def table(
    name: str,
    label: str,
    *columns: Field,
    least: int | None = None,
    most: int | None = None,
    **rest: Unpack[_Rest],
) -> Field:
    """Rows of the same columns."""
    return Field(
        name=name, label=label, type=FieldType.TABLE, columns=columns, least=least, most=most, **rest
    )


YUAN: Final = gettext_noop("yuan")

UNIT: Final = Section(
    title=gettext_noop("The unit"),
    fields=(
        text("unit", gettext_noop("Name of the unit"), 100, prefill=Prefill.UNIT, identifies=True),
        text("credit_code", gettext_noop("Credit code"), 18, prefill=Prefill.UNIT_CODE, identifies=True),
        choice("ownership", gettext_noop("Ownership of the unit"), OWNERSHIPS),
        choice("industry", gettext_noop("Branch of the economy"), INDUSTRIES, hint=gettext_noop("By GB/T 4754.")),
    ),
)  # fmt: skip

DISPUTED: Final = yes_or_no("disputed", gettext_noop("Is anybody's right to it disputed?"))

EARLIER_HONOURS: Final = table(
    "earlier_honours",
    gettext_noop("What it has been given before"),
    text("name", gettext_noop("Award, title or grant"), 60, identifies=True),
    text("giver", gettext_noop("Given by"), 60, identifies=True),
    number("year", gettext_noop("In the year"), least=1980, most=2100),
    is_required=False,
    most=10,
)

PLEDGE: Final = tick(
    "pledge",
    gettext_noop("Everything in it is true, those who took part are named, and no secret is in it."),
)
