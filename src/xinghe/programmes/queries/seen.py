"""How far a reader may know an application to be: who decides knows all, everybody else what the call has told."""

from django.db.models import BooleanField, Case, Count, ExpressionWrapper, F, Q, QuerySet, When

from xinghe.access.actor import Actor
from xinghe.access.checks import allowed
from xinghe.access.powers import Power
from xinghe.programmes.models import Application


def seen_by(actor: Actor, rows: QuerySet[Application]) -> QuerySet[Application]:
    """The rows, which then say ``is_known`` and ``seen_phase`` as this actor may know them. 0 queries."""
    return rows.annotate(decides=ExpressionWrapper(_known(actor), output_field=BooleanField()))


def seen_in(actor: Actor, phase: str) -> Q:
    """What is true of the applications that this actor sees in a phase."""
    known = _known(actor)
    return Q(known, phase=phase) | Q(~known, told=phase)


def seen_counts(actor: Actor, rows: QuerySet[Application]) -> dict[str, int]:
    """How many of the rows this actor sees in each phase. 1 query."""
    seen = Case(When(_known(actor), then=F("phase")), default=F("told"))
    counted = rows.order_by().annotate(seen=seen).values("seen").annotate(number=Count("pk"))
    return dict(counted.values_list("seen", "number"))


def _known(actor: Actor) -> Q:
    return allowed(actor, Power.APPLICATION_DECIDE, Application)
