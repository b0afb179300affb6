"""What only the demonstration needs: to remember when it began, and many steps of one kind in one transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from xinghe.access.work import Work, command
from xinghe.jobs.actions import enqueue
from xinghe.jobs.models import Run
from xinghe.results.models import Creator, Result, Workbook
from xinghe.results.vocab import Stage
from xinghe.texts.models import RecordedText
from xinghe.unions.models import Union

INDEXING: Final = "results.reindex"
TELLING_IDEAS: Final = "demonstration.tell_ideas"


@command
def ask_for_index(work: Work, *, union_id: int) -> Run:
    """Have the public search index built by the next worker, as long work that can be looked at."""
    top = Union.objects.get(pk=union_id)
    return enqueue(work, INDEXING, territory_path=top.territory_path, industry_path=top.industry_path)


@command
def begin_telling_ideas(work: Work) -> datetime:
    """Write down from when the months of ideas are told backwards: another day, one that was cut off is told the same."""
    work.record(TELLING_IDEAS, Union.objects.get(division_code="420000"))
    return work.now


@command
def clear_and_publish(
    work: Work,
    *,
    workbook_id: int,
    cleared: Sequence[int],
    published: Sequence[int],
    checker_id: int,
    publisher_id: int,
    published_at: datetime,
) -> int:
    """Clear these results of a workbook as one person and publish those as another; how many are public.

    For invented results by the thousand: the database still refuses a checker who is the maker. One
    entry in the record stands for all.
    """
    workbook = work.claim(Workbook, workbook_id)
    own = Result.objects.filter(workbook=workbook, stage=Stage.RECORDED)
    own.filter(pk__in=cleared).update(stage=Stage.CLEARED, cleared_by=checker_id, cleared_at=work.now)
    own.filter(pk__in=published).update(
        stage=Stage.PUBLISHED,
        cleared_by=checker_id,
        cleared_at=work.now,
        published_by=publisher_id,
        published_at=published_at,
    )
    Creator.objects.filter(result__in=published).update(is_public=True)
    RecordedText.objects.filter(subject_kind="result", subject_id__in=published).update(is_public=True)
    work.record(
        "demonstration.publish", workbook, cleared=(None, len(cleared)), published=(None, len(published))
    )
    return len(published)
