"""Applications: what lies at a desk, what one person applies for, and what may be done with one."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from xinghe.access.actor import Actor
from xinghe.access.checks import may, within
from xinghe.access.powers import Power
from xinghe.foundation.errors import Missing
from xinghe.programmes.kind import Move
from xinghe.programmes.models import Application, Passage, Version
from xinghe.programmes.vocab import ENDED, Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationFilter:
    """What a list is narrowed to; empty narrows nothing."""

    q: str = ""
    call: str = ""
    kind: str = ""
    phase: str = ""
    category: str = ""
    at_my_desk: bool = False
    is_ended: bool | None = None


def applications_for(actor: Actor, wanted: ApplicationFilter) -> QuerySet[Application]:
    """Every application handed in that this actor may read, narrowed. 1 query."""
    rows = within(actor, Power.APPLICATION_READ, Application.objects.all()).exclude(phase=Phase.DRAFT)
    if wanted.q:
        rows = rows.filter(
            Q(title__icontains=wanted.q) | Q(code__iexact=wanted.q) | Q(applicant__name__icontains=wanted.q)
        )
    if wanted.call:
        rows = rows.filter(call__code=wanted.call)
    if wanted.kind:
        rows = rows.filter(kind_code=wanted.kind)
    if wanted.phase:
        rows = rows.filter(phase=wanted.phase)
    if wanted.category:
        rows = rows.filter(category=wanted.category)
    if wanted.at_my_desk:
        rows = rows.filter(desk__in=_desks(actor))
    if wanted.is_ended is not None:
        rows = rows.filter(phase__in=ENDED) if wanted.is_ended else rows.exclude(phase__in=ENDED)
    return rows.select_related("call", "unit", "desk", "applicant", "recommended_by")


def _desks(actor: Actor) -> set[int]:
    powers = (
        Power.APPLICATION_SEAL,
        Power.APPLICATION_FORWARD,
        Power.APPLICATION_EXAMINE,
        Power.APPLICATION_DECIDE,
    )
    return {desk for power in powers for desk in actor.desks_for(power)}


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
