"""How a program gets at the house: by a token, counted, for one scope; behind the fence; each change once.

No cookie opens anything here, so there is nothing that another site could make a browser do.
"""

import functools
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, TypeVar, cast, get_args, get_type_hints

import orjson
from django.http import HttpRequest, HttpResponse
from ninja import Header, Router
from ninja.errors import ValidationError
from ninja.params.models import Query as InQuery
from ninja.security import HttpBearer
from pydantic import BaseModel

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.once import Answer, kept_answer, once
from xinghe.accounts.sign_in.backend import address_of
from xinghe.api.deposited import (
    ACCEPTED,
    Deposited,
    Later,
    address_of_deposit,
    deposit_kind_of,
    first_answer,
    prefers_async,
)
from xinghe.api.problems import Problem, ScopeMissing
from xinghe.deposits.actions import take_deposit
from xinghe.deposits.registry import enter_deposit_kind
from xinghe.foundation import clock
from xinghe.integrations.actions import count_request, note_use
from xinghe.integrations.queries import Bearer, TokenRefused, bearer_of
from xinghe.integrations.vocab import USE_NOTED_EVERY, Scope
from xinghe.unions.queries import actor_for

V = TypeVar("V", bound=Callable[..., Any])

READ_PROBLEMS = frozenset({400, 401, 403, 404, 422, 429})
CHANGE_PROBLEMS = READ_PROBLEMS | {409}

IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=200,
        pattern=r"^[!-~]+$",
        description="Made by you, new for every new request, such as a UUID. Sent again with the same key and body "
        "within 7 days, the request acts once and is answered byte by byte as the first time.",
    ),
]


Prefer = Annotated[
    str,
    Header(
        alias="Prefer",
        description="“respond-async” (RFC 7240): the request is stored, answered with 202 and carried out afterwards, in "
        "order; the instant at which it was taken counts. For the last hours before a deadline.",
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who calls: the actor, and the token by which they came."""

    actor: Actor
    bearer: Bearer


class AccessToken(HttpBearer):
    """“Authorization: Bearer …”, for these scopes; without any a good token will do."""

    def __init__(self, *scopes: Scope) -> None:
        super().__init__()
        self.scopes = scopes

    def __call__(self, request: HttpRequest) -> Caller:
        """Who calls. 3 queries. Refuses: TokenRefused, TooManyRequests, ScopeMissing."""
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        return self.authenticate(request, token.strip() if kind.lower() == "bearer" else "")

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        """The bearer with the offices held at this moment, as far as the token brings them."""
        now = clock.now()
        try:
            bearer = bearer_of(token, now=now)
        except TokenRefused:
            count(request, address=address_of(request))
            raise
        count(request, token_id=bearer.token_id)
        for scope in self.scopes:
            if scope not in bearer.scopes:
                raise ScopeMissing(scope=scope, code=scope.value)
        actor = replace(actor_for(bearer.person_id, via="api", now=now), name=bearer.person_name)
        if not bearer.with_offices:
            actor = replace(actor, offices=())
        if bearer.last_used_at is None or now - bearer.last_used_at >= USE_NOTED_EVERY:
            note_use(actor, token_id=bearer.token_id)
        return Caller(actor=actor, bearer=bearer)


def count(request: HttpRequest, *, token_id: int | None = None, address: str | None = None) -> None:
    """Count a request, and leave with it where its sender stands. 1 query. Refuses: TooManyRequests."""
    rate = count_request(token_id=token_id, address=address)
    request.rate = rate  # type: ignore[attr-defined]  # read by the middleware that writes the headers
    if rate is not None:
        rate.require()


def caller_of(request: HttpRequest) -> Caller:
    """Who calls, as the door found them."""
    return cast(Caller, request.auth)  # type: ignore[attr-defined]  # set by ninja from the door's answer


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    return caller_of(request).actor


def _entered(
    scopes: tuple[Scope, ...],
    problems: frozenset[int],
    answers: dict[int, Any],
    extra: dict[str, Any] | None,
) -> dict[str, Any]:
    told = {**(extra or {}), **({"x-scopes": [scope.value for scope in scopes]} if scopes else {})}
    return {"auth": AccessToken(*scopes), "response": {**answers, problems: Problem}, "openapi_extra": told}


def reads(
    router: Router,
    path: str,
    *,
    scopes: tuple[Scope, ...],
    answers: Any,
    also: frozenset[int] = frozenset(),
    extra: dict[str, Any] | None = None,
) -> Callable[[V], V]:
    """Enter a question: it runs in one transaction in which PostgreSQL shows the actor's rows and no others.

    The token needs every one of ``scopes``; any good one will do where there is none. ``also`` names statuses beside the usual ones; ``extra`` completes the document where an answer is no JSON.
    """

    def enter(view: V) -> V:
        names = _query_names(view)

        @functools.wraps(view)
        def read(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            _refuse_others(request, names)
            with fenced(actor_of(request)):
                return view(request, *args, **kwargs)

        options = _entered(scopes, READ_PROBLEMS | also, {200: answers}, extra)
        router.get(path, operation_id=view.__name__, summary=_summary(view), **options)(read)
        return cast(V, read)

    return enter


def changes(
    router: Router,
    path: str,
    *,
    scope: Scope,
    answers: type[BaseModel],
    shows: Callable[[Actor, Any], BaseModel],
    status: int = 200,
    also: frozenset[int] = frozenset(),
    extra: dict[str, Any] | None = None,
    later: Later[Any] | None = None,
) -> Callable[[V], V]:
    """Enter a change: the view calls one command; what that returned is shown by ``shows`` before its commit.

    Every change bears a key of its sender's; repeated, it acts once and is answered alike. ``also`` names statuses
    beside the usual ones; ``extra`` completes the document where a body is no JSON. With ``later`` a sender may prefer
    that it is only taken in, and carried out afterwards.
    """

    def enter(view: V) -> V:
        @functools.wraps(view)
        def change(
            request: HttpRequest, *args: Any, idempotency_key: str, prefer: str = "", **kwargs: Any
        ) -> HttpResponse:
            actor = actor_of(request)
            _refuse_others(request, frozenset())
            if later is not None and prefers_async(prefer):
                return _taken(request, view.__name__, later, key=idempotency_key, given=kwargs)

            def render(result: object) -> Answer:
                return Answer(status=status, body=orjson.dumps(shows(actor, result).model_dump(mode="json")))

            route, body = f"{request.method} {request.path}", request.body
            answer = kept_answer(actor, key=idempotency_key, route=route, body=body)
            is_repeated = answer is not None
            if answer is None:
                with once(actor, key=idempotency_key, route=route, body=body, render=render) as ticket:
                    view(request, *args, **kwargs)
                answer, is_repeated = ticket.answer, ticket.is_repeated
            assert answer is not None, f"{view.__name__} called no command"
            return _answered(answer, is_repeated=is_repeated)

        signature, named = inspect.signature(view), inspect.Parameter.KEYWORD_ONLY
        headers = [inspect.Parameter("idempotency_key", named, annotation=IdempotencyKey)]
        told: dict[int, Any] = {status: answers}
        if later is not None:
            headers.append(inspect.Parameter("prefer", named, annotation=Prefer, default=""))
            told[202] = Deposited
            enter_deposit_kind(deposit_kind_of(view, later, scope=scope, shows=shows))
        change.__signature__ = signature.replace(  # type: ignore[attr-defined]  # read by ninja
            parameters=[*signature.parameters.values(), *headers]
        )
        options = _entered((scope,), CHANGE_PROBLEMS | also, told, extra)
        router.post(path, operation_id=view.__name__, summary=_summary(view), **options)(change)
        return cast(V, change)

    return enter


def _taken(
    request: HttpRequest, operation: str, later: Later[Any], *, key: str, given: Mapping[str, Any]
) -> HttpResponse:
    """Take a change in: what can be said against it without looking anything up is said at once."""
    caller, arguments = caller_of(request), dict(given)
    later.examine(arguments.pop("body"))
    taken = take_deposit(
        caller.actor,
        operation=operation,
        route=f"{request.method} {request.path}",
        key=key,
        arguments=arguments,
        body=request.body,
        with_offices=caller.bearer.with_offices,
        answer=first_answer(key),
    )
    response = _answered(taken.answer, is_repeated=taken.is_repeated)
    if taken.answer.status == ACCEPTED:
        response.headers["Preference-Applied"] = "respond-async"
        response.headers["Location"] = address_of_deposit(key)
    return response


def _answered(answer: Answer, *, is_repeated: bool) -> HttpResponse:
    response = HttpResponse(answer.body, status=answer.status, content_type="application/json")
    if is_repeated:
        response.headers["Idempotency-Replayed"] = "true"
    return response


def _query_names(view: Callable[..., Any]) -> frozenset[str]:
    """The parameters that an operation takes from the address."""
    kinds = get_type_hints(view, include_extras=True)
    return frozenset(
        name for name, kind in kinds.items() if any(isinstance(one, InQuery) for one in get_args(kind)[1:])
    )


def _refuse_others(request: HttpRequest, names: frozenset[str]) -> None:
    """A misspelt filter would narrow nothing, and a program would act on everything. Raises ValidationError."""
    if others := sorted(set(request.GET) - names):
        raise ValidationError([{"type": "extra_forbidden", "loc": ("query", name)} for name in others])


def _summary(view: Callable[..., Any]) -> str:
    return (inspect.getdoc(view) or "").partition("\n")[0].rstrip(".")
