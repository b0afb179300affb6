"""Judges are told that their panel closes while scores of theirs are missing."""

from collections.abc import Sequence

from xinghe.access.work import Work, command
from xinghe.reviews.actions.telling import tell_due
from xinghe.reviews.models import Seat
from xinghe.reviews.vocab import SeatState


@command
def remind_judges(work: Work, *, seat_ids: Sequence[int]) -> int:
    """Tell who holds each of these seats when their panel closes; how many. For the clock."""
    rows = Seat.objects.filter(pk__in=seat_ids, state=SeatState.ACCEPTED).select_related("panel__call")
    seats = list(rows.order_by("pk"))
    tell_due(work, seats)
    work.leave_unrecorded("a reminder changes nothing of the review")
    return len(seats)
