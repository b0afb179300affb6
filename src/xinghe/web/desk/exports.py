"""Tables to take away: exactly what a list shows, and refused lines to be mended. Nothing in them runs."""

import importlib
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Protocol, cast

from django.http import FileResponse, Http404, HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.foundation.errors import gettext_noop
from xinghe.foundation.sheets import (
    OutColumn,
    SheetWriter,
    TableForm,
    cell_text,
    find_header,
    read_rows,
    write_table,
)
from xinghe.foundation.sheets.writing import OutCell
from xinghe.jobs.actions import ask_for
from xinghe.jobs.queries import file_of_run, office_words, run_files, run_for
from xinghe.jobs.registry import Progress, long_work
from xinghe.results.rules.rows import remark
from xinghe.results.vocab import COLUMNS
from xinghe.web.desk.frame import desk_page
from xinghe.web.kit.doors import actor_of, changing, reading
from xinghe.web.kit.lists import Listing, find_listing
from xinghe.web.kit.sparing import asked_again, people_shown, shows_people

XLSX = TableForm.XLSX.content_type
# So many rows are written while the person waits; a longer list is long work.
AT_ONCE = 5_000
# More than this no spreadsheet opens.
MOST_ROWS = 1_000_000
_BATCH = 1_000
# What long work leaves besides tables.
_OTHER_KINDS = {"pdf": "application/pdf"}
_MOST_BYTES = 2_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LongExportPage:
    """A list that is too long to be written while somebody waits."""

    title: str
    at_once: int


@require_http_methods(["GET", "POST"])
@shows_people
@changing
def list_export(request: HttpRequest, name: str) -> HttpResponseBase:
    """The list as it is narrowed, ordered and shown at its address; never more than the viewer may see.

    A long one is asked about first and then written as long work.
    """
    actor, listing = actor_of(request), _listing(name)
    form = _form(request.GET)
    if request.method == "POST":
        if listing.of_people and (answer := asked_again(request, AT_ONCE + 1)):
            return answer
        run = ask_for(
            actor,
            code="desk.export",
            arguments={
                "name": listing.name,
                "query": request.GET.urlencode(),
                "form": form.value,
                "language": translation.get_language() or "en",
            },
        )
        return redirect("desk:run", run.pk)
    with fenced(actor):
        numbers = listing.numbers(actor, request.GET, AT_ONCE + 1)
        if len(numbers) <= AT_ONCE:
            if listing.of_people:
                people_shown(request, numbers)
            stream = _spooled()
            rows = _lines(listing, listing.rows(actor, numbers), request.GET)
            _write(stream, form, listing, rows, query=request.GET)
            return _answer(stream, listing, form)
    page = LongExportPage(title=str(listing.title), at_once=AT_ONCE)
    return desk_page(request, "desk/export_long.html", page)


@long_work("desk.export", title=gettext_noop("Write a list to a file"), is_open=True)
def write_list(
    actor: Actor, progress: Progress, *, name: str, query: str, form: str, language: str
) -> dict[str, object]:
    """Write a whole list to a file, within what the person may read while it is written."""
    # A worker answers no requests, so nothing has loaded the lists yet.
    importlib.import_module("xinghe.web.desk.urls")
    listing, address, written = _listing(name), QueryDict(query), 0

    def lines() -> Iterator[tuple[OutCell, ...]]:
        nonlocal written
        for at in range(0, len(numbers), _BATCH):
            with fenced(actor):
                rows = listing.rows(actor, numbers[at : at + _BATCH])
                found = list(_lines(listing, rows, address))
            written += len(found)
            yield from found
            progress(at + len(found), len(numbers))

    with translation.override(language), tempfile.TemporaryFile() as stream:
        with fenced(actor):
            numbers = listing.numbers(actor, address, MOST_ROWS)
        progress(0, len(numbers))
        _write(stream, TableForm(form), listing, lines(), query=address)
        stream.seek(0)
        digest = run_files().put(iter(lambda: stream.read(1_000_000), b""), limit=_MOST_BYTES)
        file_name = f"{listing.title}.{form}"
    return {"rows": written, "file": digest, "file_name": file_name, "offices": list(office_words(actor))}


@require_GET
@reading
def run_file(request: HttpRequest, run_id: int) -> FileResponse:
    """The file that long work wrote, for who asked for it, as long as they hold the offices they held then."""
    actor = actor_of(request)
    path, file_name = file_of_run(actor, run_for(actor, run_id))
    end = file_name.rpartition(".")[2]
    kind = TableForm(end).content_type if end in set(TableForm) else _OTHER_KINDS[end]
    return FileResponse(path.open("rb"), as_attachment=True, filename=file_name, content_type=kind)


def _listing(name: str) -> Listing[Any]:
    listing = find_listing(name)
    if listing is None:
        raise Http404
    return listing


def _form(query: QueryDict) -> TableForm:
    wanted = query.get("format", "")
    return TableForm(wanted) if wanted in set(TableForm) else TableForm.XLSX


def _lines(listing: Listing[Any], rows: Iterable[Any], query: QueryDict) -> Iterator[tuple[OutCell, ...]]:
    language = translation.get_language() or "en"
    return (listing.file_row(row, query, language=language) for row in rows)


def _write(
    stream: IO[bytes],
    form: TableForm,
    listing: Listing[Any],
    rows: Iterable[tuple[OutCell, ...]],
    *,
    query: QueryDict,
) -> None:
    write_table(stream, form, columns=listing.file_columns(query), rows=rows, sheet=str(listing.title))


def _spooled() -> IO[bytes]:
    return cast("IO[bytes]", tempfile.SpooledTemporaryFile(max_size=8_000_000))


def _answer(stream: IO[bytes], listing: Listing[Any], form: TableForm) -> FileResponse:
    stream.seek(0)
    return FileResponse(
        stream, as_attachment=True, filename=f"{listing.title}.{form}", content_type=form.content_type
    )


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
    stream = _spooled()
    with SheetWriter(stream, columns=columns, sheet=_("to mend"), remarks_title=_("Remarks")) as sheet:
        for line, cells in rows:
            if line in by_row:
                texts = [
                    cell_text(cells[header.positions[name]]) if header.positions[name] < len(cells) else ""
                    for name in names
                ]
                sheet.row(texts, remarks=_remarks(by_row[line], place))
    stream.seek(0)
    return stream


def _remarks(errors: Iterable[RefusedCell], place: Mapping[str, int]) -> dict[int, str]:
    remarks: dict[int, str] = {}
    for error in errors:
        at = place.get(error.column, 0)
        said = f"{error.column}: {remark(error.code, error.params, translate=_)}"
        remarks[at] = f"{remarks[at]}\n{said}" if at in remarks else said
    return remarks
