"""Questions about results: an officer's list, one result, what the public finds, what became of a workbook."""

from dataclasses import dataclass, field, replace

from django.contrib.postgres.search import SearchRank
from django.db.models import Count as SqlCount
from django.db.models import F, Prefetch, Q, QuerySet

from xinghe.access.actor import Actor
from xinghe.access.checks import covered, within
from xinghe.access.powers import Power
from xinghe.foundation.errors import Missing
from xinghe.foundation.keyset import Count, KeysetPage, Sort, capped_count, keyset_page
from xinghe.foundation.search import is_initials, question, words_to_find
from xinghe.foundation.text import fold
from xinghe.results.models import Creator, Result, Workbook, WorkbookError
from xinghe.results.vocab import Stage

# Orders a reader may ask for; anything else in an address falls back to the first.
SORTS: dict[str, Sort] = {
    "newest": Sort(column="id", descending=True),
    "oldest": Sort(column="id"),
    "title": Sort(column="title_pinyin"),
    "finished": Sort(column="finished_date", descending=True),
    "year": Sort(column="year", descending=True),
}
# PostgreSQL ranks the newest of these that match; the page says so when there are more.
RANKED_WINDOW = 1_000
PAGE = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultFilter:
    """What a reader narrows a list of results to. Every value comes from an address and may be nonsense."""

    words: str = ""
    place_path: str = ""
    category: str = ""
    field: str = ""
    year: int | None = None
    stage: str = ""
    workbook_id: int | None = None
    similar: bool = False

    def without(self, name: str) -> "ResultFilter":
        """The same with one narrowing taken off: how a facet counts its own alternatives."""
        empty = {"year": None, "workbook_id": None, "similar": False}
        return replace(self, **{name: empty.get(name, "")})

    def keep(self, rows: QuerySet[Result]) -> QuerySet[Result]:
        """The rows that are left."""
        if self.place_path:
            rows = rows.filter(covered(Result.LINES, (self.place_path,)))
        exact = {
            "category": self.category,
            "field": self.field,
            "year": self.year,
            "stage": self.stage,
            "workbook_id": self.workbook_id,
        }
        rows = rows.filter(**{name: value for name, value in exact.items() if value not in ("", None)})
        if self.similar:
            rows = rows.filter(similar_coverage__isnull=False)
        return rows.filter(matching(self.words)) if self.words.strip() else rows


def matching(words: str) -> Q:
    """Rows that hold all the words; or, for two to twelve Latin letters, whose title has these pinyin initials."""
    cut = words_to_find(words)
    found = Q(search=question(cut)) if cut else Q(pk__in=[])
    if is_initials(words):
        found |= Q(title_initials__contains=fold(words))
    if fold(words).isalnum() and len(words.strip()) == 10:
        found |= Q(code=words.strip().upper())
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultList:
    """One page of an officer's list."""

    page: KeysetPage[Result]
    count: Count


def results_for(actor: Actor) -> QuerySet[Result]:
    """Every result this actor may read."""
    return within(actor, Power.RESULT_READ, Result.objects.all())


def result_list(
    actor: Actor, wanted: ResultFilter, *, sort: str = "newest", cursor: str = "", size: int = PAGE
) -> ResultList:
    """One page of what the actor may read, with a count that stops at a cap. 3 queries, any size."""
    rows = wanted.keep(results_for(actor))
    shown = (
        rows.select_related("unit")
        .prefetch_related(Prefetch("creators", queryset=Creator.objects.order_by("position")))
        .defer("problem", "solution", "innovation", "effect", "search", "property_rights")
    )
    order = SORTS.get(sort, SORTS["newest"])
    return ResultList(page=keyset_page(shown, order, cursor=cursor, size=size), count=capped_count(rows))


def result_for(actor: Actor, code: str) -> Result:
    """One result the actor may read, with unit, people and creators. 2 queries. Refuses: Missing."""
    rows = results_for(actor).filter(code=code).defer("search")
    found = (
        rows.select_related("unit", "recorded_by", "cleared_by", "published_by", "workbook")
        .prefetch_related(Prefetch("creators", queryset=Creator.objects.order_by("position")))
        .first()
    )
    if found is None:
        raise Missing
    return found


def published() -> QuerySet[Result]:
    """What is public."""
    return Result.objects.filter(stage=Stage.PUBLISHED)


def published_result(code: str) -> Result:
    """One public result. 2 queries. Refuses: Missing."""
    found = (
        published()
        .filter(code=code)
        .defer("search")
        .select_related("unit")
        .prefetch_related(
            Prefetch("creators", queryset=Creator.objects.filter(is_public=True).order_by("position"))
        )
        .first()
    )
    if found is None:
        raise Missing
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One way to narrow, with how many results it would leave."""

    value: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a reader finds: rows, how many, and what narrows further."""

    rows: tuple[Result, ...]
    count: Count
    words: tuple[str, ...]
    facets: dict[str, tuple[Facet, ...]] = field(default_factory=dict)
    is_window: bool = False


def find_published(wanted: ResultFilter, *, start: int = 0, size: int = PAGE) -> Findings:
    """The public's search: ranked by how well the words fit, newest first without words. At most 8 queries."""
    rows = wanted.keep(published())
    count = capped_count(rows)
    words = tuple(words_to_find(wanted.words))
    shown = rows.select_related("unit").defer("search")
    if words and not is_initials(wanted.words):
        window = rows.order_by("-published_at", "-pk").values("pk")[:RANKED_WINDOW]
        ranked = published().filter(pk__in=window).annotate(fit=SearchRank(F("search"), question(words)))
        shown = ranked.select_related("unit").order_by("-fit", "-pk")
    else:
        shown = shown.order_by("-published_at", "-pk")
    shown = shown.prefetch_related(
        Prefetch("creators", queryset=Creator.objects.filter(is_public=True).order_by("position"))
    )
    return Findings(
        rows=tuple(shown[start : start + size]),
        count=count,
        words=words,
        facets={name: _facet(wanted, name) for name in ("category", "field", "year")}
        | {"place": _place_facet(wanted)},
        is_window=bool(words) and (count.is_capped or count.number > RANKED_WINDOW),
    )


def _facet(wanted: ResultFilter, name: str) -> tuple[Facet, ...]:
    rows = wanted.without(name).keep(published())
    counted = rows.order_by().values(name).annotate(number=SqlCount("pk")).order_by("-number", name)
    return tuple(Facet(value=str(row[name]), number=row["number"]) for row in counted[:40])


def _place_facet(wanted: ResultFilter) -> tuple[Facet, ...]:
    raise NotImplementedError


def workbooks_for(actor: Actor) -> QuerySet[Workbook]:
    """Workbooks sent to where this actor reads, newest first. 1 query."""
    rows = within(actor, Power.RESULT_READ, Workbook.objects.all())
    return rows.select_related("union", "person").order_by("-received_at", "-pk")


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
