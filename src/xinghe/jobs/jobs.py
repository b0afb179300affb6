"""The one task the queue knows: carry out a run, a bulk act row by row. And housekeeping that keeps runs from being lost."""

import logging
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from asgiref.sync import sync_to_async
from django.core.management import call_command
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.once import forget_answers
from xinghe.access.work import rehearsal, together
from xinghe.accounts.actions.attempts import forget_failures
from xinghe.foundation import clock
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.jobs import actions
from xinghe.jobs.batch import batch
from xinghe.jobs.models import Run
from xinghe.jobs.queries import row_counts, rows_of_run, run_files
from xinghe.jobs.registry import BulkAct, Progress, find_bulk_act, job_kind, long_work
from xinghe.jobs.vocab import FILES_KEPT_DAYS, RowOutcome, RunState
from xinghe.unions.queries import actor_for

log = logging.getLogger(__name__)

# Two months of the queue's own notes are enough to ask what happened to a job.
KEPT_HOURS = 60 * 24


# How many rows of a bulk act go by between two looks at whether somebody asked it to stop.
LOOKS_UP_EVERY = 10
UNEXPECTED = gettext_noop("It stopped unexpectedly. Tell the operator this reference: %(reference)s.")


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
        outcome = job_kind(run.code).function(_asker(run), progress, **_arguments(run))
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What would become, or became, of one thing: FIT, DONE, REFUSED or FAILED, and the sentence that says why."""

    subject_id: int
    outcome: RowOutcome
    code: str = ""
    sentence: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


def rehearse(
    actor: Actor, act: BulkAct, subject_ids: Sequence[int], *, params: Mapping[str, object]
) -> tuple[Verdict, ...]:
    """Carry an act out on each thing and undo it at once. A transaction each, so it is for a page's worth of them."""
    return tuple(_rehearsed(actor, act, one, params) for one in subject_ids)


def _rehearsed(actor: Actor, act: BulkAct, subject_id: int, params: Mapping[str, object]) -> Verdict:
    try:
        with rehearsal():
            act.function(actor, subject_id, **params)
    except Exception as stopped:
        return _why(stopped, act, subject_id)
    return Verdict(subject_id=subject_id, outcome=RowOutcome.FIT)


def _why(stopped: Exception, act: BulkAct, subject_id: int) -> Verdict:
    if isinstance(stopped, Refusal):
        return Verdict(
            subject_id=subject_id,
            outcome=RowOutcome.REFUSED,
            code=stopped.code,
            sentence=stopped.message,
            params=stopped.params,
        )
    reference = uuid.uuid4().hex[:8]
    log.error(
        "%s of %s stopped unexpectedly, reference %s", act.code, subject_id, reference, exc_info=stopped
    )
    return Verdict(
        subject_id=subject_id,
        outcome=RowOutcome.FAILED,
        code="unexpected",
        sentence=UNEXPECTED,
        params={"reference": reference},
    )


@long_work("jobs.bulk", title=gettext_noop("Act on many at once"))
def carry_out_bulk(
    asker: Actor,
    progress: Progress,
    *,
    run_id: int,
    act: str,
    params: dict[str, object],
    is_rehearsal: bool,
    undoes: int | None,
    rows: int,
) -> dict[str, object]:
    """Do one act to each row that waits, a transaction each; a row that was settled before is passed over.

    That a row was acted on and that it says so are one transaction, so a run that is started again acts on nothing
    twice. What the acts tell people belongs to one batch.
    """
    kind = find_bulk_act(act)
    with fenced(asker):
        waiting = list(rows_of_run(asker, run_id, outcome=RowOutcome.WAITING).values_list("pk", "subject_id"))
    with batch(f"run:{run_id}"):
        for settled, (row_id, subject_id) in enumerate(waiting, rows - len(waiting)):
            if settled % LOOKS_UP_EVERY == 0:
                progress(settled, rows)
            if is_rehearsal:
                verdict = _rehearsed(asker, kind, subject_id, params)
            else:
                verdict = _acted(asker, kind, row_id, subject_id, params, undoes=undoes)
            if verdict.outcome is not RowOutcome.DONE:  # what was done is noted already
                actions.settle_row(
                    asker,
                    row_id,
                    verdict.outcome,
                    code=verdict.code,
                    sentence=verdict.sentence,
                    params=verdict.params,
                )
    progress(rows, rows)
    with fenced(asker):
        return dict(row_counts(asker, run_id))


def _acted(
    asker: Actor,
    act: BulkAct,
    row_id: int,
    subject_id: int,
    params: Mapping[str, object],
    *,
    undoes: int | None,
) -> Verdict:
    try:
        with together():
            if actions.hold_row(asker, row_id):
                act.function(asker, subject_id, **params)
                actions.settle_row(asker, row_id, RowOutcome.DONE)
                if undoes is not None:
                    actions.mark_undone(asker, undoes, subject_id)
    except Exception as stopped:
        return _why(stopped, act, subject_id)
    return Verdict(subject_id=subject_id, outcome=RowOutcome.DONE)


def _arguments(run: Run) -> dict[str, object]:
    """What the work was asked with; a bulk act finds its rows by its run."""
    arguments: dict[str, object] = dict(run.arguments)
    return arguments | {"run_id": run.pk} if run.code == "jobs.bulk" else arguments


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
    run_files().let_go(before=time.time() - FILES_KEPT_DAYS * 86_400)


@app.periodic(cron="*/1 * * * *")
@app.task(name="xinghe.rescue", queueing_lock="rescue", pass_context=True)
async def rescue_stalled(context: JobContext, timestamp: int) -> None:
    """Put back what a killed worker held: its heartbeat has been silent for 15 seconds or more."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=15):
        await manager.retry_job(job)
