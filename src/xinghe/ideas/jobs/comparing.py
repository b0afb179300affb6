"""Compare what was handed in with every earlier text: every minute, a batch at a time, safe to run twice."""

from procrastinate.contrib.django import app

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.ideas import actions, queries
from xinghe.texts.jobs.looking import look_for_similar

BATCH = 200


@app.periodic(cron="*/1 * * * *")
@app.task(name="xinghe.compare_ideas", queueing_lock="compare-ideas")
def compare_ideas(timestamp: int = 0) -> None:
    """Compare every idea that was handed in since the last time."""
    machine = Actor.for_job("idea-clock")
    while True:
        with fenced(machine):
            numbers = queries.to_compare(limit=BATCH)
        if not numbers:
            return
        actions.keep_texts(machine, idea_ids=numbers)
        found = look_for_similar(
            machine, subject_kind="idea", subject_ids=numbers, progress=lambda done, total=None: None
        )
        strongest = {one.subject_id: one.coverage for one in found}
        actions.note_compared(machine, idea_ids=numbers, strongest=strongest)
