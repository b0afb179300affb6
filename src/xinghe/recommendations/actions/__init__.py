"""Everything that changes recommendations, by who acts."""

from xinghe.recommendations.actions.deciding import (
    accept,
    decline,
    forward,
    return_for_correction,
    undo_forward,
)
from xinghe.recommendations.actions.entering import hand_in_again, put_forward, withdraw
from xinghe.recommendations.actions.ranking import rank, rank_pile

__all__ = [
    "accept",
    "decline",
    "forward",
    "hand_in_again",
    "put_forward",
    "rank",
    "rank_pile",
    "return_for_correction",
    "undo_forward",
    "withdraw",
]
