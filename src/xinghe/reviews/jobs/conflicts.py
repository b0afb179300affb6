"""Facts change while a panel judges: every few minutes the conflicts of panels that are under way are found anew."""

from procrastinate.contrib.django import app

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.reviews import actions
from xinghe.reviews.models import Panel
from xinghe.reviews.vocab import CLERK, PanelState


@app.periodic(cron="*/5 * * * *")
@app.task(name="xinghe.find_conflicts", queueing_lock="find-conflicts")
def find_conflicts(timestamp: int = 0) -> None:
    """Find the conflicts of every panel that is not released yet, each in a transaction of its own."""
    clerk = Actor.for_job(CLERK)
    with fenced(clerk):
        numbers = list(
            Panel.objects.exclude(state=PanelState.RELEASED).order_by("pk").values_list("pk", flat=True)
        )
    for number in numbers:
        actions.find_conflicts(clerk, panel_id=number)
