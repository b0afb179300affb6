"""What it costs to find results: the public's search and the officers' lists, beside what PostgreSQL does by itself.

    python -m benchmarks.search [--results 100000] [--rounds 12] [--texts 20000] [--no-ilike] [--plans]

Everything in one run on one throw-away database, so compare lines with each other and not with another day.
Words are drawn from the texts by how many results hold them: common about a fifth, mid about 1 in 200, rare
about 1 in 5,000. Times are of whole calls, from the question to the page's values; no two calls ask the same.
``--texts`` has that many different texts recorded again and again, because cutting a million takes a while.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from itertools import cycle, islice
from pathlib import Path

from benchmarks.record import throw_away_database, timed

SEED = 20_251_122
CITIES, COUNTIES, UNITS = 17, 6, 40
COLUMNS = (
    "id, code, title, title_key, title_pinyin, title_initials, category, field, unit_id, territory_path, industry_path, "
    "first_is_frontline, finished_date, finished_precision, applied_precision, year, problem, solution, innovation, "
    "effect, benefit_qualifier, benefit_basis, property_rights, stage, recorded_at, cleared_by_id, cleared_at, "
    "published_at, similar_coverage, search, people"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What was laid down: places from the top to a unit, and words by how common they are."""

    province: str
    city: str
    county: str
    unit: str
    words: dict[str, list[str]]
    initials: list[str]


def lay_ground(count: int, texts: int) -> Ground:
    """A tree and ``count`` results, four of five published; by COPY, because a million commands are another subject."""
    from django.db import connection

    from xinghe.accounts.models import Person
    from xinghe.unions.models import Union
    from xinghe.unions.vocab import UnionKind

    chance = random.Random(SEED)
    clearer = Person.objects.create(staff_number="B000001", name="测", joined_at=datetime.now(UTC))
    numbers = iter(range(1, 1_000_000))

    def place(kind: UnionKind, name: str, above: str) -> Union:
        pk = next(numbers)
        line = "industry_path" if kind == UnionKind.INDUSTRY else "territory_path"
        return Union(pk=pk, kind=kind, name=name, short_name=name, **{line: f"{above}{pk}."})

    province = place(UnionKind.PROVINCE, "示例省", "")
    province.industry_path = province.territory_path
    cities = [place(UnionKind.CITY, f"示例{n}市", province.territory_path) for n in range(CITIES)]
    counties = [
        place(UnionKind.COUNTY, f"示例{n}县", city.territory_path) for city in cities for n in range(COUNTIES)
    ]
    industries = [place(UnionKind.INDUSTRY, f"示例产业{n}", province.territory_path) for n in range(6)]
    units = [
        place(UnionKind.UNIT, f"示例{n}{chance.choice('重工纺织医药电力')}厂", county.territory_path)
        for county in counties
        for n in range(UNITS)
    ]
    for unit in units[::4]:
        unit.industry_path = f"{chance.choice(industries).industry_path}{unit.pk}."
    Union.objects.bulk_create([province, *cities, *counties, *industries, *units], batch_size=2_000)
    seen: Counter[str] = Counter()
    initials: list[str] = []
    with connection.cursor() as cursor:
        # Triggers and keys are checked elsewhere; here they would only take the time of the loading.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'results_result' AND indexdef NOT LIKE '%UNIQUE%'"
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        with cursor.copy(f"COPY results_result ({COLUMNS}) FROM STDIN") as copy:
            for row, words in islice(rows(chance, units, clearer.pk, texts), count):
                copy.write_row(row)
                if row[0] % 20 == 0:
                    seen.update(words)
                    initials.append(row[5])
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("SET maintenance_work_mem = '1GB'")
        for _, definition in indexes:
            cursor.execute(definition)
        cursor.execute("VACUUM ANALYZE results_result")
        cursor.execute("ANALYZE")
    sampled = len(initials)
    classes = {"common": (0.12, 0.30), "mid": (0.003, 0.008), "rare": (0.0001, 0.0004)}
    words = {
        name: sorted(
            word for word, number in seen.items() if low <= number / sampled <= high and len(word) > 1
        )
        for name, (low, high) in classes.items()
    }
    for found in words.values():
        chance.shuffle(found)
    return Ground(
        province=province.territory_path,
        city=cities[3].territory_path,
        county=counties[20].territory_path,
        unit=units[400].territory_path,
        words=words,
        initials=sorted({one[2:6] for one in initials if len(one) > 8}),
    )


def rows(
    chance: random.Random, units: Sequence[object], clearer: int, texts: int
) -> Iterator[tuple[tuple[object, ...], list[str]]]:
    """Results as COPY takes them, with the words each holds."""
    from xinghe.foundation.pinyin import pinyin_initials, pinyin_key
    from xinghe.foundation.search import stored_vector, words_to_store
    from xinghe.project.demonstration.prose import write
    from xinghe.results.vocab import Category, Field

    began = datetime(2021, 1, 4, tzinfo=UTC)
    pool: list[tuple[object, ...]] = []
    fields, categories = list(Field), list(Category)
    for pk in range(1, 100_000_000):
        unit = chance.choice(units)
        if len(pool) < texts:
            field, category = chance.choice(fields), chance.choice(categories)
            prose = write(field, category, chance=chance)
            # Part numbers, some known everywhere and most of them once: words of every frequency.
            numbers = int(chance.paretovariate(0.35)) % 50_000, chance.randrange(5_000)
            solution = f"{prose.solution}选用XH{numbers[0]}型与XP{numbers[1]}型部件。"
            body = "\n".join((prose.problem, solution, prose.innovation, prose.effect))
            keys = pinyin_key(prose.title)[:255], pinyin_initials(prose.title)[:60]
            vector = stored_vector(a=prose.title, b="", c=body)
            words = list(set(words_to_store(f"{prose.title} {body}")))
            pool.append((field, category, prose, solution, keys, vector, words))
        field, category, prose, solution, keys, vector, words = (
            pool[pk - 1] if pk <= texts else chance.choice(pool)
        )
        finished = date(2021, 1, 1) + timedelta(days=chance.randrange(1_825))
        is_published = chance.random() < 0.8
        at = began + timedelta(seconds=pk * 40)
        row = (
            pk, f"B{pk:09d}", prose.title, f"{prose.title}{pk}"[-60:], *keys, str(category), str(field), unit.pk,
            unit.territory_path, unit.industry_path, False, finished, "day", "day", finished.year, prose.problem,
            solution, prose.innovation, prose.effect, "", "", "", "published" if is_published else "recorded", at,
            clearer if is_published else None, at if is_published else None, at if is_published else None,
            0.4 if chance.random() < 0.002 else None, vector, [],
        )  # fmt: skip
        yield row, words


def measured(calls: Sequence[Callable[[], object]]) -> tuple[float, float, float]:
    """Median and 95th percentile in milliseconds, and calls a second."""
    calls[0]()
    times = sorted(timed(call) for call in calls)
    return (
        statistics.median(times) * 1000,
        times[min(len(times) - 1, int(len(times) * 0.95))] * 1000,
        len(times) / sum(times),
    )


def line(name: str, results: Sequence[tuple[float, float, float] | None]) -> None:
    """One line of the table."""
    cells = [
        f"{p50:8.1f} {p95:8.1f} {rate:7.0f}" if one else f"{'–':>25}"
        for one in results
        for p50, p95, rate in [one or (0, 0, 0)]
    ]
    print(f"{name:34}" + " | ".join(cells), flush=True)


def questions(ground: Ground, rounds: int) -> dict[str, list[object]]:
    """Filters by class of question, ``rounds`` different ones of each."""
    from xinghe.results.queries import ResultFilter
    from xinghe.results.vocab import Category, Field

    def of(kind: str) -> list[ResultFilter]:
        return [ResultFilter(words=word) for word in islice(cycle(ground.words[kind]), rounds)]

    fields, categories = cycle(Field), cycle(Category)
    pairs = zip(of("common"), reversed(of("common")), strict=True)
    return {
        "common word": of("common"),
        "mid word": of("mid"),
        "rare word": of("rare"),
        "two common words": [replace(a, words=f"{a.words} {b.words}") for a, b in pairs],
        "common word in a city and field": [
            replace(one, place_path=ground.city, field=next(fields)) for one in of("common")
        ],
        "no words, everything": [ResultFilter()] * rounds,
        "no words, category and year": [
            ResultFilter(category=next(categories), year=2021 + n % 5) for n in range(rounds)
        ],
        "no words, a county": [ResultFilter(place_path=ground.county)] * rounds,
        "pinyin initials": [ResultFilter(words=one) for one in islice(cycle(ground.initials), rounds)],
        "code": [ResultFilter(words=f"B{n + 1:09d}") for n in range(rounds)],
    }


def by_itself(wanted: object) -> object:
    """What PostgreSQL answers exactly: rank of all, count of all, four GROUP BYs. No window, no index of ours."""
    from django.contrib.postgres.search import SearchRank
    from django.db.models import Count, F

    from xinghe.foundation.search import question, words_to_find
    from xinghe.results.models import FindableResult, Result

    rows = wanted.keep(FindableResult.objects.filter(stage="published"))
    words = words_to_find(wanted.words)
    found = rows.order_by("-published_at", "-pk")
    if words:
        found = rows.annotate(fit=SearchRank(F("search"), question(words))).order_by("-fit", "-pk")
    numbers = list(found.values_list("pk", flat=True)[:25])
    facets = [
        list(rows.order_by().values(name).annotate(number=Count("pk"))[:40])
        for name in ("category", "field", "year", "territory_path")
    ]
    return rows.count(), facets, list(Result.objects.filter(pk__in=numbers).select_related("unit"))


def by_ilike(wanted: object) -> object:
    """What many products do: ILIKE on the text, newest first, with a count; here with a trigram index."""
    from django.db.models import Q

    from xinghe.results.models import Result

    rows = Result.objects.filter(stage="published")
    for word in wanted.words.split():
        rows = rows.filter(Q(title__contains=word) | Q(solution__contains=word))
    return rows.count(), list(rows.order_by("-published_at").select_related("unit").defer("search")[:25])


def public(ground: Ground, rounds: int, *, ilike: bool) -> None:
    """The public's search, four ways."""
    from django.db import connection

    from xinghe.foundation.search_index import IndexUnusable
    from xinghe.results.queries import find_published, findings

    if ilike:
        with connection.cursor() as cursor:
            seconds = timed(
                lambda: cursor.execute(
                    "CREATE INDEX bench_trgm ON results_result USING gin (title gin_trgm_ops, solution gin_trgm_ops)"
                )
            )
        print(f"trigram index for ILIKE: {seconds:.1f} s")

    def without_index(wanted: object) -> object:
        found = findings.indexed.search

        def missing(*_: object, **__: object) -> None:
            raise IndexUnusable

        findings.indexed.search = missing  # type: ignore[assignment]
        try:
            return find_published(wanted)
        finally:
            findings.indexed.search = found

    print("\npublic search: p50 ms, p95 ms, calls/s, one caller")
    print(
        f"{'':34}{'with the index':>25} | {'window in PostgreSQL':>25} | {'exact in PostgreSQL':>25} | {'ILIKE':>25}"
    )
    for name, wanted in questions(ground, rounds).items():
        if not wanted:
            continue
        few = wanted[: max(4, rounds // 3)]
        line(
            name,
            [
                measured([partial(find_published, one) for one in wanted]),
                measured([partial(without_index, one) for one in few]),
                measured([partial(by_itself, one) for one in few]),
                measured([partial(by_ilike, one) for one in few])
                if ilike and "word" in name and "no words" not in name
                else None,
            ],
        )
    deep = [replace(one, words=one.words) for one in questions(ground, rounds)["common word"]]
    line("common word, page 100", [measured([partial(find_published, one, start=2_475) for one in deep])])
    if ilike:
        with connection.cursor() as cursor:
            cursor.execute("DROP INDEX bench_trgm")


def officers(ground: Ground, rounds: int, *, plans: bool) -> None:
    """The officer's list at four heights of the tree, behind the fence; beside the same without the view."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from xinghe.access.actor import Actor, Office
    from xinghe.access.fence import fenced
    from xinghe.access.powers import Role
    from xinghe.foundation.keyset import capped_count, keyset_page
    from xinghe.results.queries import ResultFilter, result_list, results_for
    from xinghe.results.queries.lists import sort_of

    asked = questions(ground, rounds)
    everything = [ResultFilter()] * rounds
    cases: dict[str, tuple[list[ResultFilter], str]] = {
        "newest": (everything, ""),
        "by title": (everything, "title"),
        "by title, downward": (everything, "-title"),
        "by year": (everything, "year"),
        "by finish, downward": (everything, "-finished"),
        "category and year": (asked["no words, category and year"], ""),
        "field by title": ([ResultFilter(field="medical")] * rounds, "title"),
        "recorded only": ([ResultFilter(stage="recorded")] * rounds, ""),
        "similar only": ([ResultFilter(similar=True)] * rounds, ""),
        "common word": (asked["common word"], ""),
        "mid word": (asked["mid word"], ""),
        "rare word": (asked["rare word"], ""),
        "common word by title": (asked["common word"], "title"),
        "two common words": (asked["two common words"], ""),
        "pinyin initials": (asked["pinyin initials"], ""),
    }

    def plain(actor: Actor, wanted: ResultFilter, sort: str) -> object:
        """The list on the table itself, as PostgreSQL runs it behind row-level security."""
        rows = wanted.keep(results_for(actor))
        page = keyset_page(rows.select_related("unit").defer("search"), sort_of(sort))
        return page, capped_count(rows)

    def timed_for(actor: Actor, ask: Callable[[], object]) -> Callable[[], object]:
        def call() -> object:
            with fenced(actor):
                return ask()

        return call

    print("\nofficer's list: p50 ms, p95 ms, calls/s, one caller")
    for place in ("province", "city", "county", "unit"):
        path = getattr(ground, place)
        office = Office(role=Role.OFFICER, union_id=1, union_name=place, paths=(path,))
        actor = Actor(person_id=987_654, via="web", offices=(office,))
        print(f"{place:34}{'ours':>25} | {'behind the fence alone':>25}")
        for name, (wanted, sort) in cases.items():
            if not wanted:
                continue
            ours = [timed_for(actor, partial(result_list, actor, one, sort=sort)) for one in wanted]
            with_words = any(one.words for one in wanted)
            few = [timed_for(actor, partial(plain, actor, one, sort)) for one in wanted[:3]]
            line(f"  {name}", [measured(ours), measured(few) if with_words else None])
            if plans:
                with CaptureQueriesContext(connection) as caught:
                    ours[0]()
                for one in caught.captured_queries:
                    if "results_findable" in one["sql"]:
                        with fenced(actor), connection.cursor() as cursor:
                            cursor.execute(
                                "EXPLAIN (ANALYZE, COSTS OFF, SUMMARY OFF) " + one["sql"].replace("%", "%%")
                            )
                            print("\n".join(row[0][:160] for row in cursor.fetchall()))
        with fenced(actor):
            middle = result_list(actor, ResultFilter(), sort="year").page
            for _ in range(20):
                middle = result_list(
                    actor, ResultFilter(), sort="year", cursor=middle.next_cursor, size=400
                ).page
        deep = [
            timed_for(
                actor, partial(result_list, actor, ResultFilter(), sort="year", cursor=middle.next_cursor)
            )
        ]
        line("  by year, 8,000 rows further", [measured(deep * rounds)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--results", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--texts", type=int, default=20_000)
    parser.add_argument("--no-ilike", action="store_true")
    parser.add_argument("--plans", action="store_true")
    arguments = parser.parse_args()
    with throw_away_database(), tempfile.TemporaryDirectory() as var:
        from django.conf import settings

        from xinghe.results.jobs.indexing import rebuild_index

        settings.XINGHE = replace(settings.XINGHE, var=Path(var))
        began = time.perf_counter()
        ground = lay_ground(arguments.results, arguments.texts)
        print(f"{arguments.results:,} results laid down in {time.perf_counter() - began:.0f} s")
        print("words:", ", ".join(f"{len(found)} {name}" for name, found in ground.words.items()))
        seconds = timed(rebuild_index)
        size = sum(file.stat().st_size for file in Path(var).rglob("*") if file.is_file())
        print(f"search index: {seconds:.1f} s, {size / 1e6:.0f} MB")
        public(ground, arguments.rounds, ilike=not arguments.no_ilike)
        officers(ground, arguments.rounds, plans=arguments.plans)


if __name__ == "__main__":
    main()
