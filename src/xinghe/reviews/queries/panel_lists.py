"""Lists of panels: those of the unions an officer looks into, without those where they are a party."""

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
from xinghe.programmes.vocab import JUDGED, CallState
from xinghe.reviews.models import Panel
from xinghe.reviews.models.standing import as_clerk
from xinghe.reviews.queries.panels import panels_for
from xinghe.reviews.vocab import PanelState

PANEL_SORTS: dict[str, str] = {"made": "id", "opens": "opens_at", "closes": "closes_at"}
PAGE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelFilter:
    """What the list is narrowed to. Every value comes from an address and may be nonsense."""

    q: str = ""
    call: str = ""
    phase: str = ""
    state: str = ""
    is_mine: bool = False

    def keep(self, rows: QuerySet[Panel], actor: Actor) -> QuerySet[Panel]:
        """The rows that are left. 0 queries."""
        if "\x00" in self.q + self.call + self.phase + self.state:
            return rows.none()
        exact = {"call__code": self.call, "phase": self.phase, "state": self.state}
        rows = rows.filter(**{name: value for name, value in exact.items() if value})
        if words := self.q.strip():
            found = Q(call__title__icontains=words) | Q(category__icontains=words)
            if code := code_meant(words, length=CODE_LENGTH):
                found |= Q(code=code) | Q(call__code=code)
            rows = rows.filter(found)
        return rows.filter(pk__in=_arranged(actor)) if self.is_mine else rows


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelList:
    """One page of the list."""

    page: KeysetPage[Panel]
    count: Count


def _arranged(actor: Actor) -> QuerySet[Panel]:
    """Panels that this actor arranges and that still have steps before them."""
    rows = within(actor, Power.PANEL_ARRANGE, Panel.objects.exclude(state=PanelState.RELEASED))
    return rows.order_by()


def _shown(rows: QuerySet[Panel]) -> QuerySet[Panel]:
    return rows.defer("rubric", "call__terms", "call__announcement")


def _sort(text: str) -> Sort:
    column = PANEL_SORTS.get(text.removeprefix("-"))
    return Sort(column=column or "id", descending=text.startswith("-") if column else True)


def panel_list(
    actor: Actor, wanted: PanelFilter, *, sort: str = "", cursor: str = "", size: int = PAGE
) -> PanelList:
    """One page of what the actor may read, with a count that stops at a cap. 3 queries. Refuses: CursorBroken."""
    found = wanted.keep(panels_for(actor), actor)
    page = keyset_page(_shown(found), _sort(sort), cursor=cursor, size=size)
    return PanelList(page=page, count=capped_count(found))


def panel_numbers(actor: Actor, wanted: PanelFilter, *, sort: str = "", limit: int) -> list[int]:
    """The numbers of the whole list in its order, at most ``limit``. 2 queries."""
    return numbers_in_order(wanted.keep(panels_for(actor), actor), _sort(sort), limit=limit)


def panels_of_numbers(actor: Actor, numbers: Sequence[int]) -> tuple[Panel, ...]:
    """The panels of these numbers in their order, as far as the actor may read them. 2 queries."""
    found = _shown(panels_for(actor)).in_bulk(list(numbers))
    return tuple(found[number] for number in numbers if number in found)


def panel_state_counts(actor: Actor) -> dict[str, int]:
    """How many of the actor's panels stand in each state. 2 queries."""
    counted = panels_for(actor).order_by().values("state").annotate(number=SqlCount("pk"))
    return dict(counted.values_list("state", "number"))


def panels_under_way(actor: Actor) -> QuerySet[Panel]:
    """Panels that this actor arranges and that are not released yet, those that close first in front. 2 queries."""
    return _shown(panels_for(actor).filter(pk__in=_arranged(actor)).order_by("closes_at", "pk"))


def call_choices_of_panels(actor: Actor) -> list[tuple[str, str]]:
    """(code, title) of the calls that have panels the actor may read, the newest first. 2 queries."""
    calls = panels_for(actor).order_by().values("call")
    return list(Call.objects.filter(pk__in=calls).order_by("-pk").values_list("code", "title"))


def calls_to_judge(actor: Actor) -> tuple[tuple[Call, dict[str, int]], ...]:
    """Published calls whose panels this actor may arrange, the newest first, each with how many applications lie in a phase
    of judging. Those where the actor is a party are left out. 3 queries.
    """
    rows = within(actor, Power.PANEL_ARRANGE, Call.objects.filter(state=CallState.OPEN))
    calls = list(rows.select_related("union").order_by("-pk")[:50])
    counts: dict[int, dict[str, int]] = {}
    with as_clerk():
        entries = Application.objects.filter(call__in=calls, phase__in=JUDGED).order_by()
        counted = entries.values("call_id", "phase").annotate(number=SqlCount("pk"))
        for call, phase, number in counted.values_list("call_id", "phase", "number"):
            counts.setdefault(call, {})[phase] = number
        own = Application.objects.filter(call__in=calls, people__contains=[actor.person_id or 0])
        barred = set(own.values_list("call_id", flat=True))
    return tuple((call, counts.get(call.pk, {})) for call in calls if call.pk not in barred)
