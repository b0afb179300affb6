"""Who is to be told what by the clock: judges before their panel closes, officers when what is released no longer counts."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, F, OuterRef

from xinghe.messaging.models import Message
from xinghe.messaging.vocab import Event
from xinghe.programmes.vocab import Phase
from xinghe.reviews.models import Assignment, Panel, Score, Seat
from xinghe.reviews.models.standing import standing
from xinghe.reviews.queries.outcomes import latest_ranking
from xinghe.reviews.queries.settling import is_unsettled
from xinghe.reviews.vocab import PanelState, SeatState

# How long before the end somebody is reminded, once.
AHEAD: Final = timedelta(days=2)


def is_outdated_untold(panel: Panel) -> bool:
    """Whether what was released no longer counts, and nobody was told so since it was frozen. About 9 queries.

    Read as the clerk.
    """
    if panel.state != PanelState.RELEASED or not is_unsettled(panel):
        return False
    frozen = latest_ranking(panel)
    told = Message.objects.filter(event=Event.RANKING_OUTDATED, subject_kind="panel", subject_id=panel.pk)
    return not told.filter(said_at__gte=frozen.frozen_at if frozen else panel.opened_at).exists()


def seats_to_remind(*, now: datetime, limit: int) -> list[int]:
    """Seats with standing entries and no score, of panels that close within ``AHEAD`` and opened before that. 1 query.

    Who sits together scores when an entry is heard, and is not reminded.
    """
    scored = Score.objects.filter(assignment=OuterRef("pk"))
    missing = standing(Assignment.objects.filter(seat=OuterRef("pk"))).exclude(Exists(scored))
    told = Message.objects.filter(
        event=Event.SCORES_DUE,
        subject_kind="panel",
        subject_id=OuterRef("panel_id"),
        person_id=OuterRef("person_id"),
    )
    rows = Seat.objects.filter(
        Exists(missing),
        ~Exists(told),
        state=SeatState.ACCEPTED,
        panel__state=PanelState.OPEN,
        panel__opened_at__lt=F("panel__closes_at") - AHEAD,
        panel__closes_at__gt=now,
        panel__closes_at__lte=now + AHEAD,
    ).exclude(panel__phase=Phase.DEFENCE)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:limit])
