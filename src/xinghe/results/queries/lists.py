"""What officers look at: lists of results within their reach, one result, and everything for an export."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.fence import fenced
from xinghe.access.powers import Power
from xinghe.foundation.errors import Missing
from xinghe.foundation.keyset import Count, KeysetPage, Sort, capped_count, keyset_page
from xinghe.results.models import Creator, FindableResult, Result
from xinghe.results.queries.narrowing import ResultFilter
from xinghe.results.vocab import Stage

# What an address may sort by, ``key`` upward and ``-key`` downward; anything else falls back to the newest first.
SORTS: dict[str, str] = {
    "recorded": "id",
    "title": "title_pinyin",
    "finished": "finished_date",
    "year": "year",
    "stage": "stage",
}
PAGE = 25
_PROSE = ("problem", "solution", "innovation", "effect", "property_rights")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultList:
    """One page of an officer's list."""

    page: KeysetPage[Result]
    count: Count


def sort_of(text: str) -> Sort:
    """The order an address asks for, if it is one of ``SORTS``."""
    column = SORTS.get(text.removeprefix("-"))
    return (
        Sort(column=column, descending=text.startswith("-")) if column else Sort(column="id", descending=True)
    )


def results_for(actor: Actor) -> QuerySet[Result]:
    """Every result this actor may read."""
    return within(actor, Power.RESULT_READ, Result.objects.all())


def _found(actor: Actor, wanted: ResultFilter) -> QuerySet[FindableResult]:
    return wanted.keep(within(actor, Power.RESULT_READ, FindableResult.objects.all()))


def _with_creators(rows: QuerySet[Result]) -> QuerySet[Result]:
    creators = Prefetch("creators", queryset=Creator.objects.order_by("position"))
    return rows.select_related("unit").prefetch_related(creators).defer("search")


def _in_order(numbers: Sequence[int], rows: QuerySet[Result]) -> tuple[Result, ...]:
    """The results of these numbers in their order, as far as the fence shows them."""
    found = rows.in_bulk(list(numbers))
    return tuple(found[number] for number in numbers if number in found)


def result_list(
    actor: Actor, wanted: ResultFilter, *, sort: str = "", cursor: str = "", size: int = PAGE
) -> ResultList:
    """One page of what the actor may read, with a count that stops at a cap. 4 queries, any size.

    Refuses: CursorBroken.
    """
    order = sort_of(sort)
    found = _found(actor, wanted)
    page = keyset_page(found.only("pk", order.column), order, cursor=cursor, size=size)
    shown = _in_order(
        [row.pk for row in page.rows], _with_creators(results_for(actor)).defer("search", *_PROSE)
    )
    return ResultList(
        page=KeysetPage(rows=shown, next_cursor=page.next_cursor, previous_cursor=page.previous_cursor),
        count=capped_count(found),
    )


def result_numbers(actor: Actor, wanted: ResultFilter, *, sort: str = "", limit: int) -> list[int]:
    """The numbers of the whole list in its order, at most ``limit``. 1 query."""
    order = sort_of(sort)
    mark = "-" if order.descending else ""
    found = _found(actor, wanted).order_by(f"{mark}{order.column}", f"{mark}pk")
    return list(found.values_list("pk", flat=True)[:limit])


def results_of_numbers(actor: Actor, numbers: Sequence[int]) -> tuple[Result, ...]:
    """These results in this order, as far as the actor may read them, with all that a list can show. 2 queries."""
    return _in_order(numbers, _with_creators(results_for(actor)))


def titles_of(actor: Actor, numbers: Sequence[int]) -> dict[int, str]:
    """What results are called, by number, as far as the actor may read them. 1 query."""
    return dict(results_for(actor).filter(pk__in=numbers).values_list("pk", "title"))


def every_result(actor: Actor, wanted: ResultFilter, *, batch: int = 2_000) -> Iterator[Result]:
    """All the actor may read, by number, a batch at a time in bounded memory: for exports of any size."""
    after = 0
    while True:
        with fenced(actor):
            rows = _found(actor, wanted).filter(pk__gt=after).order_by("pk")
            numbers = list(rows.values_list("pk", flat=True)[:batch])
            found = _in_order(numbers, _with_creators(results_for(actor)))
        yield from found
        if len(numbers) < batch:
            return
        after = numbers[-1]


def result_for(actor: Actor, code: str) -> Result:
    """One result the actor may read, with unit, people and creators. 2 queries. Refuses: Missing."""
    rows = results_for(actor).filter(code=code.replace("\x00", ""))
    found = (
        _with_creators(rows)
        .select_related("unit", "recorded_by", "cleared_by", "published_by", "workbook")
        .first()
    )
    if found is None:
        raise Missing
    return found


def code_of(actor: Actor, result_id: int) -> str:
    """The public code of a result the actor may read. 1 query. Refuses: Missing."""
    code = results_for(actor).filter(pk=result_id).values_list("code", flat=True).first()
    if code is None:
        raise Missing
    return code


def codes_of(result_ids: Sequence[int]) -> dict[int, str]:
    """Public codes by number, for a machine that names results it has no right to show. 1 query."""
    with fenced(Actor.for_job("index-texts")):
        return dict(Result.objects.filter(pk__in=result_ids).values_list("pk", "code"))


def waiting_to_be_cleared(actor: Actor) -> QuerySet[Result]:
    """What this actor, as a second person, may clear now, the oldest first. 1 query."""
    rows = within(actor, Power.RESULT_CLEAR, Result.objects.filter(stage=Stage.RECORDED))
    return rows.select_related("unit").defer("search", *_PROSE).order_by("pk")


def stage_counts(actor: Actor) -> dict[Stage, Count]:
    """How many results the actor's list has at each stage on the way to the public, each with its cap. 3 queries."""
    on_the_way = (Stage.RECORDED, Stage.CLEARED, Stage.PUBLISHED)
    return {stage: capped_count(_found(actor, ResultFilter(stage=stage))) for stage in on_the_way}
