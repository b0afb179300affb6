"""Places of a recommending unit: the rule agrees with trying every way to fill the places that are left."""

from itertools import combinations_with_replacement

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from xinghe.programmes.rules.quota import (
    CategoryOverQuota,
    CategoryPlacesGone,
    OverQuota,
    PlacesGone,
    Quota,
    ShareNotKept,
    SharesOverPlaces,
    Slots,
    refuse_below,
    refuse_over,
    slots_of,
)

CATEGORIES = ("a", "b", "c")
LABELS = {"a": "甲", "b": "乙", "c": "丙"}


def ask(quota: Quota, used: dict[str, int], category: str = "a") -> bool:
    return refuse_over(
        quota, used, category=category, called=LABELS[category], union="宜昌市总工会", labels=LABELS
    )


def outcome(quota: Quota, used: dict[str, int], category: str) -> str:
    try:
        return "reserve" if ask(quota, used, category) else "listed"
    except CategoryOverQuota:
        return "category_over_quota"
    except OverQuota:
        return "over_quota"
    except ShareNotKept:
        return "share_not_kept"


def can_be_filled(used: dict[str, int], places: int, least_of: dict[str, int]) -> bool:
    """Whether the places that are left can be given out so that every category gets what is kept for it."""
    return any(
        all(used.get(one, 0) + given.count(one) >= least for one, least in least_of.items())
        for given in combinations_with_replacement(CATEGORIES, max(0, places))
    )


def by_trying(quota: Quota, used: dict[str, int], category: str) -> str:
    """What the rule should say, found without its arithmetic."""
    limit = (quota.by_category or {}).get(category)
    if limit is not None and used.get(category, 0) + 1 > limit:
        return "category_over_quota"
    if quota.most is None:
        return "listed"
    after = used | {category: used.get(category, 0) + 1}
    if sum(after.values()) > quota.most + quota.reserve:
        return "over_quota"
    if sum(after.values()) > quota.most:
        return "reserve"
    fits = can_be_filled(after, quota.most - sum(after.values()), dict(quota.least_of or {}))
    return "listed" if fits else "share_not_kept"


COUNTS = st.dictionaries(st.sampled_from(CATEGORIES), st.integers(0, 3))
QUOTAS = st.builds(
    Quota,
    most=st.none() | st.integers(0, 5),
    reserve=st.integers(0, 2),
    by_category=st.none() | COUNTS,
    least_of=st.none() | COUNTS,
)


@given(QUOTAS, COUNTS, st.sampled_from(CATEGORIES))
def test_the_rule_agrees_with_trying_everything(quota, used, category):
    if quota.most is not None and sum(used.values()) < quota.most:
        # A quota that keeps more than it has, or that was broken before, promises nothing.
        assume(can_be_filled(used, quota.most - sum(used.values()), dict(quota.least_of or {})))

    assert outcome(quota, used, category) == by_trying(quota, used, category)


@given(QUOTAS, st.lists(st.sampled_from(CATEGORIES), max_size=12))
def test_whoever_comes_in_whatever_order_no_limit_is_passed_and_every_share_is_kept(quota, coming):
    assume(quota.most is None or can_be_filled({}, quota.most, dict(quota.least_of or {})))
    used: dict[str, int] = {}
    listed = 0
    for category in coming:
        said = outcome(quota, used, category)
        if said in ("listed", "reserve"):
            used[category] = used.get(category, 0) + 1
            listed += said == "listed"

    assert quota.most is None or sum(used.values()) <= quota.most + quota.reserve
    assert all(used.get(one, 0) <= limit for one, limit in (quota.by_category or {}).items())
    if quota.most is not None and listed == quota.most > 0:
        assert all(used.get(one, 0) >= least for one, least in (quota.least_of or {}).items())


@pytest.mark.parametrize(
    ("used", "is_stand_in"),
    [({}, False), ({"a": 1, "b": 1}, False), ({"a": 2, "b": 1}, True), ({"a": 4}, True)],
)
def test_places_of_the_list_come_before_places_in_reserve(used, is_stand_in):
    assert ask(Quota(most=3, reserve=2), used) is is_stand_in


def test_one_too_many_is_refused_with_the_number():
    with pytest.raises(OverQuota) as refused:
        ask(Quota(most=3, reserve=2), {"a": 3, "b": 2})

    assert refused.value.said() == (
        "“宜昌市总工会” may recommend 5, and 5 are recommended already. "
        "Take one of them back, or ask the organiser for another place."
    )


def test_one_too_many_of_a_category_is_refused_although_places_are_left():
    with pytest.raises(CategoryOverQuota) as refused:
        ask(Quota(most=9, by_category={"a": 2}), {"a": 2})

    assert refused.value.params == {"category": "甲", "union": "宜昌市总工会", "most": 2, "used": 2}
    assert ask(Quota(most=9, by_category={"a": 2}), {"a": 2}, "b") is False


def test_the_last_places_are_kept_for_the_category_that_must_have_them():
    quota = Quota(most=3, least_of={"b": 2})

    with pytest.raises(ShareNotKept) as refused:
        ask(quota, {"a": 1})

    assert refused.value.params == {"left": 2, "needed": 2, "category": "乙"}
    assert ask(quota, {"a": 1}, "b") is False


def test_slots_count_the_list_first_and_then_the_reserve():
    quota = Quota(most=3, reserve=2)

    assert slots_of(quota, {"a": 1}) == Slots(most=3, used=1, reserve=2, reserve_used=0)
    assert slots_of(quota, {"a": 3, "b": 1}) == Slots(most=3, used=3, reserve=2, reserve_used=1)
    assert slots_of(quota, {"a": 3, "b": 1}).left == 0
    assert slots_of(Quota(), {"a": 7}) == Slots(most=None, used=7, reserve=0, reserve_used=0)
    assert slots_of(Quota(), {"a": 7}).left is None


def test_a_target_limits_nothing():
    assert ask(Quota(target=1), {"a": 50}) is False


def giving(quota: Quota, used: dict[str, int]) -> str:
    try:
        refuse_below(quota, used, union="宜昌市总工会", labels=LABELS)
    except (PlacesGone, CategoryPlacesGone, SharesOverPlaces) as refusal:
        return refusal.code
    return "given"


@given(QUOTAS, COUNTS)
def test_what_is_given_leaves_room_for_what_was_recommended_and_for_what_is_kept(quota, used):
    total, most = sum(used.values()), quota.most
    fits = most is None or (
        total <= most + quota.reserve and can_be_filled(used, most - total, dict(quota.least_of or {}))
    )
    limits = (quota.by_category or {}).items()

    assert (giving(quota, used) == "given") == (
        fits and all(used.get(category, 0) <= limit for category, limit in limits)
    )


def test_fewer_of_a_category_than_were_recommended_are_refused_with_the_number():
    with pytest.raises(CategoryPlacesGone) as refused:
        refuse_below(
            Quota(most=9, by_category={"a": 1}), {"a": 2, "b": 1}, union="宜昌市总工会", labels=LABELS
        )

    assert refused.value.params == {"union": "宜昌市总工会", "category": "甲", "used": 2, "most": 1}
