"""Pages of a list that cost the same at the first row and at the millionth: the next page starts after a row.

A cursor holds the sort value and number of the row it follows; it is text for an address, and
whatever somebody writes into it can only move the start of the page.
"""

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Field, Model, OrderBy, Q, QuerySet

from xinghe.foundation.errors import Refusal, gettext_noop

M = TypeVar("M", bound=Model)
Direction = Literal["after", "before"]

# Above this many rows a list says "over"; counting a million rows exactly costs more than it tells.
COUNT_CAP = 10_000


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


def keyset_page(rows: QuerySet[M], sort: Sort, *, cursor: str = "", size: int = 25) -> KeysetPage[M]:
    """The page of ``rows`` that ``cursor`` names, in the order of ``sort``. 1 query. Refuses: CursorBroken."""
    direction, value, number = _read(cursor, rows.model._meta.get_field(sort.column)) if cursor else ("after", None, 0)
    descending = sort.descending if direction == "after" else not sort.descending
    found = rows.order_by(_order(sort.column, descending), _order("pk", descending))
    if cursor:
        side = "lt" if descending else "gt"
        # The first condition is implied by the second, but lets PostgreSQL start in the index.
        found = found.filter(
            Q(**{f"{sort.column}__{side}e": value}),
            Q(**{f"{sort.column}__{side}": value}) | Q(**{sort.column: value, f"pk__{side}": number}),
        )
    window = list(found[: size + 1])
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


def _order(column: str, descending: bool) -> OrderBy:
    return F(column).desc() if descending else F(column).asc()


def _write(direction: Direction, row: Model, column: str) -> str:
    text = json.dumps([direction, getattr(row, column), row.pk], cls=DjangoJSONEncoder)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(cursor: str, field: "Field[Any, Any]") -> tuple[Direction, Any, int]:
    try:
        direction, value, number = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        if direction not in ("after", "before") or isinstance(number, bool):
            raise CursorBroken
        return direction, field.to_python(value), int(number)
    except CursorBroken:
        raise
    except (binascii.Error, ValueError, TypeError, UnicodeDecodeError) as error:
        raise CursorBroken from error
    except Exception as error:  # a field says what it cannot read with its own ValidationError
        raise CursorBroken from error
