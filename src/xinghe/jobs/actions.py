"""Ask for long work, cancel it, and move a run along as it happens."""

from procrastinate.contrib.django import app

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.foundation import clock
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.jobs.models import Run
from xinghe.jobs.registry import job_kind
from xinghe.jobs.vocab import ENDED, MOST_ATTEMPTS, RunState


class RunEnded(Refusal):
    """There is nothing left to cancel."""

    code = "run_ended"
    message = gettext_noop("This work ended before it could be stopped. Its outcome stands below.")


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
