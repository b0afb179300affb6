"""A change that is only taken in (RFC 7240, “Prefer: respond-async”): how it is asked for, answered, and carried out later."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Generic, TypeVar, cast, get_type_hints
from urllib.parse import quote

import orjson
from pydantic import BaseModel, Field

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.once import Answer
from xinghe.api.problems import Problem
from xinghe.deposits.registry import Carried, DepositKind
from xinghe.deposits.vocab import TAKEN_AT, DepositState
from xinghe.integrations.vocab import Scope

ACCEPTED: Final = 202
B = TypeVar("B", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Later(Generic[B]):
    """How a change is taken in and carried out afterwards.

    ``examine`` refuses what can be refused by looking at the body alone; ``act`` calls the command that the view calls,
    with what stands in the address as keywords; ``leads_to`` says where what came of it is read.
    """

    examine: Callable[[B], None]
    act: Callable[..., object]
    leads_to: Callable[[Any], str]


class Deposited(BaseModel):
    """A request that was taken in: “waiting”, “done” or “refused”."""

    key: str = Field(description="The Idempotency-Key that it was sent with.")
    state: DepositState
    taken_at: datetime = Field(
        description="The instant that counts for every deadline, by the clock of the database."
    )
    settled_at: datetime | None = Field(description="When it was carried out or refused.")
    path: str = Field(description="Where what came of it is read; empty until it is done.")
    answer: dict[str, Any] | None = Field(
        description="What would have been answered had it been carried out at once."
    )
    refusal: Problem | None = Field(description="Why it was not carried out.")


def prefers_async(header: str) -> bool:
    """Whether “respond-async” is among the preferences. What is not known is passed over, as RFC 7240 wants it."""
    names = (one.partition(";")[0].partition("=")[0] for one in header.split(","))
    return any(name.strip().lower() == "respond-async" for name in names)


def address_of_deposit(key: str) -> str:
    """Where one asks after a deposit."""
    return f"/api/v1/deposits/{quote(key, safe='')}"


def first_answer(key: str) -> Answer:
    """What is answered when a request was taken in; PostgreSQL puts the instant in."""
    told = {
        "key": key,
        "state": DepositState.WAITING,
        "taken_at": TAKEN_AT,
        "settled_at": None,
        "path": "",
        "answer": None,
        "refusal": None,
    }
    return Answer(status=ACCEPTED, body=orjson.dumps(told))


def deposit_kind_of(
    view: Callable[..., Any], later: Later[Any], *, scope: Scope, shows: Callable[[Actor, Any], BaseModel]
) -> DepositKind:
    """The kind of deposit that an operation with a body offers, under its name."""
    model = cast(type[BaseModel], get_type_hints(view)["body"])

    def carry_out(actor: Actor, arguments: Mapping[str, Any], body: bytes) -> Carried:
        sent = model.model_validate(orjson.loads(body))
        with fenced(actor):
            shown = shows(actor, later.act(actor, sent, **arguments))
        return Carried(answer=shown.model_dump(mode="json"), path=later.leads_to(shown))

    return DepositKind(code=view.__name__, scope=scope.value, carry_out=carry_out)
