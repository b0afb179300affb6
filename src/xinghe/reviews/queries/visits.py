"""Reports of looks on site."""

from django.db.models import Q

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.foundation.errors import Missing
from xinghe.reviews.models import Visit
from xinghe.reviews.models.standing import as_clerk, standing_in
from xinghe.reviews.queries.panels import is_party


def visit_for(actor: Actor, code: str) -> Visit:
    """A report, for who was there and still may judge it, and for who looks after the panel. Refuses: Missing."""
    mine = Visit.objects.filter(Q(people__contains=[actor.person_id or 0]), code=code)
    found = (mine if actor.lens is None else mine.none()).select_related("panel__call").first()
    if found is not None:
        with as_clerk():
            tasks = standing_in(found.panel).filter(application_id=found.application_id)
            if tasks.filter(person_id=actor.person_id or 0).exists():
                return found
    rows = within(actor, Power.PANEL_READ, Visit.objects.filter(code=code))
    seen = rows.select_related("panel__call").first()
    if seen is None or is_party(actor, seen.panel):
        raise Missing
    return seen
