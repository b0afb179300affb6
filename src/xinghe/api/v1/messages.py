"""The bearer's own messages."""

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from xinghe.access.actor import Actor
from xinghe.api.doors import actor_of, changes, reads
from xinghe.api.paging import DEFAULT_SIZE, Cursor, Page, Size, page_of
from xinghe.api.values import PathId, Sent
from xinghe.foundation.keyset import Sort, keyset_page
from xinghe.integrations.vocab import Scope
from xinghe.messaging import actions, queries
from xinghe.messaging.vocab import Event

router = Router(tags=["messages"])


class MessageOut(BaseModel):
    """One message."""

    id: int
    event: Event
    sentence: str = Field(description="What it says, in the language of Accept-Language.")
    path: str = Field(description="The page that it leads to.")
    number: int = Field(description="Of how many matters it tells.")
    said_at: datetime
    read_at: datetime | None


class ReadAllIn(Sent):
    """Which ones."""

    event: Event | None = Field(default=None, description="Only those of one kind.")


class ReadOut(BaseModel):
    """How many were marked."""

    marked: int


def _shown(actor: Actor, message: object) -> MessageOut:
    assert isinstance(message, queries.Message)
    return MessageOut.model_validate(
        {
            "id": message.pk,
            "event": message.event,
            "sentence": queries.sentence_of(message),
            "path": message.path,
            "number": message.number,
            "said_at": message.said_at,
            "read_at": message.read_at,
        }
    )


def _marked(actor: Actor, marked: object) -> ReadOut:
    return ReadOut.model_validate({"marked": marked})


@reads(router, "", scopes=(Scope.MESSAGES_READ,), answers=Page[MessageOut])
def list_messages(
    request: HttpRequest,
    unread: Annotated[bool, Query(description="Only those that were not read.")] = False,
    cursor: Cursor = "",
    size: Size = DEFAULT_SIZE,
) -> Page[MessageOut]:
    """The bearer's messages, the newest first."""
    actor = actor_of(request)
    rows = queries.messages_for(actor)
    if unread:
        rows = rows.filter(read_at__isnull=True)
    found = keyset_page(rows, Sort(column="said_at", descending=True), cursor=cursor, size=size)
    return page_of(found, [_shown(actor, one) for one in found.rows])


@changes(router, "/read", scope=Scope.MESSAGES_WRITE, answers=ReadOut, shows=_marked)
def read_all_messages(request: HttpRequest, body: ReadAllIn) -> None:
    """Mark all as read, or those of one kind."""
    actions.read_all(actor_of(request), event=body.event)


@changes(router, "/{message_id}/read", scope=Scope.MESSAGES_WRITE, answers=MessageOut, shows=_shown)
def read_message(request: HttpRequest, message_id: PathId) -> None:
    """Mark one as read."""
    actions.read_message(actor_of(request), message_id=message_id)
