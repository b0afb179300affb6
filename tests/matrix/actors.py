"""Who asks: every role at several places, several offices at once, and everybody who holds none."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest
from django.test import Client

from tests.factories import accounts
from tests.factories import unions as unions_of
from tests.factories.integrations import token_of
from tests.matrix.world import World
from xinghe.access.actor import Actor
from xinghe.access.powers import Role
from xinghe.accounts.models import Person
from xinghe.accounts.sign_in.adapters import SEEN_AT, SIGNED_IN_AT
from xinghe.foundation import clock
from xinghe.integrations.vocab import Scope
from xinghe.unions.queries import actor_for

_BOTH_PLACES = ("county", "enterprise")
_ELSEWHERE = (
    (Role.UNIT_OFFICER, "workshop"), (Role.OFFICER, "enterprise"), (Role.PROVINCIAL_OFFICER, "province"),
    (Role.UNIT_OFFICER, "plant"), (Role.ASSISTANT, "workshop"), (Role.OFFICER, "city"), (Role.OFFICER, "industry"),
    (Role.LEADER, "province"), (Role.SUPERVISOR, "province"),
    (Role.SECURITY_ADMINISTRATOR, "province"), (Role.SYSTEM_ADMINISTRATOR, "province"),
)  # fmt: skip
_FEW = 3  # of these also in the short form
_OWN = ("author", "creator", "typist")


@dataclass(slots=True, kw_only=True)
class Asker:
    """Somebody who asks: by a browser that came in, or by a program with a token."""

    name: str
    actor: Actor
    client: Client
    # The unions of their offices, by name; for a worker their own one.
    places: tuple[str, ...] = ()
    scopes: frozenset[Scope] | None = None
    is_refused: bool = False

    @property
    def is_program(self) -> bool:
        """Whether they come by the API."""
        return self.actor.via == "api"

    @property
    def is_public(self) -> bool:
        """Whether nobody knows who they are."""
        return self.actor.person_id is None and not self.is_program


def names(*, full: bool) -> list[str]:
    """Every one of them, by name, for tests to be made from; not in full, each role at one place and a few at others."""
    places = _BOTH_PLACES if full else _BOTH_PLACES[:1]
    roles = [f"{role.value}@{place}" for role in Role for place in places if (role, place) not in _ELSEWHERE]
    roles += [f"{role.value}@{place}" for role, place in (_ELSEWHERE if full else _ELSEWHERE[:_FEW])]
    looking = ["lens:worker", "lens:unit_officer", "lens:officer"]
    people = [f"{name}@workshop" for name in _OWN] + ["several", "ex-officer", "unrelated", "public"]
    programs = [
        f"token:{role.value}@county" for role in (Role if full else (Role.OFFICER, Role.SYSTEM_ADMINISTRATOR))
    ]
    programs += ["token:author@workshop", "token:without offices", "token:revoked", "token:none"]
    return [*roles, *people, *looking, *programs, *(f"token:{scope.value}" for scope in Scope)]


def asker(world: World, name: str) -> Asker:
    """Make the one of this name, in the transaction that is open."""
    if name == "public":
        return Asker(name=name, actor=Actor.public(), client=Client())
    if name.startswith("token:"):
        return _program(world, name)
    if name.startswith("lens:"):
        return _looking(world, name)
    holder, places = _person(world, name)
    return _browsing(name, holder, places)


def _person(world: World, name: str) -> tuple[Person, tuple[str, ...]]:
    """Who it is, and where they hold office or belong."""
    if name == "several":
        held = ((Role.OFFICER, "county"), (Role.UNIT_OFFICER, "branch"), (Role.SUPERVISOR, "industry"))
        return _holder(world, held), tuple(place for _, place in held)
    if name == "ex-officer":
        gone = accounts.person()
        ended = clock.now() - timedelta(days=1)
        unions_of.appoint(gone, Role.OFFICER, world.tree.county, until_at=ended)
        return gone, ("county",)
    if name == "unrelated":
        return accounts.person(), ("far_county",)
    what, _, place = name.partition("@")
    if what in _OWN:
        return world.people[place][what], (place,)
    return _holder(world, ((Role(what), place),)), (place,)


def _holder(world: World, held: tuple[tuple[Role, str], ...]) -> Person:
    made = accounts.person()
    for role, place in held:
        unions_of.appoint(made, role, getattr(world.tree, place))
    return made


def _browsing(name: str, holder: Person, places: tuple[str, ...]) -> Asker:
    """A session opened by a second factor, as sign-in leaves it behind."""
    client = Client()
    client.force_login(holder)
    request = HttpRequest()
    request.session = client.session
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = clock.now().timestamp()
    record_authentication(request, holder, method="password")
    record_authentication(request, holder, method="mfa", type="totp")
    request.session.save()
    actor = replace(actor_for(holder.pk, via="web", now=clock.now()), name=holder.name)
    return Asker(name=name, actor=actor, client=client, places=places)


def _looking(world: World, name: str) -> Asker:
    """An officer of the city who looks through the eyes of somebody below."""
    looker = _browsing(name, _holder(world, ((Role.OFFICER, "city"),)), ("city",))
    through: dict[str, Callable[[], Person]] = {
        "lens:worker": lambda: world.people["workshop"]["author"],
        "lens:unit_officer": lambda: _below(world, Role.UNIT_OFFICER, "workshop"),
        "lens:officer": lambda: _below(world, Role.OFFICER, "county"),
    }
    other = through[name]()
    session = looker.client.session
    session["look"] = [other.pk, (clock.now() + timedelta(minutes=20)).timestamp()]
    session.save()
    lens = replace(actor_for(other.pk, via="web", now=clock.now()), name=other.name)
    looker.actor = looker.actor.looking_through(lens)
    return looker


def _below(world: World, role: Role, place: str) -> Person:
    """Somebody who holds an office and belongs to its union: an officer above looks after them."""
    made, at = _holder(world, ((role, place),)), getattr(world.tree, place)
    made.territory_path, made.industry_path = at.territory_path, at.industry_path
    made.save()
    return made


def _program(world: World, name: str) -> Asker:
    what = name.removeprefix("token:")
    with_offices, revoked_at, scopes = True, None, frozenset(Scope)
    places: tuple[str, ...] = ("county",)
    if what in set(Scope):
        holder = _holder(world, ((Role.OFFICER, "county"), (Role.SYSTEM_ADMINISTRATOR, "county")))
        scopes = frozenset({Scope(what)})
    elif what in ("without offices", "revoked", "none"):
        holder = _holder(world, ((Role.OFFICER, "county"),))
        with_offices = what != "without offices"
        revoked_at = clock.now() if what == "revoked" else None
    else:
        holder, places = _person(world, what)
    text = token_of(holder, *scopes, with_offices=with_offices, revoked_at=revoked_at)
    actor = replace(actor_for(holder.pk, via="api", now=clock.now()), name=holder.name)
    if not with_offices:
        actor = replace(actor, offices=())
    bearer = {} if what == "none" else {"Authorization": f"Bearer {text}"}
    return Asker(
        name=name, actor=actor, client=Client(headers=bearer), places=places, scopes=scopes,
        is_refused=what in ("revoked", "none"),
    )  # fmt: skip
