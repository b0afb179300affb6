"""The permission matrix (SEC-01): every route × everybody × every relation, judged by the bytes that came back."""

import pytest

from tests.matrix.actors import asker, names
from tests.matrix.cells import IS_FULL, Cell, Matrix
from tests.matrix.policy import PAGES, PROGRAMS
from tests.matrix.readers import KINDS

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", names(full=IS_FULL))
def test_everybody_reads_and_does_what_is_theirs_and_nothing_else(world, name):
    matrix = Matrix(world=world, asker=asker(world, name))

    faults = [fault for cell in matrix.cells() for fault in matrix.judge(cell)]

    print(f"{name}: {matrix.number} cells, {matrix.read} marks read")
    assert faults == []


def test_there_are_as_many_cells_as_were_promised(world):
    askers = [asker(world, name) for name in names(full=IS_FULL)]

    cells = sum(1 for one in askers for _ in Matrix(world=world, asker=one).cells())

    print(f"{cells} cells of {len(askers)} who ask, {len(PAGES)} pages and {len(PROGRAMS)} operations")
    assert cells >= (40_000 if IS_FULL else 15_000)


DOERS = (
    "officer@county", "unit_officer@workshop", "provincial_officer@province", "security_administrator@county",
    "system_administrator@county", "author@workshop", "creator@workshop",
)  # fmt: skip


@pytest.mark.parametrize("way", ["", "token:"])
def test_every_act_comes_off_for_somebody(world, way):
    """What is sent is sensible: otherwise nothing would be changed by those either who must not."""
    policy = PROGRAMS if way else PAGES
    open_ = {
        key
        for key, route in policy.items()
        if route.act is not None and not (route.without_end or route.looks)
    }
    never = set(open_)
    for name in DOERS:
        matrix = Matrix(world=world, asker=asker(world, way + name))
        for key in sorted(never):
            if any(
                matrix.judge(cell) == [] and key in matrix.done
                for cell in promising(matrix, key, policy[key])
            ):
                never.discard(key)

    assert never == set()
    assert len(open_) > 30


def promising(matrix, key, route):
    """At most three things of theirs that the act may be done to."""
    actor, found = matrix.asker.actor, 0
    if not route.thing:
        yield Cell(key=key, route=route)
    for thing in matrix.world.things.of(route.thing) if route.thing else ():
        readable = route.reads or KINDS[thing.kind]
        fits = not route.states or thing.state in route.states
        if (
            fits
            and found < 3
            and readable(matrix.world, actor, thing)
            and route.act(matrix.world, actor, thing)
        ):
            found += 1
            yield Cell(key=key, route=route, thing=thing)
