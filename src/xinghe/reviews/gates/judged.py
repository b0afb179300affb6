"""What packages beside this one must know of an application: who judged it, and whether anybody judges it now."""

from django.db.models import F

from xinghe.programmes.registry import judge_source, work_source
from xinghe.programmes.vocab import Phase
from xinghe.reviews.models import Assignment, Seat, Visit
from xinghe.reviews.models.standing import as_clerk
from xinghe.reviews.vocab import SeatState


@judge_source("reviews")
def judges_by_panel(application_id: int) -> frozenset[int]:
    """Whoever was asked to read it, and whoever sat on its panel, where all hear of all entries. 2 queries."""
    with as_clerk():
        assigned = Assignment.objects.filter(application=application_id)
        sat = Seat.objects.filter(
            panel__in=assigned.values("panel"), state__in=(SeatState.ACCEPTED, SeatState.LEFT)
        )
        return frozenset(assigned.values_list("person_id", flat=True)) | frozenset(
            sat.values_list("person_id", flat=True)
        )


@work_source("reviews")
def is_judged_now(application_id: int) -> bool:
    """Whether it is given to a judge in its present phase, or a look on site is planned in it. 2 queries."""
    with as_clerk():
        assigned = Assignment.objects.filter(application=application_id, dropped_at__isnull=True)
        visited = Visit.objects.filter(application=application_id, application__phase=Phase.SITE_VISIT)
        return assigned.filter(panel__phase=F("application__phase")).exists() or visited.exists()
