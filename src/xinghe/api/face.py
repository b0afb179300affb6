"""The API as one object: how it reads and writes JSON, how it refuses, and the document that describes it."""

import functools
from typing import Any

import orjson
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser
from ninja.renderers import BaseRenderer

from xinghe.api.problems import PROBLEM_TYPE, BodyUnreadable, problem, problem_of_fields
from xinghe.foundation.errors import Missing, Refusal
from xinghe.integrations.vocab import SCOPE_LABELS

_DESCRIPTION = """The same commands that the pages call, with the same reasons for a refusal.

Make an access token on the page /my/tokens/ and send it as `Authorization: Bearer …`. A token does what its bearer
may do and its scopes allow, whichever is less. Every POST bears an `Idempotency-Key`. Lists are pages with cursors.
Where an operation knows the header `Prefer: respond-async`, it stores the request, answers 202 and carries it out
afterwards, in order; the instant at which it was taken counts, and `GET /api/v1/deposits/{key}` says what became of it.
A refusal is a problem (RFC 9457) whose `code` is never renamed and whose `detail` is in the language that
`Accept-Language` asks for: zh-Hans, zh-Hant or en.
"""
_STATUS_WORDS = {
    "200": "Done",
    "201": "Made",
    "202": "Taken in; it is carried out afterwards",
    "400": "The body or the cursor cannot be read",
    "401": "No token, or one that opens nothing",
    "403": "The token's scope or the bearer's offices do not carry this",
    "404": "It does not exist, or you may not see it",
    "409": "It is not at the stage at which this can be done, or is being worked on",
    "410": "It was there once",
    "413": "More bytes than are taken at once",
    "422": "Values are missing or cannot be taken",
    "429": "The requests of this minute are used",
}
_RATE_HEADERS = {
    "RateLimit": {
        "description": "Requests left (r) and seconds until there are more (t).",
        "schema": {"type": "string"},
    },
    "RateLimit-Policy": {
        "description": "Requests (q) in a window of seconds (w).",
        "schema": {"type": "string"},
    },
}


_TAKEN_HEADERS = {
    "Location": {"description": "Where to ask after it.", "schema": {"type": "string"}},
    "Preference-Applied": {"description": "“respond-async”.", "schema": {"type": "string"}},
}


class _OrjsonRenderer(BaseRenderer):
    """Fast, and writes instants and dates as ISO 8601."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return orjson.dumps(data, default=str)


class _OrjsonParser(Parser):
    """UTF-8 alone, and nothing that JSON does not have (NaN, half a surrogate)."""

    def parse_body(self, request: HttpRequest) -> Any:
        return orjson.loads(request.body)


class _Document(OpenAPISchema):
    """ninja's document, in which one name means one thing."""

    def add_schema_definitions(self, definitions: dict[str, Any]) -> None:
        """Take in what an operation speaks of; ninja itself would let a second meaning replace the first."""
        for name, told in definitions.items():
            if self.schemas.setdefault(name, told) != told:
                raise LookupError(f"two different things are called {name} in the document")


class Face(NinjaAPI):
    """ninja's API with a document that says also what ninja leaves out."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """The document, as OpenAPI 3.1."""
        document = _Document(self, path_prefix or "api/v1/")
        for operations in document["paths"].values():
            for operation in operations.values():
                _complete(operation)
        return document


def _complete(operation: dict[str, Any]) -> None:
    """Problems have their own type, every answer its headers, every operation its scope; a parameter is never null."""
    operation["responses"] = {str(status): answer for status, answer in operation["responses"].items()}
    for status, answer in operation["responses"].items():
        answer["description"] = _STATUS_WORDS[status]
        answer["headers"] = dict(_RATE_HEADERS)
        if int(status) >= 400:  # what is no problem is JSON, or says itself what it is
            answer["content"] = {PROBLEM_TYPE: answer["content"].pop("application/json")}
    if "202" in operation["responses"]:
        operation["responses"]["202"]["headers"] |= _TAKEN_HEADERS
    operation["responses"]["429"]["headers"]["Retry-After"] = {"schema": {"type": "integer", "minimum": 1}}
    operation["responses"]["401"]["headers"]["WWW-Authenticate"] = {"schema": {"type": "string"}}
    for parameter in operation["parameters"]:
        _without_null(parameter["schema"])
    scopes = [f"`{scope}` ({SCOPE_LABELS[scope]})" for scope in operation.get("x-scopes", ())]
    needs = f"Scope: {' and '.join(scopes)}." if scopes else "Any token."
    operation["description"] = f"{operation.get('description', '').strip()}\n\n{needs}".strip()


def _without_null(schema: dict[str, Any]) -> None:
    kinds = [kind for kind in schema.get("anyOf", ()) if kind.get("type") != "null"]
    if len(kinds) == 1:
        del schema["anyOf"]
        schema.update(kinds[0])
    if schema.get("default", ...) is None:
        del schema["default"]


def make_face() -> Face:
    """The API without its operations."""
    face = Face(
        title="Xinghe",
        version="1",
        description=_DESCRIPTION,
        urls_namespace="api-v1",
        openapi_url=None,
        docs_url=None,
        renderer=_OrjsonRenderer(),
        parser=_OrjsonParser(),
    )

    @face.exception_handler(Refusal)
    def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
        return problem(refusal)

    @face.exception_handler(ValidationError)
    def _wrong(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return problem_of_fields(error)

    @face.exception_handler(HttpError)
    def _unread(request: HttpRequest, error: HttpError) -> HttpResponse:
        # ninja raises it for a body that it cannot parse, and for nothing else here.
        return problem(BodyUnreadable())

    @face.exception_handler(Http404)
    def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
        return problem(Missing())

    return face


@functools.cache
def document_bytes(face: Face) -> bytes:
    """The document as it is sent; it changes only with the program."""
    return orjson.dumps(face.get_openapi_schema(), option=orjson.OPT_INDENT_2)
