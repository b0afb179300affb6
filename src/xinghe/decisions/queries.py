"""Decisions of an officer; awards that anybody may verify; the list of those that no longer hold."""

from typing import Any

from django.db.models import QuerySet

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.decisions.models import Award, Decision
from xinghe.decisions.rules.wording import certificate
from xinghe.foundation.errors import Missing
from xinghe.papers.rules.credential import Revocation
from xinghe.papers.rules.layout import Certificate


def decisions_for(actor: Actor) -> QuerySet[Decision]:
    """The decisions that the actor may read, the newest first. 1 query."""
    rows = within(actor, Power.DECISION_READ, Decision.objects.all())
    return rows.select_related("call", "union", "paper", "award").order_by("-pk")


def decision_for(actor: Actor, code: str) -> Decision:
    """One decision. 1 query. Refuses: Missing."""
    found = decisions_for(actor).filter(code=code).first()
    if found is None:
        raise Missing
    return found


def awards_of(decision: Decision) -> tuple[Award, ...]:
    """The list that a decision issued, in order. 1 query."""
    return tuple(Award.objects.filter(decision=decision).order_by("position"))


def public_award(code: str) -> Award:
    """What anybody may verify by its code, revoked or not. 1 query. Refuses: Missing."""
    found = Award.objects.filter(code=code).select_related("call").first()
    if found is None:
        raise Missing
    return found


def certificate_of(award: Award, *, address: str) -> Certificate:
    """Its certificate, to be typeset. Refuses: ReservedWording."""
    return certificate(
        recipient=award.recipient,
        title=award.title,
        call=award.call.title,
        grade=award.grade_said,
        union=award.named_by,
        day=award.named_on,
        document=award.document,
        address=address,
    )


def revocations() -> tuple[Revocation, ...]:
    """Every award that no longer holds, the oldest first: what a signed list names. 1 query."""
    rows = Award.objects.filter(revoked_on__isnull=False).order_by("revoked_on", "pk")
    return tuple(
        Revocation(serial=one.code, on=one.revoked_on, reason=one.revoked_document)
        for one in rows
        if one.revoked_on is not None
    )


def revocation_list() -> dict[str, Any]:
    """The signed list that the last revocation made, for whoever verifies offline. 1 query. Refuses: Missing before the first."""
    rows = Award.objects.filter(revocation_list__isnull=False).order_by("-revoked_by_id")
    newest = rows.values_list("revocation_list", flat=True).first()
    if newest is None:
        raise Missing
    found: dict[str, Any] = newest
    return found
