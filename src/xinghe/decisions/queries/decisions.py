"""Decisions of an officer: the list, what waits for a second person, and the calls whose list waits for a decision."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count as SqlCount
from django.db.models import Q, QuerySet

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.decisions.models import Decision
from xinghe.decisions.vocab import DecisionKind, DecisionState
from xinghe.foundation.codes import CODE_LENGTH
from xinghe.foundation.errors import Missing
from xinghe.foundation.keyset import (
    Count,
    KeysetPage,
    Sort,
    capped_count,
    keyset_page,
    numbers_in_order,
)
from xinghe.foundation.search import code_meant
from xinghe.papers.registry import paper_holder
from xinghe.programmes.models import Application, Call
from xinghe.programmes.vocab import Phase

DECISION_SORTS: dict[str, str] = {"made": "id", "title": "title", "state": "state", "kind": "kind"}
PAGE = 25
_HEAVY = ("call__terms", "call__announcement")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionFilter:
    """What the list is narrowed to. Every value comes from an address and may be nonsense."""

    q: str = ""
    state: str = ""
    kind: str = ""
    call: str = ""
    year: int | None = None
    waits_for_me: bool = False

    def keep(self, rows: QuerySet[Decision], actor: Actor) -> QuerySet[Decision]:
        """The rows that are left. 0 queries."""
        if "\x00" in self.q + self.state + self.kind + self.call:
            return rows.none()
        exact = {"state": self.state, "kind": self.kind, "call__code": self.call, "call__year": self.year}
        rows = rows.filter(**{name: value for name, value in exact.items() if value not in ("", None)})
        if words := self.q.strip():
            found = Q(title__icontains=words) | Q(paper__printed_number__icontains=words)
            if code := code_meant(words, length=CODE_LENGTH):
                found |= Q(code=code)
            rows = rows.filter(found)
        return rows.filter(pk__in=decisions_to_issue(actor).values("pk")) if self.waits_for_me else rows


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionList:
    """One page of the list."""

    page: KeysetPage[Decision]
    count: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class CallToName:
    """A call of which something is confirmed and nothing drafted, with how much is confirmed."""

    call: Call
    confirmed: int


def _decisions(actor: Actor) -> QuerySet[Decision]:
    return within(actor, Power.DECISION_READ, Decision.objects.all())


def _shown(rows: QuerySet[Decision]) -> QuerySet[Decision]:
    shown = rows.select_related("call", "union", "paper", "award", "made_by", "issued_by")
    named = SqlCount("awards")
    return shown.annotate(named=named).defer(*_HEAVY, "award__credential")


def decision_for(actor: Actor, code: str) -> Decision:
    """One decision with everything its page shows. 1 query. Refuses: Missing."""
    rows = _decisions(actor).filter(code=code)
    found = rows.select_related("call__union", "union", "paper", "award", "made_by", "issued_by").first()
    if found is None:
        raise Missing
    return found


def decisions_to_issue(actor: Actor) -> QuerySet[Decision]:
    """Drafts of colleagues that wait for this actor as the second person."""
    return within(actor, Power.DECISION_ISSUE, Decision.objects.filter(state=DecisionState.DRAFT))


def calls_to_name(actor: Actor) -> tuple[CallToName, ...]:
    """The calls at which this actor may begin a decision of naming, the newest first. 2 queries."""
    confirmed = Application.objects.filter(phase=Phase.CONFIRMED).order_by()
    counted = dict(confirmed.values("call").annotate(number=SqlCount("pk")).values_list("call", "number"))
    begun = Decision.objects.filter(kind=DecisionKind.NAMING, state=DecisionState.DRAFT)
    rows = within(actor, Power.DECISION_MAKE, Call.objects.filter(pk__in=counted))
    rows = rows.exclude(pk__in=begun.values("call")).select_related("union")
    return tuple(
        CallToName(call=one, confirmed=counted[one.pk])
        for one in rows.defer("terms", "announcement").order_by("-pk")
    )


def _sort(text: str) -> Sort:
    column = DECISION_SORTS.get(text.removeprefix("-"))
    return Sort(column=column or "id", descending=text.startswith("-") if column else True)


def decision_list(
    actor: Actor, wanted: DecisionFilter, *, sort: str = "", cursor: str = "", size: int = PAGE
) -> DecisionList:
    """One page of what the actor may read, with a count that stops at a cap. 2 queries. Refuses: CursorBroken."""
    found = wanted.keep(_decisions(actor), actor)
    page = keyset_page(_shown(found), _sort(sort), cursor=cursor, size=size)
    return DecisionList(page=page, count=capped_count(found))


def decision_numbers(actor: Actor, wanted: DecisionFilter, *, sort: str = "", limit: int) -> list[int]:
    """The numbers of the whole list in its order, at most ``limit``. 1 query."""
    return numbers_in_order(wanted.keep(_decisions(actor), actor), _sort(sort), limit=limit)


def decisions_of_numbers(actor: Actor, numbers: Sequence[int]) -> tuple[Decision, ...]:
    """The decisions of these numbers in their order, as far as the actor may read them. 1 query."""
    found = _shown(_decisions(actor)).in_bulk(list(numbers))
    return tuple(found[number] for number in numbers if number in found)


def decision_state_counts(actor: Actor) -> dict[str, int]:
    """How many of the actor's decisions stand in each state. 1 query."""
    counted = _decisions(actor).order_by().values("state").annotate(number=SqlCount("pk"))
    return dict(counted.values_list("state", "number"))


def calls_of_decisions(actor: Actor) -> list[tuple[str, str]]:
    """(code, title) of the calls that the actor may read a decision about, the newest first. 1 query."""
    calls = _decisions(actor).order_by().values("call")
    return list(Call.objects.filter(pk__in=calls).order_by("-pk").values_list("code", "title"))


@paper_holder("decisions")
def is_decision(paper_id: int) -> bool:
    """Whether a decision was issued as this paper. 1 query."""
    return Decision.objects.filter(paper=paper_id).exists()


def decision_of_paper(actor: Actor, paper_id: int) -> Decision | None:
    """The decision that was issued as this paper, if it is one that the actor may read. 1 query."""
    return _decisions(actor).filter(paper=paper_id).first()
