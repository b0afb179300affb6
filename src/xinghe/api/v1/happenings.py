"""What webhooks tell, by asking: for whoever missed something, or cannot be called."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from xinghe.api.doors import actor_of, reads
from xinghe.api.values import LARGEST
from xinghe.integrations import queries
from xinghe.integrations.vocab import HappeningName, Scope

router = Router(tags=["happenings"])


class SubjectOut(BaseModel):
    """What it happened to."""

    kind: str
    id: int


class HappeningOut(BaseModel):
    """One thing that happened: ids and codes, as a webhook tells it."""

    number: int = Field(description="Its place in the order. Nothing new ever appears below a number.")
    name: str
    at: datetime
    subject: SubjectOut
    payload: dict[str, str | int]


class HappeningsOut(BaseModel):
    """What happened, in order."""

    items: list[HappeningOut]
    next: int | None = Field(description="What to ask for next, as “after”; null when this was all.")


@reads(router, "", scopes=(Scope.WEBHOOKS,), answers=HappeningsOut)
def list_happenings(
    request: HttpRequest,
    after: Annotated[
        int,
        Query(ge=0, le=LARGEST, description="The number of the last one that is known; 0: from the first."),
    ] = 0,
    name: Annotated[list[HappeningName] | None, Query(max_length=20, description="Only these.")] = None,
    size: Annotated[int, Query(ge=1, le=500)] = 100,
) -> HappeningsOut:
    """What happened at the bearer's unions after a number, in order."""
    found = queries.happenings_after(
        actor_of(request), after=after, names=frozenset(name or ()), limit=size + 1
    )
    items = [HappeningOut.model_validate(queries.message_of(one)) for one in found[:size]]
    return HappeningsOut(items=items, next=items[-1].number if len(found) > size else None)
