"""Count requests, so that one program cannot take what all others need; and people, so that nobody reads all of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from xinghe.access.actor import Actor
from xinghe.accounts.vault import vault
from xinghe.foundation import clock
from xinghe.integrations.models import RateCount
from xinghe.integrations.rules.rates import PeopleRead, Rate, window_of
from xinghe.integrations.vocab import ADDRESS_LIMIT, PEOPLE_LIMIT, PEOPLE_WINDOW, PROOF_LASTS, TOKEN_LIMIT

_COUNT = """
INSERT INTO integrations_ratecount AS kept (key, window_at, used) VALUES (%s, %s, 1)
ON CONFLICT (key) DO UPDATE SET
    used = CASE WHEN kept.window_at = EXCLUDED.window_at THEN kept.used + 1 ELSE 1 END,
    window_at = EXCLUDED.window_at
RETURNING used
"""


def count_request(*, token_id: int | None = None, address: str | None = None) -> Rate | None:
    """Count one request of a token, or of an address without one; where it stands now. 1 query.

    In one statement: processes count together and none can be overtaken. ``None``: an address that is not known
    is not counted, or one stranger behind a proxy would use up what is everybody's.
    """
    if token_id is not None:
        policy, limit, key = "token", TOKEN_LIMIT, f"token:{token_id}"
    elif address is not None:
        policy, limit, key = "address", ADDRESS_LIMIT, f"address:{address}"
    else:
        return None
    began, left = window_of(clock.now())
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [vault().index(key, kind="rate"), began])
        (used,) = cursor.fetchone()
    return Rate(policy=policy, limit=limit, used=used, resets_in=left)


# Anew after an hour, and for who was refused and has proved who they are since: they get what they asked for, however much
# it is, and nothing beyond it. A refusal moves the beginning to itself, so that no earlier proof opens anything.
_COUNT_PEOPLE = """
INSERT INTO integrations_ratecount AS kept (key, window_at, used) VALUES (%(key)s, %(now)s, %(number)s)
ON CONFLICT (key) DO UPDATE SET
    used = CASE WHEN kept.window_at <= %(over)s THEN EXCLUDED.used
        WHEN kept.used > %(limit)s AND kept.window_at < %(proved)s THEN LEAST(EXCLUDED.used, %(limit)s)
        ELSE kept.used + EXCLUDED.used END,
    window_at = CASE WHEN kept.window_at > %(over)s AND (kept.used + EXCLUDED.used <= %(limit)s
            OR (kept.used > %(limit)s AND kept.window_at >= %(proved)s)) THEN kept.window_at
        ELSE EXCLUDED.window_at END
RETURNING used
"""
_NEVER = datetime.fromtimestamp(0, UTC)


def count_people(actor: Actor, number: int, *, proved_at: datetime) -> PeopleRead:
    """Count other people whose rows somebody is about to be shown; how many that makes within the hour. 1 query.

    ``proved_at`` is when they last proved who they are; five minutes later that opens nothing any more.
    """
    now = clock.now()
    values: dict[str, Any] = {
        "key": vault().index(f"people:{actor.person_id}", kind="rate"),
        "now": now,
        "over": now - PEOPLE_WINDOW,
        "proved": proved_at if now - proved_at <= PROOF_LASTS else _NEVER,
        "number": number,
        "limit": PEOPLE_LIMIT,
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_PEOPLE, values)
        (used,) = cursor.fetchone()
    return PeopleRead(used=used, number=number)


def forget_rates(actor: Actor, *, older_than: timedelta = timedelta(hours=1)) -> int:
    """Remove counts of windows that are over; how many."""
    if not actor.system:
        raise LookupError("a named machine keeps house, not a person")
    removed, _ = RateCount.objects.filter(window_at__lt=clock.now() - older_than).delete()
    return removed
