"""What a row of the policy is made of: the route, what is sent with it, and how the thing is named there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.matrix.rules import Rule, anybody
from tests.matrix.things import Thing
from tests.matrix.world import World
from xinghe.access.actor import Actor
from xinghe.access.powers import Power

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One address and method.

    ``door`` is who gets in at all: ``"public"``, ``"signed in"``, or a power that some office must carry. ``thing`` is
    the kind that the address names, ``given`` further parts of it. ``reads`` overrides the readers of the kind. An
    address that changes something has ``act``, the rule of who may, ``data`` to send, and ``states`` in which it
    can come off. ``second`` is the kind of another thing that ``data`` or the address names.
    """

    door: str | Power = "signed in"
    thing: str = ""
    reads: Rule | None = None
    act: Rule | None = None
    data: Data = field(default_factory=dict)
    given: Data = field(default_factory=dict)
    states: tuple[str, ...] = ()
    queries: tuple[str, ...] = ("",)
    lists: str = ""
    search: str = ""
    # The thing is named by what is sent, not by the address.
    in_body: bool = False
    # Never through somebody else's eyes, not even to read; and what such a look allows although it is sent.
    personal: bool = False
    looks: bool = False
    missing: bool = False
    # An act that a cell cannot bring to its end: why not.
    without_end: str = ""

    @property
    def names_it(self) -> bool:
        """Whether the thing is named by its number or code, so that numbers could be probed; names of unions are public."""
        return not self.in_body or any(told in (pk, key) for told in self.data.values())


def get(**told: Any) -> Route:
    """A page."""
    return Route(**told)


def post(act: Rule = anybody, **told: Any) -> Route:
    """An act."""
    return Route(act=act, **told)


def pk(_world: World, _actor: Actor, thing: Thing) -> int:
    """Its number."""
    return thing.pk


def key(_world: World, _actor: Actor, thing: Thing) -> str:
    """What names it in an address."""
    return thing.key


def parent(_world: World, _actor: Actor, thing: Thing) -> str:
    """The number of what it belongs to."""
    return thing.parent.partition(" ")[2]


def result_code(world: World, _actor: Actor, thing: Thing) -> str:
    """The code of the result it belongs to."""
    return next(one.key for one in world.things.of("result") if f"result {one.pk}" == thing.parent)


def union_name(world: World, _actor: Actor, thing: Thing) -> str:
    """The name of its union."""
    return str(getattr(world.tree, thing.at).name) if thing.at else "无"


def ranks(_world: World, _actor: Actor, thing: Thing) -> dict[str, object]:
    """An order of its desk that holds it alone."""
    return {"desk_id": thing.desk or 1, "year": 2026, "order": [thing.pk]}


_SENT = {
    "refuse": ("reasons", "words"), "ask-correction": ("reasons", "words"), "merge": ("into", "words"),
    "implement": ("day", "words"), "reward": ("amount", "words"), "return": ("reasons", "words", "days"),
    "decline": ("reasons", "words"), "confirm-share": (), "save": ("title",), "creators": ("creators",),
    "hand-in": ("pledged",),
}  # fmt: skip


def only(data: Data, name: str) -> Data:
    """The fields that this operation takes; the interface refuses others."""
    return {field: data[field] for field in _SENT.get(name, ("words",)) if field in data}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A route that names two things: who may, the kinds with their states, and what carries the second one's key."""

    key: str
    asker: str
    first: tuple[str, str]
    second: tuple[str, str]
    part: str
    told: str = "key"
    # Where the first one only says from which page the request came.
    second_decides: bool = False
