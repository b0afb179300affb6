"""A request that is sent again acts once and is answered as the first time (SEC-09).

Whoever sends it makes a key. The answer is kept with the key in the transaction of the command itself, so
that there is no moment at which one of the two is there without the other.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.apps import apps
from django.db import connection
from django.db.models import Model

from xinghe.access.actor import Actor
from xinghe.access.models import OnceAnswer
from xinghe.foundation import clock
from xinghe.foundation.errors import Missing, Refusal, gettext_noop

# A phone may lie in a locker over a week's holiday with a form that was never acknowledged (SEC-09: at least 7 days).
KEPT = timedelta(days=8)


class StillUnderWay(Refusal):
    """The same request came again while the first one is being worked on."""

    code = "still_under_way"
    message = gettext_noop(
        "The same request is being worked on at this moment. Send it again with the same key in a second."
    )
    status = 409


class KeyUsedForAnother(Refusal):
    """The key belongs to a request with another body."""

    code = "key_used_for_another"
    message = gettext_noop(
        "This was sent before with another content, and that is done. For something new open the form afresh; "
        "a program makes a new key."
    )
    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What was, or is to be, answered: an HTTP status and the bytes of the body."""

    status: int
    body: bytes


class _Answered(Exception):
    """Leaves the command at once: the answer is there from before."""


@dataclass(slots=True, kw_only=True)
class Ticket:
    """One request with its key. After the block ``answer`` holds the answer, ``is_repeated`` whether it was kept."""

    person_id: int
    route: str
    key: str
    fingerprint: bytes
    waits: bool
    render: Callable[[object], Answer] | None
    answer: Answer | None = None
    is_repeated: bool = False
    commands: int = 0
    _place: bytes = b""

    def repeated(self) -> tuple[bool, object]:
        """Whether this command was carried out before for this key, and what it returned. 2 queries.

        Holds the key until the transaction ends. Refuses: StillUnderWay, KeyUsedForAnother.
        """
        self.commands += 1
        self._place = place_of(self.person_id, route=self.route, key=self.key, command=self.commands)
        self._hold()
        kept = OnceAnswer.objects.filter(place=self._place).first()
        if kept is None:
            return False, None
        _expect_the_same(kept, self.fingerprint)
        self.is_repeated = True
        if self.render is None:
            return True, _found(bytes(kept.answer))
        self.answer = Answer(status=kept.status, body=bytes(kept.answer))
        raise _Answered

    def store(self, result: object, *, at: datetime) -> None:
        """Keep what the command returned, in its own transaction. 1 query."""
        self.answer = self.render(result) if self.render else Answer(status=200, body=_reference(result))
        OnceAnswer.objects.create(
            place=self._place,
            person_id=self.person_id,
            fingerprint=self.fingerprint,
            status=self.answer.status,
            answer=self.answer.body,
            answered_at=at,
        )

    def _hold(self) -> None:
        wait, try_ = "SELECT pg_advisory_xact_lock(%s) IS NOT NULL", "SELECT pg_try_advisory_xact_lock(%s)"
        with connection.cursor() as cursor:
            cursor.execute(wait if self.waits else try_, [lock_of(self._place)])
            (held,) = cursor.fetchone()
        if not held:
            raise StillUnderWay


_presented: ContextVar[Ticket | None] = ContextVar("presented_ticket", default=None)


@contextmanager
def once(
    actor: Actor,
    *,
    key: str,
    route: str,
    body: bytes,
    render: Callable[[object], Answer] | None = None,
    waits: bool = False,
) -> Iterator[Ticket]:
    """Every command of ``actor`` inside this block is carried out once for this key, however often it is sent.

    With ``render`` (programs) what the command returned is made into an answer before the commit, kept, and
    given again byte by byte; a repetition leaves the block at its command. Without (forms) a repetition gets
    the row that the command returned, or the plain value, and the page goes on as the first time.
    ``waits`` lets a repetition wait for the first one instead of refusing. Refuses: StillUnderWay, KeyUsedForAnother.
    """
    if actor.person_id is None:
        raise Missing
    ticket = Ticket(
        person_id=actor.person_id,
        route=route,
        key=key,
        fingerprint=fingerprint_of(body),
        waits=waits,
        render=render,
    )
    token = _presented.set(ticket)
    try:
        yield ticket
    except _Answered:
        pass
    finally:
        _presented.reset(token)


def kept_answer(actor: Actor, *, key: str, route: str, body: bytes) -> Answer | None:
    """What was answered to this request before, without waiting for one under way. 1 query. Refuses: KeyUsedForAnother.

    For programs, ahead of anything that the repeated request would look up: that may be gone by now.
    """
    place = place_of(actor.person_id or 0, route=route, key=key)
    kept = OnceAnswer.objects.filter(place=place).first()
    if kept is None:
        return None
    _expect_the_same(kept, fingerprint_of(body))
    return Answer(status=kept.status, body=bytes(kept.answer))


def presented(actor: Actor) -> Ticket | None:
    """The ticket under which ``actor`` works at this moment. What a machine does in between has none."""
    ticket = _presented.get()
    return ticket if ticket is not None and ticket.person_id == actor.person_id else None


def forget_answers(actor: Actor, *, older_than: timedelta = KEPT) -> int:
    """Remove answers that nobody will ask for again; how many."""
    if not actor.system:
        raise LookupError("a named machine keeps house, not a person")
    removed, _ = OnceAnswer.objects.filter(answered_at__lt=clock.now() - older_than).delete()
    return removed


def place_of(person_id: int, *, route: str, key: str, command: int = 1) -> bytes:
    """What a repetition is known by: 32 bytes."""
    return hashlib.sha256(json.dumps([person_id, route, key, command]).encode()).digest()


def lock_of(place: bytes) -> int:
    """The number of the advisory lock by which a place is held until the transaction ends."""
    return int.from_bytes(place[:8], signed=True)


def fingerprint_of(body: bytes) -> bytes:
    """By which another body under the same key is noticed: 32 bytes."""
    return hashlib.sha256(body).digest()


def _expect_the_same(kept: OnceAnswer, fingerprint: bytes) -> None:
    if bytes(kept.fingerprint) != fingerprint:
        raise KeyUsedForAnother


def _reference(result: object) -> bytes:
    """How a row, or a plain value, is remembered. Anything else is a fault of whoever put a key on its form."""
    if isinstance(result, Model):
        return json.dumps({"model": result._meta.label_lower, "pk": result.pk}).encode()
    return json.dumps({"value": result}).encode()


def _found(kept: bytes) -> object:
    told = json.loads(kept)
    if "model" not in told:
        return told["value"]
    row = apps.get_model(told["model"])._default_manager.filter(pk=told["pk"]).first()
    if row is None:
        raise Missing
    return row
