"""Whether what a panel found can be released, and why not: one definition for the release and for the pages before it."""

from collections import Counter
from typing import Final

from xinghe.foundation.errors import gettext_noop
from xinghe.programmes.rules.judging import Settling
from xinghe.reviews.models import Panel, Ranking, Score, Vote
from xinghe.reviews.models.standing import (
    as_clerk,
    counting_in,
    database_now,
    is_outdated,
    latest_scores,
    needed_in,
    open_in,
    standing_in,
    votes_given,
    votes_in,
)
from xinghe.reviews.queries.outcomes import latest_ranking
from xinghe.reviews.rules.receipts import root_of
from xinghe.reviews.vocab import PanelState

NO_RANKING: Final = gettext_noop("it has no frozen ranking")
STALE_RANKING: Final = gettext_noop("something changed since its ranking was frozen")
VOTES_MISSING: Final = gettext_noop("votes are missing")


def unsettled_by(panel: Panel) -> str:
    """What is missing before its results may be released; empty if nothing is. About 8 queries, read as the clerk."""
    if panel.settling != Settling.VOTE:
        frozen = latest_ranking(panel)
        if frozen is None:
            return NO_RANKING
        if not is_current(panel, frozen):
            return STALE_RANKING
    return VOTES_MISSING if without_votes(panel) else ""


def voted_in(panel: Panel) -> set[int]:
    """The entries one may vote on: where votes settle it, from the end of the scores until each is named. 1 query.

    Before the release those that a judge is left for; after it also those of which a conflict took all: one more is asked.
    """
    if panel.settling == Settling.SCORE or panel.state not in (PanelState.CLOSED, PanelState.RELEASED):
        return set()
    with as_clerk():
        entries = open_in(panel)
        if panel.state == PanelState.CLOSED:
            entries = entries.filter(pk__in=standing_in(panel).values("application"))
        return set(entries.values_list("pk", flat=True))


def without_votes(panel: Panel) -> set[int]:
    """Those of them on which votes are missing. 3 queries, read as the clerk."""
    return voted_in(panel) - set(votes_in(panel))


def is_unsettled(panel: Panel) -> bool:
    """Whether what was released counts wrong scores, or too few votes are left of it. About 8 queries, read as the clerk."""
    frozen = latest_ranking(panel)
    return (frozen is not None and is_outdated(panel, frozen)) or bool(without_votes(panel))


def reviews_short(panel: Panel) -> dict[int, int]:
    """Of what was released, the entries with too few counting scores or votes, and how many judges each lacks beyond those asked.

    About 8 queries, read as the clerk.
    """
    needed = needed_in(panel)
    entries = set(open_in(panel).values_list("pk", flat=True))
    left = dict.fromkeys(entries, needed)
    if panel.settling != Settling.VOTE:
        scored = Counter(score.assignment.application_id for score in counting_in(panel))
        left = {entry: scored[entry] for entry in entries}
    votes = votes_given(panel)
    for entry in without_votes(panel):
        left[entry] = min(left[entry], len(votes[entry][0]) if entry in votes else 0)
    asked = _asked_in(panel)
    return {
        entry: needed - count - asked[entry] for entry, count in left.items() if count + asked[entry] < needed
    }


def _asked_in(panel: Panel) -> Counter[int]:
    """How many further judges were asked about each entry and have neither answered nor let their time run out. 3 queries."""
    tasks = list(standing_in(panel).filter(closes_at__gt=database_now()))
    given = set(Vote.objects.filter(panel=panel).values_list("application_id", "seat_id"))
    is_voted = panel.settling != Settling.SCORE
    scored = latest_scores(task.pk for task in tasks)
    return Counter(
        task.application_id
        for task in tasks
        if ((task.application_id, task.seat_id) not in given if is_voted else task.pk not in scored)
    )


def is_current(panel: Panel, frozen: Ranking) -> bool:
    """Whether a ranking was made from the very scores that count now. 4 queries, read as the clerk."""
    given = Score.objects.filter(panel=panel).values_list("digest", flat=True)
    counted = {(entry, seat) for entry, seat, *_ in frozen.record["scores"]}
    now = {(one.assignment.application.code, one.assignment.seat.code) for one in counting_in(panel)}
    return root_of(given) == frozen.root and counted == now
