"""Every route × everybody × every relation: what is expected of a cell, and what is wrong with its answer."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import islice

from tests.matrix.actors import Asker
from tests.matrix.calls import Answer, address, send
from tests.matrix.policy import PAGES, PROGRAMS
from tests.matrix.readers import KINDS, may_see
from tests.matrix.routes import Route
from tests.matrix.things import Thing
from tests.matrix.world import World
from xinghe.api.v1 import face

IS_FULL = os.environ.get("XINGHE_MATRIX") == "full"
_NOWHERE = 9_999_999
# The field that stands in a list of such things.
_SHOWN = {
    "result": "title",
    "idea": "title",
    "workbook": "file_name",
    "person": "staff_number",
    "happening": "code",
    "call": "title",
    "judge": "speciality",
    "application": "title",
    "notice": "title",
    "decision": "title",
    "award": "title",
    "paper": "title",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A route as one asks for one thing, or for none, with these words behind the question mark."""

    key: str
    route: Route
    thing: Thing | None = None
    query: str = ""
    searched: str = ""

    def __str__(self) -> str:
        what = f"{self.thing.kind} {self.thing.state} at {self.thing.at or 'nowhere'}" if self.thing else ""
        return f"{self.key} {what} {self.query}".strip()


@dataclass(slots=True)
class Matrix:
    """The cells of one who asks, judged one by one."""

    world: World
    asker: Asker
    absent: dict[tuple[str, str], tuple[int, str, str]] = field(default_factory=dict)
    # Routes whose act came off at least once.
    done: set[str] = field(default_factory=set)
    number: int = 0
    read: int = 0

    def cells(self) -> Iterator[Cell]:
        """All of theirs: one thing of each relation, and in the full form of each state as well.

        The short form knocks once at a door that is shut.
        """
        for key, route in (PROGRAMS if self.asker.is_program else PAGES).items():
            if not route.thing:
                for query in route.queries:
                    yield Cell(key=key, route=route, query=query)
            knocks = 1 if self._stopped(key, route) and not IS_FULL else None
            for thing in islice(self._chosen(route.thing, route.states), knocks):
                yield Cell(key=key, route=route, thing=thing)
            for thing in islice(self._chosen(route.search, ()), knocks):
                words = thing.marks.get(_SHOWN.get(route.search, ""), "")
                if words:
                    yield Cell(key=key, route=route, query=f"q={words}", searched=words, thing=thing)

    def _chosen(self, kind: str, states: tuple[str, ...]) -> Iterator[Thing]:
        seen = set()
        for thing in self.world.things.of(kind) if kind else ():
            place = self.relation(thing), thing.state if IS_FULL and kind != "run_row" else ""
            if place not in seen and (not states or thing.state in states):
                seen.add(place)
                yield thing

    def relation(self, thing: Thing) -> str:
        """What the thing is to whom this is about: theirs or not, and where it stands from their offices."""
        actor, mine = self.asker.actor, self.asker.actor.person_id in thing.people
        seats = [getattr(self.world.tree, place).pk for place in self.asker.places]
        return " ".join([*(_relation(self.world, seat, thing) for seat in seats), "own" * mine, actor.via])

    def judge(self, cell: Cell) -> list[str]:
        """What is wrong with the answer; nothing if all is well."""
        answer = send(self.world, self.asker, cell.key, cell.route, _addressed(cell), query=cell.query)
        self.number += 1
        faults = [f"{fault}: {self.asker.name} {cell}" for fault in self._faults(cell, answer)]
        if answer.changed and not faults:
            self.done.add(cell.key)
        return faults

    def _faults(self, cell: Cell, answer: Answer) -> Iterator[str]:
        actor, route, thing = self.asker.actor, cell.route, cell.thing
        if answer.status >= 500 and not (route.personal and answer.status == 503):
            yield f"failed with {answer.status}"
        own_words = {cell.searched.upper()}
        for seen, name in self.world.things.seen_in(answer.text):
            self.read += 1
            if seen.marks.get(name, "-").upper() not in own_words and not may_see(
                self.world, actor, seen, name
            ):
                yield f"showed {name} of {seen.kind} {seen.state} at {seen.at or 'nowhere'}"
        if route.act is None and answer.changed:
            yield f"changed {sorted(answer.changed)} by reading"
        if refusal := self._stopped(cell.key, route):
            if answer.status not in refusal:
                yield f"answered {answer.status} at a door that is shut, instead of {refusal}"
            if (
                self.asker.is_public
                and answer.status == 302
                and not answer.location.startswith("/account/sign-in/")
            ):
                yield f"led to {answer.location} instead of signing in"
            if self.asker.is_program and answer.status == 403 and "scope_missing" not in answer.text:
                yield "let a token in that was not made to it"
            if answer.changed:
                yield f"changed {sorted(answer.changed)} at a door that is shut"
            return
        if route.personal:
            return
        if cell.searched:
            yield from self._searched(cell, answer)
        elif thing is not None:
            yield from self._about(cell, thing, answer)
        elif route.missing != (answer.status == 404):
            yield f"answered {answer.status}"
        if route.lists:
            yield from self._listed(cell, answer)

    def _stopped(self, key: str, route: Route) -> tuple[int, ...]:
        """With which status whoever asks is stopped at the door; none for who gets in."""
        asker, changes = self.asker, route.act is not None
        if asker.is_program:
            if asker.is_refused:
                return (401,)
            return () if _scopes()[key] <= (asker.scopes or frozenset()) else (403,)
        if asker.is_public:
            return () if route.door == "public" else (302, 401)
        if asker.actor.lens is not None and (changes or route.personal) and not route.looks:
            return (403,)
        if route.door not in ("public", "signed in") and not asker.actor.carries(route.door):  # type: ignore[arg-type]
            return (403,)
        return ()

    def _about(self, cell: Cell, thing: Thing, answer: Answer) -> Iterator[str]:
        route, world, actor = cell.route, self.world, self.asker.actor
        is_readable = (route.reads or KINDS[thing.kind])(world, actor, thing)
        if not is_readable:
            names = (thing.key, str(thing.pk))
            is_self = actor.person_id in thing.people
            if route.names_it and not is_self and answer.without(*names) != self._of_nothing(cell, thing):
                yield f"tells what is not theirs from what is not there ({answer.status})"
            if answer.status < 400 and not route.in_body:
                yield f"answered {answer.status} about what is not theirs"
        elif answer.status == 404 and not (route.in_body or route.act is not None):
            yield "hid what is theirs"
        if route.act is not None:
            may_do = route.act(world, actor, thing)
            if answer.changed and not may_do:
                yield f"changed {sorted(answer.changed)} without the power to"
            if may_do and answer.status in (403, 404) and not (route.in_body or route.without_end):
                yield f"refused what they may do ({answer.status})"

    def _of_nothing(self, cell: Cell, thing: Thing) -> tuple[int, str, str]:
        """The answer about a thing that is not there, in the same place."""
        key = str(_NOWHERE) if thing.key.isdecimal() else "Z" * len(thing.key)
        nothing = replace(thing, pk=_NOWHERE, key=key, marks={})
        place = cell.key, address(self.world, self.asker, cell.key, cell.route, nothing)
        if place not in self.absent:
            answer = send(self.world, self.asker, cell.key, cell.route, nothing, query=cell.query)
            self.number += 1
            self.absent[place] = answer.without(key, str(_NOWHERE))
        return self.absent[place]

    def _searched(self, cell: Cell, answer: Answer) -> Iterator[str]:
        """By a word of what is not theirs nothing is found, and nothing moves."""
        assert cell.thing is not None
        if may_see(self.world, self.asker.actor, cell.thing, _SHOWN[cell.thing.kind]):
            return
        place = cell.key, "searched"
        if place not in self.absent:
            nothing = send(self.world, self.asker, cell.key, cell.route, None, query="q=XQ99999X")
            self.absent[place] = nothing.without("XQ99999X")
        if answer.without(cell.searched) != self.absent[place]:
            yield "a search by what is not theirs is answered otherwise than by nothing"

    def _listed(self, cell: Cell, answer: Answer) -> Iterator[str]:
        """All that lies within their offices stands in the list."""
        kind = cell.route.lists
        if cell.query not in ("", "size=100", "format=xlsx", "format=ods", "format=csv"):
            return
        found = {
            mark.upper()
            for one, name in self.world.things.seen_in(answer.text)
            for mark in [one.marks.get(name, "")]
        }
        wanted = [one for one in self.world.things.of(kind) if self._lies_within(one)]
        missing = [one for one in wanted if self._word(one).upper() not in found]
        if missing and len(wanted) <= 90:
            yield f"left out {len(missing)} of {len(wanted)}"

    def _lies_within(self, thing: Thing) -> bool:
        return KINDS[thing.kind](self.world, self.asker.actor, replace(thing, people=frozenset()))

    def _word(self, thing: Thing) -> str:
        if thing.kind == "recommendation":
            number = thing.parent.partition(" ")[2]
            thing = next(one for one in self.world.things.of("result") if str(one.pk) == number)
        return thing.marks[_SHOWN[thing.kind]]


def _addressed(cell: Cell) -> Thing | None:
    return None if cell.searched else cell.thing


def _relation(world: World, seat: int, thing: Thing) -> str:
    if thing.union is None:
        return "nowhere"
    if thing.union == seat:
        return "here"
    mine, theirs = world.above.get(seat, {}), world.above.get(thing.union, {})
    if any(seat in found for found in theirs.values()):
        return "below on two lines" if len(theirs) > 1 else "below"
    if any(thing.union in found for found in mine.values()):
        return "above"
    if not mine.keys() & theirs.keys():
        return "other line"
    alike = (mine[line] - {seat} == theirs[line] - {thing.union} for line in mine.keys() & theirs.keys())
    return "beside" if any(alike) else "unrelated"


@cache
def _scopes() -> dict[str, frozenset[str]]:
    """Operation → the scopes that its own document names."""
    paths = face.get_openapi_schema()["paths"]
    return {
        f"{method.upper()} {path}": frozenset(told.get("x-scopes", ()))
        for path, operations in paths.items()
        for method, told in operations.items()
    }


def operations() -> set[str]:
    """Every operation of the interface for programs."""
    return set(_scopes())
