"""Scoring without a connection: a sheet to take away and to send back, and the receipts of what was given."""

import tempfile
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Final, cast

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_POST

from xinghe.access.fence import fenced
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.foundation.files import FileTooLarge
from xinghe.foundation.sheets import TableForm
from xinghe.reviews import actions, queries
from xinghe.reviews.actions.sheets import LineTaken
from xinghe.web.jury.frame import jury_page
from xinghe.web.jury.reviewing import seat_for
from xinghe.web.kit.doors import actor_of, changing, reading, sentence
from xinghe.web.kit.parts import Badge

# A sheet of a thousand entries has some 200 KB.
LARGEST_SHEET: Final = 4_000_000


class SheetMissing(Refusal):
    """The form came without a file."""

    code = "score_sheet_missing"
    message = gettext_noop("There is no file in what you sent. Choose the score sheet and send it again.")
    status = 422


@require_GET
@reading
def sheet(request: HttpRequest, code: str) -> FileResponse:
    """My entries as a workbook, with what I gave or drafted; its name says nothing but the panel."""
    stream = BytesIO()
    queries.write_score_sheet(actor_of(request), code, stream)
    stream.seek(0)
    name = _("score sheet %(code)s.xlsx") % {"code": code}
    response = FileResponse(
        stream, as_attachment=True, filename=name, content_type=TableForm.XLSX.content_type
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


@dataclass(frozen=True, slots=True, kw_only=True)
class LineShown:
    """What became of one line of the sheet."""

    line: int
    number: int
    state: Badge
    words: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPage:
    """What became of a sheet."""

    call: str
    panel_url: str
    rows: tuple[LineShown, ...]
    given: int
    refused: int
    trouble: str


@require_POST
@changing
def sheet_send(request: HttpRequest, code: str) -> HttpResponse:
    """Take a sheet that was filled in: each line is given or refused for itself, and the page says which."""
    actor = actor_of(request)
    with fenced(actor):
        seat = seat_for(actor, code)
        numbers = {row.number for row in queries.entries_for(actor, code)}
    taken: tuple[LineTaken, ...] = ()
    trouble, status = "", 200
    try:
        taken = _taken(request, code)
    except Refusal as refusal:
        trouble, status = sentence(refusal), refusal.status
    page = SheetPage(
        call=seat.call,
        panel_url=reverse("jury:panel", args=[code]),
        rows=tuple(_line(code, one, numbers) for one in taken),
        given=sum(one.is_given for one in taken),
        refused=sum(one.refusal is not None for one in taken),
        trouble=trouble,
    )
    return jury_page(request, "jury/sheet.html", page, status=status)


def _taken(request: HttpRequest, code: str) -> tuple[LineTaken, ...]:
    sent = request.FILES.get("file")
    if not isinstance(sent, UploadedFile):
        raise SheetMissing
    if (sent.size or 0) > LARGEST_SHEET:
        raise FileTooLarge(limit=LARGEST_SHEET // 1_000_000)
    with tempfile.NamedTemporaryFile() as file:
        for chunk in sent.chunks():
            file.write(cast("bytes", chunk))
        file.flush()
        return actions.take_score_sheet(actor_of(request), panel_code=code, path=Path(file.name))


def _line(code: str, taken: LineTaken, numbers: set[int]) -> LineShown:
    if taken.refusal is not None:
        state, words = Badge(word=_("not given"), tone="bad"), sentence(taken.refusal)
    elif taken.is_given:
        state, words = Badge(word=pgettext("score", "given"), tone="good"), ""
    else:
        state, words = Badge(word=_("as it was")), ""
    url = reverse("jury:entry", args=[code, taken.number]) if taken.number in numbers else ""
    return LineShown(line=taken.line, number=taken.number, state=state, words=words, url=url)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptShown:
    """One score that was given, by its receipt."""

    number: int
    receipt: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptsPage:
    """The receipts of one panel."""

    call: str
    panel_url: str
    rows: tuple[ReceiptShown, ...]


@require_GET
@reading
def receipts(request: HttpRequest, code: str) -> HttpResponse:
    """The receipt of every score I gave, to keep: with it anybody can see later whether my score was counted as I gave it."""
    actor = actor_of(request)
    seat = seat_for(actor, code)
    page = ReceiptsPage(
        call=seat.call,
        panel_url=reverse("jury:panel", args=[code]),
        rows=tuple(
            ReceiptShown(number=number, receipt=receipt, at=at)
            for number, receipt, at in queries.own_receipts(actor, code)
        ),
    )
    return jury_page(request, "jury/receipts.html", page)
