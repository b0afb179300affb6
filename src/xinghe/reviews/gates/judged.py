"""Who judged an application, told to packages beside this one: whoever did does not look into objections to it."""

from xinghe.programmes.registry import judge_source
from xinghe.reviews.models import Assignment, Seat
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
