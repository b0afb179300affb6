"""How many applications a recommending unit may send on (名额), and how many places it has left."""

from collections.abc import Mapping
from dataclasses import dataclass

from xinghe.foundation.errors import Refusal, gettext_noop


class OverQuota(Refusal):
    """Every place of the recommending unit is taken."""

    code = "over_quota"
    message = gettext_noop(
        "“%(union)s” may recommend %(most)s, and %(used)s are recommended already. "
        "Take one of them back, or ask the organiser for another place."
    )


class CategoryOverQuota(Refusal):
    """Every place of one category is taken."""

    code = "category_over_quota"
    message = gettext_noop(
        "Of “%(category)s”, “%(union)s” may recommend %(most)s, and %(used)s are recommended already. "
        "Take one of them back, or ask the organiser for another place."
    )


class ShareNotKept(Refusal):
    """The places that are left are reserved for another category."""

    code = "share_not_kept"
    message = gettext_noop(
        "%(left)s places are left, and %(needed)s of them are kept for “%(category)s”. Recommend one of that first."
    )


class PlacesGone(Refusal):
    """More was recommended than the unit would be allowed now."""

    code = "places_gone"
    message = gettext_noop(
        "“%(union)s” has recommended %(used)s already; it cannot be given only %(most)s. Give at least as many."
    )


class CategoryPlacesGone(Refusal):
    """More of one category was recommended than the unit would be allowed of it now."""

    code = "category_places_gone"
    message = gettext_noop(
        "“%(union)s” has recommended %(used)s of “%(category)s” already; it cannot be given only %(most)s of it. "
        "Give at least as many."
    )


class SharesOverPlaces(Refusal):
    """More would be kept for categories than there is left."""

    code = "shares_over_places"
    message = gettext_noop(
        "“%(union)s” would have %(left)s places left, and %(needed)s would still be kept for categories. "
        "Give more places, or keep fewer."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """What one recommending unit may do. ``None`` is no limit.

    ``reserve`` are places beyond ``most`` for stand-ins, who take part only when somebody of the list drops out.
    ``by_category`` limits single categories; ``least_of`` keeps places for a category. ``target`` is how many are to
    be built below, and limits nothing.
    """

    most: int | None = None
    reserve: int = 0
    by_category: Mapping[str, int] | None = None
    least_of: Mapping[str, int] | None = None
    target: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Slots:
    """Places as they stand: how many there are, how many are used, how many are left; ``None`` where not limited."""

    most: int | None
    used: int
    reserve: int
    reserve_used: int

    @property
    def left(self) -> int | None:
        """Places that are left; never below none."""
        return None if self.most is None else max(0, self.most - self.used)


def slots_of(quota: Quota, used: Mapping[str, int]) -> Slots:
    """The places of a unit that has recommended ``used`` applications, counted by category."""
    total = sum(used.values())
    most = quota.most
    listed = total if most is None else min(total, most)
    return Slots(most=most, used=listed, reserve=quota.reserve, reserve_used=total - listed)


def refuse_over(
    quota: Quota,
    used: Mapping[str, int],
    *,
    category: str,
    called: str,
    union: str,
    labels: Mapping[str, str],
) -> bool:
    """Whether one more of ``category`` is a stand-in. Refuses: OverQuota, CategoryOverQuota, ShareNotKept.

    ``used`` counts by category what was recommended; ``called`` is the category as people know it.
    """
    total = sum(used.values())
    limit = (quota.by_category or {}).get(category)
    if limit is not None and used.get(category, 0) >= limit:
        raise CategoryOverQuota(category=called, union=union, most=limit, used=used.get(category, 0))
    if quota.most is None:
        return False
    if total >= quota.most + quota.reserve:
        raise OverQuota(union=union, most=quota.most + quota.reserve, used=total)
    left = quota.most - total
    kept = {
        other: least - used.get(other, 0)
        for other, least in (quota.least_of or {}).items()
        if other != category and least > used.get(other, 0)
    }
    if 0 < left <= sum(kept.values()):
        other = max(kept, key=lambda one: kept[one])
        raise ShareNotKept(left=left, needed=kept[other], category=labels.get(other, other))
    return left <= 0


def refuse_below(quota: Quota, used: Mapping[str, int], *, union: str, labels: Mapping[str, str]) -> None:
    """Whether a unit that recommended ``used``, by category, can be given this quota.

    Refuses: PlacesGone, CategoryPlacesGone, SharesOverPlaces.
    """
    total = sum(used.values())
    if quota.most is not None and total > quota.most + quota.reserve:
        raise PlacesGone(union=union, used=total, most=quota.most)
    for category, limit in (quota.by_category or {}).items():
        if (there := used.get(category, 0)) > limit:
            called = labels.get(category, category)
            raise CategoryPlacesGone(union=union, category=called, used=there, most=limit)
    needed = sum(max(0, least - used.get(one, 0)) for one, least in (quota.least_of or {}).items())
    if quota.most is not None and needed > (left := max(0, quota.most - total)):
        raise SharesOverPlaces(union=union, left=left, needed=needed)
