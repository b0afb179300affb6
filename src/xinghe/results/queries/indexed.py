"""The public search index of results: what a document of it holds, and how a question is put to it.

Only published results are in it, and only what the public may read of them.
"""

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import tantivy
from django.conf import settings
from django.db import connection
from django.db.models import Prefetch
from tantivy import Occur, Query

from xinghe.foundation.codes import CODE_LENGTH
from xinghe.foundation.pinyin import pinyin_initials
from xinghe.foundation.search import (
    asked,
    code_meant,
    initials_meant,
    words_to_find,
    words_to_store,
)
from xinghe.foundation.search_index import SearchIndex
from xinghe.foundation.text import fold
from xinghe.results.models import Creator, Result
from xinghe.results.queries.narrowing import ResultFilter
from xinghe.results.vocab import Stage

# Raised when documents are made differently: an index of another version is rebuilt.
VERSION = 1
# Below the province: city or industry, county or enterprise, unit. A facet shows the children of a place.
DEEPEST_PLACE = 4
# More children than any union has; counts are exact as long as all of them are counted.
_MOST_CHILDREN = 5_000
_TITLE_WEIGHT, _NAME_WEIGHT = 3.0, 2.0


def _make_schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("number", indexed=True, fast=True)
    builder.add_integer_field("published", fast=True)
    for name in ("every", "title", "names"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    builder.add_text_field("initials", tokenizer_name="whitespace", index_option="position")
    for name in ("code", "name", "place"):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic")
    for name in ("category", "field", "year", *(f"place{depth}" for depth in range(2, DEEPEST_PLACE + 1))):
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    return builder.build()


SCHEMA = _make_schema()


@functools.cache
def _index(database: str) -> SearchIndex:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT system_identifier, (SELECT oid FROM pg_database WHERE datname = current_database())"
            " FROM pg_control_system()"
        )
        server, number = cursor.fetchone()
    # Transaction numbers mean nothing in another database: a restored one gets an index of its own.
    directory = settings.XINGHE.var / "search" / f"{server}-{number}" / "results"
    return SearchIndex(directory, schema=SCHEMA, key="number", version=VERSION)


def result_index() -> SearchIndex:
    """The index of this database. 1 query, once a process."""
    return _index(str(connection.settings_dict["NAME"]))


def documents(numbers: Iterable[int]) -> Iterator[tantivy.Document]:
    """Documents of those results that are published. 2 queries; call it as the public, so that nothing else gets in."""
    rows = (
        Result.objects.filter(pk__in=list(numbers), stage=Stage.PUBLISHED)
        .defer("search")
        .select_related("unit")
        .prefetch_related(
            Prefetch("creators", queryset=Creator.objects.filter(is_public=True).order_by("position"))
        )
    )
    return map(_document, rows)


def _document(result: Result) -> tantivy.Document:
    people = [creator.name for creator in result.creators.all()]
    title = words_to_store(result.title)
    names = words_to_store(" ".join([result.unit.name, *people]))
    body = words_to_store("\n".join((result.problem, result.solution, result.innovation, result.effect)))
    document = tantivy.Document()
    document.add_integer("number", result.pk)
    assert result.published_at is not None
    document.add_integer("published", (int(result.published_at.timestamp()) << 32) + result.pk)
    document.add_text("title", " ".join(title))
    document.add_text("names", " ".join(names))
    document.add_text("every", " ".join((*title, *names, *body)))
    document.add_text(
        "initials", " - ".join(map(_trigrams, (result.title_initials, pinyin_initials(result.unit.name))))
    )
    document.add_text("code", result.code)
    for name in (result.unit.name, *people):
        document.add_text("name", fold(name))
    for name, value in (("category", result.category), ("field", result.field), ("year", str(result.year))):
        document.add_text(name, value)
    for path in sorted({*above(result.territory_path), *above(result.industry_path)}):
        document.add_text("place", path)
        if 2 <= path.count(".") <= DEEPEST_PLACE:
            document.add_text(f"place{path.count('.')}", path)
    return document


def _trigrams(letters: str) -> str:
    return " ".join(letters[at : at + 3] for at in range(len(letters) - 2))


def above(path: str) -> list[str]:
    """A path and all above it: 1.4.9. → 1. 1.4. 1.4.9."""
    parts = path.split(".")[:-1]
    return [".".join(parts[: depth + 1]) + "." for depth in range(len(parts))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matches:
    """Numbers of results in order, how many there are, and by facet and value how many each would leave."""

    numbers: tuple[int, ...]
    total: int
    facets: dict[str, dict[str, int]]


def search(wanted: ResultFilter, *, order: str, start: int, size: int) -> Matches:
    """What the index finds. 0 queries. Raises: IndexUnusable."""
    whole = _query(wanted)
    passes: dict[ResultFilter, dict[str, object]] = {}
    for name, (alternatives, terms) in _facets(wanted).items():
        passes.setdefault(alternatives, {})[name] = {"terms": terms}
    questions = [(_query(alternatives), terms) for alternatives, terms in passes.items()]
    by = None if order == "fit" else "published"
    way = tantivy.Order.Asc if order == "published" else tantivy.Order.Desc
    facets: dict[str, dict[str, int]] = {}
    with result_index().searcher() as searcher:
        found = searcher.search(whole, limit=size, offset=start, count=True, order_by_field=by, order=way)
        numbers = searcher.fast_field_values("number", [address for _, address in found.hits])
        total: int = found.count  # type: ignore[attr-defined]  # the stubs leave it out
        for query, terms in questions:
            for name, counted in searcher.aggregate(query, terms).items():
                facets[name] = {bucket["key"]: bucket["doc_count"] for bucket in counted["buckets"]}
    return Matches(numbers=tuple(int(number or 0) for number in numbers), total=total, facets=facets)


def _facets(wanted: ResultFilter) -> dict[str, tuple[ResultFilter, dict[str, object]]]:
    """For each facet the question whose answers it counts, and what is counted."""
    facets: dict[str, tuple[ResultFilter, dict[str, object]]] = {
        name: (wanted.without(name), {"field": name, "size": 100}) for name in ("category", "field", "year")
    }
    depth = max(wanted.place_path.count("."), 1) + 1
    if wanted.is_sound and depth <= DEEPEST_PLACE:
        # A result also lies below other places, on its other line; only children of this one are counted.
        inside = wanted.place_path.replace(".", r"\.") or r"[0-9]+\."
        facets["place"] = (
            wanted,
            {"field": f"place{depth}", "size": _MOST_CHILDREN, "include": rf"{inside}[0-9]+\."},
        )
    return facets


def _query(wanted: ResultFilter) -> Query:
    if not wanted.is_sound:
        return Query.empty_query()
    exact = {
        "place": wanted.place_path,
        "category": wanted.category,
        "field": wanted.field,
        "year": "" if wanted.year is None else str(wanted.year),
    }
    parts = [
        (Occur.Must, Query.const_score_query(Query.term_query(SCHEMA, name, value), 0.0))
        for name, value in exact.items()
        if value
    ]
    if wanted.words.strip():
        parts.append((Occur.Must, _matching(wanted.words)))
    return Query.boolean_query(parts) if parts else Query.all_query()


def _matching(text: str) -> Query:
    words = words_to_find(text)
    ways = [_all_of(words)] if words else []
    if letters := initials_meant(text):
        grams = _trigrams(letters).split()
        ways.append(
            Query.phrase_query(SCHEMA, "initials", [*grams])
            if len(grams) > 1
            else Query.term_query(SCHEMA, "initials", grams[0])
        )
    if code := code_meant(text, length=CODE_LENGTH):
        ways.append(Query.term_query(SCHEMA, "code", code))
    if name := fold(asked(text)):
        ways.append(Query.boost_query(Query.term_query(SCHEMA, "name", name), _NAME_WEIGHT))
    return Query.boolean_query([(Occur.Should, way) for way in ways]) if ways else Query.empty_query()


def _all_of(words: list[str]) -> Query:
    """All words somewhere; a document with them in its title or names comes first."""
    parts = [(Occur.Must, Query.term_query(SCHEMA, "every", word)) for word in words]
    for field, weight in (("title", _TITLE_WEIGHT), ("names", _NAME_WEIGHT)):
        parts += [
            (Occur.Should, Query.boost_query(Query.term_query(SCHEMA, field, word), weight)) for word in words
        ]
    return Query.boolean_query(parts)
