"""Tell people something, in the transaction in which it happens."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from xinghe.access.actor import Actor
from xinghe.access.fence import open_fence
from xinghe.access.work import Work
from xinghe.messaging.models import Announcement, Robot
from xinghe.messaging.queries import mail_is_on
from xinghe.messaging.rules.pacing import mail_due_at
from xinghe.messaging.rules.telling import local, told
from xinghe.messaging.vocab import TERMS, Event, Pace

MESSENGER = Actor.for_job("messenger")

# One statement however many people and things: who is closed is left out, who has no address or wants none gets no e-mail, and
# what belongs to a batch that was told already is counted. The ORM knows no "number = number + 1" in an upsert.
_TELL = """
INSERT INTO messaging_message AS kept
    (person_id, event, subject_kind, subject_id, path, params, batch, number, said_at, mail_at)
SELECT person.id, %(event)s, %(subject_kind)s, line.subject_id, line.path, line.params, %(batch)s, %(number)s, %(now)s,
    CASE WHEN person.email <> '' AND %(mail_is_on)s THEN
        CASE coalesce(preference.pace, %(pace)s)
            WHEN 'at_once' THEN %(at_once)s::timestamptz
            WHEN 'hourly' THEN %(hourly)s::timestamptz
            WHEN 'daily' THEN %(daily)s::timestamptz
        END
    END
FROM jsonb_to_recordset(%(lines)s::jsonb) AS line(people bigint[], subject_id bigint, path text, params jsonb)
JOIN accounts_person AS person ON person.id = ANY(line.people)
LEFT JOIN messaging_preference AS preference ON preference.person_id = person.id AND preference.event = %(event)s
WHERE person.is_active
ORDER BY person.id, line.subject_id
ON CONFLICT (person_id, event, batch) WHERE batch <> '' DO UPDATE SET
    number = kept.number + excluded.number,
    path = %(list_path)s,
    said_at = excluded.said_at,
    read_at = NULL,
    mail_at = least(excluded.mail_at, kept.mail_at + interval '15 minutes')
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told of one thing: to whom, where it leads, and exactly the places of the event's sentence."""

    people: tuple[int, ...]
    subject_id: int
    path: str
    params: Mapping[str, object]


def tell(
    work: Work,
    *,
    people: Collection[int],
    event: Event,
    subject_kind: str,
    subject_id: int,
    path: str,
    batch: str = "",
    number: int = 1,
    union_id: int | None = None,
    **params: object,
) -> None:
    """Tell ``people`` of an event, if and only if the command commits; and the robots of ``union_id``. 3 queries, 5 with it.

    ``params`` are exactly the places of the event's sentence; anything else raises NotToBeTold. Who acts is not told of
    their own act, unless the event says so. With ``batch`` (one act on many things, "run:12") one message a person
    counts them all and leads to the list; after its e-mail has gone out it counts on in the product only. ``number``:
    of how many things this tells at once.
    """
    terms = TERMS[event]
    kept = told(event, params)
    where = terms.list_path if number > 1 else path
    line = Told(people=tuple(people), subject_id=subject_id, path=where, params=params)
    # The actor may not look into anybody's box; the machine that fills boxes may, for these statements.
    open_fence(MESSENGER)
    _put(work, event, subject_kind, [line], batch=batch, number=number)
    if union_id is not None and terms.for_robots:
        robots = Robot.objects.filter(union_id=union_id, is_on=True, events__contains=[event])
        Announcement.objects.bulk_create(
            Announcement(
                robot_id=pk,
                event=event,
                title=kept.get("title", "") if allows_titles else "",
                number=number,
                said_at=work.now,
            )
            for pk, allows_titles in robots.values_list("pk", "allows_titles")
        )
    open_fence(work.actor)


def tell_each(work: Work, *, event: Event, subject_kind: str, lines: Sequence[Told]) -> None:
    """Tell of one event that many things have part in, each to its own people: a message for each of them. 3 queries."""
    open_fence(MESSENGER)
    _put(work, event, subject_kind, lines)
    open_fence(work.actor)


def _put(
    work: Work, event: Event, subject_kind: str, lines: Sequence[Told], *, batch: str = "", number: int = 1
) -> None:
    """Fill the boxes. 1 query, none where nobody is told."""
    terms = TERMS[event]
    silent = set() if terms.tells_actor else {work.actor.person_id}
    told_lines = [
        {
            "people": sorted(set(line.people) - silent),
            "subject_id": line.subject_id,
            "path": local(line.path),
            "params": told(event, line.params),
        }
        for line in lines
    ]
    if not any(line["people"] for line in told_lines):
        return
    values: dict[str, Any] = {  # Any: whatever PostgreSQL takes
        "event": event,
        "subject_kind": subject_kind,
        "lines": json.dumps(told_lines),
        "list_path": terms.list_path,
        "batch": batch,
        "number": number,
        "now": work.now,
        "mail_is_on": mail_is_on(),
        "pace": terms.pace,
    }
    for pace in (Pace.AT_ONCE, Pace.HOURLY, Pace.DAILY):
        values[pace] = mail_due_at(pace, now=work.now, gathers=bool(batch), is_urgent=terms.is_urgent)
    with connection.cursor() as cursor:
        cursor.execute(_TELL, values)
