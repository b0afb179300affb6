"""What became of the workbooks somebody sent, and which of their lines stand recorded already."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db.models import QuerySet

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.fence import fenced
from xinghe.access.powers import Power
from xinghe.foundation.errors import Missing
from xinghe.foundation.text import fold
from xinghe.results.models import Result, Workbook, WorkbookError
from xinghe.results.rules.rows import ResultDraft
from xinghe.results.vocab import Stage
from xinghe.unions.models import Union

# Unit, folded title and date of finish: what makes two lines the same result.
ResultKey = tuple[int, str, date]


def workbooks_for(actor: Actor) -> QuerySet[Workbook]:
    """Workbooks sent to where this actor reads, newest first. 1 query."""
    rows = within(actor, Power.RESULT_READ, Workbook.objects.all())
    return rows.select_related("union", "person").order_by("-received_at", "-pk")


def workbook_numbers(actor: Actor, *, limit: int) -> list[int]:
    """The numbers of the workbooks this actor sees, the newest first, at most so many. 1 query."""
    return list(workbooks_for(actor).values_list("pk", flat=True)[:limit])


def workbooks_of_numbers(actor: Actor, numbers: Sequence[int]) -> list[Workbook]:
    """These workbooks in this order, as far as the actor sees them. 1 query."""
    found = workbooks_for(actor).in_bulk(list(numbers))
    return [found[number] for number in numbers if number in found]


def workbook_for(actor: Actor, workbook_id: int) -> Workbook:
    """One workbook. 1 query. Refuses: Missing."""
    found = workbooks_for(actor).filter(pk=workbook_id).first()
    if found is None:
        raise Missing
    return found


def errors_of(workbook: Workbook) -> QuerySet[WorkbookError]:
    """Its refused cells, by line. 1 query."""
    return WorkbookError.objects.filter(workbook=workbook).order_by("row", "pk")


def results_of(workbook: Workbook) -> QuerySet[Result]:
    """What was recorded from it, by line. 1 query."""
    return Result.objects.filter(workbook=workbook).order_by("workbook_row", "pk")


def title_key(title: str) -> str:
    """What of a title tells whether it is the same result sent again."""
    return fold(title)[:60]


def standing_results(units: Iterable[Union], title_keys: Collection[str]) -> dict[ResultKey, int]:
    """Results of these units with one of these titles, by what makes a line the same result. 1 query."""
    rows = Result.objects.filter(unit__in=list(units), title_key__in=title_keys).exclude(
        stage=Stage.WITHDRAWN
    )
    return {
        (unit, key, finished): number
        for unit, key, finished, number in rows.values_list("unit_id", "title_key", "finished_date", "pk")
    }


def recorded_already(drafts: Sequence[ResultDraft]) -> dict[int, int]:
    """The result that stands for a line already, by line; for a machine. 2 queries."""
    with fenced(Actor.for_job("index-texts")):
        units = {unit.uscc: unit for unit in Union.objects.filter(uscc__in={draft.uscc for draft in drafts})}
        standing = standing_results(units.values(), {title_key(draft.title) for draft in drafts})
    return {
        draft.sheet_line: standing[key]
        for draft in drafts
        if draft.uscc in units
        and (key := (units[draft.uscc].pk, title_key(draft.title), draft.finished.date)) in standing
    }
