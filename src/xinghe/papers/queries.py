"""Questions about numbered papers: which there are, their files, and the keys to check credentials with."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Count as SqlCount
from django.db.models import Max, Q, QuerySet

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.foundation.errors import Missing
from xinghe.foundation.files import FileStore
from xinghe.foundation.keyset import (
    Count,
    KeysetPage,
    Sort,
    capped_count,
    keyset_page,
    numbers_in_order,
)
from xinghe.papers.models import Paper, Series, SigningKey
from xinghe.papers.rules.credential import PublicKey
from xinghe.papers.vocab import MEDIA_TYPES, PaperFormat

__all__ = ["Paper"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFile:
    """A file of a paper that may be handed out: where its bytes lie, and what to call it."""

    path: Path
    file_name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesRow:
    """A row of numbers with how far it is: what it gave out in all and in one year, and what it gives next."""

    series: Series
    in_all: int
    in_year: int
    next_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFilter:
    """What the register is narrowed to. Every value comes from an address and may be nonsense."""

    q: str = ""
    series_id: int | None = None
    kind: str = ""
    state: str = ""
    year: int | None = None

    def keep(self, rows: QuerySet[Paper]) -> QuerySet[Paper]:
        """The rows that are left. 0 queries."""
        if "\x00" in self.q + self.kind + self.state:
            return rows.none()
        exact = {"series": self.series_id, "kind": self.kind, "state": self.state, "year": self.year}
        rows = rows.filter(**{name: value for name, value in exact.items() if value not in ("", None)})
        if words := self.q.strip():
            rows = rows.filter(Q(title__icontains=words) | Q(printed_number__icontains=words))
        return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperList:
    """One page of the register."""

    page: KeysetPage[Paper]
    count: Count


PAPER_SORTS: dict[str, str] = {
    "issued": "id",
    "day": "issued_on",
    "title": "title",
    "number": "number",
    "kind": "kind",
}
PAGE = 25


def paper_store() -> FileStore:
    """Where the files of papers lie, by digest. Nothing is ever taken out."""
    return FileStore(settings.XINGHE.var / "papers")


def series_for(actor: Actor) -> QuerySet[Series]:
    """The series whose papers the actor may read, with their unions."""
    return (
        within(actor, Power.PAPER_READ, Series.objects.all()).select_related("union").order_by("code", "pk")
    )


def series_rows(actor: Actor, *, year: int) -> tuple[SeriesRow, ...]:
    """The series that the actor may read, the open ones first, with how far each is in ``year``. 1 query.

    What a series gives next is counted over all its papers: whoever reads a series reads its papers.
    """
    this = Q(papers__year=year)
    rows = series_for(actor).annotate(
        in_all=SqlCount("papers"),
        in_year=SqlCount("papers", filter=this),
        last=Max("papers__number", filter=this),
    )
    return tuple(
        SeriesRow(
            series=one,
            in_all=one.in_all,
            in_year=one.in_year,
            next_number=one.form.write(year=year, number=(one.last or 0) + 1),
        )
        for one in rows.order_by("-is_open", "territory_path", "industry_path", "code", "pk")
    )


def series_to_number(actor: Actor, *, union_id: int, year: int) -> tuple[SeriesRow, ...]:
    """The open series of a union from which the actor may draw numbers. 1 query."""
    if union_id not in actor.desks_for(Power.PAPER_ISSUE):
        return ()
    return tuple(
        row for row in series_rows(actor, year=year) if row.series.is_open and row.series.union_id == union_id
    )


def _sort(text: str) -> Sort:
    column = PAPER_SORTS.get(text.removeprefix("-"))
    return Sort(column=column or "id", descending=text.startswith("-") if column else True)


def paper_list(
    actor: Actor, wanted: PaperFilter, *, sort: str = "", cursor: str = "", size: int = PAGE
) -> PaperList:
    """One page of the register, with a count that stops at a cap. 2 queries. Refuses: CursorBroken."""
    found = wanted.keep(papers_for(actor))
    page = keyset_page(found, _sort(sort), cursor=cursor, size=size)
    return PaperList(page=page, count=capped_count(found))


def paper_numbers(actor: Actor, wanted: PaperFilter, *, sort: str = "", limit: int) -> list[int]:
    """The numbers of the whole register in its order, at most ``limit``. 1 query."""
    return numbers_in_order(wanted.keep(papers_for(actor)), _sort(sort), limit=limit)


def papers_of_numbers(actor: Actor, numbers: Sequence[int]) -> tuple[Paper, ...]:
    """The papers of these numbers in their order, as far as the actor may read them. 1 query."""
    found = papers_for(actor).in_bulk(list(numbers))
    return tuple(found[number] for number in numbers if number in found)


def papers_for(actor: Actor) -> QuerySet[Paper]:
    """The papers that the actor may read, the newest first, with union and series."""
    rows = within(actor, Power.PAPER_READ, Paper.objects.all()).select_related(
        "union", "series", "issued_by", "voided_by"
    )
    return rows.order_by("-issued_on", "-pk")


def paper_for(actor: Actor, paper_id: int) -> Paper:
    """One paper. Refuses: Missing. 1 query."""
    found = papers_for(actor).filter(pk=paper_id).first()
    if found is None:
        raise Missing
    return found


def paper_file_for(actor: Actor, paper_id: int, form: PaperFormat) -> PaperFile:
    """The file of one paper as PDF or DOCX, named after its number. Refuses: Missing, FileGone. 1 query."""
    paper = paper_for(actor, paper_id)
    digest = paper.pdf_digest if form is PaperFormat.PDF else paper.docx_digest
    if not digest:
        raise Missing
    path = paper_store().path(digest)
    return PaperFile(
        path=path,
        file_name=f"{paper.printed_number}.{form}",
        media_type=MEDIA_TYPES[form],
        size=path.stat().st_size,
    )


def public_keys() -> tuple[PublicKey, ...]:
    """Every key that credentials were ever signed with, for anybody to check with. 1 query."""
    rows = SigningKey.objects.order_by("made_at", "pk").values_list("public", "until_date")
    return tuple(PublicKey(raw=bytes(raw), until=until) for raw, until in rows)
