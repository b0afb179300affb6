"""Count attempts to sign in, before anything is checked, so that a thousand at once are counted as a thousand.

A count is charged first and given back on success. Known and unknown accounts take the same steps.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from xinghe.access.actor import Actor
from xinghe.access.work import Work, command
from xinghe.accounts.actions.people import claim_oneself
from xinghe.accounts.models import FailureCount
from xinghe.accounts.rules.attempts import LIMITS, SignInPaused, failures_now, minutes_left, pause_after
from xinghe.accounts.rules.identifiers import Identifier
from xinghe.accounts.vault import vault
from xinghe.accounts.vocab import FailureKind
from xinghe.foundation import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One attempt that was charged: to be settled if it succeeds, reported if it fails."""

    counts: tuple[int, ...]
    # The account's own pause is kept silent: saying it would tell that two identifiers are one person's.
    barred: bool
    address: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Charge:
    """One count that an attempt is charged to."""

    kind: FailureKind
    key: bytes
    person_id: int | None = None


def begin_sign_in(*, identifier: Identifier, person_id: int | None, address: str | None) -> Attempt:
    """Charge an attempt by password. Refuses: SignInPaused, in the same way whether the person exists or not."""
    typed = f"{identifier.kind}:{identifier.value}"
    account = f"person:{person_id}" if person_id else f"nobody:{typed}"
    charges = [
        _Charge(kind=FailureKind.IDENTIFIER, key=_key(typed)),
        _Charge(kind=FailureKind.ACCOUNT, key=_key(account), person_id=person_id),
    ]
    if address:
        charges.append(_Charge(kind=FailureKind.ADDRESS, key=_key(f"address:{address}")))
    return _charge(charges, address=address, now=clock.now())


def begin_code(*, person_id: int, address: str | None) -> Attempt:
    """Charge an attempt by second factor. Refuses: SignInPaused."""
    charges = [_Charge(kind=FailureKind.CODE, key=_key(f"person:{person_id}"), person_id=person_id)]
    return _charge(charges, address=address, now=clock.now())


def settle(attempt: Attempt) -> None:
    """The attempt succeeded: the run of failures of this account is over; its address gets back one.

    Not more than one, or whoever has an account could buy endless guesses at others with it.
    """
    with transaction.atomic():
        for row in FailureCount.objects.select_for_update().filter(pk__in=attempt.counts).order_by("pk"):
            row.failures = max(0, row.failures - 1) if row.kind == FailureKind.ADDRESS else 0
            if row.failures < LIMITS[FailureKind(row.kind)].failures:
                row.paused_until = None
            row.save(update_fields=["failures", "paused_until"])


@command
def report_failure(work: Work, *, attempt: Attempt) -> None:
    """Write down that an attempt failed, and whether it brought a pause."""
    told = FailureCount.objects.filter(
        pk__in=attempt.counts, kind__in=[FailureKind.ACCOUNT, FailureKind.CODE]
    )
    row = told.get()
    paused = row.paused_until is not None and row.paused_until > work.now
    work.record(
        "sign_in.pause" if paused else "sign_in.fail",
        row,
        failures=(None, row.failures),
        address=(None, attempt.address),
    )


@command
def report_sign_in(work: Work, *, methods: tuple[str, ...], address: str | None) -> None:
    """Write down that the actor signed in, and by what."""
    work.record("sign_in", claim_oneself(work), methods=(None, " ".join(methods)), address=(None, address))


@command
def report_sign_out(work: Work) -> None:
    """Write down that the actor signed out."""
    work.record("sign_out", claim_oneself(work))


def forget_failures(actor: Actor, *, older_than: timedelta = timedelta(days=7)) -> int:
    """Remove counts that no longer count, so that strangers' attempts do not pile up; how many."""
    if not actor.system:
        raise LookupError("a named machine keeps house, not a person")
    removed, _ = FailureCount.objects.filter(failed_at__lt=clock.now() - older_than).delete()
    return removed


def _charge(charges: list[_Charge], *, address: str | None, now: datetime) -> Attempt:
    """Lock the counts, refuse if one is paused, add one to each."""
    charges = sorted(charges, key=lambda one: (one.kind, one.key))  # one order for all: no deadlock
    with transaction.atomic():
        FailureCount.objects.bulk_create(
            [
                FailureCount(kind=one.kind, key=one.key, person_id=one.person_id, failed_at=now)
                for one in charges
            ],
            ignore_conflicts=True,
        )
        wanted = Q()
        for one in charges:
            wanted |= Q(kind=one.kind, key=one.key)
        rows = list(
            FailureCount.objects.select_for_update(of=("self",)).filter(wanted).order_by("kind", "pk")
        )
        paused = {row.kind: row.paused_until for row in rows if row.paused_until and row.paused_until > now}
        for kind, until in paused.items():
            if kind != FailureKind.ACCOUNT:
                allowed = LIMITS[FailureKind(kind)].failures
                raise SignInPaused(limit=allowed, minutes=minutes_left(until, now=now))
        for row in rows:
            if row.kind in paused:
                continue
            limit = LIMITS[FailureKind(row.kind)]
            so_far = failures_now(failures=row.failures, failed_at=row.failed_at, limit=limit, now=now)
            row.failures, row.failed_at = so_far + 1, now
            pause = pause_after(row.failures, limit=limit)
            row.paused_until = now + pause if pause else None
        FailureCount.objects.bulk_update(rows, ["failures", "failed_at", "paused_until"])
    return Attempt(
        counts=tuple(row.pk for row in rows), barred=FailureKind.ACCOUNT in paused, address=address
    )


def _key(text: str) -> bytes:
    return vault().index(text, kind="attempt")
