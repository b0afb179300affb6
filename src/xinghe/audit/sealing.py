"""Gives every entry its place in the chain, about a second after it was committed. The only writer of links.

For the worker: start ``run_forever(stop)`` in a thread of its own and set ``stop`` to end it. Any
number of processes may do so; an advisory lock lets one at a time seal and the others wait their turn.
"""

import logging
import threading

from django.db import Error, connection, transaction
from django.db.models import Max

from xinghe.audit.models import AuditLink
from xinghe.audit.queries import FIELDS, plain, tip, unsealed
from xinghe.audit.rules import digest_of, instant, next_head
from xinghe.foundation import clock

logger = logging.getLogger(__name__)

# Any number, as long as nobody else uses it: the letters "seal".
LOCK = int.from_bytes(b"seal")

MOST_AT_ONCE = 10_000
# Asking for the unsealed of the whole record costs a walk through it, so most turns look only this many
# numbers back from the newest sealed one. Who commits later than that is found by the next full look.
LOOK_BACK = 20_000
SECONDS_BETWEEN_FULL_LOOKS = 60.0


def seal_pending(limit: int = MOST_AT_ONCE, *, look_back: int | None = None) -> int:
    """Chain up to ``limit`` unsealed entries and say how many; 0 also when somebody else is sealing.

    Entries commit in another order than they are numbered, so "unsealed" is "has no link", never
    "numbered above the last one sealed".
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            row = cursor.fetchone()
        if not row or not row[0]:
            return 0
        waiting = unsealed()
        if look_back is not None:
            newest = AuditLink.objects.aggregate(newest=Max("entry_id"))["newest"] or 0
            waiting = waiting.filter(pk__gt=newest - look_back)
        position, head = tip()
        now = clock.now()
        sealed_at = instant(now)
        links = []
        for values in waiting.values_list(*FIELDS)[:limit]:
            position += 1
            digest = digest_of(plain(values))
            head = next_head(head, digest=digest, sealed_at=sealed_at)
            links.append(
                AuditLink(position=position, entry_id=values[0], digest=digest, head=head, sealed_at=now)
            )
        AuditLink.objects.bulk_create(links, batch_size=2_000)
    return len(links)


def seal_all() -> int:
    """Seal until nothing waits, and say how many were sealed."""
    total = 0
    while sealed := seal_pending():
        total += sealed
    return total


def run_forever(stop: threading.Event, *, every: float = 1.0) -> None:
    """Seal once in ``every`` seconds until ``stop`` is set. A lost database is tried again, never an end."""
    until_full = 0.0
    try:
        while not stop.is_set():
            full = until_full <= 0
            try:
                sealed = seal_pending(look_back=None if full else LOOK_BACK)
            except Error:
                logger.exception("The record could not be sealed; trying again")
                connection.close()
                stop.wait(5 * every)
                continue
            if sealed == MOST_AT_ONCE:
                continue  # more wait than one turn takes
            until_full = SECONDS_BETWEEN_FULL_LOOKS if full else until_full - every
            stop.wait(every)
    finally:
        connection.close()
