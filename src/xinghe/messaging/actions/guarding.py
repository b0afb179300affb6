"""Tell people what was done to the security of their account.

Accounts stand below messages and cannot tell; the record knows what happened.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import connection

from xinghe.access.work import Work, command
from xinghe.audit.models import AuditEntry
from xinghe.foundation.clock import CHINA
from xinghe.messaging.actions.telling import tell
from xinghe.messaging.models import Message
from xinghe.messaging.vocab import READ_MANY, SECURITY_ACTS, TERMS, Event
from xinghe.unions.queries import security_administrators_of

# How far back is looked each minute: what happened while no worker ran for longer stands in the record alone.
LOOKS_BACK = timedelta(hours=2)
_GUARDING_LOCK = 7_215_005


@command
def tell_of_security(work: Work) -> int:
    """Tell everybody of what the record newly says about the security of their account; of how many acts.

    An act is told once, to the person whose account it is, whoever did it; that somebody reads very many people, to the
    security administrators where they hold office and above.
    """
    work.leave_unrecorded("it tells of what the record has")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_GUARDING_LOCK])
        if not cursor.fetchone()[0]:
            return 0
    entries = AuditEntry.objects.filter(at__gte=work.now - LOOKS_BACK).order_by("pk")
    touched, watched = list(entries.filter(verb__in=SECURITY_ACTS)), list(entries.filter(verb=READ_MANY))
    number = 0
    for entry in _untold(work, Event.SECURITY_NOTICE, touched):
        if (whose := _whose(entry)) is not None:
            number += 1
            _tell(work, entry, Event.SECURITY_NOTICE, [whose], act=SECURITY_ACTS[entry.verb])
    for entry in _untold(work, Event.PEOPLE_READ, watched):
        number += 1
        assert entry.subject_id is not None  # who reads is a person
        _tell(work, entry, Event.PEOPLE_READ, security_administrators_of(entry.subject_id, now=work.now))
    return number


def _untold(work: Work, event: Event, entries: list[AuditEntry]) -> list[AuditEntry]:
    """The entries of which nobody was told yet. 1 query, none without entries."""
    if not entries:
        return []
    told = Message.objects.filter(event=event, said_at__gte=work.now - LOOKS_BACK)
    numbers = set(
        told.filter(subject_id__in=[one.pk for one in entries]).values_list("subject_id", flat=True)
    )
    return [one for one in entries if one.pk not in numbers]


def _tell(work: Work, entry: AuditEntry, event: Event, people: Sequence[int], **words: Any) -> None:
    tell(
        work,
        people=people,
        event=event,
        subject_kind="audit.auditentry",
        subject_id=entry.pk,
        path=TERMS[event].list_path,
        day=entry.at.astimezone(CHINA).date(),
        **words,
    )


def _whose(entry: AuditEntry) -> int | None:
    """Whose account an entry is about: the person it names, else who acted on their own."""
    return entry.subject_id if entry.subject_kind == "accounts.person" else entry.person_id
