"""A look on site, on a phone: a checklist with notes, photos, a conclusion, two signatures; and the report on paper."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xinghe.access.fence import fenced
from xinghe.attachments.vocab import Slot
from xinghe.foundation import clock
from xinghe.foundation.clock import CHINA
from xinghe.foundation.errors import Refusal
from xinghe.reviews import actions, queries
from xinghe.reviews.vocab import CHECKLIST, LONGEST_CONCLUSION, LONGEST_NOTE
from xinghe.web.jury.frame import jury_page
from xinghe.web.jury.reviewing import seat_for
from xinghe.web.jury.ways import ways_of
from xinghe.web.kit.attachments import AttachmentsPart, attachments_part
from xinghe.web.kit.doors import actor_of, changing, reading, sentence
from xinghe.web.kit.parts import Act, Badge, Place


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitShown:
    """An entry in the list; with ``url`` its report is begun."""

    number: int
    title: str
    unit: str
    url: str
    begin_url: str
    state: Badge
    words: str
    day: date | None
    trouble: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitsPage:
    """What a judge looks at on site."""

    call: str
    ways: tuple[Place, ...]
    rows: tuple[VisitShown, ...]
    today: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemShown:
    """An item of the checklist. ``stands``: what somebody else kept meanwhile, where that differs."""

    name: str
    label: str
    holds: bool | None
    note: str
    stands: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signed, and when."""

    name: str
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitPage:
    """A report: to be written while nobody has signed, else to be read."""

    report: queries.VisitReport
    code: str
    day: date
    version: int
    state: Badge
    items: tuple[ItemShown, ...]
    conclusion: str
    conclusion_stands: str
    signatures: tuple[Signature, ...]
    photos: AttachmentsPart
    is_written: bool
    longest_note: int
    longest_conclusion: int
    entry_url: str
    list_url: str
    print_url: str
    next_words: str
    acts: tuple[Act, ...]
    trouble: str


@require_GET
@reading
def visits(request: HttpRequest, code: str) -> HttpResponse:
    """Where to go, and how far each report has come."""
    return _list(request, code)


@require_POST
@changing
def visit_begin(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    """Begin the report of one entry."""
    try:
        day = date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        day = clock.now().astimezone(CHINA).date()
    try:
        made = actions.begin_visit(actor_of(request), panel_code=code, number=number, visited_date=day)
    except Refusal as refusal:
        with fenced(actor_of(request)):
            return _list(request, code, about=number, trouble=sentence(refusal), status=refusal.status)
    return redirect("jury:visit", made.code)


@require_http_methods(["GET", "POST"])
@changing
def visit(request: HttpRequest, code: str) -> HttpResponseBase:
    """The report: shown, or kept with a button; with the other button it is signed as well."""
    if request.method == "GET":
        return _report(request, code, is_changing="change" in request.GET)
    data, actor = request.POST, actor_of(request)
    findings, conclusion = _typed(data), data.get("conclusion", "")
    try:
        saved = actions.save_visit(
            actor, code=code, findings=findings, conclusion=conclusion, version=_number(data)
        )
    except Refusal as refusal:
        return _report(
            request, code, is_changing=True, typed=data, trouble=sentence(refusal), status=refusal.status
        )
    if data.get("act") == "sign":
        return _signed(request, code, saved.version)
    messages.success(request, _("Kept. Others who were there see it too."))
    return redirect("jury:visit", code)


@require_POST
@changing
def visit_sign(request: HttpRequest, code: str, version: int) -> HttpResponseBase:
    """Sign what stands, as it was when the page was read."""
    return _signed(request, code, version)


def _signed(request: HttpRequest, code: str, version: int) -> HttpResponseBase:
    try:
        made = actions.sign_visit(actor_of(request), code=code, version=version)
    except Refusal as refusal:
        return _report(request, code, trouble=sentence(refusal), status=refusal.status)
    if made.second_signed_by_id is None:
        messages.success(request, _("You have signed. One more of those who were there signs after you."))
    else:
        messages.success(request, _("Both have signed. The report is closed."))
    return redirect("jury:visit", code)


@require_GET
@reading
def visit_print(request: HttpRequest, code: str) -> HttpResponse:
    """The report on a sheet of paper."""
    page = _page(request, code)
    return render(request, "jury/visit_print.html", {"page": page})


def _typed(data: Mapping[str, str]) -> dict[str, dict[str, object]]:
    said = {"yes": True, "no": False}
    return {
        item: {"holds": said.get(data.get(f"holds-{item}", "")), "note": data.get(f"note-{item}", "")}
        for item, _label in CHECKLIST
    }


def _number(data: Mapping[str, str]) -> int:
    text = data.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _list(
    request: HttpRequest, code: str, *, about: int = 0, trouble: str = "", status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    seat = seat_for(actor, code)
    page = VisitsPage(
        call=seat.call,
        ways=ways_of(actor, code, "visits"),
        rows=tuple(
            _shown(code, row, trouble=trouble if row.number == about else "")
            for row in queries.visits_for(actor, code)
        ),
        today=clock.now().astimezone(CHINA).date().isoformat(),
    )
    return jury_page(request, "jury/visits.html", page, status=status)


def _shown(code: str, row: queries.VisitRow, *, trouble: str) -> VisitShown:
    answered = _("%(answered)s of %(items)s items answered") % {
        "answered": row.answered,
        "items": len(CHECKLIST),
    }
    return VisitShown(
        number=row.number,
        title=row.title,
        unit=row.unit,
        url=reverse("jury:visit", args=[row.code]) if row.code else "",
        begin_url="" if row.code else reverse("jury:visit-begin", args=[code, row.number]),
        state=_state(is_begun=bool(row.code), signatures=row.signatures),
        words=answered if row.code and not row.signatures else "",
        day=row.visited_date,
        trouble=trouble,
    )


def _state(*, is_begun: bool, signatures: int) -> Badge:
    if not is_begun:
        return Badge(word=_("not begun"))
    if signatures == 0:
        return Badge(word=_("being written"), tone="wait")
    if signatures == 1:
        return Badge(word=_("one more signature"), tone="wait")
    return Badge(word=_("signed by two"), tone="good")


def _report(
    request: HttpRequest,
    code: str,
    *,
    is_changing: bool = False,
    typed: Mapping[str, str] | None = None,
    trouble: str = "",
    status: int = 200,
) -> HttpResponse:
    with fenced(actor_of(request)):
        page = _page(request, code, is_changing=is_changing, typed=typed, trouble=trouble)
        return jury_page(request, "jury/visit.html", page, status=status)


def _page(
    request: HttpRequest,
    code: str,
    *,
    is_changing: bool = False,
    typed: Mapping[str, str] | None = None,
    trouble: str = "",
) -> VisitPage:
    actor = actor_of(request)
    report = queries.visit_report(actor, code)
    kept = report.visit
    count = sum(one is not None for one in (kept.first_signed_by_id, kept.second_signed_by_id))
    may_write = report.number is not None and count < 2
    is_written = may_write and (count == 0 or is_changing)
    url = reverse("jury:visit", args=[code])
    words, acts = ("", ()) if is_written else _next(report, count, actor.person_id)
    return VisitPage(
        report=report,
        code=code,
        day=kept.visited_date,
        version=kept.version,
        state=_state(is_begun=True, signatures=count),
        items=_items(kept.findings, typed),
        conclusion=kept.conclusion if typed is None else typed.get("conclusion", ""),
        conclusion_stands=_differs(kept.conclusion, typed),
        signatures=(
            Signature(name=report.first_signer, at=kept.first_signed_at),
            Signature(name=report.second_signer, at=kept.second_signed_at),
        ),
        photos=attachments_part(
            actor, kind="visit", subject_id=kept.pk, slot=Slot.PHOTO, next_url=f"{url}#photos"
        ),
        is_written=is_written,
        longest_note=LONGEST_NOTE,
        longest_conclusion=LONGEST_CONCLUSION,
        entry_url=reverse("jury:entry", args=[report.panel, report.number]) if report.number else "",
        list_url=reverse("jury:visits", args=[report.panel]) if report.number else "",
        print_url=reverse("jury:visit-print", args=[code]),
        next_words=words,
        acts=acts,
        trouble=trouble,
    )


def _next(report: queries.VisitReport, count: int, person_id: int | None) -> tuple[str, tuple[Act, ...]]:
    """What may be done with a report that is not being written, and why not."""
    if report.number is None:
        return "", ()
    if count == 2:
        return _("Both have signed. Nothing of it changes any more."), ()
    change = Act(
        label=_("Change it again"), url=f"{reverse('jury:visit', args=[report.visit.code])}?change=1"
    )
    if report.visit.first_signed_by_id == person_id:
        return _(
            "You have signed. Another of those who were there signs now; a change voids your signature."
        ), (change,)
    sign = Act(
        label=_("Sign the report"),
        url=reverse("jury:visit-sign", args=[report.visit.code, report.visit.version]),
        method="post",
        primary=True,
        question=_(
            "You sign that it was so. With your signature the report is closed and cannot be changed."
        ),
    )
    return _("%(name)s has signed. Read it, then sign as the second; a change voids the first signature.") % {
        "name": report.first_signer
    }, (change, sign)


def _items(kept: Mapping[str, Any], typed: Mapping[str, str] | None) -> tuple[ItemShown, ...]:
    shown: Mapping[str, Any] = _typed(typed) if typed is not None else kept
    return tuple(
        ItemShown(
            name=item,
            label=_(label),
            holds=shown.get(item, {}).get("holds"),
            note=str(shown.get(item, {}).get("note", "")),
            stands=_stands(kept.get(item, {}), shown.get(item, {})) if typed is not None else "",
        )
        for item, label in CHECKLIST
    )


def _stands(kept: Mapping[str, Any], typed: Mapping[str, Any]) -> str:
    """What is kept of an item, where it is not what was typed."""
    now, ours = ((one.get("holds"), str(one.get("note", "")).strip()) for one in (kept, typed))
    if now == ours:
        return ""
    said = {True: _("yes"), False: _("no"), None: _("not answered")}[now[0]]
    return " · ".join(filter(None, (said, now[1])))


def _differs(kept: str, typed: Mapping[str, str] | None) -> str:
    return "" if typed is None or typed.get("conclusion", "").strip() == kept.strip() else kept
