"""A record proves itself: whatever is changed in it is found, and each step follows from the one before."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.kernels.drawing.pools import COMMITTED, DRAWN, LATER, SEED, drawn, panel, replaced
from xinghe.kernels.drawing import (
    DrawRefused,
    Record,
    commit,
    draw,
    new_seed,
    read_once,
    replace,
    running_order,
    seated_now,
    verify,
)


def places(value: Any, path: tuple = ()) -> Iterator[tuple]:
    """Every place of a JSON value: the leaves, and each list and object themselves."""
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, part in inner:
        yield from places(part, (*path, name))


def tampered(value: Any) -> Iterator[Any]:
    """Other values in its place; 1 and 1.0 are two."""
    return (other for other in _tampered(value) if json.dumps(other) != json.dumps(value))


def _tampered(value: Any) -> Iterator[Any]:
    if isinstance(value, str):
        yield from (value + "x", value[::-1], value[1:], None)
    elif isinstance(value, bool) or value is None:
        yield from (0, "x")
    elif isinstance(value, int | float):
        yield from (value + 1, value + 0.000001, float(value), str(value), None)
    elif isinstance(value, list):
        yield from (value[1:], value[::-1], [*value, *value[:1]], [*value, 1])
    else:
        yield from ({**value, "more": 1}, dict(list(value.items())[1:]), [])


def at(record: Any, path: tuple) -> Any:
    for name in path:
        record = record[name]
    return record


@pytest.mark.parametrize("record", [commit(panel(), seed=SEED, at=COMMITTED), drawn(), replaced()], ids=["committed", "drawn", "replaced"])  # fmt: skip
def test_every_change_of_every_place_is_found_and_the_untouched_record_holds(record):
    tried = 0
    for path in places(record):
        for value in tampered(at(record, path)):
            wrong = copy.deepcopy(record)
            at(wrong, path[:-1])[path[-1]] = value
            assert not verify(wrong).holds, (path, value)
            tried += 1

    assert tried > 500
    assert verify(record).holds
    assert verify(json.loads(json.dumps(record))).faults == ()


def test_a_record_made_anew_agrees_with_itself_but_not_with_what_was_published():
    record, other = drawn(), drawn(seed=new_seed())
    published, signed = verify(record).commitment, verify(record).head

    assert verify(other).holds
    assert verify(record, commitment=published, head=signed).holds
    assert not verify(other, commitment=published).holds
    assert not verify(other, head=signed).holds


def test_a_step_cut_off_the_end_shows_against_the_signed_head_alone():
    record = replaced()
    cut = {**record, "links": record["links"][:2]}

    assert verify(cut).holds
    assert not verify(cut, head=verify(record).head).holds


@pytest.mark.parametrize(
    "wrong", [None, [], "x", 5, {}, {"schema": "x"}, {"schema": "x", "input": {}, "links": []}]
)
def test_what_is_no_record_is_told_so(wrong):
    assert not verify(wrong).holds


def test_a_name_that_stands_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        read_once('{"seed": "a", "seed": "b"}')
    assert read_once('{"a": {"b": 1}}') == {"a": {"b": 1}}


def test_a_stand_by_takes_the_seat_and_who_cannot_come_is_named():
    record = replaced()
    seats, standbys = (record["links"][1][what]["机械"] for what in ("seated", "standbys"))
    link = record["links"][2]

    assert (link["leaves"], link["reason"], link["stratum"]) == (seats[0], "declined", "机械")
    assert link["skipped"][0] == {"id": standbys[0], "reason": "abroad"}
    assert link["takes"] in standbys[1:]
    assert seated_now(record)["机械"] == [link["takes"], *seats[1:]]
    assert verify(record).holds


def step(record: Record, leaves: str, **more: Any) -> Record:
    return replace(record, leaves=leaves, reason="declined", at=LATER, **more)


def test_limits_hold_for_stand_bys_and_whoever_left_does_not_return():
    record = drawn()
    employer = {one["id"]: one["groups"]["employer"] for one in record["input"]["pool"]}
    for _ in range(6):
        seats = seated_now(record)
        everybody = [one for ids in seats.values() for one in ids]
        assert len({employer[one] for one in everybody}) == len(everybody)
        record = step(record, seats["机械"][0]) if seats["机械"] else record
    gone = [link["leaves"] for link in record["links"][2:]]

    assert len(set(gone)) == len(gone)
    assert not set(gone) & {one for ids in seated_now(record).values() for one in ids}
    assert any(one["reason"] == "limit_employer" for link in record["links"][2:] for one in link["skipped"])
    assert verify(record).holds


def test_a_seat_stays_empty_when_nobody_is_left_to_take_it():
    record = drawn()
    while (seats := seated_now(record)["电气"]) and len(record["links"]) < 12:
        record = step(record, seats[0])

    assert record["links"][-1]["takes"] is None
    assert seated_now(record)["电气"] == []
    assert verify(record).holds


def test_steps_out_of_turn_or_back_in_time_and_reasons_of_the_draws_own_are_refused():
    fixed, record = commit(panel(), seed=SEED, at=COMMITTED), drawn()
    seated = record["links"][1]["seated"]["机械"][0]

    def code(what) -> str:
        with pytest.raises(DrawRefused) as why:
            what()
        return why.value.code

    assert code(lambda: step(fixed, seated)) == "draw_out_of_turn"
    assert code(lambda: draw(record, seed=SEED, at=DRAWN)) == "draw_out_of_turn"
    assert code(lambda: draw(fixed, seed=new_seed(), at=DRAWN)) == "draw_seed_differs"
    assert code(lambda: draw(fixed, seed=SEED, at="2026-05-04T08:59:59+08:00")) == "draw_time_backwards"
    assert code(lambda: commit(panel(), seed=SEED, at="2026-05-04")) == "draw_time_backwards"
    assert code(lambda: step(record, "p99")) == "draw_not_seated"
    assert code(lambda: step(record, seated, unavailable={"p01": "limit_employer"})) == "draw_reason_unfit"
    assert code(lambda: replace(record, leaves=seated, reason="", at=LATER)) == "draw_reason_unfit"


def test_a_running_order_is_a_record_too():
    record = drawn(running_order("答辩", [f"E{n}" for n in range(30)]))

    assert verify(record).holds
    assert sorted(seated_now(record)["order"]) == sorted(f"E{n}" for n in range(30))
