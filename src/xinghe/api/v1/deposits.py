"""What became of what was sent with “Prefer: respond-async”."""

from http import HTTPStatus
from typing import Annotated

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Path, Router

from xinghe.api.deposited import Deposited
from xinghe.api.doors import actor_of, caller_of, reads
from xinghe.api.problems import Problem, ScopeMissing
from xinghe.api.values import HELD
from xinghe.deposits import queries
from xinghe.deposits.registry import deposit_kind
from xinghe.deposits.vocab import DepositState
from xinghe.foundation.errors import said
from xinghe.integrations.vocab import Scope

router = Router(tags=["deposits"])

DepositKey = Annotated[
    str, Path(max_length=200, pattern=HELD, description="The Idempotency-Key that it was sent with.")
]


@reads(router, "/{path:key}", scopes=(), answers=Deposited)
def get_deposit(request: HttpRequest, key: DepositKey) -> Deposited:
    """What became of a request of the bearer's that was taken in; the token needs the scope of that request."""
    found = queries.deposit_of(actor_of(request), key)
    scope = Scope(deposit_kind(found.operation).scope)
    if scope not in caller_of(request).bearer.scopes:
        raise ScopeMissing(scope=scope, code=scope.value)
    return Deposited(
        key=found.key,
        state=DepositState(found.state),
        taken_at=found.taken_at,
        settled_at=found.settled_at,
        path=found.path,
        answer=found.answer,
        refusal=_refusal(found) if found.code else None,
    )


def _refusal(deposit: queries.Deposit) -> Problem:
    assert deposit.status is not None
    sentence, params = queries.refusal_of(deposit)
    return Problem(
        type=f"/api/#{deposit.code}",
        title=HTTPStatus(deposit.status).phrase,
        status=deposit.status,
        code=deposit.code,
        detail=said(sentence, params, gettext),
    )
