"""How a single check is asked about: by somebody who may not, of the small province; and which cases there are."""

from collections.abc import Callable

from tests.factories.unions import officer
from tests.matrix.sites import Named
from tests.matrix.things import Thing
from tests.matrix.world import World
from xinghe.access.actor import Actor
from xinghe.access.powers import Role
from xinghe.foundation.errors import Refusal
from xinghe.programmes.models import Application, Call

# Whether what is held back is held back.
Case = Callable[[World], bool]
CASES: dict[Named, Case] = {}


def tells(what: str, file: str, statement: str) -> Callable[[Case], Case]:
    """Enter a question as the one that tells whether this check is asked."""

    def enter(case: Case) -> Case:
        CASES[what, file, statement] = case
        return case

    return enter


def refuses(kind: type[Refusal], act: Callable[[], object]) -> bool:
    """Whether it is refused in just this way."""
    try:
        act()
    except Refusal as refusal:
        return type(refusal) is kind
    except Exception:
        return False
    return False


def elsewhere(world: World) -> Actor:
    """An officer under another city."""
    return officer(Role.OFFICER, world.tree.far_county)


def leader(world: World) -> Actor:
    """Who reads everything at the county and acts on nothing."""
    return officer(Role.LEADER, world.tree.county)


def of_county(world: World, kind: str, state: str = "") -> Thing:
    """One of the county's own."""
    return next(one for one in world.things.of(kind, state=state) if one.at == "county")


def open_call(world: World) -> Call:
    """The call of the county that takes applications."""
    return Call.objects.get(pk=of_county(world, "call", "open").pk)


def at_county(world: World) -> Application:
    """An application of a unit that lies at the county."""
    return (
        Application.objects.filter(desk=world.tree.county, phase="recommending")
        .select_related("call")
        .first()
    )
