"""A hundred thousand results for measuring, taken in as any workbook is, only without comparing each with all others."""

import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from django.conf import settings
from django.db import connection

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.accounts.models import Person
from xinghe.foundation.clock import held_at
from xinghe.foundation.files import FileStore
from xinghe.foundation.sheets import write_csv
from xinghe.project.demonstration.actions import clear_and_publish
from xinghe.project.demonstration.firms import Firm, firm_name, invented_code
from xinghe.project.demonstration.prose import write
from xinghe.project.demonstration.sendings import YEARS, cells_of, drawn_category
from xinghe.project.demonstration.settling import hurry, union_of
from xinghe.results import actions
from xinghe.results.jobs.importing import record_lines
from xinghe.results.models import Workbook
from xinghe.results.vocab import COLUMNS, Field
from xinghe.unions.queries import actor_for, places
from xinghe.unions.rules import Place, PlaceBook
from xinghe.unions.vocab import UnionKind

MANY: Final = 100_000
# Firms with some twenty results each, up to a thousand in all.
_MOST_FIRMS_A_CITY: Final = 60
_RESULTS_A_FIRM: Final = 20
_LARGEST_FILE: Final = 50_000_000


def add_multitude(
    *, seed: int, number: int = MANY, tell: Callable[[int, int], None] = lambda done, total: None
) -> int:
    """Add workbooks until the cities have sent ``number`` results in five years; how many results are new."""
    book = places()
    cities = [place for place in book.places.values() if place.rank == UnionKind.CITY]
    batches = [(city, year) for year in YEARS for city in cities]
    firms = {
        city.code: tuple(_firms(city, number // len(cities) // _RESULTS_A_FIRM, book=book, seed=seed))
        for city in cities
    }
    hurry()
    added = 0
    for at, (city, year) in enumerate(batches):
        lines = number * (at + 1) // len(batches) - number * at // len(batches)
        added += _send(city, year, lines, firms=firms[city.code], book=book, seed=seed)
        tell(at + 1, len(batches))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return added


def _send(city: Place, year: int, lines: int, *, firms: tuple[Firm, ...], book: PlaceBook, seed: int) -> int:
    """One workbook of one city and year, unless it is there already."""
    machine, union = Actor.for_job("demonstration"), union_of(city.code)
    file_name = f"{year}年{city.name}五小成果大表.csv"
    received = datetime(year, 11, 20, 2, tzinfo=UTC)
    with held_at(received):
        sender, checker, publisher = (
            actor_for(Person.objects.get(staff_number=number).pk, via="command", now=received)
            for number in ("demo-provincial-2", "demo-provincial", "demo-provincial-2")
        )
        with fenced(machine):
            workbook = Workbook.objects.filter(file_name=file_name, union=union).first()
        if workbook is not None and workbook.finished_at is not None:
            return 0
        store = FileStore(settings.XINGHE.var / "files")
        if workbook is None:
            digest = store.put(
                [_table(city, year, lines, firms=firms, book=book, seed=seed)], limit=_LARGEST_FILE
            )
            workbook = actions.receive_workbook(
                sender, union_id=union.pk, file_name=file_name, file_digest=digest, run_now=True
            )
        path = store.path(workbook.file_digest)
        report, recorded = record_lines(sender, path, workbook_id=workbook.pk, progress=_untold)
    results = sorted(recorded)
    with held_at(received + timedelta(days=10)):
        clear_and_publish(
            machine,
            workbook_id=workbook.pk,
            cleared=results[1::20],
            published=[result for at, result in enumerate(results) if at % 20 > 1],
            checker_id=checker.person_id or 0,
            publisher_id=publisher.person_id or 0,
            published_at=received + timedelta(days=25),
        )
        # Last, so that a workbook that was cut off is taken up again.
        actions.finish_workbook(
            sender,
            workbook_id=workbook.pk,
            rows=report.rows,
            accepted=len(report.accepted),
            recorded=report.recorded,
            errors=report.errors,
            strongest={},
        )
    return report.recorded


def _table(
    city: Place, year: int, lines: int, *, firms: tuple[Firm, ...], book: PlaceBook, seed: int
) -> bytes:
    """The city's workbook: its firms are the same in every year, its texts are not."""
    chance = Random(f"{seed} {city.code} {year}")  # noqa: S311 -- repeatable, not secret
    fields = list(Field)
    taken: set[tuple[str, str]] = set()

    def rows() -> Iterator[list[str]]:
        for number in range(1, lines + 1):
            firm = chance.choice(firms)
            field = firm.field if chance.random() < 0.8 else chance.choice(fields)
            category = drawn_category(chance)
            prose = write(field, category, chance=chance)
            while (firm.uscc, prose.title) in taken:
                prose = write(field, category, chance=chance)
            taken.add((firm.uscc, prose.title))
            cells = cells_of(prose, firm, field, category, year, chance, book) | {"number": str(number)}
            yield [cells[column.name] for column in COLUMNS]

    file = io.BytesIO()
    write_csv(file, titles=[column.titles[0] for column in COLUMNS], rows=rows())
    return file.getvalue()


def _firms(city: Place, number: int, *, book: PlaceBook, seed: int) -> Iterator[Firm]:
    chance = Random(f"{seed} {city.code}")  # noqa: S311 -- repeatable, not secret
    below = [place for place in book.places.values() if place.parent == city.code] or [city]
    fields, taken = list(Field), set[str]()
    for at in range(max(2, min(_MOST_FIRMS_A_CITY, number))):
        place, field = below[at % len(below)], fields[at % len(fields)]
        name = firm_name(city.name.removesuffix("市")[:3], field, chance, taken=taken)
        taken.add(name)
        yield Firm(
            name=name,
            uscc=invented_code(place.code, chance),
            kind=UnionKind.UNIT,
            place_code=place.code,
            field=field,
        )


def _untold(done: int, total: int | None = None) -> None:
    """Progress is told a workbook at a time."""
