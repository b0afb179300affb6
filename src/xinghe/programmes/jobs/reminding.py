"""The clock of drafts: every hour people are reminded of what they have not handed in to a call that closes soon."""

from procrastinate.contrib.django import app

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.foundation import clock
from xinghe.programmes import actions, queries

BATCH = 500


@app.periodic(cron="20 * * * *")
@app.task(name="xinghe.remind_of_drafts", queueing_lock="remind-of-drafts")
def remind_of_drafts(timestamp: int = 0) -> None:
    """Remind five days and one day before a call closes, once each; a longer time begins both anew."""
    machine = Actor.for_job("application-clock")
    while True:
        with fenced(machine):
            drafts = queries.drafts_to_remind(now=clock.now(), limit=BATCH)
        if not drafts or not actions.remind_of_drafts(machine, application_ids=drafts):
            return
