"""Places from 1 without gaps; what was forwarded is passed by nothing that was forwarded too."""

from hypothesis import given
from hypothesis import strategies as st

from xinghe.recommendations.rules.ranking import moved, places

NUMBERS = st.lists(st.integers(1, 60), unique=True, max_size=12)


@given(everything=NUMBERS, cut=st.integers(0, 12), chance=st.randoms(use_true_random=False))
def test_the_order_has_no_gap_and_keeps_both_orders(everything, cut, chance):
    order, left = everything[:cut], everything[cut:]
    spread = chance.sample(range(1, 40), len(left))
    fixed = dict(zip(left, sorted(spread), strict=True))

    found = places(order, fixed=fixed)

    by_place = sorted(found, key=found.__getitem__)
    assert sorted(found.values()) == list(range(1, len(everything) + 1))
    assert [number for number in by_place if number in order] == order
    assert [number for number in by_place if number in fixed] == left
    assert all(found[number] <= place for number, place in fixed.items())


def test_the_others_take_the_places_around_what_is_fixed():
    assert places([5, 6, 7], fixed={1: 1, 2: 3}) == {1: 1, 5: 2, 2: 3, 6: 4, 7: 5}
    assert places([], fixed={1: 2, 2: 5}) == {1: 1, 2: 2}
    assert places([5], fixed={}) == {5: 1}


def test_one_is_moved_and_the_rest_close_up():
    assert moved([1, 2, 3, 4], 3, to=1) == [3, 1, 2, 4]
    assert moved([1, 2, 3, 4], 1, to=3) == [2, 3, 1, 4]
    assert moved([1, 2], 3, to=None) == [1, 2, 3]
    assert moved([1, 2, 3], 1, to=99) == [2, 3, 1]
    assert moved([1, 2, 3], 2, to=-5) == [2, 1, 3]
