"""Say what became of a deposit, and let go of its text."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from xinghe.access.work import Work, command
from xinghe.deposits.models import Deposit
from xinghe.deposits.vocab import DepositState
from xinghe.foundation import clock
from xinghe.foundation.clock import CHINA
from xinghe.foundation.errors import Labelled, Refusal
from xinghe.messaging.actions import tell
from xinghe.messaging.vocab import Event

# Where people read why; a program asks by its key.
REFUSED_PATH = "/my/tokens/"


@command
def note_done(work: Work, *, deposit_id: int, answer: Mapping[str, Any], path: str) -> None:
    """Say that a deposit was carried out, in the transaction in which it was. 1 query."""
    work.leave_unrecorded("what was done stands in the record, with the instant at which it was taken in")
    Deposit.objects.filter(pk=deposit_id).update(
        state=DepositState.DONE, answer=dict(answer), path=path, settled_at=clock.now()
    )


@command
def refuse_deposit(work: Work, *, deposit_id: int, refusal: Refusal) -> None:
    """Say why a deposit was not carried out, and tell who sent it. Nothing if it was settled meanwhile."""
    deposit = Deposit.objects.select_for_update().filter(pk=deposit_id, state=DepositState.WAITING).first()
    if deposit is None:
        work.leave_unrecorded("it was settled meanwhile")
        return
    deposit.state, deposit.settled_at = DepositState.REFUSED, clock.now()
    deposit.code, deposit.status, deposit.sentence = refusal.code, refusal.status, refusal.message
    deposit.params = {name: _kept(value) for name, value in refusal.params.items()}
    deposit.save(update_fields=["state", "settled_at", "code", "status", "sentence", "params"])
    work.record("deposit.refuse", deposit, refusal=(None, refusal.code))
    tell(
        # It is said now, whenever it was taken in.
        replace(work, now=clock.now()),
        people=[deposit.person_id],
        event=Event.DEPOSIT_REFUSED,
        subject_kind="deposits.deposit",
        subject_id=deposit.pk,
        path=REFUSED_PATH,
        day=deposit.taken_at.astimezone(CHINA).date(),
    )


def _kept(value: object) -> object:
    if isinstance(value, Labelled):
        return {"label": value.label}
    return value if isinstance(value, int) else str(value)


@command
def note_attempt(work: Work, *, deposit_id: int) -> int:
    """Count one more attempt that stopped for a reason nobody foresaw; how many there were. 2 queries."""
    work.leave_unrecorded("nothing was done")
    deposit = Deposit.objects.select_for_update().get(pk=deposit_id)
    deposit.attempts += 1
    deposit.save(update_fields=["attempts"])
    return deposit.attempts


@command
def empty_deposits(work: Work, *, days: int) -> int:
    """Let go of the text of deposits that were settled so many days ago; of how many. 1 query."""
    work.leave_unrecorded("what was done with them stands in the record")
    rows = Deposit.objects.filter(settled_at__lt=work.now - timedelta(days=days)).exclude(body=b"")
    return rows.update(body=b"", arguments={})
