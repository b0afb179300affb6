"""People are told that a call closes to which they have not handed in what they began."""

from collections.abc import Sequence
from datetime import timedelta

from xinghe.access.work import Work, command
from xinghe.foundation.clock import CHINA
from xinghe.messaging.actions import tell
from xinghe.messaging.vocab import Event
from xinghe.programmes.models import Application
from xinghe.programmes.vocab import Phase


@command
def remind_of_drafts(work: Work, *, application_ids: Sequence[int]) -> int:
    """Tell who began each of these drafts when its call closes; how many. For the clock."""
    rows = Application.objects.select_for_update(of=("self",)).filter(
        pk__in=application_ids, phase=Phase.DRAFT
    )
    drafts = list(rows.select_related("call").order_by("pk"))
    for draft in drafts:
        assert draft.call.closes_at is not None  # a published call is dated, by constraint
        tell(
            work,
            people=[draft.applicant_id],
            event=Event.DRAFT_CLOSING,
            subject_kind="application",
            subject_id=draft.pk,
            path=f"/my/applications/{draft.code}/",
            title=draft.call.title,
            # The end is half-open: what closes at midnight closes with the day before.
            day=(draft.call.closes_at - timedelta(microseconds=1)).astimezone(CHINA).date(),
        )
    work.leave_unrecorded("a draft is its author's own paper until it is handed in")
    return len(drafts)
