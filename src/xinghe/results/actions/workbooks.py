"""Take in what a county office sends: the workbook, its good lines, and what was wrong with the others."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db import connection

from xinghe.access.powers import JOB_POWERS, Power
from xinghe.access.work import Work, command
from xinghe.foundation.codes import new_code
from xinghe.foundation.errors import Missing
from xinghe.foundation.inserting import insert_rows, reserve_numbers
from xinghe.foundation.search import vector_of, words_to_store
from xinghe.jobs.actions import enqueue
from xinghe.results.actions.preparing import PreparedDraft
from xinghe.results.models import Creator, Result, Workbook, WorkbookError
from xinghe.results.queries import ResultKey, standing_results
from xinghe.results.rules.rows import CellError, ResultDraft
from xinghe.texts.actions import TextDraft, record_texts
from xinghe.unions.actions import place_union
from xinghe.unions.models import Union
from xinghe.unions.vocab import UnionKind

# One importer at a time decides what is already there; everybody else only reads.
_IMPORT_LOCK = 7_215_001


@command
def receive_workbook(
    work: Work, *, union_id: int, file_name: str, file_digest: str, run_now: bool = False
) -> Workbook:
    """Take a stored workbook for a union and have its lines recorded as long work.

    ``run_now`` leaves the work to the caller (the command line). Refuses: Missing, Forbidden.
    """
    union = work.claim(Union, union_id)
    work.require(Power.RESULT_RECORD, union)
    workbook = Workbook.objects.create(
        file_name=file_name[-255:],
        file_digest=file_digest,
        person_id=work.actor.person_id,
        union=union,
        territory_path=union.territory_path,
        industry_path=union.industry_path,
        received_at=work.now,
    )
    if not run_now:
        run = enqueue(
            work,
            "results.import",
            territory_path=union.territory_path,
            industry_path=union.industry_path,
            workbook_id=workbook.pk,
        )
        workbook.run_id = run.pk
        workbook.save(update_fields=["run_id"])
    work.record("workbook.receive", workbook, file=(None, file_name), digest=(None, file_digest))
    return workbook


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A line that was taken: the result that stands for it, and whether it is new."""

    line: int
    result_id: int
    is_new: bool


@command
def record_drafts(work: Work, *, workbook_id: int, lines: Sequence[PreparedDraft]) -> tuple[Taken, ...]:
    """Record the good lines of a workbook, in the order of its lines.

    A line is there already when the same unit has a result of the same title finished on the same
    date: sending a workbook twice doubles nothing. Lines of places that the sender does not reach
    are left out of the answer. One audit entry for the batch, with its lines.
    """
    workbook = work.claim(Workbook, workbook_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_IMPORT_LOCK])
    units = _units(work, [line.draft for line in lines])
    wanted = [line for line in lines if line.draft.uscc in units]
    standing = standing_results(units.values(), {line.title_key for line in wanted})
    fresh: list[PreparedDraft] = []
    known: list[tuple[PreparedDraft, ResultKey]] = []
    for line in wanted:
        key = _key(units, line)
        if key in standing:
            known.append((line, key))
        else:
            standing[key] = 0
            fresh.append(line)
    results: list[dict[str, object]] = []
    creators: list[dict[str, object]] = []
    texts: list[TextDraft] = []
    taken: list[Taken] = []
    for number, line in zip(reserve_numbers(Result, len(fresh)), fresh, strict=True):
        unit = units[line.draft.uscc]
        standing[_key(units, line)] = number
        results.append(_result(work, workbook, unit, line, number=number))
        creators.extend(_creators(unit, line, number=number))
        texts.append(_text(unit, line.draft, number=number))
        taken.append(Taken(line=line.draft.sheet_line, result_id=number, is_new=True))
    insert_rows(Result, results)
    insert_rows(Creator, creators)
    record_texts(work, texts)
    taken += [Taken(line=line.draft.sheet_line, result_id=standing[key], is_new=False) for line, key in known]
    work.record(
        "result.record",
        workbook,
        recorded=(None, len(fresh)),
        lines=(None, " ".join(str(line.draft.sheet_line) for line in fresh)),
    )
    return tuple(sorted(taken, key=lambda one: one.line))


@command
def finish_workbook(
    work: Work,
    *,
    workbook_id: int,
    rows: int,
    accepted: int,
    recorded: int,
    errors: Iterable[CellError],
    strongest: Mapping[int, float],
) -> Workbook:
    """Write down how a workbook ended: its counts, every refused cell, and which results resemble earlier ones.

    ``strongest`` maps a result's number to the coverage of its strongest similarity. Replaces what an
    earlier try wrote.
    """
    workbook = work.claim(Workbook, workbook_id)
    WorkbookError.objects.filter(workbook=workbook).delete()
    refused: set[int] = set()
    pile: list[WorkbookError] = []
    for error in errors:
        refused.add(error.row)
        pile.append(
            WorkbookError(
                workbook=workbook,
                row=error.row,
                column=error.column,
                code=error.code,
                value=error.value,
                params={name: str(value) for name, value in error.params.items()},
                territory_path=workbook.territory_path,
                industry_path=workbook.industry_path,
            )
        )
    WorkbookError.objects.bulk_create(pile, batch_size=2_000)
    workbook.rows, workbook.accepted, workbook.refused = rows, accepted, len(refused)
    workbook.recorded = max(workbook.recorded, recorded)
    resembling = list(Result.objects.filter(pk__in=strongest).only("pk"))
    for result in resembling:
        result.similar_coverage = strongest[result.pk]
    Result.objects.bulk_update(resembling, ["similar_coverage"], batch_size=1_000)
    workbook.similar = len(resembling)
    workbook.finished_at = work.now
    workbook.save(update_fields=["rows", "accepted", "refused", "recorded", "similar", "finished_at"])
    work.record("workbook.finish", workbook, accepted=(None, accepted), refused=(None, len(refused)))
    return workbook


class Written(Protocol):
    """What has the four sections of the form."""

    @property
    def problem(self) -> str: ...
    @property
    def solution(self) -> str: ...
    @property
    def innovation(self) -> str: ...
    @property
    def effect(self) -> str: ...


def body_of(draft: Written) -> str:
    """The prose of a result as one text, which is compared with earlier ones.

    In the order of the form; sections that hold nothing but a full stop are left out.
    """
    parts = (draft.problem, draft.solution, draft.innovation, draft.effect)
    return "\n".join(part for part in parts if part.strip("。. "))


def _units(work: Work, drafts: Sequence[ResultDraft]) -> dict[str, Union]:
    """The unit of every credit code, made where it is new; without those out of the actor's reach."""
    codes = {draft.uscc for draft in drafts}
    found = {unit.uscc: unit for unit in Union.objects.filter(uscc__in=codes)}
    places = {
        place.division_code: place
        for place in Union.objects.filter(
            division_code__in={d.place_code for d in drafts if d.uscc not in found}
        )
    }
    for draft in drafts:
        if draft.uscc not in found:
            place = places.get(draft.place_code)
            if place is None:
                raise Missing
            if _reaches(work, place):
                found[draft.uscc] = place_union(
                    work,
                    name=draft.unit_name,
                    kind=UnionKind.UNIT,
                    parent=place,
                    from_date=work.now.date(),
                    uscc=draft.uscc,
                )
    return {code: unit for code, unit in found.items() if _reaches(work, unit)}


def _reaches(work: Work, union: Union) -> bool:
    if work.actor.system:
        return Power.RESULT_RECORD in JOB_POWERS[work.actor.system]
    lines = [line for line in (union.territory_path, union.industry_path) if line]
    return any(line.startswith(path) for path in work.actor.paths_for(Power.RESULT_RECORD) for line in lines)


def _key(units: Mapping[str, Union], line: PreparedDraft) -> ResultKey:
    return units[line.draft.uscc].pk, line.title_key, line.draft.finished.date


def _result(
    work: Work, workbook: Workbook, unit: Union, line: PreparedDraft, *, number: int
) -> dict[str, object]:
    draft = line.draft
    names = " ".join([unit.name, *(creator.name for creator in draft.creators)])
    return {
        "id": number,
        "code": new_code(),
        "title": draft.title,
        "title_key": line.title_key,
        "title_pinyin": line.title_pinyin,
        "title_initials": line.title_initials,
        "category": draft.category,
        "field": draft.field,
        "unit_id": unit.pk,
        "territory_path": unit.territory_path,
        "industry_path": unit.industry_path,
        "first_is_frontline": bool(draft.first_is_frontline),
        "finished_date": draft.finished.date,
        "finished_precision": draft.finished.precision,
        "applied_date": draft.applied.date if draft.applied else None,
        "applied_precision": draft.applied.precision if draft.applied else "day",
        "year": draft.finished.date.year,
        "problem": draft.problem,
        "solution": draft.solution,
        "innovation": draft.innovation,
        "effect": draft.effect,
        "benefit_yuan": draft.benefit.yuan if draft.benefit else None,
        "benefit_qualifier": draft.benefit.qualifier if draft.benefit else "",
        "benefit_basis": draft.basis or "",
        "property_rights": draft.ip,
        "workbook_id": workbook.pk,
        "workbook_row": draft.sheet_line,
        "recorded_by_id": work.actor.person_id,
        "recorded_at": work.now,
        "search": vector_of(a=line.title_words, b=words_to_store(names), c=line.prose_words),
    }


def _creators(unit: Union, line: PreparedDraft, *, number: int) -> list[dict[str, object]]:
    return [
        {
            "result_id": number,
            "position": creator.position,
            "name": creator.name,
            "name_pinyin": pinyin,
            "share": creator.share,
            "territory_path": unit.territory_path,
            "industry_path": unit.industry_path,
        }
        for creator, pinyin in zip(line.draft.creators, line.names_pinyin, strict=True)
    ]


def _text(unit: Union, draft: ResultDraft, *, number: int) -> TextDraft:
    return TextDraft(
        subject_kind="result",
        subject_id=number,
        title=draft.title,
        body=body_of(draft),
        territory_path=unit.territory_path,
        industry_path=unit.industry_path,
    )
