"""What must hold before an application leaves a review: asked by the moves of kinds."""

from xinghe.reviews.gates.attaching import may_attach
from xinghe.reviews.gates.judged import judges_by_panel
from xinghe.reviews.gates.settled import (
    RankingNotFrozen,
    RankingOutdated,
    ResultsNotReleased,
    ScoresMissing,
    VisitNotSigned,
    ranking_current,
    ranking_frozen,
    rankings_current,
    results_released,
    scores_in,
    visit_signed,
)
from xinghe.reviews.gates.voted import VoteNotCarried, VotesLacking, vote_carried, votes_carried

__all__ = [
    "RankingNotFrozen",
    "RankingOutdated",
    "ResultsNotReleased",
    "ScoresMissing",
    "VisitNotSigned",
    "VoteNotCarried",
    "VotesLacking",
    "judges_by_panel",
    "may_attach",
    "ranking_current",
    "ranking_frozen",
    "rankings_current",
    "results_released",
    "scores_in",
    "visit_signed",
    "vote_carried",
    "votes_carried",
]
