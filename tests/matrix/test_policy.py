"""That the policy speaks of every address and operation, of every method, and of requests that name two things."""

import pytest

from tests.matrix.actors import asker
from tests.matrix.calls import addresses, send
from tests.matrix.cells import Matrix, operations
from tests.matrix.policy import PAGES, PAIRS, PROGRAMS
from tests.matrix.routes import Route

pytestmark = pytest.mark.django_db

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def pages():
    """Names of all addresses but the operations of the interface for programs, which its own document lists."""
    found = {(name, pattern) for name, pattern, _ in addresses()}
    return {
        "api:unknown" if pattern.endswith("v1(/.*)?$") else name
        for name, pattern in found
        if not (name == "api:" and not pattern.endswith("$"))
    }


def named(policy):
    return {key.partition(" ")[2].partition("|")[0] for key in policy}


def test_every_page_has_a_row_and_every_row_a_page():
    assert named(PAGES) == pages()


def test_every_operation_has_a_row_and_every_row_an_operation():
    assert set(PROGRAMS) == operations()


def test_a_new_address_without_a_row_is_noticed(settings):
    settings.ROOT_URLCONF = "tests.matrix.planted"

    assert pages() - named(PAGES) == {"planted"}


def test_no_page_takes_a_method_that_has_no_row(world):
    officer = asker(world, "officer@county")
    rows = {key.partition("|")[0] for key in PAGES}
    faults = []
    for key, route in PAGES.items():
        name = key.partition(" ")[2]
        thing = next(iter(world.things.of(route.thing)), None) if route.thing else None
        for method in METHODS:
            if f"{method} {name.partition('|')[0]}" in rows or key.partition("|")[2]:
                continue
            told = Route(thing=route.thing, given=route.given, act=route.act)
            answer = send(world, officer, f"{method} {name}", told, thing)
            # Pages of the sign-in library take what they do not know for a form without a field, and lead elsewhere.
            is_theirs = route.personal or name == "set_language"
            if answer.changed or not (is_theirs or answer.status in (403, 404, 405)):
                faults.append((method, name, answer.status, answer.changed))

    assert faults == []


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.key)
def test_of_two_things_both_must_be_theirs(world, pair):
    matrix = Matrix(world=world, asker=asker(world, pair.asker))
    route = (PROGRAMS if matrix.asker.is_program else PAGES)[pair.key]
    came_off = {}
    for first in ("theirs", "foreign"):
        for second in ("theirs", "foreign"):
            one, other = chosen(matrix, pair.first, first), chosen(matrix, pair.second, second)
            told = getattr(other, pair.told)
            given = {**route.given, **({pair.part: told} if pair.part in route.given else {})}
            if pair.key == "POST desk:result-untie":
                given["code"] = one.key
            sent = Route(act=route.act, data=route.data, given=given, thing=route.thing)
            instead = {} if pair.part in route.given else {pair.part: told}
            answer = send(world, matrix.asker, pair.key, sent, one, **instead)
            came_off[first, second] = bool(answer.changed)
            assert answer.status < 500

    assert came_off == {
        ("theirs", "theirs"): True,
        ("theirs", "foreign"): False,
        ("foreign", "theirs"): pair.second_decides,
        ("foreign", "foreign"): False,
    }


def chosen(matrix, wanted, whose):
    """A thing of that kind and state at the union of whoever asks, or at one that is none of theirs."""
    kind, state = wanted
    place = matrix.asker.places[0] if whose == "theirs" else "far_workshop"
    return next(one for one in matrix.world.things.of(kind, state=state) if one.at == place)


def test_of_what_is_chosen_for_many_the_foreign_is_left_out(world):
    officer = asker(world, "officer@county")
    one, other = (
        next(r for r in world.things.of("result", state="recorded") if r.at == at)
        for at in ("county", "far_workshop")
    )
    route = PAGES["POST desk:bulk"]

    answer = send(world, officer, "POST desk:bulk", route, one, ids=[one.pk, other.pk])

    seen = {thing.pk for thing, name in world.things.seen_in(answer.text) if name == "title"}
    assert seen == {one.pk}
