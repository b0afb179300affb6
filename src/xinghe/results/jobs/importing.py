"""Take a workbook in: check every line, record the good ones in batches, then look for similar earlier texts."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TypeVar

from django.conf import settings

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.foundation.errors import gettext_noop
from xinghe.foundation.files import FileStore
from xinghe.foundation.sheets import find_header, read_rows
from xinghe.jobs.registry import Progress, long_work
from xinghe.results import actions, queries
from xinghe.results.actions.preparing import PreparedDraft
from xinghe.results.actions.workbooks import body_of
from xinghe.results.rules.rows import CellError, ResultDraft, check_rows
from xinghe.results.vocab import COLUMNS
from xinghe.texts.jobs.looking import look_for_similar, look_through
from xinghe.texts.queries import text_numbers
from xinghe.unions.queries import places
from xinghe.unions.rules import PlaceBook

# A batch is one transaction: small enough to hold no lock long, large enough to go in by the thousand.
BATCH = 500

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Resemblance:
    """A line whose text shares passages with an earlier one: ``to`` is its line here, else its result's code."""

    row: int
    to: int | str
    coverage: float


@dataclass(slots=True, kw_only=True)
class Report:
    """What became of a workbook."""

    rows: int = 0
    accepted: list[int] = field(default_factory=list)
    recorded: int = 0
    errors: list[CellError] = field(default_factory=list)
    similar: list[Resemblance] = field(default_factory=list)

    @property
    def rejected_rows(self) -> list[int]:
        """The lines that were not taken, each once, in order."""
        return sorted({error.row for error in self.errors})

    def to_json(self, *, say: Callable[[CellError], str]) -> dict[str, object]:
        """The printed form; ``say`` turns a refused cell into words."""
        return {
            "rows": self.rows,
            "accepted": len(self.accepted),
            "rejected_rows": self.rejected_rows,
            "errors": [
                {"row": error.row, "column": error.column, "code": error.code, "message": say(error)}
                for error in self.errors
            ],
            "similar": [
                {"row": one.row, "to": one.to, "coverage": round(one.coverage, 4)} for one in self.similar
            ],
        }


def checked(path: Path, *, book: PlaceBook, report: Report) -> Iterator[ResultDraft]:
    """The good lines of a workbook, one after the other; the refused ones go into ``report``. Asks no database.

    Refuses: SheetRefused, HeaderMissing.
    """
    rows = read_rows(path)
    header = find_header(rows, wanted=COLUMNS)
    for verdict in check_rows(rows, header=header, places=book):
        report.rows += 1
        if verdict.draft is None:
            report.errors.extend(verdict.errors)
        else:
            yield verdict.draft


@long_work("results.import", title=gettext_noop("Take in a results workbook"))
def import_workbook(actor: Actor, progress: Progress, *, workbook_id: int) -> dict[str, object]:
    """Record the good lines of a workbook that was received, and write down what was wrong with the others."""
    with fenced(actor):
        workbook = queries.workbook_for(actor, workbook_id)
    path = FileStore(settings.XINGHE.var / "files").path(workbook.file_digest)
    report = take_in(actor, path, workbook_id=workbook_id, progress=progress)
    return {"rows": report.rows, "accepted": len(report.accepted), "refused": len(report.rejected_rows)}


def take_in(actor: Actor, path: Path, *, workbook_id: int, progress: Progress) -> Report:
    """Carry a workbook through: record its good lines, look for what they resemble, write down how it ended."""
    report, lines = record_lines(actor, path, workbook_id=workbook_id, progress=progress)
    found = look_for_similar(actor, subject_kind="result", subject_ids=list(lines), progress=progress)
    actions.finish_workbook(
        actor,
        workbook_id=workbook_id,
        rows=report.rows,
        accepted=len(report.accepted),
        recorded=report.recorded,
        errors=report.errors,
        strongest={one.subject_id: one.coverage for one in found},
    )
    elsewhere = [one.source_id for one in found if one.source_id not in lines]
    codes = queries.codes_of(elsewhere)
    report.similar = sorted(
        (
            Resemblance(
                row=lines[one.subject_id],
                to=lines.get(one.source_id) or codes.get(one.source_id, ""),
                coverage=one.coverage,
            )
            for one in found
        ),
        key=lambda one: one.row,
    )
    return report


def record_lines(
    actor: Actor, path: Path, *, workbook_id: int, progress: Progress
) -> tuple[Report, dict[int, int]]:
    """Record the good lines, and say which line stands for which result.

    A batch at a time, each its own transaction, so that a stop loses no batch.
    """
    report = Report()
    lines: dict[int, int] = {}
    drafts = checked(path, book=places(), report=report)
    for batch in _one_ahead(_batches(map(PreparedDraft.of, drafts), BATCH)):
        taken = actions.record_drafts(actor, workbook_id=workbook_id, lines=batch)
        report.accepted.extend(one.line for one in taken)
        report.recorded += sum(one.is_new for one in taken)
        for one in taken:
            lines.setdefault(one.result_id, one.line)
        reached = {one.line for one in taken}
        report.errors.extend(
            _out_of_reach(line.draft) for line in batch if line.draft.sheet_line not in reached
        )
        progress(report.rows)
    report.errors.sort(key=lambda error: error.row)
    return report, lines


def dry_run(path: Path, *, progress: Progress) -> Report:
    """Check every line and look for similar texts, recording nothing."""
    report = Report()
    bodies: dict[int, str] = {}
    standing: dict[int, int] = {}
    for batch in _batches(checked(path, book=places(), report=report), BATCH):
        report.accepted.extend(draft.sheet_line for draft in batch)
        bodies |= {draft.sheet_line: body_of(draft) for draft in batch}
        standing |= queries.recorded_already(batch)
        progress(report.rows)
    texts = text_numbers("result", list(standing.values()))
    own = {line: texts[number] for line, number in standing.items() if number in texts}
    found = look_through(bodies, own=own)
    codes = queries.codes_of([one.source_id for one in found if not one.is_inside])
    report.similar = [
        Resemblance(
            row=one.key,
            to=one.source_id if one.is_inside else codes.get(one.source_id, ""),
            coverage=one.coverage,
        )
        for one in found
    ]
    return report


def _out_of_reach(draft: ResultDraft) -> CellError:
    return CellError(
        row=draft.sheet_line,
        column="",
        code="outside_reach",
        value=draft.unit_name,
        params={"unit": draft.unit_name},
    )


def _batches(items: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    items = iter(items)
    while batch := tuple(islice(items, size)):
        yield batch


def _one_ahead(items: Iterator[T]) -> Iterator[T]:
    """The same, but each is made while the one before is worked on: making one needs us, storing one PostgreSQL."""
    with ThreadPoolExecutor(1) as maker:
        coming = maker.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = maker.submit(next, items, None)
            yield item
