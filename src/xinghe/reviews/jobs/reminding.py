"""The clock of reviews: every hour judges are reminded whose panel closes soon and who have not scored everything."""

from procrastinate.contrib.django import app

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.foundation import clock
from xinghe.reviews import actions
from xinghe.reviews.queries.reminding import seats_to_remind

BATCH = 500


@app.periodic(cron="40 * * * *")
@app.task(name="xinghe.remind_judges", queueing_lock="remind-judges")
def remind_judges(timestamp: int = 0) -> None:
    """Remind two days before the end, once."""
    machine = Actor.for_job("review-clock")
    while True:
        with fenced(machine):
            seats = seats_to_remind(now=clock.now(), limit=BATCH)
        if not seats or not actions.remind_judges(machine, seat_ids=seats):
            return
