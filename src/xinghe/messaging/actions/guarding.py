"""Tell people what was done to the security of their account.

Accounts stand below messages and cannot tell; the record knows what happened.
"""

from datetime import timedelta

from django.db import connection

from xinghe.access.work import Work, command
from xinghe.audit.models import AuditEntry
from xinghe.foundation.clock import CHINA
from xinghe.messaging.actions.telling import tell
from xinghe.messaging.models import Message
from xinghe.messaging.vocab import SECURITY_ACTS, TERMS, Event

# How far back is looked each minute: what happened while no worker ran for longer stands in the record alone.
LOOKS_BACK = timedelta(hours=2)
_GUARDING_LOCK = 7_215_005


@command
def tell_of_security(work: Work) -> int:
    """Tell everybody of what the record newly says about the security of their account; of how many acts.

    An act is told once, to the person whose account it is, whoever did it.
    """
    work.leave_unrecorded("it tells of what the record has")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_GUARDING_LOCK])
        if not cursor.fetchone()[0]:
            return 0
    since = work.now - LOOKS_BACK
    entries = AuditEntry.objects.filter(at__gte=since, verb__in=SECURITY_ACTS).order_by("pk")
    concerned = {one: whose for one in entries if (whose := _whose(one))}
    told = set(
        Message.objects.filter(
            person_id__in=set(concerned.values()), event=Event.SECURITY_NOTICE, said_at__gte=since
        ).values_list("subject_id", flat=True)
    )
    untold = {entry: person_id for entry, person_id in concerned.items() if entry.pk not in told}
    for entry, person_id in untold.items():
        tell(
            work,
            people=[person_id],
            event=Event.SECURITY_NOTICE,
            subject_kind="audit.auditentry",
            subject_id=entry.pk,
            path=TERMS[Event.SECURITY_NOTICE].list_path,
            act=SECURITY_ACTS[entry.verb],
            day=entry.at.astimezone(CHINA).date(),
        )
    return len(untold)


def _whose(entry: AuditEntry) -> int | None:
    """Whose account an entry is about: the person it names, else who acted on their own."""
    return entry.subject_id if entry.subject_kind == "accounts.person" else entry.person_id
