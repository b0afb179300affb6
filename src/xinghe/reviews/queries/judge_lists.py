"""Lists of judges: the pools an officer looks after, narrowed, and how much each judge has to read."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count as SqlCount
from django.db.models import Q, QuerySet
from django.db.models.functions import ExtractYear

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.foundation.clock import CHINA
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
from xinghe.reviews.models import Assignment, Judge, Seat
from xinghe.reviews.models.standing import as_clerk, standing
from xinghe.reviews.queries.panels import panels_for, pool_for
from xinghe.reviews.vocab import PanelState, SeatState
from xinghe.unions.models import Union

JUDGE_SORTS: dict[str, str] = {"enrolled": "id", "employer": "employer"}
PAGE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeFilter:
    """What the list is narrowed to. Every value comes from an address and may be nonsense."""

    q: str = ""
    field: str = ""
    employer: str = ""
    union_id: int | None = None
    # On this day they have time.
    free_on: date | None = None
    is_active: bool | None = None

    def keep(self, rows: QuerySet[Judge]) -> QuerySet[Judge]:
        """The rows that are left. 0 queries."""
        if "\x00" in self.q + self.field + self.employer:
            return rows.none()
        if self.field:
            rows = rows.filter(Q(fields__contains=[self.field]) | Q(near_fields__contains=[self.field]))
        if self.employer:
            rows = rows.filter(
                Q(employer__icontains=self.employer)
                | Q(employer_group__icontains=self.employer)
                | Q(employer_code__iexact=self.employer)
            )
        if self.union_id is not None:
            rows = rows.filter(union_id=self.union_id)
        if self.is_active is not None:
            rows = rows.filter(is_active=self.is_active)
        if self.free_on is not None:
            since = Q(available_from__isnull=True) | Q(available_from__lte=self.free_on)
            until = Q(available_until__isnull=True) | Q(available_until__gt=self.free_on)
            rows = rows.filter(since & until, is_active=True)
        return rows.filter(_matching(words)) if (words := self.q.strip()) else rows


def _matching(words: str) -> Q:
    found = (
        Q(person__name__startswith=words)
        | Q(person__name_initials__startswith=words.lower())
        | Q(speciality__icontains=words)
    )
    if code := code_meant(words, length=CODE_LENGTH):
        found |= Q(code=code)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeList:
    """One page of the list."""

    page: KeysetPage[Judge]
    count: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """What a judge has on panels that the reader may know: entries of panels under way, seats held, entries by year."""

    entries_now: int = 0
    seats_now: int = 0
    by_year: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeSeat:
    """A seat of a judge: on which panel, how they stand to it, and how many entries they have there."""

    panel: str
    call: str
    phase: str
    state: SeatState
    panel_state: PanelState
    is_chair: bool
    entries: int


def _sort(text: str) -> Sort:
    column = JUDGE_SORTS.get(text.removeprefix("-"))
    return Sort(column=column or "id", descending=text.startswith("-") if column else True)


def judge_list(
    actor: Actor, wanted: JudgeFilter, *, sort: str = "", cursor: str = "", size: int = PAGE
) -> JudgeList:
    """One page of the pools, with a count that stops at a cap. 2 queries. Refuses: CursorBroken."""
    found = wanted.keep(pool_for(actor))
    page = keyset_page(found, _sort(sort), cursor=cursor, size=size)
    return JudgeList(page=page, count=capped_count(found))


def judge_numbers(actor: Actor, wanted: JudgeFilter, *, sort: str = "", limit: int) -> list[int]:
    """The numbers of the whole list in its order, at most ``limit``. 1 query."""
    return numbers_in_order(wanted.keep(pool_for(actor)), _sort(sort), limit=limit)


def judges_of_numbers(actor: Actor, numbers: Sequence[int]) -> tuple[Judge, ...]:
    """The judges of these numbers in their order, as far as the actor may read them. 1 query."""
    found = pool_for(actor).in_bulk(list(numbers))
    return tuple(found[number] for number in numbers if number in found)


def judge_for(actor: Actor, code: str) -> Judge:
    """One judge of the pools. 1 query. Refuses: Missing."""
    found = pool_for(actor).filter(code=code).first()
    if found is None:
        raise Missing
    return found


def fields_of_pools(actor: Actor, *, union_id: int | None = None) -> dict[str, int]:
    """How many active judges of the pools name each field, as theirs or as near. 1 query."""
    rows = pool_for(actor).filter(is_active=True)
    if union_id is not None:
        rows = rows.filter(union_id=union_id)
    found = rows.order_by().values_list("fields", "near_fields")
    return dict(sorted(Counter(one for mine, near in found for one in {*mine, *near}).items()))


def union_choices_of_pools(actor: Actor) -> list[tuple[str, str]]:
    """(number, name) of the unions that have pools the actor may read. 1 query."""
    unions = pool_for(actor).order_by().values("union")
    rows = Union.objects.filter(pk__in=unions).order_by("territory_path", "industry_path", "pk")
    return [(str(number), name) for number, name in rows.values_list("pk", "name")]


def may_keep_pool(actor: Actor, judge: Judge) -> bool:
    """Whether a page offers to change this judge. 1 query."""
    return within(actor, Power.JUDGE_KEEP, Judge.objects.filter(pk=judge.pk)).exists()


def workloads_of(actor: Actor, judges: Collection[int]) -> dict[int, Workload]:
    """What each judge has to read, on panels that the actor may know of and is no party to. 4 queries."""
    panels = list(panels_for(actor).order_by().values_list("pk", flat=True))
    with as_clerk():
        rows = standing(Assignment.objects.filter(judge__in=judges, panel__in=panels)).order_by()
        counted = rows.annotate(year=ExtractYear("made_at", tzinfo=CHINA)).values("judge_id", "year")
        years: dict[int, dict[int, int]] = {}
        for judge, year, number in counted.annotate(number=SqlCount("pk")).values_list(
            "judge_id", "year", "number"
        ):
            years.setdefault(judge, {})[year] = number
        ended = (PanelState.CLOSED, PanelState.RELEASED)
        now = Counter(rows.exclude(panel__state__in=ended).values_list("judge_id", flat=True))
        sitting = (SeatState.SEATED, SeatState.INVITED, SeatState.ACCEPTED)
        seats = Seat.objects.filter(judge__in=judges, panel__in=panels, state__in=sitting)
        held = Counter(seats.exclude(panel__state__in=ended).values_list("judge_id", flat=True))
    return {
        one: Workload(
            entries_now=now[one], seats_now=held[one], by_year=dict(sorted(years.get(one, {}).items()))
        )
        for one in judges
    }


def seats_of_judge(actor: Actor, judge: Judge) -> tuple[JudgeSeat, ...]:
    """The seats of a judge on panels that the actor may know of and is no party to, the newest first. 4 queries."""
    panels = list(panels_for(actor).order_by().values_list("pk", flat=True))
    with as_clerk():
        rows = Seat.objects.filter(judge=judge, panel__in=panels).select_related("panel__call")
        tasks = standing(Assignment.objects.filter(judge=judge, panel__in=panels))
        entries = Counter(tasks.values_list("panel_id", flat=True))
        return tuple(
            JudgeSeat(
                panel=seat.panel.code,
                call=seat.panel.call.title,
                phase=seat.panel.phase,
                state=SeatState(seat.state),
                panel_state=PanelState(seat.panel.state),
                is_chair=seat.is_chair,
                entries=entries[seat.panel_id],
            )
            for seat in rows.order_by("-panel_id")
        )
