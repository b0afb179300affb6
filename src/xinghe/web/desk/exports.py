"""Tables to take away: exactly what the list shows, and refused lines to be mended. Nothing in them runs."""

import io
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO, Protocol, cast

from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from xinghe.foundation.chinese_dates import format_day
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.foundation.sheets import (
    OutColumn,
    OutKind,
    SheetWriter,
    cell_text,
    find_header,
    read_rows,
    write_csv,
)
from xinghe.foundation.sheets.writing import OutCell
from xinghe.results import queries
from xinghe.results.rules.rows import remark
from xinghe.results.vocab import BASIS_LABELS, CATEGORY_LABELS, COLUMNS, FIELD_LABELS, STAGE_LABELS
from xinghe.web.desk.results import ResultFilterForm
from xinghe.web.kit.doors import actor_of, reading
from xinghe.web.kit.words import word

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# More is asked for from the command line, where nobody waits in front of a page.
MOST_ROWS = 50_000


class TooManyRows(Refusal):
    """The list is too long for a page to carry."""

    code = "too_many_rows"
    message = gettext_noop(
        "The list has more than %(limit)s results. Narrow it, or ask the operator for an export."
    )
    status = 413


def result_columns() -> tuple[OutColumn, ...]:
    """The columns of an export, in the order of the form."""
    return (
        OutColumn(title=pgettext("result", "Code"), width=12),
        OutColumn(title=_("Result"), width=34),
        OutColumn(title=_("Stage"), width=10),
        OutColumn(title=_("Category"), width=10),
        OutColumn(title=_("Field"), width=12),
        OutColumn(title=_("Unit"), width=26),
        OutColumn(title=_("Credit code"), width=21),
        OutColumn(title=_("Creators"), width=30),
        OutColumn(title=_("Finished"), width=14),
        OutColumn(title=_("In use since"), width=14),
        OutColumn(title=_("Problem"), width=40),
        OutColumn(title=_("Solution"), width=40),
        OutColumn(title=_("Innovation"), width=40),
        OutColumn(title=_("Effect"), width=40),
        OutColumn(title=_("Yearly benefit (yuan)"), width=16, kind=OutKind.MONEY),
        OutColumn(title=_("Basis"), width=10),
        OutColumn(title=_("Intellectual property"), width=24),
    )


def result_cells(result: "queries.Result", *, language: str) -> tuple[OutCell, ...]:
    """One result as a line of an export."""
    return (
        result.code,
        result.title,
        word(STAGE_LABELS, result.stage),
        word(CATEGORY_LABELS, result.category),
        word(FIELD_LABELS, result.field),
        result.unit.name,
        result.unit.uscc,
        "、".join(f"{creator.name}({creator.share.normalize():f}%)" for creator in result.creators.all()),
        format_day(result.finished, language),
        format_day(result.applied, language) if result.applied else "",
        result.problem,
        result.solution,
        result.innovation,
        result.effect,
        result.benefit_yuan,
        word(BASIS_LABELS, result.benefit_basis),
        result.property_rights,
    )


@require_GET
@reading
def results_export(request: HttpRequest) -> FileResponse:
    """The list as it is narrowed and ordered in the address, as .xlsx or .csv; never more than the viewer may see."""
    actor = actor_of(request)
    wanted = ResultFilterForm(request.GET, actor=actor).wanted()
    rows = queries.all_results(actor, wanted, sort=request.GET.get("sort", ""), limit=MOST_ROWS + 1)
    if len(rows) > MOST_ROWS:
        raise TooManyRows(limit=MOST_ROWS)
    language = request.LANGUAGE_CODE
    cells = (result_cells(result, language=language) for result in rows)
    stream = io.BytesIO()
    if request.GET.get("format") == "csv":
        write_csv(stream, titles=[column.title for column in result_columns()], rows=cells)
        stream.seek(0)
        return FileResponse(
            stream, as_attachment=True, filename=_("results") + ".csv", content_type="text/csv"
        )
    with SheetWriter(stream, columns=result_columns(), sheet=_("results")) as sheet:
        for line in cells:
            sheet.row(line)
    stream.seek(0)
    return FileResponse(stream, as_attachment=True, filename=_("results") + ".xlsx", content_type=XLSX)


class RefusedCell(Protocol):
    """A cell that was refused, stored or just read."""

    @property
    def row(self) -> int: ...
    @property
    def column(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def params(self) -> Mapping[str, object]: ...


def remarks_workbook(source: Path, errors: Iterable[RefusedCell]) -> IO[bytes]:
    """The refused lines of ``source`` with what is wrong beside each, in the file's own columns and order."""
    by_row: dict[int, list[RefusedCell]] = {}
    for error in errors:
        by_row.setdefault(error.row, []).append(error)
    rows = read_rows(source)
    header = find_header(rows, wanted=COLUMNS)
    names = sorted(header.positions, key=lambda name: header.positions[name])
    place = {header.titles[name]: at for at, name in enumerate(names)}
    wide = {"title", "problem", "solution", "innovation", "effect"}
    columns = [OutColumn(title=header.titles[name], width=36 if name in wide else 16) for name in names]
    stream = tempfile.SpooledTemporaryFile(max_size=8_000_000)  # noqa: SIM115 -- the response closes it
    with SheetWriter(
        cast("IO[bytes]", stream), columns=columns, sheet=_("to mend"), remarks_title=_("Remarks")
    ) as sheet:
        for line, cells in rows:
            if line in by_row:
                texts = [
                    cell_text(cells[header.positions[name]]) if header.positions[name] < len(cells) else ""
                    for name in names
                ]
                sheet.row(texts, remarks=_remarks(by_row[line], place))
    stream.seek(0)
    return cast("IO[bytes]", stream)


def _remarks(errors: Iterable[RefusedCell], place: Mapping[str, int]) -> dict[int, str]:
    remarks: dict[int, str] = {}
    for error in errors:
        at = place.get(error.column, 0)
        said = f"{error.column}: {remark(error.code, error.params, translate=_)}"
        remarks[at] = f"{remarks[at]}\n{said}" if at in remarks else said
    return remarks
