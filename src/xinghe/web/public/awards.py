"""Anybody verifies what was named: by its code, on a page, by the signed credential, the keys and the list of revocations."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xinghe.decisions import queries
from xinghe.decisions.rules.wording import code_on_paper
from xinghe.foundation.codes import CODE_LENGTH
from xinghe.foundation.errors import Missing
from xinghe.foundation.search import code_meant
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
    shown_code: str
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
    verify_url: str
    keys_url: str
    revocations_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyPage:
    """Where a code from paper is typed; ``trouble`` says why the last one led nowhere."""

    typed: str
    trouble: str
    url: str


@require_GET
@sparingly
@reading
def verify(request: HttpRequest) -> HttpResponse:
    """Type the code that a certificate bears, and see whether it holds."""
    typed = request.GET.get("code", "").replace("\x00", "").strip()[:60]
    if not typed:
        return _verify_page(request)
    code = code_meant(typed, length=CODE_LENGTH)
    if not code:
        return _verify_page(request, typed=typed, trouble=_code_wrong(typed), status=422)
    try:
        found = queries.public_award(code)
    except Missing:
        return _verify_page(request, typed=typed, trouble=_not_found(code), status=404)
    return redirect("public:award", found.code)


def _code_wrong(typed: str) -> str:
    return _(
        "“%(code)s” is not such a code. A code has ten letters and figures, and stands at the bottom left of the "
        "certificate."
    ) % {"code": typed}


def _not_found(code: str) -> str:
    return _(
        "Nothing was named under %(code)s. Compare it with the certificate sign by sign; if it is the same, no union "
        "issued that certificate here. Ask the union whose name it bears."
    ) % {"code": code_on_paper(code)}


def _verify_page(
    request: HttpRequest, *, typed: str = "", trouble: str = "", status: int = 200
) -> HttpResponse:
    page = VerifyPage(typed=typed, trouble=trouble, url=reverse("public:verify"))
    response = public_page(request, "public/verify.html", page)
    response.status_code = status
    return response


@require_GET
@reading
def award(request: HttpRequest, code: str) -> HttpResponse:
    """One naming, revoked or not; a code as it was typed from paper leads there, and an unknown one to the form."""
    meant = code_meant(code, length=CODE_LENGTH)
    try:
        found = queries.public_award(meant)
    except Missing:
        trouble = _not_found(meant) if meant else _code_wrong(code[:60])
        return _verify_page(request, typed=code[:60], trouble=trouble, status=404)
    if found.code != code:
        return redirect("public:award", found.code)
    page = AwardPage(
        code=found.code,
        shown_code=code_on_paper(found.code),
        title=found.title,
        call=found.call.title,
        grade=found.grade_said,
        recipient=found.recipient,
        named_by="、".join(found.issuers),
        document=found.document,
        named_on=found.named_on,
        is_revoked=found.revoked_on is not None,
        revoked_on=found.revoked_on,
        revoked_document=found.revoked_document,
        address=queries.address_of(found.code),
        qr_url=reverse("public:award-qr", args=[found.code]),
        verify_url=reverse("public:verify"),
        keys_url=reverse("public:credential-keys"),
        revocations_url=reverse("public:credential-revocations"),
    )
    return public_page(request, "public/award.html", page)


@require_GET
@reading
def award_qr(request: HttpRequest, code: str) -> HttpResponse:
    """Its address as a picture."""
    return qr_picture(queries.address_of(queries.public_award(code).code))


@require_GET
@sparingly
@reading
def award_certificate(request: HttpRequest, code: str) -> HttpResponse:
    """Its certificate, as long as it holds."""
    found = queries.public_award(code)
    if found.revoked_on is not None:
        return redirect("public:award", code)
    page = pdf_of(queries.certificate_of(found))
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
