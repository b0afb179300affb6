"""Ask for long work or a bulk act, cancel it, and move a run along as it happens."""

from collections.abc import Mapping, Sequence

from procrastinate.contrib.django import app

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.foundation import clock
from xinghe.foundation.errors import Forbidden, Labelled, Missing, Refusal, gettext_noop
from xinghe.jobs.models import Run, RunRow
from xinghe.jobs.registry import find_bulk_act, job_kind
from xinghe.jobs.vocab import (
    ENDED,
    LONGEST_LABEL,
    MOST_ATTEMPTS,
    MOST_ROWS,
    MOST_UNDER_WAY,
    RowOutcome,
    RunState,
)


class RunEnded(Refusal):
    """There is nothing left to cancel."""

    code = "run_ended"
    message = gettext_noop("This work ended before it could be stopped. Its outcome stands below.")


class NothingChosen(Refusal):
    """A bulk act on nothing, or on what the actor cannot see."""

    code = "nothing_chosen"
    message = gettext_noop("No row was chosen. Go back to the list and tick the rows to act on.")
    status = 422


class TooManyChosen(Refusal):
    """More than a person could look through."""

    code = "too_many_chosen"
    message = gettext_noop(
        "%(found)s rows were chosen; at most %(limit)s are acted on at once. Narrow the list and act on it in parts."
    )
    status = 422


class TooManyUnderWay(Refusal):
    """One person's work must not keep everybody else's waiting."""

    code = "too_many_under_way"
    message = gettext_noop(
        "%(limit)s of your long works are waiting or running, which is the most. Wait until one has ended."
    )
    status = 429


def enqueue(
    work: Work, code: str, *, territory_path: str = "", industry_path: str = "", **arguments: object
) -> Run:
    """Ask for long work inside the asker's transaction: it starts if and only if that commits."""
    job_kind(code)
    run = Run.objects.create(
        code=code,
        arguments=arguments,
        person_id=work.actor.person_id,
        system=work.actor.system,
        territory_path=territory_path,
        industry_path=industry_path,
        asked_at=work.now,
    )
    app.configure_task("xinghe.run").defer(run_id=run.pk)
    work.record("run.ask", run, code=(None, code))
    return run


@command
def ask_for(work: Work, *, code: str, arguments: Mapping[str, object]) -> Run:
    """Ask on one's own account for long work that is open to everybody: it changes nothing.

    Refuses: Missing (to machines and the public, and where the work is not open), TooManyUnderWay.
    """
    _expect_room(work)
    if not job_kind(code).is_open:
        raise Missing
    # Without a place of its own: it is its asker's and nobody else's.
    return enqueue(work, code, territory_path="", industry_path="", **dict(arguments))


@command
def ask_bulk(
    work: Work,
    *,
    act: str,
    subject_ids: Sequence[int],
    params: Mapping[str, object],
    is_rehearsal: bool = False,
    undoes: int | None = None,
) -> Run:
    """Ask for one act on many things, or for its rehearsal; what the actor may not see is left out.

    ``undoes`` is the actor's own run that this one takes back. Whether a single row may be acted on is decided when
    its turn comes. Refuses: Missing (to machines and the public), Forbidden, NothingChosen, TooManyChosen,
    TooManyUnderWay.
    """
    asker = _expect_room(work)
    kind, chosen = find_bulk_act(act), tuple(dict.fromkeys(subject_ids))
    if not work.actor.carries(kind.power):
        raise Forbidden(power=kind.power)
    if len(chosen) > MOST_ROWS:
        raise TooManyChosen(found=len(chosen), limit=MOST_ROWS)
    if undoes is not None and work.claim(Run, undoes).person_id != work.actor.person_id:
        raise Missing
    labels = kind.labels(work.actor, chosen)
    chosen = tuple(one for one in chosen if one in labels)
    if not chosen:
        raise NothingChosen
    run = enqueue(
        work,
        "jobs.bulk",
        act=act,
        params=dict(params),
        is_rehearsal=is_rehearsal,
        undoes=undoes,
        rows=len(chosen),
    )
    RunRow.objects.bulk_create(
        RunRow(
            run=run,
            person_id=asker,
            position=position,
            subject_kind=kind.subject_kind,
            subject_id=one,
            label=labels[one][:LONGEST_LABEL],
            territory_path=run.territory_path,
            industry_path=run.industry_path,
        )
        for position, one in enumerate(chosen, 1)
    )
    if not is_rehearsal:
        work.record("run.bulk", run, act=(None, act), rows=(None, len(chosen)))
    return run


def _expect_room(work: Work) -> int:
    """Who asks, if they may ask for one more. Refuses: Missing, TooManyUnderWay."""
    if work.actor.person_id is None:
        raise Missing
    under_way = Run.objects.filter(person_id=work.actor.person_id).exclude(state__in=ENDED)
    if under_way.count() >= MOST_UNDER_WAY:
        raise TooManyUnderWay(limit=MOST_UNDER_WAY)
    return work.actor.person_id


@command
def cancel_run(work: Work, *, run_id: int) -> Run:
    """Stop work that waits or runs. What it finished stays; it stops at its next step."""
    run = work.claim(Run, run_id)
    work.require(Power.RUN_CANCEL, run)
    if run.state in ENDED:
        raise RunEnded
    before = run.state
    run.cancel_asked_at = work.now
    if run.state == RunState.WAITING:
        run.state = RunState.CANCELLED
        run.ended_at = work.now
    run.save(update_fields=["cancel_asked_at", "state", "ended_at"])
    work.record("run.cancel", run, state=(before, run.state))
    return run


# What follows moves a run along; each is one short transaction of the queue itself. What a run *does*
# is done by commands, and those leave the trail.

_QUEUE = Actor.for_job("queue")


def begin_run(run_id: int) -> Run | None:
    """Mark a run as started; None when it has ended, was cancelled, or was started too often."""
    now = clock.now()
    with fenced(_QUEUE):
        run = Run.objects.select_for_update().filter(pk=run_id).exclude(state__in=ENDED).first()
        if run is None:
            return None
        if run.attempts >= MOST_ATTEMPTS:
            run.state, run.ended_at = RunState.FAILED, now
            run.failure = {"code": "too_many_attempts", "params": {"count": MOST_ATTEMPTS}}
        else:
            run.state, run.started_at, run.beat_at = RunState.RUNNING, now, now
            run.attempts += 1
        run.save(update_fields=["state", "started_at", "beat_at", "ended_at", "failure", "attempts"])
    return run if run.state == RunState.RUNNING else None


def beat_run(run_id: int, *, done: int, total: int | None) -> bool:
    """Write how far a run is. False when somebody has asked it to stop."""
    values: dict[str, object] = {"done": done, "beat_at": clock.now()}
    if total is not None:
        values["total"] = total
    with fenced(_QUEUE):
        return bool(Run.objects.filter(pk=run_id, cancel_asked_at__isnull=True).update(**values))


def end_run(
    run_id: int,
    state: RunState,
    *,
    outcome: dict[str, object] | None = None,
    failure: dict[str, object] | None = None,
) -> None:
    """Close a run, once: a second closing changes nothing."""
    with fenced(_QUEUE):
        Run.objects.filter(pk=run_id).exclude(state__in=ENDED).update(
            state=state, ended_at=clock.now(), outcome=outcome or {}, failure=failure or {}
        )


# The rows of a bulk act are moved along by who asked for it: they are that person's and nobody else's.


def hold_row(actor: Actor, row_id: int) -> bool:
    """Lock a row until the transaction ends. False when it was settled before: the run was started again."""
    with fenced(actor):
        rows = RunRow.objects.select_for_update().filter(pk=row_id, outcome=RowOutcome.WAITING)
        return rows.first() is not None


def settle_row(
    actor: Actor,
    row_id: int,
    outcome: RowOutcome,
    *,
    code: str = "",
    sentence: str = "",
    params: Mapping[str, object] | None = None,
) -> None:
    """Write what became of a row, once: what was settled before stays."""
    kept = {
        name: {"label": value.label}
        if isinstance(value, Labelled)
        else value
        if isinstance(value, int | float)
        else str(value)
        for name, value in (params or {}).items()
    }
    with fenced(actor):
        RunRow.objects.filter(pk=row_id, outcome=RowOutcome.WAITING).update(
            outcome=outcome, code=code, sentence=sentence, params=kept, settled_at=clock.now()
        )


def mark_undone(actor: Actor, run_id: int, subject_id: int) -> None:
    """Say of a row of an earlier run that what it did was taken back."""
    with fenced(actor):
        RunRow.objects.filter(run_id=run_id, subject_id=subject_id, outcome=RowOutcome.DONE).update(
            outcome=RowOutcome.UNDONE
        )
