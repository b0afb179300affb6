"""Results workbooks: send one in, watch it, see what was refused and why, take it back to be mended."""

from dataclasses import dataclass

from django import forms
from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import Power
from xinghe.foundation.errors import Forbidden, Refusal
from xinghe.foundation.files import FileStore
from xinghe.foundation.keyset import Sort, keyset_page
from xinghe.foundation.sheets import OutKind, guard_xlsx
from xinghe.jobs.queries import run_for
from xinghe.results import actions, queries
from xinghe.results.rules.rows import remark
from xinghe.unions.queries import places_for
from xinghe.web.desk.exports import XLSX, remarks_workbook
from xinghe.web.desk.frame import desk_page
from xinghe.web.desk.runs import job_of
from xinghe.web.kit.address import columns, cursor_of, pager_of
from xinghe.web.kit.doors import actor_of, changing, reading, sentence
from xinghe.web.kit.lists import ListColumn, Listing, ShownList, enter_listing
from xinghe.web.kit.parts import Badge, Column, Figure, Job, Pager

# Calamine holds a sheet in memory; past this size a workbook is sent in parts or from the command line.
UPLOAD_LIMIT = 60_000_000


class WorkbookForm(forms.Form):
    """One file, and for which union."""

    file = forms.FileField(
        label=gettext_lazy("Workbook"),
        help_text=gettext_lazy(
            "An .xlsx table as the offices send it: headers may stand on any of the first lines."
        ),
    )
    union = forms.ChoiceField(
        label=gettext_lazy("Sent in for"), help_text=gettext_lazy("The union whose office sends this table.")
    )

    def __init__(self, *args: object, actor: Actor, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # a form's own arguments
        self.fields["union"].choices = places_for(actor, Power.RESULT_RECORD)  # type: ignore[attr-defined]


def _checked(one: queries.Workbook, number: int) -> int | Badge:
    return number if one.finished_at is not None else Badge(word=_("being checked"), tone="wait")


WORKBOOKS: Listing[queries.Workbook] = enter_listing(
    Listing(
        name="workbooks",
        title=gettext_lazy("Workbooks"),
        page="desk:workbooks",
        columns=(
            ListColumn(key="file", label=gettext_lazy("Workbook"), cell=lambda one: one.file_name, width=34),
            ListColumn(
                key="union", label=gettext_lazy("Sent in for"), cell=lambda one: one.union.name, width=26
            ),
            ListColumn(
                key="person",
                label=gettext_lazy("By"),
                cell=lambda one: one.person.name if one.person else _("command line"),
            ),
            ListColumn(
                key="received", label=gettext_lazy("Received"), cell=lambda one: one.received_at, width=17
            ),
            ListColumn(
                key="accepted",
                label=gettext_lazy("Accepted"),
                cell=lambda one: _checked(one, one.accepted),
                kind="number",
                out=OutKind.NUMBER,
            ),
            ListColumn(
                key="refused",
                label=gettext_lazy("Refused lines"),
                cell=lambda one: _checked(one, one.refused),
                kind="number",
                out=OutKind.NUMBER,
            ),
            ListColumn(
                key="similar",
                label=gettext_lazy("Similar"),
                cell=lambda one: _checked(one, one.similar),
                kind="number",
                out=OutKind.NUMBER,
            ),
        ),
        numbers=lambda actor, query, limit: queries.workbook_numbers(actor, limit=limit),
        rows=queries.workbooks_of_numbers,
        url=lambda one: reverse("desk:workbook", args=[one.pk]),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookListPage:
    """Workbooks that were sent in."""

    list: ShownList


@require_GET
@reading
def workbook_list(request: HttpRequest) -> HttpResponse:
    """What was sent in, the newest first."""
    actor = actor_of(request)
    found = keyset_page(
        queries.workbooks_for(actor), Sort(column="id", descending=True), cursor=cursor_of(request.GET)
    )
    page = WorkbookListPage(list=WORKBOOKS.shown(request.GET, actor, found))
    return desk_page(request, "desk/workbooks.html", page)


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookNewPage:
    """The form to send one in."""

    form: WorkbookForm
    refusal: str = ""


@require_http_methods(["GET", "POST"])
@changing
def workbook_new(request: HttpRequest) -> HttpResponse:
    """Send a workbook in. What cannot be one is refused at once; its lines are checked as long work."""
    actor = actor_of(request)
    if not actor.carries(Power.RESULT_RECORD):
        raise Forbidden(power=Power.RESULT_RECORD)
    with fenced(actor):
        form = WorkbookForm(request.POST or None, request.FILES or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        try:
            workbook = _receive(actor, form)
        except Refusal as refusal:
            page = WorkbookNewPage(form=form, refusal=sentence(refusal))
            return desk_page(request, "desk/workbook_new.html", page, status=refusal.status)
        return redirect("desk:workbook", workbook)
    status = 422 if request.method == "POST" else 200
    return desk_page(request, "desk/workbook_new.html", WorkbookNewPage(form=form), status=status)


def _receive(actor: Actor, form: WorkbookForm) -> int:
    upload = form.cleaned_data["file"]
    store = FileStore(settings.XINGHE.var / "files")
    digest = store.put(upload.chunks(), limit=UPLOAD_LIMIT)
    guard_xlsx(store.path(digest))
    workbook = actions.receive_workbook(
        actor, union_id=int(form.cleaned_data["union"]), file_name=upload.name, file_digest=digest
    )
    return workbook.pk


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedCell:
    """One refused cell: where, what stood there, what is wrong and what would be right."""

    row: int
    column: str
    value: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkbookPage:
    """One workbook."""

    file_name: str
    union: str
    received_at: object
    person: str
    job: Job | None
    is_finished: bool
    totals: tuple[Figure, ...]
    columns: tuple[Column, ...]
    refused: tuple[RefusedCell, ...]
    pager: Pager
    results_url: str
    remarks_url: str
    file_url: str


@require_GET
@reading
def workbook(request: HttpRequest, workbook_id: int) -> HttpResponse:
    """How far it is; then its counts and its refused cells, line by line."""
    actor = actor_of(request)
    one = queries.workbook_for(actor, workbook_id)
    found = keyset_page(queries.errors_of(one), Sort(column="row"), cursor=cursor_of(request.GET), size=50)
    heads = (
        ("row", _("Line"), "tight"),
        ("column", _("Column"), "text"),
        ("value", _("Stands there"), "text"),
        ("words", _("What is wrong, and what would be right"), "text"),
    )
    results_url = reverse("desk:results") + f"?workbook={one.pk}"
    page = WorkbookPage(
        file_name=one.file_name,
        union=one.union.name,
        received_at=one.received_at,
        person=one.person.name if one.person else _("command line"),
        job=job_of(run_for(actor, one.run_id)) if one.run_id and one.finished_at is None else None,
        is_finished=one.finished_at is not None,
        totals=(
            Figure(label=_("Lines"), value=f"{one.rows:,}"),
            Figure(label=_("Accepted"), value=f"{one.accepted:,}", url=results_url),
            Figure(label=_("Newly recorded"), value=f"{one.recorded:,}", url=results_url),
            Figure(label=_("Refused lines"), value=f"{one.refused:,}"),
            Figure(
                label=_("Similar to earlier ones"), value=f"{one.similar:,}", url=results_url + "&similar=on"
            ),
        ),
        columns=columns(request.GET, heads),
        refused=tuple(
            RefusedCell(
                row=cell.row,
                column=cell.column,
                value=cell.value,
                words=remark(cell.code, cell.params, translate=_),
            )
            for cell in found.rows
        ),
        pager=pager_of(request.GET, found),
        results_url=results_url,
        remarks_url=reverse("desk:workbook-remarks", args=[one.pk]) if one.refused else "",
        file_url=reverse("desk:workbook-file", args=[one.pk]),
    )
    return desk_page(request, "desk/workbook.html", page)


@require_GET
@reading
def workbook_remarks(request: HttpRequest, workbook_id: int) -> FileResponse:
    """The refused lines as a workbook, each with its remarks, to be mended and sent in again."""
    one = queries.workbook_for(actor_of(request), workbook_id)
    source = FileStore(settings.XINGHE.var / "files").path(one.file_digest)
    stream = remarks_workbook(source, queries.errors_of(one))
    stem = one.file_name.rsplit(".", 1)[0]
    name = _("%(stem)s - to mend.xlsx") % {"stem": stem}
    return FileResponse(stream, as_attachment=True, filename=name, content_type=XLSX)


@require_GET
@reading
def workbook_file(request: HttpRequest, workbook_id: int) -> FileResponse:
    """The workbook as it came."""
    one = queries.workbook_for(actor_of(request), workbook_id)
    path = FileStore(settings.XINGHE.var / "files").path(one.file_digest)
    response = FileResponse(path.open("rb"), as_attachment=True, filename=one.file_name, content_type=XLSX)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
