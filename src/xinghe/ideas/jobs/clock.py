"""The clock of ideas: every few minutes what is late goes up and what is due soon is said; every hour answers are counted."""

from datetime import timedelta

from procrastinate.contrib.django import app

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.foundation import clock
from xinghe.ideas import actions, queries
from xinghe.ideas.rules.clocks import due_after

BATCH = 200


@app.periodic(cron="*/5 * * * *")
@app.task(name="xinghe.idea_clock", queueing_lock="idea-clock")
def keep_clock(timestamp: int = 0) -> None:
    """Chase what is late, remind of what is due by the end of the next working day."""
    machine = Actor.for_job("idea-clock")
    now = clock.now()
    while True:
        with fenced(machine):
            late = queries.due_for_chasing(now=now, limit=BATCH)
        if not late or not actions.chase_late(machine, idea_ids=late):
            break
    ahead: timedelta = due_after(now, days=1) - now
    while True:
        with fenced(machine):
            soon = queries.due_for_reminding(now=now, ahead=ahead, limit=BATCH)
        if not soon or not actions.remind_desks(machine, idea_ids=soon):
            break


@app.periodic(cron="7 * * * *")
@app.task(name="xinghe.answer_tally", queueing_lock="answer-tally")
def tally(timestamp: int = 0) -> None:
    """Count anew who answers in time."""
    actions.tally_answers(Actor.for_job("idea-clock"))
