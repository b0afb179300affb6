"""The order a desk gives its pile of a year."""

from dataclasses import dataclass

from django.db.models import QuerySet

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.recommendations.models import Ranking, Recommendation
from xinghe.recommendations.vocab import State
from xinghe.unions.models import Union

# A pile longer than this is narrowed by year or forwarded in parts before anybody orders it by hand.
MOST_IN_ORDER = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One line of an order; what left the desk or is one's own keeps its place."""

    recommendation: Recommendation
    position: int | None
    is_movable: bool


def desks_to_order(actor: Actor) -> QuerySet[Union]:
    """The desks whose piles this actor orders. 1 query."""
    return Union.objects.filter(pk__in=actor.desks_for(Power.RECOMMENDATION_DECIDE)).order_by("pk")


def years_of(desk_id: int) -> list[int]:
    """The years of what lies at a desk or was ranked there, the latest first. 1 query."""
    lying = Recommendation.objects.filter(desk=desk_id, state=State.UNDER_WAY).values_list("year")
    ranked = Ranking.objects.filter(desk=desk_id).values_list("year")
    return sorted({year for (year,) in lying.union(ranked)}, reverse=True)


def order_of(actor: Actor, *, desk_id: int, year: int) -> tuple[Placed, ...]:
    """What lies at the desk and what it ranked before, in its order, then what has no place yet. 4 queries."""
    standing = dict(
        Ranking.objects.filter(desk=desk_id, year=year).values_list("recommendation_id", "position")
    )
    lying = Recommendation.objects.filter(desk=desk_id, year=year, state=State.UNDER_WAY)
    mine = within(actor, Power.RECOMMENDATION_DECIDE, lying).exclude(put_forward_by=actor.person_id)
    movable = set(mine.values_list("pk", flat=True)[:MOST_IN_ORDER])
    rows = within(
        actor, Power.RECOMMENDATION_READ, Recommendation.objects.filter(pk__in=movable | standing.keys())
    )
    found = rows.select_related("result__unit").defer("result__search")
    lines = [
        Placed(recommendation=one, position=standing.get(one.pk), is_movable=one.pk in movable)
        for one in found.order_by("lies_since", "pk")
    ]
    return tuple(sorted(lines, key=lambda line: (line.position is None, line.position or 0)))


def hold_order(*desks: Union) -> None:
    """Let nobody else change the orders of these desks until the transaction ends; after any recommendation is locked."""
    numbers = [desk.pk for desk in desks]
    list(Union.objects.select_for_update(no_key=True).filter(pk__in=numbers).order_by("pk").values_list("pk"))
