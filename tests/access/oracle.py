"""Who may see what, worked out row by row from the tree itself: slow, without SQL, and without any path."""

from collections.abc import Callable, Iterable

from xinghe.access.actor import Actor
from xinghe.access.powers import CARRIED_BY, JOB_POWERS, NEVER_ON_OWN, OWNER_POWERS, REACH, Power, Reach
from xinghe.unions.models import UnionParent

# union → all it stands under on either line, and itself
Ancestors = dict[int, dict[str, set[int]]]


def ancestors() -> Ancestors:
    """Read the parents that stand today and climb."""
    above: dict[tuple[int, str], int | None] = {
        (union, line): parent
        for union, line, parent in UnionParent.objects.filter(until_date__isnull=True).values_list(
            "union_id", "line", "parent_id"
        )
    }
    found: Ancestors = {}
    for union, line in above:
        seen, at = {union}, union
        while (parent := _parent(above, at, line)) is not None and parent not in seen:
            seen.add(parent)
            at = parent
        found.setdefault(union, {})[line] = seen
    return found


def _parent(above: dict[tuple[int, str], int | None], union: int, line: str) -> int | None:
    return above.get((union, line))


def at_or_below(tree: Ancestors, union: int, offices: Iterable[int]) -> bool:
    """Whether ``union`` is one of ``offices`` or stands below one on some line."""
    standing = {union}.union(*tree.get(union, {}).values())
    return not standing.isdisjoint(offices)


def allowed(
    tree: Ancestors,
    actor: Actor,
    power: Power,
    *,
    union: int | None,
    owner: int | None,
    has_desk: bool = True,
) -> bool:
    """Whether the actor may use the power on a thing of ``union``, whose turn it is, that belongs to ``owner``."""
    if actor.system:
        return power in JOB_POWERS[actor.system]
    carrying = [
        office.union_id
        for office in actor.offices
        if power in CARRIED_BY[office.role]
        # What has no place is looked after at the top, where nobody stands above.
        and (
            REACH[power] is not Reach.WHOLE
            or set().union(*tree.get(office.union_id, {}).values()) <= {office.union_id}
        )
    ]
    mine = owner is not None and owner == actor.person_id
    if mine and power in NEVER_ON_OWN:
        return False
    if mine and power in OWNER_POWERS:
        return True
    if REACH[power] is Reach.HERE:
        return has_desk and union in carrying
    return union is not None and at_or_below(tree, union, carrying)


def behind_the_fence(
    tree: Ancestors, actor: Actor, *, union: int | None, owner: int | None, public: bool
) -> bool:
    """Whether PostgreSQL itself shows a thing: by place, by owner, or because it is public. Powers are not its matter."""
    if actor.system or public or (owner is not None and owner == actor.person_id):
        return True
    return union is not None and at_or_below(tree, union, [office.union_id for office in actor.offices])


Judge = Callable[..., bool]
