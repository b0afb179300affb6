"""The list of notices as a desk narrows and orders it, and what a new one could be made of."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count as SqlCount
from django.db.models import Q, QuerySet

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.fence import fenced
from xinghe.access.powers import Power
from xinghe.foundation.codes import CODE_LENGTH
from xinghe.foundation.keyset import Count, KeysetPage, Sort, capped_count, keyset_page, numbers_in_order
from xinghe.foundation.search import code_meant
from xinghe.notices.models import Notice, NoticeLine, Objection
from xinghe.notices.queries.desk import notices_for
from xinghe.notices.rules.words import Contact
from xinghe.notices.vocab import BOX, OPEN, NoticeState
from xinghe.programmes.models import Application, Call
from xinghe.programmes.queries import calls_applied_to
from xinghe.programmes.vocab import CallState, Phase

NOTICE_SORTS: dict[str, str] = {"made": "id", "title": "title", "state": "state"}
PAGE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFilter:
    """What the list is narrowed to. Every value comes from an address and may be nonsense."""

    q: str = ""
    call: str = ""
    state: str = ""
    waits_for_me: bool = False

    def keep(self, rows: QuerySet[Notice], actor: Actor) -> QuerySet[Notice]:
        """The rows that are left. 0 queries."""
        if "\x00" in self.q + self.call + self.state:
            return rows.none()
        exact = {"call__code": self.call, "state": self.state}
        rows = rows.filter(**{name: value for name, value in exact.items() if value})
        if words := self.q.strip():
            found = Q(title__icontains=words) | Q(call__title__icontains=words)
            if code := code_meant(words, length=CODE_LENGTH):
                found |= Q(code=code)
            rows = rows.filter(found)
        return rows.filter(pk__in=notices_to_publish(actor).values("pk")) if self.waits_for_me else rows


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeList:
    """One page of the list."""

    page: KeysetPage[Notice]
    count: Count


def notices_to_publish(actor: Actor) -> QuerySet[Notice]:
    """Drafts that wait for this actor, as the second person of their union."""
    rows = Notice.objects.filter(state=NoticeState.DRAFT).exclude(made_by=actor.person_id)
    rows = rows.exclude(call__in=calls_applied_to(actor))
    return within(actor, Power.NOTICE_PUBLISH, rows)


def _shown(rows: QuerySet[Notice]) -> QuerySet[Notice]:
    return rows.defer("list_text", "introduction", "call__terms", "call__announcement")


def _sort(text: str) -> Sort:
    column = NOTICE_SORTS.get(text.removeprefix("-"))
    return Sort(column=column or "id", descending=text.startswith("-") if column else True)


def notice_page(
    actor: Actor, wanted: NoticeFilter, *, sort: str = "", cursor: str = "", size: int = PAGE
) -> NoticeList:
    """One page of what the actor may read, with a count that stops at a cap. 2 queries. Refuses: CursorBroken."""
    found = wanted.keep(notices_for(actor), actor)
    page = keyset_page(_shown(found), _sort(sort), cursor=cursor, size=size)
    return NoticeList(page=page, count=capped_count(found))


def notice_numbers(actor: Actor, wanted: NoticeFilter, *, sort: str = "", limit: int) -> list[int]:
    """The numbers of the whole list in its order, at most ``limit``. 1 query."""
    return numbers_in_order(wanted.keep(notices_for(actor), actor), _sort(sort), limit=limit)


def notices_of_numbers(actor: Actor, numbers: Sequence[int]) -> tuple[Notice, ...]:
    """The notices of these numbers in their order, as far as the actor may read them. 1 query."""
    found = _shown(notices_for(actor)).in_bulk(list(numbers))
    return tuple(found[number] for number in numbers if number in found)


def notice_state_counts(actor: Actor) -> dict[str, int]:
    """How many of the actor's notices stand in each state. 1 query."""
    counted = notices_for(actor).order_by().values("state").annotate(number=SqlCount("pk"))
    return dict(counted.values_list("state", "number"))


def calls_of_notices(actor: Actor) -> list[tuple[str, str]]:
    """(code, title) of the calls whose notices the actor reads, the newest first. 1 query."""
    calls = notices_for(actor).order_by().values("call")
    return list(Call.objects.filter(pk__in=calls).order_by("-pk").values_list("code", "title"))


def open_counts(actor: Actor, numbers: Sequence[int]) -> dict[int, int]:
    """How many objections to each of these notices wait for a decision, as far as the actor handles them. 1 query."""
    rows = Objection.objects.filter(notice__in=numbers, state__in=OPEN)
    counted = within(actor, Power.OBJECTION_READ, rows).order_by().values("notice")
    return dict(counted.annotate(number=SqlCount("pk")).values_list("notice", "number"))


def undecided_count(notice: Notice) -> int:
    """How many objections keep what stands on a notice from being confirmed, whoever handles them. 3 queries."""
    lines = NoticeLine.objects.filter(notice=notice).values("application")
    with fenced(BOX):
        return Objection.objects.filter(application__in=lines, state__in=OPEN).count()


def calls_to_notice(actor: Actor) -> list[tuple[Call, int]]:
    """The open calls for which this actor may make a notice now, with how many applications are proposed. 2 queries."""
    calls = within(actor, Power.NOTICE_MAKE, Call.objects.filter(state=CallState.OPEN))
    calls = calls.exclude(pk__in=calls_applied_to(actor))
    proposed = Application.objects.filter(phase=Phase.PROPOSED, call__in=calls.values("pk")).order_by()
    counts = dict(proposed.values("call").annotate(number=SqlCount("pk")).values_list("call", "number"))
    found = calls.filter(pk__in=counts).select_related("union").order_by("-pk")
    return [(one, counts[one.pk]) for one in found]


def call_to_notice(actor: Actor, code: str) -> Call | None:
    """One of the actor's open calls, to which they did not apply themselves. 1 query."""
    rows = within(actor, Power.NOTICE_MAKE, Call.objects.filter(state=CallState.OPEN, code=code))
    rows = rows.exclude(pk__in=calls_applied_to(actor))
    return rows.select_related("union").first()


def proposed_in(actor: Actor, call: Call) -> tuple[Application, ...]:
    """What could go on a notice of this call. 1 query."""
    rows = within(actor, Power.APPLICATION_READ, Application.objects.filter(call=call, phase=Phase.PROPOSED))
    return tuple(rows.select_related("unit").defer("answers").order_by("grade", "pk"))


def standing_on(notice: Notice) -> dict[int, str]:
    """The applications on a list that still stand on public notice: their titles, by number. 1 query."""
    rows = NoticeLine.objects.filter(notice=notice, application__phase=Phase.PUBLIC_NOTICE)
    return dict(rows.order_by("position").values_list("application_id", "application__title"))


def awaits_decision(notice: Notice) -> bool:
    """Whether something on a list was confirmed and no decision has named it yet. 1 query."""
    return NoticeLine.objects.filter(notice=notice, application__phase=Phase.CONFIRMED).exists()


def listed_numbers(notice: Notice) -> list[int]:
    """The numbers of the applications on a list, in its order. 1 query."""
    rows = NoticeLine.objects.filter(notice=notice).order_by("position")
    return list(rows.values_list("application_id", flat=True))


def usual_contacts(actor: Actor, union_id: int) -> tuple[Contact, ...]:
    """The ways to object that the union's last notice named. 1 query."""
    last = notices_for(actor).filter(union=union_id).first()
    return last.contacts if last else ()


def correction_of(notice: Notice) -> str:
    """The code of the draft or notice that is to take its place, if there is one. 1 query."""
    return Notice.objects.filter(replaces=notice).values_list("code", flat=True).first() or ""
