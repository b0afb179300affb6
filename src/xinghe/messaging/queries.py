"""Questions about messages, how people want to be told, and group robots."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Count, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.foundation.errors import Missing
from xinghe.messaging.models import Dispatch, Message, Preference, Robot
from xinghe.messaging.rules.telling import sentence
from xinghe.messaging.vocab import TERMS, Event, Pace

__all__ = ["Message", "Robot"]


def mail_is_on() -> bool:
    """Whether this installation sends e-mail at all (XINGHE_SMTP_URL)."""
    return bool(settings.XINGHE.smtp_url)


def messages_for(actor: Actor) -> QuerySet[Message]:
    """The actor's own messages, the newest first. 1 query."""
    return within(actor, Power.MESSAGE_READ, Message.objects.all()).order_by("-said_at", "-pk")


def message_for(actor: Actor, message_id: int) -> Message:
    """One message of the actor's own. 1 query. Refuses: Missing."""
    found = messages_for(actor).filter(pk=message_id).first()
    if found is None:
        raise Missing
    return found


def unread_count(actor: Actor) -> int:
    """How many of the actor's messages are unread: the bell. 1 query on a partial index, none for the public."""
    if not actor.person_id:
        return 0
    return messages_for(actor).filter(read_at__isnull=True).order_by().count()


def unread_by_event(actor: Actor) -> dict[str, int]:
    """How many unread messages of each event the actor has. 1 query."""
    rows = messages_for(actor).filter(read_at__isnull=True).order_by()
    return dict(rows.values_list("event").annotate(number=Count("pk")))


def sentence_of(message: Message) -> str:
    """What the message says, in the language in force. No query."""
    return sentence(message.event, message.params, message.number, translate=gettext, day=_day)


def sentence_of_many(event: Event, number: int) -> str:
    """What is said of several messages of one event, in the language in force. No query."""
    return sentence(event, {}, max(number, 2), translate=gettext, day=_day)


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def paces_of(actor: Actor) -> dict[Event, Pace]:
    """How soon the actor gets an e-mail of each event: what they chose, else the event's own pace. 1 query."""
    rows = within(actor, Power.MESSAGE_READ, Preference.objects.all())
    chosen = dict(rows.values_list("event", "pace"))
    return {event: Pace(chosen.get(event, terms.pace)) for event, terms in TERMS.items()}


def letters_due(now: datetime) -> QuerySet[Dispatch]:
    """E-mails that wait to be sent, the oldest first; for the machine that sends. 1 query."""
    return _due(now).filter(person__isnull=False)


def words_due(now: datetime) -> QuerySet[Dispatch]:
    """What robots have to say and was not taken yet, the oldest first; for the machine that sends. 1 query."""
    return _due(now).filter(robot__isnull=False)


def _due(now: datetime) -> QuerySet[Dispatch]:
    waiting = Dispatch.objects.filter(sent_at__isnull=True, given_up_at__isnull=True, next_at__lte=now)
    return waiting.order_by("next_at", "pk")


@dataclass(frozen=True, slots=True, kw_only=True)
class Undeliverable:
    """The last e-mail to a person was given up: where it went, when, and what the other side said."""

    address: str
    given_up_at: datetime
    failure: str


def undeliverable_for(actor: Actor, *, address: str) -> Undeliverable | None:
    """That the last e-mail to this address of the actor's could not be delivered. 1 query."""
    last = (
        Dispatch.objects.filter(person_id=actor.person_id or 0, address=address)
        .exclude(sent_at__isnull=True, given_up_at__isnull=True)
        .order_by("-pk")
        .first()
    )
    if last is None or last.given_up_at is None:
        return None
    return Undeliverable(address=last.address, given_up_at=last.given_up_at, failure=last.failure)


def robots_for(actor: Actor) -> QuerySet[Robot]:
    """The robots this actor may arrange, by union and name. 1 query."""
    rows = within(actor, Power.ROBOT_ARRANGE, Robot.objects.select_related("union", "arranged_by"))
    return rows.order_by("territory_path", "industry_path", "name", "pk")


def robot_for(actor: Actor, robot_id: int) -> Robot:
    """One robot the actor may arrange. 1 query. Refuses: Missing."""
    found = robots_for(actor).filter(pk=robot_id).first()
    if found is None:
        raise Missing
    return found
