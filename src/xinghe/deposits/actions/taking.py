"""Take a request in: one row that is on disk before the sender hears of it."""

import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from xinghe.access.once import (
    Answer,
    KeyUsedForAnother,
    StillUnderWay,
    fingerprint_of,
    kept_answer,
    lock_of,
    place_of,
)
from xinghe.access.work import Work, command
from xinghe.deposits.vocab import TAKEN_AT
from xinghe.foundation.errors import Missing


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What is answered to a request that was taken in, and whether that was before."""

    answer: Answer
    is_repeated: bool = False


# One statement for what is waited for at a deadline: the sender's key is held until the commit, the answer is kept
# under it as that of any change (access.once), and the deposit is there if and only if both came off.
_TAKE = """
WITH kept AS (
    INSERT INTO access_onceanswer (place, person_id, fingerprint, status, answer, answered_at)
    SELECT %(place)s::bytea, %(person)s::bigint, %(fingerprint)s::bytea, %(status)s::smallint, convert_to(replace(
        %(answer)s::text, %(mark)s::text, to_char(instant AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
    ), 'UTF8'), instant
    FROM clock_timestamp() AS instant WHERE pg_try_advisory_xact_lock(%(lock)s::bigint)
    ON CONFLICT (place) DO NOTHING
    RETURNING answer, answered_at
)
INSERT INTO deposits_deposit
    (person_id, with_offices, operation, key, arguments, body, taken_at, state, attempts, path, code, sentence, params)
SELECT %(person)s::bigint, %(with_offices)s::boolean, %(operation)s::text, %(key)s::text, %(arguments)s::jsonb,
    %(body)s::bytea, answered_at,
    'waiting', 0, '', '', '', '{}'
FROM kept RETURNING (SELECT answer FROM kept)
"""


@command
def take_deposit(
    work: Work,
    *,
    operation: str,
    route: str,
    key: str,
    arguments: Mapping[str, Any],
    body: bytes,
    with_offices: bool,
    answer: Answer,
) -> Taken:
    """Take a request of the actor's in, to be carried out afterwards as if it were now. 1 query.

    The instant of PostgreSQL's clock is the one that counts; it fills ``TAKEN_AT`` in the answer. A repetition is
    answered as the first time, also what was carried out at once then. Refuses: StillUnderWay, KeyUsedForAnother.
    """
    if work.actor.person_id is None:
        raise Missing
    work.leave_unrecorded("it is recorded when it is carried out, with the instant of its taking")
    place = place_of(work.actor.person_id, route=route, key=key)
    values: dict[str, Any] = {  # Any: whatever PostgreSQL takes
        "place": place,
        "lock": lock_of(place),
        "fingerprint": fingerprint_of(body),
        "person": work.actor.person_id,
        "status": answer.status,
        "answer": answer.body.decode(),
        "mark": TAKEN_AT,
        "operation": operation,
        "key": key,
        "arguments": json.dumps(dict(arguments)),
        "body": body,
        "with_offices": with_offices,
    }
    try:
        with connection.cursor() as cursor:
            cursor.execute(_TAKE, values)
            row = cursor.fetchone()
    except IntegrityError:
        # The key stands on a deposit of another operation, or on one that is older than kept answers.
        raise KeyUsedForAnother from None
    if row is None:
        before = kept_answer(work.actor, key=key, route=route, body=body)
        if before is None:
            raise StillUnderWay
        return Taken(answer=before, is_repeated=True)
    transaction.on_commit(_wake_soon, robust=True)
    return Taken(answer=Answer(status=answer.status, body=bytes(row[0])))


# Seconds between two wakings by one process. Whoever is woken looks once more after this time, so nothing is missed.
WAKES_EVERY = 1.0
_woken = float("-inf")


def _wake_soon() -> None:
    global _woken
    if time.monotonic() - _woken >= WAKES_EVERY:
        _woken = time.monotonic()
        _wake()


def _wake() -> None:
    with suppress(AlreadyEnqueued):
        app.configure_task("xinghe.deposits", queueing_lock="deposits").defer()
