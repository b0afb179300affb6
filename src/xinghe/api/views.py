"""The document for programs, the same as a page for people, and what is said of addresses that do not exist."""

import functools
import hashlib
import re
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_safe

from xinghe.accounts.sign_in.backend import address_of
from xinghe.api.doors import count
from xinghe.api.face import document_bytes
from xinghe.api.problems import problem
from xinghe.api.v1 import face
from xinghe.foundation.errors import Missing, Refusal
from xinghe.integrations.vocab import SCOPE_LABELS, Scope


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


# What a sentence says of the case in hand.
_PLACES = re.compile(r"%\(\w+\)s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A parameter, or a field of a body."""

    name: str
    place: str
    kind: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation as the page shows it."""

    name: str
    method: str
    path: str
    summary: str
    scopes: tuple[str, ...]
    values: tuple[Value, ...]
    statuses: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """The operations of one resource."""

    name: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A reason for a refusal, with its sentence before the places are filled."""

    code: str
    status: int
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentationPage:
    """All that a program can ask and be answered."""

    resources: tuple[Resource, ...]
    scopes: tuple[tuple[str, str], ...]
    codes: tuple[Code, ...]


@login_not_required
@require_GET
def documentation(request: HttpRequest) -> HttpResponse:
    """The document as a page of our own: no third party's script, no third party's host."""
    page = DocumentationPage(
        resources=_resources(),
        scopes=tuple((str(scope), gettext(SCOPE_LABELS[scope])) for scope in Scope),
        codes=tuple(
            Code(code=kind.code, status=kind.status, sentence=_PLACES.sub("…", gettext(kind.message)))
            for kind in _kinds()
        ),
    )
    return render(request, "api/documentation.html", {"page": page})


@functools.cache
def _resources() -> tuple[Resource, ...]:
    told = face.get_openapi_schema()
    by_tag: dict[str, list[Operation]] = {}
    for path, methods in told["paths"].items():
        for method, one in methods.items():
            by_tag.setdefault(one["tags"][0], []).append(
                Operation(
                    name=one["operationId"],
                    method=method.upper(),
                    path=path,
                    summary=one["summary"],
                    scopes=tuple(one.get("x-scopes", ())),
                    values=(*_parameters(one), *_fields(one, told["components"]["schemas"])),
                    statuses=" ".join(one["responses"]),
                )
            )
    return tuple(Resource(name=tag, operations=tuple(found)) for tag, found in by_tag.items())


def _parameters(operation: dict[str, Any]) -> list[Value]:
    return [
        Value(
            name=one["name"],
            place=one["in"],
            kind=_kind(one["schema"]),
            required=one["required"],
            description=one.get("description", ""),
        )
        for one in operation["parameters"]
    ]


def _fields(operation: dict[str, Any], schemas: dict[str, Any]) -> list[Value]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    told = schemas.get(body.get("$ref", "").rpartition("/")[2], body)
    needed = told.get("required", [])
    return [
        Value(
            name=name,
            place="body",
            kind=_kind(one),
            required=name in needed,
            description=one.get("description", ""),
        )
        for name, one in told.get("properties", {}).items()
    ]


def _kind(schema: dict[str, Any]) -> str:
    """A kind of value in a word or two."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(_kind(one) for one in schema["anyOf"]))
    if schema.get("type") == "array":
        return f"[{_kind(schema['items'])}]"
    return str(schema.get("format") or schema.get("type", ""))


def _kinds() -> list[type[Refusal]]:
    """Every kind of refusal that a program can meet, by code: not those of the command line."""
    found = {Refusal}
    while grown := {kind for known in found for kind in known.__subclasses__()} - found:
        found |= grown
    ours = (kind for kind in found - {Refusal} if _is_met(kind.__module__))
    return sorted(ours, key=lambda kind: kind.code)


def _is_met(module: str) -> bool:
    return module.startswith("xinghe.") and not module.startswith("xinghe.project.")
