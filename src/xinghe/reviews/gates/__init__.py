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

__all__ = [
    "RankingNotFrozen",
    "RankingOutdated",
    "ResultsNotReleased",
    "ScoresMissing",
    "VisitNotSigned",
    "judges_by_panel",
    "may_attach",
    "ranking_current",
    "ranking_frozen",
    "rankings_current",
    "results_released",
    "scores_in",
    "visit_signed",
]
