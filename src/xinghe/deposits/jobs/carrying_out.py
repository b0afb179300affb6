"""Carry out what was taken in: in order, as whoever sent it, each once."""

import logging
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.work import together
from xinghe.deposits import actions
from xinghe.deposits.actions.taking import WAKES_EVERY
from xinghe.deposits.models import Deposit
from xinghe.deposits.queries import waiting_deposits
from xinghe.deposits.registry import deposit_kind
from xinghe.deposits.vocab import MOST_ATTEMPTS, DepositState
from xinghe.foundation import clock
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.unions.queries import actor_for

log = logging.getLogger(__name__)

MACHINE = Actor.for_job("deposits")
IN_ONE_LOOK = 50
# Seconds after which other work has its turn, and a worker that is being stopped can end.
ONE_TURN = 15.0
# Any number of its own: one worker at a time keeps the order.
_ORDER = 7_301_155


class AccountClosed(Refusal):
    """Who sent it may do nothing any more."""

    code = "account_closed"
    message = gettext_noop(
        "The account that sent this was closed before it was carried out. Nothing was changed."
    )
    status = 403


class DepositBroke(Refusal):
    """Something that nobody foresaw, again and again."""

    code = "deposit_broke"
    message = gettext_noop(
        "This was tried %(count)s times and stopped unexpectedly; nothing was changed. Tell the operator this reference: "
        "%(reference)s."
    )
    status = 500


@app.periodic(cron="*/1 * * * *")
@app.task(name="xinghe.deposits", queueing_lock="deposits")
def carry_out_deposits(timestamp: int = 0) -> None:
    """Carry out what waits until nothing does, then look once more; after a while others have their turn. Safe twice."""
    with _alone() as is_alone:
        if not is_alone:
            return
        ends, stopped = time.monotonic() + ONE_TURN, set[int]()
        while carry_out_waiting(ends=ends, stopped=stopped) or _rested(stopped):
            if time.monotonic() >= ends:
                _wake()
                return


def _wake() -> None:
    with suppress(AlreadyEnqueued):
        app.configure_task("xinghe.deposits", queueing_lock="deposits").defer()


def _rested(stopped: set[int]) -> bool:
    """Wait as long as a process may keep silent about what it took; whether there is something to do then."""
    time.sleep(WAKES_EVERY)
    with fenced(MACHINE):
        return bool(waiting_deposits(limit=1, without=stopped))


@app.periodic(cron="41 3 * * *")
@app.task(name="xinghe.empty_deposits", queueing_lock="empty-deposits")
def empty(timestamp: int = 0) -> None:
    """Every night: let go of texts that were carried out some days ago."""
    actions.empty_deposits(MACHINE, days=settings.XINGHE.deposit_days)


@contextmanager
def _alone() -> Iterator[bool]:
    """Whether no other worker is at it. A killed one's connection ends, and with it what it held."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_ORDER])
        (is_alone,) = cursor.fetchone()
    try:
        yield is_alone
    finally:
        if is_alone and connection.connection is not None and connection.is_usable():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_ORDER])


def carry_out_waiting(*, ends: float, stopped: set[int]) -> int:
    """One look: carry out the next ones in order, a transaction each; how many were settled.

    ``stopped`` gathers those that stopped unexpectedly, so that they hold nobody up; they are tried in a later turn.
    """
    with fenced(MACHINE):
        waiting = waiting_deposits(limit=IN_ONE_LOOK, without=stopped)
    settled = 0
    for deposit_id, taken_at in waiting:
        if time.monotonic() >= ends:
            break
        if carry_out(deposit_id, taken_at=taken_at):
            settled += 1
        else:
            stopped.add(deposit_id)
    return settled


def carry_out(deposit_id: int, *, taken_at: datetime) -> bool:
    """Carry one deposit out and say so, in one transaction; whether it is settled, by this or another hand.

    What happens counts from ``taken_at``. A refusal settles it too.
    """
    try:
        with together(at=taken_at):
            deposit = _held(deposit_id)
            if deposit is None:
                return True
            try:
                with transaction.atomic():
                    carried = deposit_kind(deposit.operation).carry_out(
                        _sender(deposit), deposit.arguments, bytes(deposit.body)
                    )
            except Refusal as refusal:
                actions.refuse_deposit(MACHINE, deposit_id=deposit_id, refusal=refusal)
            else:
                actions.note_done(MACHINE, deposit_id=deposit_id, answer=carried.answer, path=carried.path)
    except (OperationalError, InterfaceError):
        # The database, not the deposit: whoever calls the next time begins here again.
        raise
    except Exception:
        return _stopped(deposit_id)
    return True


def _held(deposit_id: int) -> Deposit | None:
    """The deposit, locked, if it waits and nobody else is at it. 1 query."""
    with fenced(MACHINE):
        rows = Deposit.objects.select_for_update(skip_locked=True, of=("self",)).select_related("person")
        return rows.filter(pk=deposit_id, state=DepositState.WAITING).first()


def _sender(deposit: Deposit) -> Actor:
    """Who sent it, with the offices held now, as far as the token brought them. Refuses: AccountClosed."""
    if not deposit.person.is_active:
        raise AccountClosed
    actor = replace(actor_for(deposit.person_id, via="api", now=clock.now()), name=deposit.person.name)
    return actor if deposit.with_offices else replace(actor, offices=())


def _stopped(deposit_id: int) -> bool:
    """Note that it stopped unexpectedly; whether it is given up by that."""
    reference = uuid.uuid4().hex[:8]
    log.exception("deposit %s stopped unexpectedly, reference %s", deposit_id, reference)
    attempts = actions.note_attempt(MACHINE, deposit_id=deposit_id)
    if attempts < MOST_ATTEMPTS:
        return False
    refusal = DepositBroke(count=attempts, reference=reference)
    actions.refuse_deposit(MACHINE, deposit_id=deposit_id, refusal=refusal)
    return True
