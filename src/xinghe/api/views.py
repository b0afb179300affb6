"""The document for programs, the same as a page for people, and what is said of addresses that do not exist."""

import hashlib
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_safe

from xinghe.accounts.sign_in.backend import address_of
from xinghe.api.doors import count
from xinghe.api.face import document_bytes
from xinghe.api.problems import problem
from xinghe.api.v1 import face
from xinghe.foundation.errors import Missing, Refusal


@login_not_required
@require_safe
def document(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document."""
    try:
        count(request, address=address_of(request))
    except Refusal as refusal:
        return problem(refusal)
    told = document_bytes(face)
    tag = f'"{hashlib.sha256(told).hexdigest()[:20]}"'
    headers = {"ETag": tag, "Cache-Control": "public, max-age=300"}
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(told, content_type="application/json", headers=headers)


@login_not_required
@csrf_exempt
def unknown(request: HttpRequest, *_rest: Any, **_named: Any) -> HttpResponse:
    """An address that does not exist answers like a thing that one may not see."""
    return problem(Missing())


@login_not_required
@require_GET
def documentation(request: HttpRequest) -> HttpResponse:
    """The document as a page."""
    return HttpResponse("")
