"""One command, one transaction, at least one line in the record."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar, cast

from django.db import connection, transaction
from django.db.models import Model

from xinghe.access import checks
from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.once import presented
from xinghe.access.placed import PlacedModel
from xinghe.access.powers import Power
from xinghe.audit.models import AuditEntry
from xinghe.foundation import clock
from xinghe.foundation.errors import Refusal, gettext_noop

P = ParamSpec("P")
R = TypeVar("R")
M = TypeVar("M", bound=PlacedModel)

_joined: ContextVar[bool] = ContextVar("xinghe.joined", default=False)
# When what is carried out now was taken in: that instant counts.
_taken_at: ContextVar[datetime | None] = ContextVar("xinghe.taken_at", default=None)


class LookingOnly(Refusal):
    """Somebody who looks through another's eyes tried to change something, or to open what is that person's alone."""

    code = "looking_only"
    message = gettext_noop(
        "You look through the eyes of %(name)s, and whoever looks changes nothing. End the look first."
    )
    status = 403


@dataclass(slots=True)
class Work:
    """The unit of work a command runs in. Passed by hand, never global.

    Helpers that must run inside somebody's transaction take a ``Work``, not an ``Actor``: the type says so. ``now`` is
    the instant that counts; with ``recorded_at`` it was taken in before, and the record holds both.
    """

    actor: Actor
    now: datetime
    command: str
    entries: list[AuditEntry] = field(default_factory=list)
    unrecorded: str = ""
    recorded_at: datetime | None = None

    def claim(self, model: type[M], pk: int) -> M:
        """Fetch, check that it is visible, and lock. Refuses: Missing."""
        return checks.claim(self.actor, model, pk)

    def require(self, power: Power, thing: PlacedModel) -> None:
        """Refuse with ``Forbidden`` unless the actor may do this to ``thing``."""
        checks.require(self.actor, power, thing)

    def leave_unrecorded(self, why: str) -> None:
        """Let this command commit without a line in the record, and say why.

        For what changes nothing of the business: a draft is its author's own paper until it is handed in.
        """
        self.unrecorded = why

    def record(
        self, verb: str, subject: Model, *, reason: str = "", **changes: tuple[object, object]
    ) -> None:
        """Write down what happened to ``subject``: ``record("result.clear", result, stage=(old, new))``."""
        if self.recorded_at is not None:
            changes["taken_at"] = (None, self.now)
        self.entries.append(
            AuditEntry(
                at=self.recorded_at or self.now,
                person_id=self.actor.person_id,
                system=self.actor.system,
                offices=" ".join(f"{office.role}@{office.union_id}" for office in self.actor.offices),
                via=self.actor.via,
                verb=verb,
                subject_kind=subject._meta.label_lower,
                subject_id=subject.pk,
                before={name: None if old is None else str(old) for name, (old, _) in changes.items()},
                after={name: None if new is None else str(new) for name, (_, new) in changes.items()},
                command=self.command,
                reason=reason,
            )
        )


def command(body: Callable[Concatenate[Work, P], R]) -> Callable[Concatenate[Actor, P], R]:
    """Run ``body`` in one durable transaction behind the fence; refuse to commit without a record.

    Inside ``together`` or ``rehearsal`` the transaction is theirs. A request that bears a key of its sender's and
    was carried out before is not carried out again (``once``). Refuses: LookingOnly, to whoever looks
    through somebody else's eyes.
    """
    name = f"{body.__module__}.{body.__qualname__}"

    @functools.wraps(body)
    def run(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if actor.lens is not None:
            raise LookingOnly(name=actor.lens.name)
        ticket = presented(actor)
        with fenced(actor, durable=not _joined.get()):
            if ticket is not None:
                is_repeated, before = ticket.repeated()
                if is_repeated:
                    return cast("R", before)
            now, taken_at = clock.now(), _taken_at.get()
            work = Work(
                actor=actor,
                now=taken_at or now,
                command=name.removeprefix("xinghe."),
                recorded_at=now if taken_at else None,
            )
            result = body(work, *args, **kwargs)
            if not work.entries and not work.unrecorded:
                raise RuntimeError(f"{name} changed something and recorded nothing")
            AuditEntry.objects.bulk_create(work.entries)
            if ticket is not None:
                ticket.store(result, at=work.now)
        return result

    run.is_command = True  # type: ignore[attr-defined]  # read by the shape tests
    return run


@contextmanager
def together(*, at: datetime | None = None) -> Iterator[None]:
    """Let the commands inside, and what is written beside them, commit as one or not at all.

    For the engine of bulk acts: that a row was acted on and the note that says so are never apart. ``at`` is when
    what they do was taken in: it counts for every deadline as if it were now.
    """
    with transaction.atomic(durable=True):
        token, instant = _joined.set(True), _taken_at.set(at)
        try:
            yield
        finally:
            _joined.reset(token)
            _taken_at.reset(instant)


@contextmanager
def rehearsal() -> Iterator[None]:
    """Carry the commands inside out to the end, deferred constraints included, and undo all of it.

    What they refuse is refused as it would be in earnest; nothing is asked of the queue, nobody is told.
    """
    with together():
        yield
        connection.check_constraints()
        transaction.set_rollback(True)
