"""Applications: what one person applies for, and what may be done with one."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db.models import Count as SqlCount
from django.db.models import QuerySet

from xinghe.access.actor import Actor
from xinghe.access.checks import may, within
from xinghe.access.powers import Power
from xinghe.foundation.errors import Missing
from xinghe.programmes.kind import Move
from xinghe.programmes.models import Application, Passage, Place, Version
from xinghe.programmes.queries.seen import seen_by
from xinghe.programmes.registry import is_worked_on
from xinghe.programmes.vocab import MoveName, Phase

# It holds the grade it was proposed for.
GRADED = (Phase.PROPOSED, Phase.PUBLIC_NOTICE, Phase.CONFIRMED, Phase.NAMED)


def own_applications(actor: Actor) -> QuerySet[Application]:
    """The actor's own applications, drafts too, the newest first. 1 query."""
    rows = Application.objects.filter(people__contains=[actor.person_id])
    rows = within(actor, Power.APPLICATION_READ, rows)
    return rows.select_related("call", "unit", "desk").order_by("-pk")


def application_for(actor: Actor, code: str) -> Application:
    """One application. 1 query. Refuses: Missing."""
    found = _readable(actor, code).first()
    if found is None:
        raise Missing
    return found


def _readable(actor: Actor, code: str) -> QuerySet[Application]:
    rows = within(actor, Power.APPLICATION_READ, Application.objects.filter(code=code))
    # What few pages show is left out: each further table doubles what PostgreSQL weighs before it begins.
    return rows.select_related("call", "unit", "desk", "applicant")


def handed_in(actor: Actor, code: str) -> Application:
    """One application that was ever handed in: what a desk has a page for. 1 query. Refuses: Missing."""
    rows = seen_by(actor, _readable(actor, code))
    found = rows.filter(handed_in_at__isnull=False).first()
    if found is None:
        raise Missing
    return found


def calls_applied_to(actor: Actor) -> QuerySet[Any, Any]:
    """The numbers of the calls to which this person handed something in and did not withdraw it: not theirs to settle."""
    own = Application.objects.filter(people__contains=[actor.person_id or 0], handed_in_at__isnull=False)
    return own.exclude(phase=Phase.WITHDRAWN).order_by().values("call")


def grades_used(call_id: int) -> dict[str, int]:
    """How many applications to a call are proposed or named for each grade. 1 query."""
    rows = Application.objects.filter(call=call_id, phase__in=GRADED).order_by()
    counted = rows.values("grade").annotate(number=SqlCount("pk"))
    return dict(counted.values_list("grade", "number"))


def untold_count(call_id: int) -> int:
    """How many of a call were declined without their people knowing yet. 1 query."""
    return Application.objects.filter(call=call_id, is_untold=True).count()


def may_undo_forward(actor: Actor, application: Application, passages: Sequence[Passage]) -> bool:
    """Whether this person forwarded it last, from a desk of theirs, and nobody has ranked it since. At most 1 query."""
    last = passages[-1] if passages else None
    if last is None or last.move != MoveName.FORWARD or actor.person_id in application.people:
        return False
    at_unit = last.desk_id == application.unit_id != application.call.union_id
    power = Power.APPLICATION_SEAL if at_unit else Power.APPLICATION_FORWARD
    if last.desk_id not in actor.desks_for(power):
        return False
    return not Place.objects.filter(application=application, desk=application.desk_id).exists()


def may_take_back(actor: Actor, application: Application, passages: Sequence[Passage]) -> bool:
    """Whether the last step was the organiser's, nobody works on it, and this person decides. At most 4 queries."""
    step = application.step_to_take_back(passages[-1] if passages else None)
    decides = step is not None and may(actor, Power.APPLICATION_DECIDE, application)
    return decides and not is_worked_on(application.pk)


def moves_open_to(
    actor: Actor, application: Application, *, among: Collection[str] | None = None
) -> tuple[Move, ...]:
    """The moves a person may make by hand now, gates not asked: what a page offers. At most 5 queries.

    ``among`` are the names of those that the page knows; None asks about all.
    """
    exits = [
        move
        for move in application.kind.exits(Phase(application.phase))
        if move.by_hand and (among is None or move.name in among)
    ]
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
