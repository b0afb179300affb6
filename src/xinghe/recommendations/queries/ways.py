"""The way of a recommendation as the tree has it now, and where on it the recommendation lies."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Self

from xinghe.recommendations.models import Recommendation, Step
from xinghe.recommendations.rules.route import desk_after, desks_of, numbers_of, recommending_unit
from xinghe.recommendations.rules.table import Place
from xinghe.recommendations.vocab import Act, State
from xinghe.unions.models import Union
from xinghe.unions.vocab import UnionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The union that recommends and the desks above it on one line, from the lowest to the top."""

    unit: Union
    desks: tuple[Union, ...]

    @classmethod
    def of(cls, path: str) -> Self:
        """The route along a path. 1 query."""
        return cls.among(path, Union.objects.in_bulk(numbers_of(path)))

    @classmethod
    def among(cls, path: str, unions: Mapping[int, Union]) -> Self:
        """The route along a path whose unions are at hand. 0 queries."""
        desks = desks_of(path, {number: UnionKind(union.kind) for number, union in unions.items()})
        return cls(unit=unions[numbers_of(path)[-1]], desks=tuple(unions[number] for number in desks))

    def after(self, desk_id: int) -> Union:
        """The desk that follows; to be asked only of one that is not the top."""
        number = desk_after([desk.pk for desk in self.desks], desk_id)
        return next(desk for desk in self.desks if desk.pk == number)

    def place_of(self, desk_id: int) -> Place:
        """What kind of place on this route a union is."""
        if desk_id == self.unit.pk:
            return Place.UNIT
        return Place.TOP if desk_id == self.desks[-1].pk else Place.DESK

    @property
    def recommending_unit(self) -> Union | None:
        """The desk of city rank on it."""
        kinds = {desk.pk: UnionKind(desk.kind) for desk in self.desks}
        number = recommending_unit([desk.pk for desk in self.desks], kinds)
        return next((desk for desk in self.desks if desk.pk == number), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One union on the way: whether the recommendation has passed it, lies there, or has still to come."""

    union: Union
    place: Literal["done", "here", "next"]
    since: datetime | None = None
    left_at: datetime | None = None
    # How long it had it, without the time in which a correction stopped its clock.
    waited: timedelta | None = None
    is_city_rank: bool = False


def steps_of(recommendation: Recommendation) -> tuple[Step, ...]:
    """What was done with it, the oldest first. 1 query."""
    rows = Step.objects.filter(recommendation=recommendation).select_related("desk", "person")
    return tuple(rows.order_by("pk"))


def forwarded_by(held: Recommendation) -> int | None:
    """The desk that forwarded it, if that was the last thing done with it. 1 query."""
    last = Step.objects.filter(recommendation=held).order_by("-pk").first()
    return last.desk_id if last is not None and last.act == Act.FORWARD else None


def way_of(
    recommendation: Recommendation, *, route: Route, steps: Iterable[Step], now: datetime
) -> tuple[Stop, ...]:
    """The line of unions from the one that recommends to the top, with where it lies. 0 queries.

    An ended recommendation stays drawn at the desk that ended it; what lies above stays "next" and is never reached.
    """
    left: dict[int, Step] = {}
    for done in steps:
        if done.act in (Act.PUT_FORWARD, Act.FORWARD):
            left[done.desk_id] = done
        elif done.act == Act.UNDO_FORWARD:
            left.pop(done.desk_id, None)
    ranked = route.recommending_unit
    stops = []
    for union in (route.unit, *route.desks):
        is_city_rank = ranked is not None and union.pk == ranked.pk
        if union.pk == recommendation.desk_id:
            stops.append(
                Stop(
                    union=union,
                    place="done" if recommendation.state == State.ARRIVED else "here",
                    since=recommendation.lies_since,
                    waited=_waited(recommendation, now),
                    is_city_rank=is_city_rank,
                )
            )
            continue
        if union.pk == recommendation.returned_from_id:
            # It comes back here; the clock stands where it was stopped.
            waiting = recommendation.waited
            stops.append(Stop(union=union, place="next", waited=waiting, is_city_rank=is_city_rank))
            continue
        step = left.get(union.pk)
        stops.append(
            Stop(
                union=union,
                place="done" if step else "next",
                left_at=step.at if step else None,
                waited=step.waited if step else None,
                is_city_rank=is_city_rank,
            )
        )
    return tuple(stops)


def _waited(recommendation: Recommendation, now: datetime) -> timedelta:
    """How long the union that has it has had it: a correction stops the clock of the desk, not the unit's own."""
    since = now - recommendation.lies_since
    match recommendation.state:
        case State.UNDER_WAY:
            return recommendation.waited + since
        case State.RETURNED:
            return since
    return recommendation.waited
