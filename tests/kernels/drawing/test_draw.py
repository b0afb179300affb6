"""The draw is fair, keeps the limits, does not depend on the order of the pool, and says in numbers why it cannot be held."""

import itertools
import json
import math
import random
from collections import Counter
from dataclasses import replace as changed

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from tests.kernels.drawing.pools import COMMITTED, DRAWN, SEED, drawn, panel, person
from xinghe.kernels.drawing import (
    DrawRefused,
    Limit,
    Outcome,
    Stratum,
    Terms,
    commit,
    commitment,
    draw,
    draw_lots,
    new_seed,
    running_order,
)


def lots(terms: Terms, number: int) -> Outcome:
    return draw_lots(terms, f"{number:064x}", "")


def chi_square(counts: list[int]) -> float:
    expected = sum(counts) / len(counts)
    return sum((count - expected) ** 2 / expected for count in counts)


def bound(degrees: int) -> float:
    """Wilson and Hilferty's approximation of the value that chance passes once in ten thousand."""
    return degrees * (1 - 2 / (9 * degrees) + 3.72 * math.sqrt(2 / (9 * degrees))) ** 3


def test_everybody_in_a_stratum_is_as_likely():
    terms = panel(limits=())
    counts: Counter[str] = Counter()
    for number in range(4_000):
        for ids in lots(terms, number).seated.values():
            counts.update(ids)

    for stratum in terms.strata:
        ids = [one.id for one in terms.eligible if stratum.name in one.strata]
        inclusion = chi_square([counts[one] for one in ids])
        # Drawn without putting back, so the counts vary less than a chi-square by this factor.
        assert inclusion < bound(len(ids) - 1)
        assert abs(counts[ids[0]] / 4_000 - stratum.seats / len(ids)) < 0.03


def test_the_check_of_evenness_sees_a_draw_by_modulo():
    """A byte modulo 100 favours the first 56: the control of the test above."""
    chance = random.Random(1)
    counts = Counter(chance.randrange(256) % 100 for _ in range(4_000))

    assert chi_square([counts[n] for n in range(100)]) > bound(99)


def test_each_running_order_is_as_likely():
    terms = running_order("答辩", "甲乙丙丁")
    counts = Counter(lots(terms, number).seated["order"] for number in range(4_800))

    assert set(counts) == set(itertools.permutations(sorted("甲乙丙丁")))
    assert chi_square(list(counts.values())) < bound(23)


def test_a_running_order_of_thousands_is_drawn():
    ids = [f"E{n}" for n in range(6_400)]

    assert sorted(lots(running_order("x", ids), 1).seated["order"]) == sorted(ids)


@given(st.permutations(range(20)))
def test_the_order_of_the_pool_is_of_no_matter(order):
    terms = panel()
    shuffled = changed(terms, pool=tuple(terms.pool[at] for at in order), strata=terms.strata[::-1])

    assert (shuffled.hash, lots(shuffled, 7)) == (terms.hash, lots(terms, 7))


@settings(max_examples=50)
@given(st.integers(0, 2**64))
def test_seats_are_filled_with_the_eligible_within_the_limits_and_nobody_twice(number):
    terms = panel()
    people = {one.id: one for one in terms.pool}

    found = lots(terms, number)

    ids = [one for seated in found.seated.values() for one in seated]
    assert [len(found.seated[name]) for name in ("机械", "电气")] == [3, 2]
    assert len(found.standbys["电气"]) == 3
    assert len(set(ids)) == 5
    assert max(Counter(people[one].groups["employer"] for one in ids).values()) == 1
    for name in ("机械", "电气"):
        together = [*found.seated[name], *found.standbys[name]]
        assert all(name in people[one].strata and not people[one].excluded for one in together)
        assert not set(found.standbys[name]) & set(ids)


def test_where_greed_would_end_dead_it_is_drawn_anew():
    """A's only seat must go to who is not the sole member of B."""
    terms = Terms(
        call="x", pool=(person(1, "A", "B"), *(person(n, "A") for n in range(2, 4))),
        strata=(Stratum(name="A", seats=1), Stratum(name="B", seats=1)),
    )  # fmt: skip
    outcomes = [lots(terms, number) for number in range(60)]

    assert {one.seated["B"] for one in outcomes} == {("p01",)}
    assert {one.seated["A"] for one in outcomes} == {("p02",), ("p03",)}
    assert max(one.attempt for one in outcomes) > 0


@pytest.mark.parametrize(
    ("terms", "code", "words"),
    [
        (
            Terms(call="x", strata=(Stratum(name="焊接", seats=3),), pool=(
                person(1, "焊接"), person(2, "焊接", excluded=("kin",)), person(3, "焊接", excluded=("kin", "same_employer")),
            )),
            "draw_too_few_people",
            "“焊接” has 3 seats. Of 3 people in the pool 2 are excluded (kin 2, same_employer 1), 1 are left. Add 2 people",
        ),
        (
            Terms(call="x", strata=(Stratum(name="焊接", seats=3),), limits=(Limit(of="employer", most=1),),
                  pool=tuple(person(n, "焊接", employer=f"c{n % 2}") for n in range(6))),
            "draw_limit_too_tight",
            "With at most 1 of one employer, the 6 people left fill 2 of them at best.",
        ),
        (
            Terms(call="x", strata=(Stratum(name="A", seats=1), Stratum(name="B", seats=1)), pool=(person(1, "A", "B"),)),
            "draw_no_panel_fits",
            "None of 1000 draws filled all 2 seats at once: 1 different people",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_seated_is_explained_in_numbers(terms, code, words):
    with pytest.raises(DrawRefused) as why:
        draw(commit(terms, seed=SEED, at=COMMITTED), seed=SEED, at=DRAWN)

    assert why.value.code == code
    assert words in str(why.value)


@pytest.mark.parametrize(
    "parts",
    [
        {"call": ""}, {"call": "a\nb"}, {"pool": ()}, {"strata": ()},
        {"pool": (person(1, "A"), person(1, "A"))}, {"pool": (person(1, "B"),)}, {"pool": (person(1),)},
        {"pool": (person(1, "A", excluded=("因亲属",)),)}, {"limits": (Limit(of="employer", most=0),)},
        {"strata": (Stratum(name="A", seats=-1),)},
    ],
)  # fmt: skip
def test_terms_that_do_not_hang_together_are_refused(parts):
    sound = {"call": "x", "strata": (Stratum(name="A", seats=1),), "pool": (person(1, "A"),)}
    Terms(**sound)

    with pytest.raises(DrawRefused) as why:
        Terms(**{**sound, **parts})
    assert why.value.code == "draw_terms_unreadable"


def test_terms_are_read_back_in_any_order_and_with_nothing_besides():
    terms = panel()
    told = terms.to_json()

    assert Terms.from_json(json.loads(json.dumps({**told, "pool": told["pool"][::-1]}))) == terms
    for wrong in (
        {**told, "limit": []},
        {**told, "algorithm": "dice"},
        {**told, "call": 5},
        [],
        {**told, "pool": [{}]},
    ):
        with pytest.raises(DrawRefused):
            Terms.from_json(wrong)


def test_the_commitment_binds_seed_terms_and_call():
    terms = panel()
    people = tuple(one for one in terms.pool if one.id != "p07")
    others = [
        commitment(panel(call="2027"), SEED), commitment(terms, new_seed()),
        commitment(changed(terms, pool=people), SEED), commitment(changed(terms, limits=()), SEED),
    ]  # fmt: skip

    assert len({commitment(terms, SEED), *others}) == 5
    for seed in ("", "12", SEED.upper(), SEED + "0"):
        with pytest.raises(DrawRefused) as why:
            commitment(terms, seed)
        assert why.value.code == "draw_seed_unfit"


def test_a_public_number_changes_the_draw_and_must_come_where_it_was_promised():
    terms = changed(panel(), beacon_source="上证指数 2026-05-06")
    fixed = commit(terms, seed=SEED, at=COMMITTED)

    seats = [
        draw(fixed, seed=SEED, at=DRAWN, beacon=value)["links"][1]["seated"]
        for value in ("4011.02", "4011.03")
    ]

    assert seats[0] != seats[1]
    for record, beacon in ((fixed, ""), (fixed, " "), (commit(panel(), seed=SEED, at=COMMITTED), "4011.02")):
        with pytest.raises(DrawRefused) as why:
            draw(record, seed=SEED, at=DRAWN, beacon=beacon)
        assert why.value.code == "draw_beacon_differs"


def test_the_draw_is_the_one_that_was_written_down_once():
    """Whoever changes the algorithm changes its name."""
    link = drawn()["links"][1]

    assert (link["attempt"], link["seated"]) == (0, {"机械": ["p13", "p16", "p07"], "电气": ["p03", "p18"]})
