"""Pages of a list that cost the same at the first row and at the millionth: the next page starts after a row.

A cursor holds the sort value and number of the row it follows; it is text for an address, and
whatever somebody writes into it can only move the start of the page.
"""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, Literal, TypeVar

from django.db.models import Count as SqlCount
from django.db.models import F, Field, Model, OrderBy, QuerySet, TextField, Value
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan

from xinghe.foundation.errors import Refusal, gettext_noop

M = TypeVar("M", bound=Model)
Direction = Literal["after", "before"]

# Above this many rows a list says "over": behind the fence every row that is counted is looked at, and twice as many
# would take longer than the page itself.
COUNT_CAP = 5_000
_LONGEST_CURSOR = 1_000


class CursorBroken(Refusal):
    """The address names a place in the list that cannot be read."""

    code = "cursor_broken"
    message = gettext_noop("The address of this page is damaged. Start from the first page of the list.")
    status = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """One way to order a list: a column that is never null, and a direction. The number of the row breaks ties."""

    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysetPage(Generic[M]):
    """Some rows of a list, with what leads on and back; empty text where there is nothing."""

    rows: tuple[M, ...]
    next_cursor: str
    previous_cursor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many rows there are, or that there are more than ``COUNT_CAP``."""

    number: int
    is_capped: bool


def keyset_page(
    rows: QuerySet[M],
    sort: Sort,
    *,
    cursor: str = "",
    size: int = 25,
    dressed: Callable[[QuerySet[M]], QuerySet[M]] | None = None,
) -> KeysetPage[M]:
    """The page of ``rows`` that ``cursor`` names, in the order of ``sort``. 1 query. Refuses: CursorBroken.

    ``dressed`` adds what is shown beside the rows: to those of the page alone, where joining all of them and sorting
    what comes out would cost more than the rest of the page.
    """
    direction, value, number = (
        _read(cursor, rows.model._meta.get_field(sort.column)) if cursor else ("after", None, 0)
    )
    descending = sort.descending if direction == "after" else not sort.descending
    found = rows.order_by(_order(sort.column, descending), _order("pk", descending))
    if cursor:
        # Compared as a pair, PostgreSQL starts in the middle of the index however many rows share a value.
        beyond = TupleLessThan if descending else TupleGreaterThan
        found = found.filter(beyond((F(sort.column), F("pk")), (value, number)))
    found = found[: size + 1]
    if dressed is not None:
        chosen = dressed(rows.model._default_manager.filter(pk__in=found.values("pk")))
        found = chosen.order_by(_order(sort.column, descending), _order("pk", descending))
    window = list(found)
    has_more = len(window) > size
    window = window[:size]
    if direction == "before":
        window.reverse()
    leads_on = has_more if direction == "after" else bool(window)
    leads_back = bool(cursor) if direction == "after" else has_more
    return KeysetPage(
        rows=tuple(window),
        next_cursor=_write("after", window[-1], sort.column) if window and leads_on else "",
        previous_cursor=_write("before", window[0], sort.column) if window and leads_back else "",
    )


def capped_count(rows: QuerySet[Any], *, cap: int = COUNT_CAP) -> Count:
    """Count up to ``cap`` rows. 1 query whose cost has a ceiling."""
    number = rows.order_by().values("pk")[: cap + 1].count()
    return Count(number=min(number, cap), is_capped=number > cap)


def counts_of(rows: Mapping[str, QuerySet[Any]]) -> dict[str, int]:
    """How many rows each has, by name; what has none may be missing. 1 query for all of them, none for nothing."""
    counted = [
        one.order_by()
        .annotate(part=Value(name, output_field=TextField()))
        .values("part")
        .annotate(number=SqlCount("pk"))
        .values_list("part", "number")
        for name, one in rows.items()
    ]
    if not counted:
        return {}
    first, *others = counted
    return dict(first.union(*others, all=True) if others else first)


def numbers_in_order(rows: QuerySet[Any], sort: Sort, *, limit: int) -> list[int]:
    """The numbers of all rows in the order that their pages have, at most ``limit``. 1 query."""
    ordered = rows.order_by(_order(sort.column, sort.descending), _order("pk", sort.descending))
    return list(ordered.values_list("pk", flat=True)[:limit])


def _order(column: str, descending: bool) -> OrderBy:
    return F(column).desc() if descending else F(column).asc()


def _write(direction: Direction, row: Model, column: str) -> str:
    value = getattr(row, column)
    # To the microsecond: a rounded instant would skip its neighbours or show them twice.
    text = json.dumps(
        [direction, value.isoformat() if isinstance(value, date | datetime) else value, row.pk], default=str
    )
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str, field: object) -> tuple[Direction, Any, int]:
    """What a cursor says, if PostgreSQL will understand it. Any text may stand in an address."""
    assert isinstance(field, Field), "a list is sorted by a column of its own"
    try:
        if len(cursor) > _LONGEST_CURSOR:
            raise CursorBroken
        direction, value, number = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        value, number = field.to_python(value), int(number)
        if direction not in ("after", "before") or value is None or not -(2**63) <= number < 2**63:
            raise CursorBroken
        if isinstance(value, str) and "\x00" in value.encode().decode():  # half a surrogate does not encode
            raise CursorBroken
        return direction, value, number
    except CursorBroken:
        raise
    except Exception as error:  # JSON, base64 and every field have their own way to say that they cannot read
        raise CursorBroken from error
