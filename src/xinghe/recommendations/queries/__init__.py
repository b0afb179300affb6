"""Questions about recommendations: piles and lists, one with its way, the order of a desk."""

from xinghe.recommendations.models import Ranking, Recommendation, Step
from xinghe.recommendations.queries.lists import (
    PAGE,
    SORTS,
    RecommendationFilter,
    RecommendationList,
    all_recommendations,
    desk_choices,
    desk_counts,
    pile,
    rank_of,
    recommendation_for,
    recommendation_list,
    recommendations_for,
    recommendations_of,
    state_counts,
    titles_of,
    waiting_count,
)
from xinghe.recommendations.queries.ways import Route, Stop, steps_of, way_of

__all__ = [
    "PAGE",
    "SORTS",
    "Ranking",
    "Recommendation",
    "RecommendationFilter",
    "RecommendationList",
    "Route",
    "Step",
    "Stop",
    "all_recommendations",
    "desk_choices",
    "desk_counts",
    "pile",
    "rank_of",
    "recommendation_for",
    "recommendation_list",
    "recommendations_for",
    "recommendations_of",
    "state_counts",
    "steps_of",
    "titles_of",
    "waiting_count",
    "way_of",
]
