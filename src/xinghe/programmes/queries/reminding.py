"""Drafts whose people are to be reminded before their call closes."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Exists, F, OuterRef, Q

from xinghe.messaging.models import Message
from xinghe.messaging.vocab import Event
from xinghe.programmes.models import Application
from xinghe.programmes.vocab import CallState, Phase

# How long before the end somebody is reminded.
AHEAD: Final = (timedelta(days=5), timedelta(days=1))


def drafts_to_remind(*, now: datetime, limit: int) -> list[int]:
    """Drafts of calls that close within a time of ``AHEAD`` and whose applicant was not told since it began. 1 query.

    What was begun after a reminder was due is not reminded of at once: its author has just read the date.
    """
    told = Message.objects.filter(
        event=Event.DRAFT_CLOSING,
        subject_kind="application",
        subject_id=OuterRef("pk"),
        person_id=OuterRef("applicant_id"),
    )
    due = Q(pk__in=[])
    for ahead in AHEAD:
        begins = F("call__closes_at") - ahead
        since = told.filter(said_at__gte=OuterRef("call__closes_at") - ahead)
        due |= Q(~Exists(since), call__closes_at__lte=now + ahead, begun_at__lt=begins)
    rows = Application.objects.filter(
        due, phase=Phase.DRAFT, call__state=CallState.OPEN, call__closes_at__gt=now
    )
    return list(rows.order_by("pk").values_list("pk", flat=True)[:limit])
