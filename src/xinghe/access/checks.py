"""The only two questions: which rows may this actor do it to, and is this one of them.

``within`` is the definition. ``may`` asks ``within`` about one row, so a list and a button
can never disagree.
"""

from typing import TypeVar

from django.db.models import Q, QuerySet

from xinghe.access.actor import Actor, path_range
from xinghe.access.placed import PlacedModel
from xinghe.access.powers import (
    JOB_POWERS,
    NEVER_ON_OWN,
    NEVER_THROUGH_OTHERS,
    OWNER_POWERS,
    REACH,
    Power,
    Reach,
)
from xinghe.foundation.errors import Forbidden, Missing

M = TypeVar("M", bound=PlacedModel)
_NONE = Q(pk__in=[])


def covered(lines: tuple[str, ...], paths: tuple[str, ...]) -> Q:
    """Rows that lie at or below any of ``paths`` on any of ``lines``; none when there are no paths."""
    found = _NONE
    for path in paths:
        low, high = path_range(path)
        for line in lines:
            found |= Q(**{f"{line}__gte": low, f"{line}__lt": high})
    return found


def within(actor: Actor, power: Power, rows: QuerySet[M]) -> QuerySet[M]:
    """Keep the rows ``actor`` may use ``power`` on. By default none; with a lens those that both may."""
    kept = allowed(actor, power, rows.model)
    return rows.none() if kept == _NONE else rows.filter(kept)


def allowed(actor: Actor, power: Power, place: type[PlacedModel]) -> Q:
    """What is true of the rows that ``within`` keeps: for a list that shows more of some rows than of others."""
    if actor.lens is not None:
        if power in NEVER_THROUGH_OTHERS:
            return _NONE
        return allowed(actor.lens, power, place) & allowed(actor.alone, power, place)
    if actor.system:
        return Q() if power in JOB_POWERS[actor.system] else _NONE
    if REACH[power] is Reach.HERE:
        found = Q(**{f"{place.DESK}__in": actor.desks_for(power)}) if place.DESK else _NONE
    else:
        found = covered(place.LINES, actor.paths_for(power))
    if (place.OWNER or place.PEOPLE) and actor.person_id:
        mine = Q(**{place.OWNER: actor.person_id}) if place.OWNER else _NONE
        if place.PEOPLE:
            mine |= Q(**{f"{place.PEOPLE}__contains": [actor.person_id]})
        if power in OWNER_POWERS:
            found |= mine
        if power in NEVER_ON_OWN:
            found &= ~mine
    return found


def may(actor: Actor, power: Power, thing: PlacedModel) -> bool:
    """Whether this row is among those ``within`` keeps. 1 query."""
    rows = type(thing)._default_manager.filter(pk=thing.pk)
    return within(actor, power, rows).exists()


def require(actor: Actor, power: Power, thing: PlacedModel) -> None:
    """Refuse with ``Forbidden`` unless the actor may."""
    if not may(actor, power, thing):
        raise Forbidden(power=power)


def claim(actor: Actor, model: type[M], pk: int) -> M:
    """Fetch one row for change: it exists, you may see it, and it is locked until commit.

    Absent and invisible give the same answer, so that numbers cannot be probed. Whoever writes a row that only points
    at this one need not wait: they would wait when they commit, with all their own locks in hand.
    """
    rows = model._default_manager.select_for_update(of=("self",), no_key=True).filter(pk=pk)
    found = within(actor, model.READ, rows).first()
    if found is None:
        raise Missing
    return found
