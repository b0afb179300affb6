"""How conditions read the facts, and how one is said that rests on a fact which may not be known."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from xinghe.programmes.rules.answers import day_of, figure_of
from xinghe.programmes.rules.conditions import Check, Condition, Facts

Row = Mapping[str, Any]  # Any: a cell is text or a tick
# Behind the code of a condition, for its twin that asks for a fact nobody has told.
UNKNOWN: Final = "_unknown"


def told(
    *, code: str, known: Callable[[Facts], bool], ask: str, sentence: str, article: str, unmet: Check
) -> tuple[Condition, Condition]:
    """A condition on a fact, with its twin that asks for the fact where it is not known. ``unmet`` is not asked then."""
    return (
        Condition(
            code=code + UNKNOWN,
            sentence=ask,
            article=article,
            unmet=lambda facts: None if known(facts) else {},
        ),
        Condition(
            code=code,
            sentence=sentence,
            article=article,
            unmet=lambda facts: unmet(facts) if known(facts) else None,
        ),
    )


def declared(
    *, code: str, field: str, bad: str, ask: str, sentence: str, article: str
) -> tuple[Condition, Condition]:
    """What has to be declared in a field, and may not be ``bad``."""
    return told(
        code=code,
        known=lambda facts: bool(said(facts, field)),
        ask=ask,
        sentence=sentence,
        article=article,
        unmet=lambda facts: {} if said(facts, field) == bad else None,
    )


def said(facts: Facts, field: str) -> str:
    """The text in a field; empty where there is none."""
    return str(facts.answers.get(field) or "")


def ticked(facts: Facts, field: str) -> bool:
    """Whether a field is ticked."""
    return facts.answers.get(field) is True


def day_said(facts: Facts, field: str) -> date | None:
    """The day in a field; ``None`` where there is none."""
    return day_of(said(facts, field))


def sum_said(facts: Facts, field: str) -> Decimal | None:
    """The figure in a field; ``None`` where there is none."""
    return figure_of(said(facts, field))


def rows_said(facts: Facts, field: str) -> list[Row]:
    """The rows of a table."""
    rows = facts.answers.get(field)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def cells(rows: list[Row], column: str) -> list[str]:
    """What stands in one column, empty cells left out."""
    return [str(row[column]) for row in rows if row.get(column)]


def total(rows: list[Row], column: str) -> Decimal:
    """The sum of a column; what is no figure counts nothing, its own cell says so."""
    return sum((figure_of(cell) or Decimal(0) for cell in cells(rows, column)), Decimal(0))


def day_recorded(facts: Facts, key: str) -> date | None:
    """A day on record, kept as a day or as text."""
    kept = facts.recorded.get(key)
    return kept if isinstance(kept, date) else day_of(str(kept or ""))


def years_after(start: date, years: int) -> date:
    """The same day so many years later, or earlier; where there is none, the last of its month (Civil Code, Art. 202)."""
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return start.replace(year=start.year + years, day=28)


def plain(figure: Decimal) -> str:
    """A figure as people write it: no exponent, no zeros behind the point."""
    return f"{figure.normalize():f}"
