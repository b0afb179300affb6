"""What a policy is written in: rules of who may, worked out thing by thing from the tree by the slow oracle."""

from collections.abc import Callable

from tests.access.oracle import allowed
from tests.matrix.things import Thing
from tests.matrix.world import World
from xinghe.access.actor import Actor
from xinghe.access.powers import NEVER_THROUGH_OTHERS, Power

Rule = Callable[["World", Actor, Thing], bool]


# -- rules ---------------------------------------------------------------------------------------------------


def power(needed: Power, *, at: str = "union") -> Rule:
    """By this power, at the thing's union or at the desk whose turn it is, or because it is theirs."""

    def rule(world: World, actor: Actor, thing: Thing) -> bool:
        if actor.lens is not None:
            return needed not in NEVER_THROUGH_OTHERS and all(
                rule(world, one, thing) for one in (actor.alone, actor.lens)
            )
        tree = world.line_of(thing.line) if thing.line else world.above
        mine = thing.barred if needed in _BARS else thing.people
        owner = actor.person_id if actor.person_id in mine else None
        return allowed(tree, actor, needed, union=getattr(thing, at), owner=owner)

    return rule


def nobody(_world: World, _actor: Actor, _thing: Thing) -> bool:
    """Written down, and shown to nobody."""
    return False


def anybody(_world: World, _actor: Actor, _thing: Thing) -> bool:
    """Public knowledge, or one's own business wherever one is."""
    return True


def if_public(_world: World, _actor: Actor, thing: Thing) -> bool:
    """What was cleared and published."""
    return thing.is_public


def own(_world: World, actor: Actor, thing: Thing) -> bool:
    """One of its people, with their own eyes."""
    return actor.lens is None and actor.person_id in thing.people


def writer(_world: World, actor: Actor, thing: Thing) -> bool:
    """Its author, or who types it."""
    return actor.lens is None and actor.person_id in thing.writers


def applicant(_world: World, actor: Actor, thing: Thing) -> bool:
    """Whose own matter it is that others judge."""
    return actor.lens is None and actor.person_id in thing.barred


def creator(_world: World, actor: Actor, thing: Thing) -> bool:
    """Who has a share in it."""
    return actor.lens is None and actor.person_id in thing.creators


def carries(needed: Power) -> Rule:
    """By holding an office with this power, wherever it is."""
    return lambda _world, actor, _thing: actor.carries(needed)


def any_of(*rules: Rule) -> Rule:
    """By any of these."""
    return lambda world, actor, thing: any(rule(world, actor, thing) for rule in rules)


def both(*rules: Rule) -> Rule:
    """By all of these at once."""
    return lambda world, actor, thing: all(rule(world, actor, thing) for rule in rules)


def by_parent(kinds: dict[str, Rule], otherwise: Rule) -> Rule:
    """By what it belongs to, or by itself."""

    def rule(world: World, actor: Actor, thing: Thing) -> bool:
        if otherwise(world, actor, thing):
            return True
        kind, _, number = thing.parent.partition(" ")
        return any(kinds[kind](world, actor, one) for one in world.things.of(kind) if str(one.pk) == number)

    return rule


_BARS = frozenset({Power.RESULT_CLEAR, Power.IDEA_ANSWER, Power.RECOMMENDATION_DECIDE})


def fellow(world: World, actor: Actor, thing: Thing) -> bool:
    """Who makes an idea with them: the one who names creators does it by their numbers."""
    number = actor.person_id
    return any(number in one.people and one.people & thing.people for one in world.things.of("idea"))
