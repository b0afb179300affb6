"""What the public finds: ranked, counted, narrowed and highlighted; by the index, or without it by PostgreSQL."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.contrib.postgres.search import SearchRank
from django.db.models import F, Prefetch, QuerySet, Value

from xinghe.foundation.errors import Missing
from xinghe.foundation.keyset import Count
from xinghe.foundation.search import Snippet, question, snippet, words_to_find
from xinghe.foundation.search_index import IndexUnusable
from xinghe.results.models import Creator, FindableResult, Result
from xinghe.results.queries import indexed
from xinghe.results.queries.narrowing import ResultFilter
from xinghe.results.vocab import Stage
from xinghe.unions.models import Union

PAGE = 25
# Nobody reads further; whoever wants everything takes the open data (SEC-21).
MOST_PAGES = 100
# How well the words fit, newest or oldest first. Anything else in an address means the first.
ORDERS = ("fit", "-published", "published")
# Without the index PostgreSQL ranks and counts the newest of these that match; the page says so when there are more.
RANKED_WINDOW = 1_000
SHOWN_CHOICES = 40
_PASSAGE = ("problem", "solution", "innovation", "effect")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One way to narrow, with how many results it would leave. Places have their name as ``label``."""

    value: str
    number: int
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A result with what of it answers the words."""

    result: Result
    title: Snippet
    passage: Snippet


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What a reader finds: hits, how many, and what narrows further.

    ``facets``: category, field, year, and as place the children of the chosen place, or those of the province;
    ``trail``: the chosen place and those above it, from the top. ``is_window``: only the newest were looked at.
    """

    hits: tuple[Hit, ...]
    count: Count
    words: tuple[str, ...]
    order: str
    facets: dict[str, tuple[Facet, ...]] = field(default_factory=dict)
    trail: tuple[Facet, ...] = ()
    is_window: bool = False


def published() -> QuerySet[Result]:
    """What is public."""
    return Result.objects.filter(stage=Stage.PUBLISHED)


def _shown(rows: QuerySet[Result]) -> QuerySet[Result]:
    creators = Prefetch("creators", queryset=Creator.objects.filter(is_public=True).order_by("position"))
    return rows.defer("search").select_related("unit").prefetch_related(creators)


def published_result(code: str) -> Result:
    """One public result. 2 queries. Refuses: Missing."""
    found = _shown(published().filter(code=code.replace("\x00", ""))).first()
    if found is None:
        raise Missing
    return found


def find_published(wanted: ResultFilter, *, start: int = 0, size: int = PAGE, order: str = "fit") -> Findings:
    """The public's search. 3 queries with the index; without it 4, one more for each facet in force, and more for initials.

    ``start`` is held within ``MOST_PAGES``. What was withdrawn since the index was written is not shown.
    Without words the newest come first.
    """
    wanted = wanted.for_public()
    words = tuple(words_to_find(wanted.words))
    if order not in ORDERS or (order == "fit" and not wanted.words.strip()):
        order = "fit" if wanted.words.strip() else "-published"
    start = max(0, min(start, (MOST_PAGES - 1) * size))
    try:
        matches = indexed.search(wanted, order=order, start=start, size=size)
        count, is_window = Count(number=matches.total, is_capped=False), False
    except IndexUnusable:
        matches, count = _by_postgresql(wanted, words, order=order, start=start, size=size)
        is_window = count.is_capped
    places = _names(wanted.place_path, matches.facets.get("place", {}))
    facets = {name: _choices(name, counted, places) for name, counted in matches.facets.items()}
    found = _shown(published()).in_bulk(list(matches.numbers))
    return Findings(
        hits=tuple(_hit(found[number], words) for number in matches.numbers if number in found),
        count=count,
        words=words,
        order=order,
        facets=facets | {"place": facets.get("place", ())},
        trail=_trail(wanted.place_path, places) if wanted.is_sound else (),
        is_window=is_window,
    )


def _hit(result: Result, words: Sequence[str]) -> Hit:
    prose = "\n".join(text for name in _PASSAGE if (text := getattr(result, name)))
    return Hit(
        result=result,
        title=snippet(result.title, words, longest=len(result.title)),
        passage=snippet(prose, words),
    )


def _choices(name: str, counted: dict[str, int], places: dict[str, str]) -> tuple[Facet, ...]:
    """The values by number, years by year; the commonest ``SHOWN_CHOICES``."""
    by_number = sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:SHOWN_CHOICES]
    if name == "year":
        by_number.sort(reverse=True)
    return tuple(
        Facet(value=value, number=number, label=places.get(_last(value), "") if name == "place" else "")
        for value, number in by_number
    )


def _last(path: str) -> str:
    return path.split(".")[-2]


def _names(chosen: str, children: Iterable[str]) -> dict[str, str]:
    """The names of the chosen place, those above and those right below it, by number as text. 1 query."""
    numbers = {int(_last(path)) for path in children}
    numbers |= {
        int(part) for part in chosen.split(".") if part.isascii() and part.isdigit() and len(part) < 19
    }
    return {
        str(pk): short or name
        for pk, short, name in Union.objects.filter(pk__in=numbers).values_list("pk", "short_name", "name")
    }


def _trail(chosen: str, places: dict[str, str]) -> tuple[Facet, ...]:
    parts = [part for part in chosen.split(".") if part]
    return tuple(
        Facet(value=".".join(parts[: depth + 1]) + ".", number=0, label=places.get(part, ""))
        for depth, part in enumerate(parts)
    )


def _by_postgresql(
    wanted: ResultFilter, words: Sequence[str], *, order: str, start: int, size: int
) -> tuple[indexed.Matches, Count]:
    """The same question to PostgreSQL, which looks at the first ``RANKED_WINDOW`` that match: no word costs too much."""
    rows = _window(wanted, words, order=order)
    count = Count(number=min(len(rows), RANKED_WINDOW), is_capped=len(rows) > RANKED_WINDOW)
    facets = {
        name: dict(
            Counter(
                str(getattr(row, name))
                for row in (_window(wanted.without(name), (), order=order) if getattr(wanted, name) else rows)
            )
        )
        for name in ("category", "field", "year")
    }
    depth = max(wanted.place_path.count("."), 1) + 1
    if depth <= indexed.DEEPEST_PLACE:
        facets["place"] = Counter(
            path
            for row in rows
            for path in {*indexed.above(row.territory_path), *indexed.above(row.industry_path)}
            if path.count(".") == depth and path.startswith(wanted.place_path)
        )
    if order == "fit":
        rows.sort(key=lambda row: (-row.fit, -row.pk))  # type: ignore[attr-defined]  # annotated below
    numbers = tuple(row.pk for row in rows[:RANKED_WINDOW][start : start + size])
    return indexed.Matches(numbers=numbers, total=count.number, facets=facets), count


def _window(wanted: ResultFilter, words: Sequence[str], *, order: str) -> list[FindableResult]:
    """The first rows that match, newest or oldest first, one more than are counted, with what facets count. 1 query."""
    public = FindableResult.objects.filter(stage=Stage.PUBLISHED)
    fit = SearchRank(F("search"), question(words)) if words else Value(0.0)
    rows = wanted.keep(public).only("category", "field", "year", *FindableResult.LINES).annotate(fit=fit)
    ordered = ("published_at", "pk") if order == "published" else ("-published_at", "-pk")
    return list(rows.order_by(*ordered)[: RANKED_WINDOW + 1])
