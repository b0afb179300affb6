"""Tables of judging, by what they are about."""

from xinghe.reviews.models.meeting import Visit, Vote
from xinghe.reviews.models.panels import Assignment, DrawRecord, Panel, Seat
from xinghe.reviews.models.pool import Conflict, Judge
from xinghe.reviews.models.scores import Correction, DraftScore, Ranking, Rerank, Score
from xinghe.reviews.models.sitting import CallUp

__all__ = [
    "Assignment",
    "CallUp",
    "Conflict",
    "Correction",
    "DraftScore",
    "DrawRecord",
    "Judge",
    "Panel",
    "Ranking",
    "Rerank",
    "Score",
    "Seat",
    "Visit",
    "Vote",
]
