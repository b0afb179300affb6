"""Give a paper its number and keep its files; make one void."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from django.db.models import Max

from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.foundation import clock
from xinghe.foundation.errors import Forbidden, Refusal, gettext_noop
from xinghe.papers.actions.series import SeriesClosed
from xinghe.papers.models import Paper, Series
from xinghe.papers.queries import paper_store
from xinghe.papers.registry import is_held
from xinghe.papers.rules.layout import OfficialDocument
from xinghe.papers.rules.typesetting import PaperFiles, typeset
from xinghe.papers.rules.words import clean
from xinghe.papers.vocab import LARGEST_FILE, LEAST_REASON, LONGEST_TITLE, PaperKind, PaperState


class DateAhead(Refusal):
    """A paper bears the day on which it is signed."""

    code = "date_ahead"
    message = gettext_noop(
        "%(day)s has not come yet. Date the paper today or earlier, or issue it on that day."
    )
    status = 422


class TitleTooLong(Refusal):
    """More than a list shows."""

    code = "title_too_long"
    message = gettext_noop("The title has %(count)s characters. Shorten it to %(limit)s.")
    status = 422


class VoidAlready(Refusal):
    """It was made void before."""

    code = "void_already"
    message = gettext_noop("%(number)s is void already. Open it to read who made it void, and why.")


class PaperHeld(Refusal):
    """What it says holds until another paper takes it back."""

    code = "paper_held"
    message = gettext_noop(
        "%(number)s is a decision that holds. Have it taken back by another decision; its number then stays as it is."
    )


class VoidReasonNeeded(Refusal):
    """A number that no longer counts is explained."""

    code = "void_reason_needed"
    message = gettext_noop(
        "Say in at least %(least)s characters why %(number)s is void; everybody who sees it reads this."
    )
    status = 422


@command
def issue_paper(work: Work, *, series_id: int, kind: PaperKind, document: OfficialDocument) -> Paper:
    """Give an official document the next number of its series and year, typeset it with that number, keep both files.

    Refuses: as ``write_paper``.
    """
    return write_paper(
        work,
        series_id=series_id,
        kind=kind,
        title=document.title,
        on=document.day,
        make=lambda number: typeset(replace(document, number=number)),
    )


def write_paper(
    work: Work, *, series_id: int, kind: PaperKind, title: str, on: date, make: Callable[[str], PaperFiles]
) -> Paper:
    """Draw the next number of a series in the year of ``on``, have the files made with it, and register the paper.

    For commands that issue a paper as part of something larger. The series stays locked until they commit: numbers
    come in one row, and what is undone leaves no gap. Refuses: Missing, Forbidden, SeriesClosed, DateAhead, TitleTooLong,
    FileTooLarge.
    """
    series = work.claim(Series, series_id)
    work.require(Power.PAPER_ISSUE, series)
    if work.actor.person_id is None:
        raise Forbidden(power=Power.PAPER_ISSUE)
    if not series.is_open:
        raise SeriesClosed(series=series.code)
    if on > work.now.astimezone(clock.CHINA).date():
        raise DateAhead(day=on)
    said = clean(title).replace("\n", "")
    if len(said) > LONGEST_TITLE:
        raise TitleTooLong(count=len(said), limit=LONGEST_TITLE)
    number = next_number(work, series, on.year)
    printed = series.form.write(year=on.year, number=number)
    files, store = make(printed), paper_store()
    paper = Paper.objects.create(
        series=series,
        union_id=series.union_id,
        year=on.year,
        number=number,
        printed_number=printed,
        kind=kind,
        title=said,
        issued_on=on,
        issued_at=work.now,
        issued_by_id=work.actor.person_id,
        pdf_digest=store.put([files.pdf], limit=LARGEST_FILE),
        docx_digest=store.put([files.docx], limit=LARGEST_FILE) if files.docx else "",
        territory_path=series.territory_path,
        industry_path=series.industry_path,
    )
    work.record(
        "paper.issue", paper, number=(None, printed), title=(None, said), digest=(None, paper.pdf_digest)
    )
    return paper


def next_number(work: Work, series: Series, year: int) -> int:
    """The number that follows the last one of the year; ``series`` was claimed, so nobody else asks meanwhile."""
    last = Paper.objects.filter(series=series, year=year).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


@command
def void_paper(work: Work, *, paper_id: int, reason: str) -> Paper:
    """Say that a paper no longer counts, and why. Its number is never given again, and its files stay.

    Refuses: Missing, Forbidden, PaperHeld, VoidAlready, VoidReasonNeeded.
    """
    paper = work.claim(Paper, paper_id)
    work.require(Power.PAPER_ISSUE, paper)
    if work.actor.person_id is None:
        raise Forbidden(power=Power.PAPER_ISSUE)
    if is_held(paper.pk):
        raise PaperHeld(number=paper.printed_number)
    if paper.state == PaperState.VOID:
        raise VoidAlready(number=paper.printed_number)
    said = clean(reason)
    if len(said) < LEAST_REASON:
        raise VoidReasonNeeded(least=LEAST_REASON, number=paper.printed_number)
    paper.state, paper.void_reason = PaperState.VOID, said
    paper.voided_at, paper.voided_by_id = work.now, work.actor.person_id
    paper.save(update_fields=["state", "void_reason", "voided_at", "voided_by"])
    work.record("paper.void", paper, reason=said, number=(paper.printed_number, None))
    return paper
