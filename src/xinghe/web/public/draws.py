"""Anybody checks a draw of judges or of a running order: what was promised, since it was drawn the whole record, in the end who judged."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xinghe.programmes.queries import published_call
from xinghe.programmes.vocab import PHASE_LABELS
from xinghe.reviews import queries
from xinghe.reviews.vocab import DrawPurpose
from xinghe.web.kit.answers import own_words
from xinghe.web.kit.doors import reading
from xinghe.web.kit.draws import (
    PURPOSE_LABELS,
    LinkShown,
    Verifying,
    left_out,
    links_shown,
    pool_counts,
    record_name,
    verifying,
)
from xinghe.web.kit.qr import qr_picture
from xinghe.web.kit.words import word
from xinghe.web.public.frame import public_page


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnShown:
    """One draw as anybody may check it."""

    title: str
    commitment: str
    head: str
    committed_at: datetime
    drawn_at: datetime | None
    links: tuple[LinkShown, ...]
    pool: int
    excluded: int
    reasons: tuple[tuple[str, int], ...]
    record_url: str
    verifying: Verifying | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawPage:
    """The draws of one panel."""

    code: str
    call: str
    call_url: str
    union: str
    about: str
    seats: int
    draws: tuple[DrawnShown, ...]
    members: tuple[str, ...]
    address: str
    qr_url: str


@require_GET
@reading
def draw(request: HttpRequest, code: str) -> HttpResponse:
    """The draws of one panel since they were promised."""
    place, rows = queries.draw_place(code), queries.draws_of(code)
    terms = published_call(place.call_code).said_terms
    labels = {name: terms.labels.get(name, label) for name, label in terms.categories}
    about = (word(PHASE_LABELS, place.phase), own_words(labels.get(place.category, place.category)))
    page = DrawPage(
        code=code,
        call=place.call,
        call_url=reverse("public:call", args=[place.call_code]),
        union=place.union,
        about=" · ".join(filter(None, about)),
        seats=place.seats,
        draws=tuple(_shown(code, one) for one in rows),
        members=queries.members_of(code),
        address=draw_address(code),
        qr_url=reverse("public:draw-qr", args=[code]),
    )
    return public_page(request, "public/draw.html", page)


def _shown(code: str, one: queries.DrawnRow) -> DrawnShown:
    record = one.record
    pool, excluded = pool_counts(record) if record else (0, 0)
    return DrawnShown(
        title=_(PURPOSE_LABELS[DrawPurpose(one.purpose)]),
        commitment=one.commitment,
        head=one.head if record else "",
        committed_at=one.committed_at,
        drawn_at=one.drawn_at,
        links=links_shown(record) if record else (),
        pool=pool,
        excluded=excluded,
        reasons=left_out(each["excluded"] for each in record["input"]["pool"]) if record else (),
        record_url=reverse("public:draw-record", args=[code, one.purpose]) if record else "",
        verifying=verifying(record_name(code, one.purpose), commitment=one.commitment, head=one.head)
        if record
        else None,
    )


def draw_address(code: str) -> str:
    """Where a draw is checked, as its printed record says."""
    return settings.XINGHE.origin + reverse("public:draw", args=[code])


@require_GET
@reading
def draw_qr(request: HttpRequest, code: str) -> HttpResponse:
    """Its address as a picture."""
    queries.draw_place(code)
    return qr_picture(draw_address(code))


@require_GET
@reading
def draw_record(request: HttpRequest, code: str, purpose: str) -> HttpResponse:
    """The whole record, as a file that proves itself; none before it was drawn."""
    record = next((one.record for one in queries.draws_of(code) if one.purpose == purpose), None)
    if record is None:
        raise Http404
    response = HttpResponse(
        json.dumps(record, ensure_ascii=False, indent=1) + "\n",
        content_type="application/json; charset=utf-8",
    )
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=record_name(code, purpose)) or "attachment"
    )
    return response
