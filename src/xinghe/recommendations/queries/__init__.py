"""Questions about recommendations: piles and lists, one with its way, the order of a desk."""

from xinghe.recommendations.models import Ranking, Recommendation, Step
from xinghe.recommendations.queries.lists import (
    PAGE,
    SORTS,
    RecommendationFilter,
    RecommendationList,
    desk_choices,
    desk_counts,
    pile,
    rank_of,
    recommendation_for,
    recommendation_list,
    recommendation_numbers,
    recommendations_for,
    recommendations_of,
    recommendations_of_numbers,
    state_counts,
    titles_of,
)
from xinghe.recommendations.queries.openings import Opening, WhyNot, openings
from xinghe.recommendations.queries.orders import Placed, desks_to_order, order_of, years_of
from xinghe.recommendations.queries.ways import Route, Stop, steps_of, way_of

__all__ = [
    "PAGE",
    "SORTS",
    "Opening",
    "Placed",
    "Ranking",
    "Recommendation",
    "RecommendationFilter",
    "RecommendationList",
    "Route",
    "Step",
    "Stop",
    "WhyNot",
    "desk_choices",
    "desk_counts",
    "desks_to_order",
    "openings",
    "order_of",
    "pile",
    "rank_of",
    "recommendation_for",
    "recommendation_list",
    "recommendation_numbers",
    "recommendations_for",
    "recommendations_of",
    "recommendations_of_numbers",
    "state_counts",
    "steps_of",
    "titles_of",
    "way_of",
    "years_of",
]
