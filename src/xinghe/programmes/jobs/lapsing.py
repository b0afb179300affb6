"""The clock of corrections: every night what was sent back and not corrected in time, grace and all, ends."""

from procrastinate.contrib.django import app

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.foundation import clock
from xinghe.programmes import actions, queries
from xinghe.programmes.gates import CorrectionRuns
from xinghe.programmes.moves import NoSuchMove

BATCH = 500


@app.periodic(cron="35 1 * * *")
@app.task(name="xinghe.lapse_corrections", queueing_lock="lapse-corrections")
def lapse_corrections(timestamp: int = 0) -> None:
    """End each in a transaction of its own; what somebody hands in meanwhile is passed over."""
    machine = Actor.for_job("correction-clock")
    with fenced(machine):
        overdue = queries.overdue_corrections(now=clock.now(), limit=BATCH)
    for number in overdue:
        try:
            actions.lapse(machine, application_id=number)
        except (NoSuchMove, CorrectionRuns):
            continue
