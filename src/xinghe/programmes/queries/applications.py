"""Applications: what one person applies for, and what may be done with one."""

from django.db.models import QuerySet

from xinghe.access.actor import Actor
from xinghe.access.checks import may, within
from xinghe.access.powers import Power
from xinghe.foundation.errors import Missing
from xinghe.programmes.kind import Move
from xinghe.programmes.models import Application, Passage, Version
from xinghe.programmes.vocab import Phase


def own_applications(actor: Actor) -> QuerySet[Application]:
    """The actor's own applications, drafts too, the newest first. 1 query."""
    rows = Application.objects.filter(people__contains=[actor.person_id])
    rows = within(actor, Power.APPLICATION_READ, rows)
    return rows.select_related("call", "unit", "desk").order_by("-pk")


def application_for(actor: Actor, code: str) -> Application:
    """One application. 1 query. Refuses: Missing."""
    rows = within(actor, Power.APPLICATION_READ, Application.objects.filter(code=code))
    found = rows.select_related(
        "call__union", "unit", "desk", "applicant", "recommended_by", "result"
    ).first()
    if found is None:
        raise Missing
    return found


def moves_open_to(actor: Actor, application: Application) -> tuple[Move, ...]:
    """The moves a person may make by hand now, gates not asked: what a page offers. At most 5 queries."""
    exits = [move for move in application.kind.exits(Phase(application.phase)) if move.by_hand]
    powers = {application.power_for(move) for move in exits}
    held = {power for power in powers if may(actor, power, application)}
    return tuple(move for move in exits if application.power_for(move) in held)


def passages_of(application: Application) -> tuple[Passage, ...]:
    """What was done with it, the oldest first. 1 query."""
    rows = Passage.objects.filter(application=application).select_related("desk", "person")
    return tuple(rows.order_by("pk"))


def versions_of(application: Application) -> tuple[Version, ...]:
    """What was handed in, the oldest first. 1 query."""
    return tuple(Version.objects.filter(application=application).order_by("number"))
