"""Public notices for everybody: what is proposed, until when objections are taken, how to object, and the evidence."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xinghe.foundation import clock
from xinghe.notices import queries
from xinghe.notices.rules.clock import china_date
from xinghe.notices.rules.listing import Line
from xinghe.notices.rules.words import Contact
from xinghe.notices.vocab import NoticeState
from xinghe.web.kit.address import changed
from xinghe.web.kit.doors import reading
from xinghe.web.kit.notices import DayShown, days_shown, left_of, notice_badge
from xinghe.web.kit.parts import Badge, Pager
from xinghe.web.kit.qr import qr_picture
from xinghe.web.kit.sparing import DEEPEST, sparingly
from xinghe.web.kit.words import day_word
from xinghe.web.public.frame import public_page

PAGE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeShown:
    """One notice in a list."""

    title: str
    url: str
    union: str
    call: str
    lines: int
    state: Badge
    left: str
    opens_on: date
    closes_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticesPage:
    """The notices there are and were."""

    open: tuple[NoticeShown, ...]
    past: tuple[NoticeShown, ...]
    pager: Pager
    receipt_url: str


def notice_shown(row: queries.NoticeRow) -> NoticeShown:
    """A notice as lists show it. 0 queries."""
    now = clock.now()
    return NoticeShown(
        title=row.title,
        url=reverse("public:notice", args=[row.code]),
        union=row.union,
        call=row.call,
        lines=row.lines,
        state=notice_badge(row.state, takes_until=row.takes_until, is_confirmed=row.is_confirmed, now=now),
        left=left_of(row.takes_until, now) if row.is_open else "",
        opens_on=row.opens_on,
        closes_on=row.closes_on,
    )


@require_GET
@sparingly
@reading
def notices(request: HttpRequest) -> HttpResponse:
    """Notices that take objections, and then those that are over."""
    now, asked = clock.now(), request.GET.get("page", "")
    number = min(max(int(asked), 1), DEEPEST) if asked.isdecimal() and len(asked) < 5 else 1
    past = queries.public_notices(now, is_open=False, start=(number - 1) * PAGE, size=PAGE + 1)
    page = NoticesPage(
        open=tuple(map(notice_shown, queries.public_notices(now, is_open=True))) if number == 1 else (),
        past=tuple(map(notice_shown, past[:PAGE])),
        pager=Pager(
            previous=changed(request.GET, page=number - 1 if number > 2 else None) if number > 1 else "",
            next=changed(request.GET, page=number + 1) if len(past) > PAGE and number < DEEPEST else "",
        ),
        receipt_url=reverse("public:receipt"),
    )
    return public_page(request, "public/notices.html", page)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineShown:
    """One line of the list, and where to object to it."""

    number: int
    line: Line
    people: str
    object_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePage:
    """One notice as everybody reads it."""

    code: str
    title: str
    union: str
    call: str
    call_url: str
    state: Badge
    until: str
    left: str
    is_open: bool
    introduction: str
    correction: str
    replaces_url: str
    replaced_url: str
    lines: tuple[LineShown, ...]
    contacts: tuple[Contact, ...]
    days: tuple[DayShown, ...]
    published_on: date
    digest: str
    paper_digest: str
    paper_url: str
    list_url: str
    object_url: str
    receipt_url: str
    address: str
    qr_url: str


@require_GET
@sparingly
@reading
def notice(request: HttpRequest, code: str) -> HttpResponse:
    """One notice: the list as it was published, the days, and how to object."""
    now = clock.now()
    found = queries.public_notice(code, now)
    row, published_on = found.row, china_date(found.row.published_at)
    object_url = reverse("public:notice-object", args=[code]) if row.is_open else ""
    page = NoticePage(
        code=code,
        title=row.title,
        union=row.union,
        call=row.call,
        call_url=reverse("public:call", args=[row.call_code]),
        state=notice_badge(row.state, takes_until=row.takes_until, is_confirmed=row.is_confirmed, now=now),
        until=_until(row),
        left=left_of(row.takes_until, now) if row.is_open else "",
        is_open=row.is_open,
        introduction=found.introduction,
        correction=found.correction,
        replaces_url=reverse("public:notice", args=[found.replaces]) if found.replaces else "",
        replaced_url=reverse("public:notice", args=[found.replaced_by]) if found.replaced_by else "",
        lines=tuple(
            LineShown(
                number=number,
                line=line,
                people="、".join(line.people),
                object_url=f"{object_url}?line={line.code}" if object_url else "",
            )
            for number, line in enumerate(found.lines, 1)
        ),
        contacts=found.contacts,
        days=days_shown(published_on, row.closes_on),
        published_on=published_on,
        digest=found.digest,
        paper_digest=found.paper_digest,
        paper_url=reverse("public:notice-paper", args=[code]),
        list_url=reverse("public:notice-list", args=[code]),
        object_url=object_url,
        receipt_url=reverse("public:receipt"),
        address=address_of(code),
        qr_url=reverse("public:notice-qr", args=[code]),
    )
    return public_page(request, "public/notice.html", page)


def _until(row: queries.NoticeRow) -> str:
    day = day_word(row.closes_on)
    if row.is_open:
        return _("Objections are taken until the end of %(day)s.") % {"day": day}
    if row.state is NoticeState.CLOSED and row.is_confirmed:
        return _("Objections were taken until the end of %(day)s. What was not struck off was confirmed.") % {
            "day": day
        }
    if row.state is NoticeState.CLOSED:
        return _("A corrected notice took its place. Objections are taken to that one.")
    return _("Objections were taken until the end of %(day)s.") % {"day": day}


def address_of(code: str) -> str:
    """The stable address of a notice, as it is printed."""
    return settings.XINGHE.origin + reverse("public:notice", args=[code])


@require_GET
@reading
def notice_qr(request: HttpRequest, code: str) -> HttpResponse:
    """The stable address as a QR picture."""
    return qr_picture(address_of(queries.public_notice(code, clock.now()).row.code))


@require_GET
@sparingly
@reading
def notice_paper(request: HttpRequest, code: str) -> HttpResponse:
    """The page as it was published: the very bytes whose SHA-256 is kept."""
    return _file(queries.notice_paper(code), "application/pdf", f"{code}.pdf")


@require_GET
@sparingly
@reading
def notice_list(request: HttpRequest, code: str) -> HttpResponse:
    """The frozen list, a line of JSON for each application: its SHA-256 stands on the page."""
    return _file(queries.notice_list(code).encode(), "application/jsonl", f"{code}.jsonl")


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
