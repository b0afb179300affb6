"""Questions about deposits."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.deposits.models import Deposit
from xinghe.deposits.vocab import DepositState
from xinghe.foundation.errors import Missing, Phrase

__all__ = ["Deposit", "deposit_of", "last_refused", "refusal_of", "waiting_deposits"]


def deposit_of(actor: Actor, key: str) -> Deposit:
    """The actor's own deposit of this key. 1 query. Refuses: Missing."""
    found = _own(actor).filter(key=key).defer("body").first()
    if found is None:
        raise Missing
    return found


def last_refused(actor: Actor, *, most: int = 20) -> list[Deposit]:
    """The actor's own deposits that were refused, the newest first. 1 query."""
    rows = _own(actor).filter(state=DepositState.REFUSED).defer("body")
    return list(rows.order_by("-taken_at", "-pk")[:most])


def _own(actor: Actor) -> QuerySet[Deposit]:
    if actor.person_id is None:
        return Deposit.objects.none()
    return within(actor, Power.TOKEN_HOLD, Deposit.objects.filter(person_id=actor.person_id))


def waiting_deposits(*, limit: int, without: Collection[int] = ()) -> list[tuple[int, datetime]]:
    """Numbers of the deposits that wait and when they were taken, in this order. 1 query, for the machine."""
    rows = Deposit.objects.filter(state=DepositState.WAITING).exclude(pk__in=without)
    return list(rows.order_by("taken_at", "pk").values_list("pk", "taken_at")[:limit])


def refusal_of(deposit: Deposit) -> tuple[str, Mapping[str, Any]]:
    """What a deposit's refusal says and what fills its places; a label among them is a ``Phrase``, to be translated."""
    params = {
        name: Phrase(value["label"]) if isinstance(value, dict) else value
        for name, value in deposit.params.items()
    }
    return deposit.sentence, params
