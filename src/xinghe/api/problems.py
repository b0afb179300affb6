"""A refusal as a program reads it: RFC 9457, with the code that never changes and the sentence that people read."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

import orjson
from django.http import HttpResponse
from django.utils.translation import gettext
from ninja.errors import ValidationError
from pydantic import BaseModel, Field

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.integrations.rules.rates import TooManyRequests

PROBLEM_TYPE = "application/problem+json"


class ScopeMissing(Refusal):
    """The token was not made for this."""

    code = "scope_missing"
    message = gettext_noop(
        "This access token was not made to “%(scope)s” (%(code)s). Make one that is, on the page of your access tokens."
    )
    status = 403


class BodyUnreadable(Refusal):
    """The body is no JSON."""

    code = "body_unreadable"
    message = gettext_noop("The body of this request is not JSON in UTF-8. Send what the document describes.")
    status = 400


class FieldsWrong(Refusal):
    """The request was read and does not say what it must."""

    code = "fields_wrong"
    message = gettext_noop(
        "%(count)s values of this request are missing or cannot be taken. Correct those under “fields”."
    )
    status = 422


class MethodUnknown(Refusal):
    """The address exists, and answers other methods."""

    code = "method_unknown"
    message = gettext_noop(
        "This address does not take the method %(method)s. Use one of those in the header “Allow”."
    )
    status = 405


class Unforeseen(Refusal):
    """Something broke, and nothing is said of what."""

    code = "unforeseen"
    message = gettext_noop(
        "This was not foreseen, and was written to the log. Send it again with the same key; if it stays, tell the operator."
    )
    status = 500


class FieldProblem(BaseModel):
    """One value that was missing or could not be taken."""

    place: str = Field(description="Where it stands: body.title, query.cursor, header.Idempotency-Key.")
    code: str = Field(description="What is wrong with it, as a word for programs.")
    detail: str = Field(description="The same for people, in the language of Accept-Language.")


class Problem(BaseModel):
    """Why a request was refused."""

    type: str = Field(description="Where the code is explained.")
    title: str
    status: int
    code: str = Field(description="The reason as a word for programs; never renamed.")
    detail: str = Field(description="The fact and the next step, in the language of Accept-Language.")
    fields: list[FieldProblem] = Field(
        default_factory=list, description="With the code fields_wrong: which values."
    )


# What a person can do about a value, by pydantic's word for what is wrong with it.
_FIELD_WORDS: Mapping[str, str] = {
    "missing": gettext_noop("It is missing."),
    "extra_forbidden": gettext_noop("There is no such field."),
    "string_too_short": gettext_noop("It needs at least %(min_length)s characters."),
    "string_too_long": gettext_noop("It may have at most %(max_length)s characters."),
    "too_short": gettext_noop("It needs at least %(min_length)s entries."),
    "too_long": gettext_noop("It may have at most %(max_length)s entries."),
    "enum": gettext_noop("It must be one of: %(expected)s."),
    "literal_error": gettext_noop("It must be one of: %(expected)s."),
    "greater_than_equal": gettext_noop("It must be at least %(ge)s."),
    "less_than_equal": gettext_noop("It may be at most %(le)s."),
    "greater_than": gettext_noop("It must be more than %(gt)s."),
    "int_parsing": gettext_noop("It must be a whole number."),
    "int_type": gettext_noop("It must be a whole number."),
    "string_type": gettext_noop("It must be text."),
    "bool_parsing": gettext_noop("It must be true or false."),
    "date_from_datetime_parsing": gettext_noop("It must be a date such as 2026-05-01."),
    "date_parsing": gettext_noop("It must be a date such as 2026-05-01."),
}
_FIELD_UNKNOWN = gettext_noop("It cannot be taken as it stands.")


def problem(
    refusal: Refusal, *, fields: Iterable[FieldProblem] = (), headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """The answer to a refused request, in the language in force."""
    status = refusal.status
    body = Problem(
        type=f"/api/#{refusal.code}",
        title=HTTPStatus(status).phrase,
        status=status,
        code=refusal.code,
        detail=refusal.said(gettext),
        fields=list(fields),
    )
    response = HttpResponse(
        orjson.dumps(body.model_dump()), status=status, content_type=PROBLEM_TYPE, headers=dict(headers or {})
    )
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="xinghe"'
    if isinstance(refusal, TooManyRequests):
        response.headers["Retry-After"] = str(refusal.params["seconds"])
    return response


def problem_of_fields(error: ValidationError) -> HttpResponse:
    """The answer to a request whose values cannot be taken."""
    fields = [_field(one) for one in error.errors]
    return problem(FieldsWrong(count=len(fields)), fields=fields)


def _field(error: Mapping[str, Any]) -> FieldProblem:
    source, *inner = (str(part) for part in error["loc"])
    # A body is named after its parameter in our code, which is nobody's business.
    place = ".".join([source, *(inner[1:] if source == "body" else inner)])
    told = error.get("ctx") or {}
    words = gettext(_FIELD_WORDS.get(error["type"], _FIELD_UNKNOWN))
    try:
        detail = words % told
    except KeyError:
        detail = gettext(_FIELD_UNKNOWN)
    return FieldProblem(place=place, code=error["type"], detail=detail)
