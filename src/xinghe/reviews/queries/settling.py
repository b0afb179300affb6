"""Whether what a panel found can be released, and why not: one definition for the release and for the pages before it."""

from typing import Final

from xinghe.foundation.errors import gettext_noop
from xinghe.programmes.rules.judging import Settling
from xinghe.reviews.models import Panel, Ranking, Score
from xinghe.reviews.models.standing import counting_in, standing_in
from xinghe.reviews.queries.outcomes import latest_ranking, votes_on
from xinghe.reviews.rules.receipts import root_of

NO_RANKING: Final = gettext_noop("it has no frozen ranking")
STALE_RANKING: Final = gettext_noop("something changed since its ranking was frozen")
VOTES_MISSING: Final = gettext_noop("votes are missing")


def unsettled_by(panel: Panel) -> str:
    """What is missing before its results may be released; empty if nothing is. About 6 queries, read as the clerk."""
    if panel.settling != Settling.VOTE:
        frozen = latest_ranking(panel)
        if frozen is None:
            return NO_RANKING
        return "" if is_current(panel, frozen) else STALE_RANKING
    entries = set(standing_in(panel).values_list("application_id", flat=True))
    return VOTES_MISSING if entries - set(votes_on(panel)) else ""


def is_current(panel: Panel, frozen: Ranking) -> bool:
    """Whether a ranking was made from the very scores that count now. 4 queries, read as the clerk."""
    given = Score.objects.filter(panel=panel).values_list("digest", flat=True)
    counted = {(entry, seat) for entry, seat, *_ in frozen.record["scores"]}
    now = {(one.assignment.application.code, one.assignment.seat.code) for one in counting_in(panel)}
    return root_of(given) == frozen.root and counted == now
