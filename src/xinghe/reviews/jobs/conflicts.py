"""Facts change while a panel judges: every few minutes the conflicts of panels that are under way are found anew."""

from procrastinate.contrib.django import app

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.reviews import actions
from xinghe.reviews.models.standing import panels_with_open_entries
from xinghe.reviews.vocab import CLERK


@app.periodic(cron="*/5 * * * *")
@app.task(name="xinghe.find_conflicts", queueing_lock="find-conflicts")
def find_conflicts(timestamp: int = 0) -> None:
    """Find the conflicts of every panel that judges or whose entries may still be named, each in a transaction of its own.

    Before a panel opens, drawing and assigning find them by themselves.
    """
    clerk = Actor.for_job(CLERK)
    with fenced(clerk):
        numbers = panels_with_open_entries()
    for number in numbers:
        actions.find_conflicts(clerk, panel_id=number)
