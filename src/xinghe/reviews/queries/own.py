"""What judges know of themselves in the pools they stand in."""

from dataclasses import dataclass
from datetime import date

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.reviews.models import Judge


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPool:
    """A pool in which somebody stands, and when they said that they have time."""

    judge_id: int
    union: str
    available_from: date | None
    available_until: date | None
    load_wish: int | None


def own_pools(actor: Actor) -> tuple[OwnPool, ...]:
    """The pools in which this person may be drawn, by name. 1 query."""
    mine = Judge.objects.filter(person_id=actor.person_id or 0, is_active=True)
    rows = within(actor, Power.JUDGE_READ, mine).select_related("union").order_by("union__name", "pk")
    return tuple(
        OwnPool(
            judge_id=one.pk,
            union=one.union.name,
            available_from=one.available_from,
            available_until=one.available_until,
            load_wish=one.load_wish,
        )
        for one in rows
    )
