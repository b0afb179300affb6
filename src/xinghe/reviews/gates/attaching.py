"""Who may add photos to the report of a look on site."""

from datetime import datetime

from xinghe.access.actor import Actor
from xinghe.attachments.registry import Placed, subject_kind
from xinghe.foundation.errors import Missing
from xinghe.reviews.models import Visit
from xinghe.reviews.models.standing import as_clerk, standing_in


def may_attach(actor: Actor, subject_id: int, *, begun_at: datetime) -> Placed:
    """Those who were there, until two have signed. Refuses: Missing."""
    rows = Visit.objects.filter(pk=subject_id, people__contains=[actor.person_id or 0])
    visit = rows.filter(second_signed_by__isnull=True).select_related("panel").first()
    if visit is None or actor.lens is not None:
        raise Missing
    with as_clerk():
        mine = standing_in(visit.panel).filter(
            application_id=visit.application_id, person_id=actor.person_id or 0
        )
        if not mine.exists():
            raise Missing
    return Placed(
        territory_path=visit.territory_path, industry_path=visit.industry_path, people=tuple(visit.people)
    )


subject_kind("visit", may_attach=may_attach)
