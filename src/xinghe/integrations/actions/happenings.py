"""Write down what happened, for programs; number it; let go of what is old."""

import re
import time
from contextlib import suppress

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from xinghe.access.placed import PlacedModel
from xinghe.access.work import Work, command
from xinghe.integrations.models import Happening
from xinghe.integrations.queries import anybody_listens, last_number
from xinghe.integrations.vocab import HAPPENINGS_KEPT, HappeningName

# An id or a code; whatever could be a title, a name or a sentence does not fit.
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")
# Any number of its own: one hand at a time gives numbers.
_NUMBERING = 7_301_146


def announce(work: Work, name: HappeningName, subject: PlacedModel, **payload: str | int) -> Happening:
    """Write down for programs, in the transaction of the command, that something happened to ``subject``. 1 query.

    ``payload`` holds ids and codes alone, so that nothing can be told that its reader might not know; a title or a
    name is a fault of the caller. Who looks after the subject's union hears of it, by webhook or by asking.
    """
    for field, value in payload.items():
        if not isinstance(value, int) and not _CODE.fullmatch(value):
            raise ValueError(f"{field} of {name} is neither an id nor a code")
    happening = Happening.objects.create(
        name=name,
        subject_kind=subject._meta.label_lower,
        subject_id=subject.pk,
        payload=payload,
        person_id=work.actor.person_id,
        territory_path=getattr(subject, "territory_path", ""),
        industry_path=getattr(subject, "industry_path", ""),
        at=work.now,
    )
    transaction.on_commit(_wake_for_listeners, robust=True)
    return happening


def deliver_soon(work: Work) -> None:
    """Have what happened told once this commits, before the minute is up, when the clock would do it anyway."""
    transaction.on_commit(_wake, robust=True)


# Seconds for which a process remembers whether anybody listens. Where nobody does, a deadline need not wake anybody.
_REMEMBERS = 5.0
_heard: tuple[float, bool] = (float("-inf"), False)


def _wake_for_listeners() -> None:
    global _heard
    if time.monotonic() - _heard[0] > _REMEMBERS:
        _heard = (time.monotonic(), anybody_listens())
    if _heard[1]:
        _wake()


def _wake() -> None:
    with suppress(AlreadyEnqueued):
        app.configure_task("xinghe.deliver", queueing_lock="deliver").defer()


@command
def number_happenings(work: Work, *, batch: int = 5_000) -> int:
    """Give what was committed since the last time its numbers, in the order of writing; how many. 4 queries.

    Transactions end in another order than they begin. Numbers given afterwards, by one at a time, have no
    gaps that fill later: a reader who has all up to a number will never find something new below it.
    """
    work.leave_unrecorded("what happened is in the record; this only counts it")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_NUMBERING])
    waiting = list(Happening.objects.filter(number__isnull=True).order_by("pk")[:batch])
    if not waiting:
        return 0
    for number, happening in enumerate(waiting, last_number() + 1):
        happening.number = number
    Happening.objects.bulk_update(waiting, ["number"], batch_size=1_000)
    return len(waiting)


@command
def forget_happenings(work: Work) -> int:
    """Remove what happened long ago; how many. The last number stays, so that numbers never begin again."""
    work.leave_unrecorded("what happened is in the record; this was its copy for programs")
    old = Happening.objects.filter(at__lt=work.now - HAPPENINGS_KEPT, number__lt=last_number())
    removed: int = old.delete()[0]
    return removed
