"""Lists of calls: those of an officer's own unions with their drafts, and those that anybody may read."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count as SqlCount
from django.db.models import Q, QuerySet

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.foundation.codes import CODE_LENGTH
from xinghe.foundation.keyset import (
    Count,
    KeysetPage,
    Sort,
    capped_count,
    keyset_page,
    numbers_in_order,
)
from xinghe.foundation.search import code_meant
from xinghe.programmes.models import Application, Call
from xinghe.programmes.queries.seen import seen_counts
from xinghe.programmes.vocab import PUBLISHED, CallState
from xinghe.unions.models import Union, UnionParent

CALL_SORTS: dict[str, str] = {"made": "id", "year": "year", "title": "title", "state": "state"}
PAGE = 25
MOST_TO_COPY = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFilter:
    """What the list is narrowed to. Every value comes from an address and may be nonsense."""

    q: str = ""
    kind: str = ""
    state: str = ""
    year: int | None = None
    union_id: int | None = None
    waits_for_me: bool = False

    def keep(self, rows: QuerySet[Call], actor: Actor) -> QuerySet[Call]:
        """The rows that are left. 0 queries."""
        if "\x00" in self.q + self.kind + self.state:
            return rows.none()
        exact = {"kind_code": self.kind, "state": self.state, "year": self.year, "union_id": self.union_id}
        rows = rows.filter(**{name: value for name, value in exact.items() if value not in ("", None)})
        if words := self.q.strip():
            found = Q(title__icontains=words) | Q(edition__icontains=words)
            if code := code_meant(words, length=CODE_LENGTH):
                found |= Q(code=code)
            rows = rows.filter(found)
        return rows.filter(pk__in=calls_to_approve(actor).values("pk")) if self.waits_for_me else rows


@dataclass(frozen=True, slots=True, kw_only=True)
class CallList:
    """One page of the list."""

    page: KeysetPage[Call]
    count: Count


def calls_seen(actor: Actor) -> QuerySet[Call]:
    """Calls of the unions this actor looks into, drafts too, and every published one."""
    own = within(actor, Power.CALL_READ, Call.objects.all())
    return own | Call.objects.filter(state__in=PUBLISHED)


def calls_to_approve(actor: Actor) -> QuerySet[Call]:
    """Calls that wait for this actor's approval: of their own union, made by a colleague."""
    return within(actor, Power.CALL_APPROVE, Call.objects.filter(state=CallState.IN_APPROVAL))


def _shown(rows: QuerySet[Call]) -> QuerySet[Call]:
    return rows.select_related("union", "made_by").defer("terms", "announcement")


def _sort(text: str) -> Sort:
    column = CALL_SORTS.get(text.removeprefix("-"))
    return Sort(column=column or "id", descending=text.startswith("-") if column else True)


def call_list(
    actor: Actor, wanted: CallFilter, *, sort: str = "", cursor: str = "", size: int = PAGE
) -> CallList:
    """One page of what the actor may read, with a count that stops at a cap. 2 queries. Refuses: CursorBroken."""
    found = wanted.keep(calls_seen(actor), actor)
    page = keyset_page(_shown(found), _sort(sort), cursor=cursor, size=size)
    return CallList(page=page, count=capped_count(found))


def call_numbers(actor: Actor, wanted: CallFilter, *, sort: str = "", limit: int) -> list[int]:
    """The numbers of the whole list in its order, at most ``limit``. 1 query."""
    return numbers_in_order(wanted.keep(calls_seen(actor), actor), _sort(sort), limit=limit)


def calls_of_numbers(actor: Actor, numbers: Sequence[int]) -> tuple[Call, ...]:
    """The calls of these numbers in their order, as far as the actor may read them. 1 query."""
    found = _shown(calls_seen(actor)).in_bulk(list(numbers))
    return tuple(found[number] for number in numbers if number in found)


def calls_to_copy(actor: Actor) -> tuple[Call, ...]:
    """The latest calls of the unions at which this actor makes calls, to begin a new one from. 1 query."""
    rows = within(actor, Power.CALL_MAKE, Call.objects.exclude(state=CallState.CANCELLED))
    return tuple(_shown(rows).order_by("-year", "-pk")[:MOST_TO_COPY])


def union_choices_of_calls(actor: Actor) -> list[tuple[str, str]]:
    """(number, name) of the unions that called, as far as the actor may read their calls. 1 query."""
    unions = calls_seen(actor).order_by().values("union")
    rows = Union.objects.filter(pk__in=unions).order_by("territory_path", "industry_path", "pk")
    return [(str(number), name) for number, name in rows.values_list("pk", "name")]


def state_counts_of_calls(actor: Actor) -> dict[str, int]:
    """How many of the actor's calls stand in each state. 1 query."""
    counted = calls_seen(actor).order_by().values("state").annotate(number=SqlCount("pk"))
    return dict(counted.values_list("state", "number"))


def applications_by_phase(actor: Actor, call: Call) -> dict[str, int]:
    """How many applications to a call the actor sees in each phase. 1 query."""
    rows = within(actor, Power.APPLICATION_READ, Application.objects.filter(call=call))
    return seen_counts(actor, rows.filter(handed_in_at__isnull=False))


def unions_right_below(union_id: int) -> list[tuple[int, str, str]]:
    """(number, name, kind) of every union that stands right below one, on either line, in the tree's order. 1 query.

    Through them applications come up to a call of that union: they are its recommending units.
    """
    below = UnionParent.objects.filter(parent=union_id, until_date__isnull=True).values("union")
    rows = Union.objects.filter(pk__in=below).order_by("territory_path", "industry_path", "pk")
    return list(rows.values_list("pk", "name", "kind"))
