"""Anybody verifies what was named: a page, its certificate, the signed credential, the keys and the list of revocations."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from xinghe.decisions import queries
from xinghe.papers.queries import public_keys
from xinghe.papers.rules.credential import key_file
from xinghe.papers.rules.pdf import pdf_of
from xinghe.web.kit.doors import reading
from xinghe.web.kit.qr import qr_picture
from xinghe.web.kit.sparing import sparingly
from xinghe.web.public.frame import public_page


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardPage:
    """One naming as it was printed, and whether it holds."""

    code: str
    title: str
    call: str
    grade: str
    recipient: str
    named_by: str
    document: str
    named_on: date
    is_revoked: bool
    revoked_on: date | None
    revoked_document: str
    address: str
    qr_url: str


def award_address(code: str) -> str:
    """Where it is verified, as its certificate says."""
    return settings.XINGHE.origin + reverse("public:award", args=[code])


@require_GET
@reading
def award(request: HttpRequest, code: str) -> HttpResponse:
    """One naming, revoked or not."""
    found = queries.public_award(code)
    page = AwardPage(
        code=found.code,
        title=found.title,
        call=found.call.title,
        grade=found.grade_said,
        recipient=found.recipient,
        named_by=found.named_by,
        document=found.document,
        named_on=found.named_on,
        is_revoked=found.revoked_on is not None,
        revoked_on=found.revoked_on,
        revoked_document=found.revoked_document,
        address=award_address(found.code),
        qr_url=reverse("public:award-qr", args=[found.code]),
    )
    return public_page(request, "public/award.html", page)


@require_GET
@reading
def award_qr(request: HttpRequest, code: str) -> HttpResponse:
    """Its address as a picture."""
    return qr_picture(award_address(queries.public_award(code).code))


@require_GET
@sparingly
@reading
def award_certificate(request: HttpRequest, code: str) -> HttpResponse:
    """Its certificate, as long as it holds."""
    found = queries.public_award(code)
    if found.revoked_on is not None:
        return redirect("public:award", code)
    page = pdf_of(queries.certificate_of(found, address=award_address(found.code)))
    return _file(page, "application/pdf", f"{found.code}.pdf")


@require_GET
@reading
def award_credential(request: HttpRequest, code: str) -> HttpResponse:
    """The signed credential, which verifies without us."""
    return _json(queries.public_award(code).credential, f"{code}.json")


@require_GET
@reading
def credential_keys(request: HttpRequest) -> HttpResponse:
    """The public keys, for whoever verifies offline."""
    return _json(key_file(public_keys()), "xinghe-keys.json")


@require_GET
@reading
def credential_revocations(request: HttpRequest) -> HttpResponse:
    """The signed list of what no longer holds."""
    return _json(queries.revocation_list(), "xinghe-revocations.json")


def _json(value: Mapping[str, Any], name: str) -> HttpResponse:
    return _file(json.dumps(value, ensure_ascii=False, indent=2).encode(), "application/json", name)


def _file(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
