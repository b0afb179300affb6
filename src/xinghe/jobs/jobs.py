"""The one task the queue knows: carry out a run. And housekeeping that keeps runs from being lost."""

import logging
import uuid

from asgiref.sync import sync_to_async
from django.core.management import call_command
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from xinghe.access.actor import Actor
from xinghe.access.once import forget_answers
from xinghe.accounts.actions.attempts import forget_failures
from xinghe.foundation import clock
from xinghe.foundation.errors import Refusal
from xinghe.jobs import actions
from xinghe.jobs.models import Run
from xinghe.jobs.registry import job_kind
from xinghe.jobs.vocab import RunState
from xinghe.unions.queries import actor_for

log = logging.getLogger(__name__)

# Two months of the queue's own notes are enough to ask what happened to a job.
KEPT_HOURS = 60 * 24


class Cancelled(Exception):
    """Somebody asked the run to stop."""


@app.task(name="xinghe.run", retry=RetryStrategy(max_attempts=4, exponential_wait=5))
def carry_out(run_id: int) -> None:
    """Run the work once more than it has ended: a finished, failed or cancelled run is left alone.

    A refusal ends it with its sentence; anything else is tried again, and then ends it with a reference.
    """
    run = actions.begin_run(run_id)
    if run is None:
        return

    def progress(done: int, total: int | None = None) -> None:
        if not actions.beat_run(run_id, done=done, total=total):
            raise Cancelled

    try:
        outcome = job_kind(run.code).function(_asker(run), progress, **run.arguments)
    except Cancelled:
        actions.end_run(run_id, RunState.CANCELLED)
    except Refusal as refusal:
        params = {name: str(getattr(value, "label", value)) for name, value in refusal.params.items()}
        actions.end_run(
            run_id,
            RunState.FAILED,
            failure={"code": refusal.code, "params": params, "sentence": refusal.message},
        )
    except Exception:
        reference = uuid.uuid4().hex[:8]
        log.exception("run %s (%s) stopped unexpectedly, reference %s", run_id, run.code, reference)
        if run.attempts >= 4:
            actions.end_run(
                run_id, RunState.FAILED, failure={"code": "unexpected", "params": {"reference": reference}}
            )
        raise
    else:
        actions.end_run(run_id, RunState.DONE, outcome=outcome)


def _asker(run: Run) -> Actor:
    if run.person_id:
        return actor_for(run.person_id, via="job", now=clock.now())
    return Actor.for_job(run.system)


@app.periodic(cron="17 3 * * *")
@app.task(name="xinghe.tidy", queueing_lock="tidy", pass_context=True)
async def tidy(context: JobContext, timestamp: int) -> None:
    """Every night: let go of ended sessions, of attempts that no longer count, of kept answers, of the queue's old rows.

    Runs stay: they are what people were told. Only the queue's note that it carried them out goes.
    """
    await sync_to_async(_forget)()
    await context.app.job_manager.delete_old_jobs(nb_hours=KEPT_HOURS, include_failed=True)


def _forget() -> None:
    forget_failures(Actor.for_job("queue"))
    forget_answers(Actor.for_job("queue"))
    call_command("clearsessions")


@app.periodic(cron="*/1 * * * *")
@app.task(name="xinghe.rescue", queueing_lock="rescue", pass_context=True)
async def rescue_stalled(context: JobContext, timestamp: int) -> None:
    """Put back what a killed worker held: its heartbeat has been silent for 15 seconds or more."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=15):
        await manager.retry_job(job)
