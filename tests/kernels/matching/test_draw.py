"""Chance decides as often as it should, never more than it may, and the same seed decides the same."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kernels.matching import worlds
from xinghe.kernels.matching import Load, NoAssignment, assign_judges
from xinghe.kernels.matching.draw import halvings
from xinghe.kernels.matching.reasons import TooFewToDrawFrom


def draw(seed, *, cap=0.5, r=2, some=None, panel=None, **more):
    some, panel = some or worlds.entries(24), panel or worlds.judges(12)
    return assign_judges(some, panel, (), r=r, prob_cap=cap, seed=seed, **more)[0]


@pytest.mark.parametrize(("cap", "one_in"), [(0.5, 2), (0.25, 4)])
def test_every_pair_of_the_pool_is_drawn_as_often_as_the_cap_says_and_no_other(cap, one_in):
    times = 250
    drawn = [draw(f"seed {k}", cap=cap, require_connected=False) for k in range(times)]

    seen = Counter(review for one in drawn for review in one.reviews)

    assert {one.pool for one in drawn} == {drawn[0].pool}
    assert set(seen) == set(drawn[0].pool)
    # Five standard deviations.
    room = 5 * (times * cap * (1 - cap)) ** 0.5
    assert all(abs(count - times * cap) < room for count in seen.values())
    # A control: without a draw the same pairs come each time.
    assert (
        len({assign_judges(worlds.entries(24), worlds.judges(12), (), r=2)[0].digest for _ in range(2)}) == 1
    )
    assert len({one.digest for one in drawn}) > times / 2
    assert len(drawn[0].pool) == one_in * len(drawn[0].reviews)


@given(st.text(max_size=5), st.sampled_from([0.5, 0.25]), st.integers(1, 2), st.sampled_from(list(Load)))
@settings(max_examples=60, deadline=None)
def test_numbers_stay_exact_and_the_seed_replays(seed, cap, r, load):
    first = draw(seed, cap=cap, r=r, load=load, require_connected=False)
    again = draw(seed, cap=cap, r=r, load=load, require_connected=False)

    reads = Counter(review.entry for review in first.reviews)
    assert again == first
    assert set(reads.values()) == {r}
    if load is Load.EVEN:
        assert {number for _, number in first.loads} == {2 * r}


def test_experts_survive_every_halving():
    some, panel = worlds.entries(24), worlds.judges(24)
    for k in range(20):
        _, report = assign_judges(some, panel, (), r=3, prob_cap=0.25, seed=str(k))

        assert (report.coverage.with_expert, report.coverage.with_two_in_field) == (1.0, 1.0)
        assert len(report.components) == 1


def test_another_draw_is_made_where_the_first_falls_apart_and_it_is_counted():
    some, panel = worlds.entries(5), worlds.judges(5)

    draws = [draw(str(k), some=some, panel=panel, r=2, load=Load.LIMITS).draws for k in range(30)]

    assert min(draws) == 1 < max(draws)


def test_too_few_judges_to_draw_from_are_named():
    with pytest.raises(NoAssignment) as refused:
        draw("x", some=worlds.entries(2), panel=worlds.judges(5), r=3)

    assert refused.value.reasons[0] == TooFewToDrawFrom(entry=100, free=5, wanted=6, missing=1, one_in=2)
    assert "no pair likelier than 1 in 2" in refused.value.reasons[0].said()


def test_numbers_of_a_draw_that_is_short_are_those_of_reviews():
    with pytest.raises(NoAssignment) as refused:
        draw("x", some=worlds.entries(30), panel=worlds.judges(8, most=7), r=2)

    (reason,) = refused.value.reasons
    assert (reason.code, reason.capacity, reason.wanted, reason.missing, reason.load) == (
        "all_too_few",
        56,
        60,
        4,
        8,
    )


@pytest.mark.parametrize(("cap", "times"), [(0.5, 1), (0.25, 2), (0.125, 3)])
def test_a_cap_is_a_number_of_halvings(cap, times):
    assert halvings(cap) == times


@pytest.mark.parametrize("cap", [0, 1, 2, -0.5, 0.3, float("nan")])
def test_other_caps_are_refused(cap):
    with pytest.raises(ValueError, match="1/2, 1/4"):
        halvings(cap)
