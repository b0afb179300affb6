"""Corrections of scores that judges asked for after the end: who asks, about what and why, and never how many points."""

from dataclasses import dataclass
from datetime import datetime

from xinghe.access.actor import Actor
from xinghe.access.checks import may
from xinghe.access.powers import Power
from xinghe.reviews.models import Correction
from xinghe.reviews.models.standing import as_clerk
from xinghe.reviews.queries.panels import is_party, panel_for, titles_read


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionRow:
    """One correction; ``title`` is empty for who does not read the application."""

    id: int
    judge: str
    application: str
    title: str
    reason: str
    asked_at: datetime
    granted_at: datetime | None
    granted_by: str
    is_grantable: bool


def corrections_of(actor: Actor, code: str) -> tuple[CorrectionRow, ...]:
    """What judges of a panel asked for, what waits in front; nothing for who applied to its call. 5 queries.

    Refuses: Missing.
    """
    panel = panel_for(actor, code)
    if is_party(actor, panel):
        return ()
    titles, may_grant = titles_read(actor, panel), may(actor, Power.PANEL_CLOSE, panel)
    with as_clerk():
        rows = Correction.objects.filter(panel=panel).select_related(
            "asked_by", "granted_by", "assignment__application"
        )
        found = [
            CorrectionRow(
                id=one.pk,
                judge=one.asked_by.name,
                application=one.assignment.application.code,
                title=titles.get(one.assignment.application.code, ""),
                reason=one.reason,
                asked_at=one.asked_at,
                granted_at=one.granted_at,
                granted_by=one.granted_by.name if one.granted_by else "",
                is_grantable=may_grant and one.granted_at is None and one.asked_by_id != actor.person_id,
            )
            for one in rows.order_by("pk")
        ]
    return tuple(sorted(found, key=lambda row: row.granted_at is not None))


def corrections_waiting(panel_id: int) -> int:
    """How many wait for a second person. 1 query."""
    with as_clerk():
        return Correction.objects.filter(panel=panel_id, granted_at__isnull=True).count()
