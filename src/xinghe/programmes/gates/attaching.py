"""Who may attach files to an application now."""

from datetime import datetime

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.attachments.registry import Placed, subject_kind
from xinghe.attachments.rules.deadlines import was_in_time
from xinghe.attachments.vocab import EVIDENCE_SLOTS
from xinghe.foundation import clock
from xinghe.foundation.errors import Missing, Refusal, gettext_noop
from xinghe.programmes.gates.deadline import CallClosed
from xinghe.programmes.models import Application
from xinghe.programmes.vocab import WITH_APPLICANT, Phase


class ApplicationNotYours(Refusal):
    """It lies at a desk, or belongs to somebody else."""

    code = "application_not_yours"
    message = gettext_noop(
        "Files are added by who applies, while the application is with them; the unit adds its sealed page."
    )
    status = 403


def may_attach(actor: Actor, subject_id: int, *, begun_at: datetime) -> Placed:
    """Its people while it is with them, a draft until the call ends; the unit's officer, for the sealed page.

    Refuses: Missing, ApplicationNotYours, CallClosed.
    """
    rows = Application.objects.filter(pk=subject_id).select_related("call", "unit")
    application = within(actor, Power.APPLICATION_READ, rows).first()
    if application is None:
        raise Missing
    placed = Placed(
        territory_path=application.territory_path,
        industry_path=application.industry_path,
        people=tuple(application.people),
    )
    if application.unit_id in actor.desks_for(Power.APPLICATION_SEAL) and application.phase != Phase.DRAFT:
        return placed
    if actor.person_id not in application.people or Phase(application.phase) not in WITH_APPLICANT:
        raise ApplicationNotYours
    closes_at = application.call.closes_at
    is_late = closes_at is not None and not was_in_time(
        begun_at=begun_at, now=clock.now(), deadline=closes_at
    )
    if application.phase == Phase.DRAFT and is_late:
        raise CallClosed(call=application.call.title, closes_at=closes_at)
    return placed


subject_kind(
    "application",
    may_attach=may_attach,
    slots=EVIDENCE_SLOTS,
    follows_tree=Application.FOLLOWS_TREE,
)
