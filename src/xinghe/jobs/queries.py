"""Questions about long work."""

from django.db.models import QuerySet

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.foundation.errors import Missing
from xinghe.jobs.models import Run

__all__ = ["Run", "run_for", "runs_for"]


def runs_for(actor: Actor) -> QuerySet[Run]:
    """Runs this actor asked for or may look after, newest first. 1 query."""
    return within(actor, Power.RUN_READ, Run.objects.select_related("person")).order_by("-asked_at", "-pk")


def run_for(actor: Actor, run_id: int) -> Run:
    """One run. Refuses: Missing. 1 query."""
    found = runs_for(actor).filter(pk=run_id).first()
    if found is None:
        raise Missing
    return found
