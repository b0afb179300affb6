"""Judges are assigned so that everything asked for holds, and as well as trying everything would find."""

import random
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.kernels.matching import worlds
from xinghe.kernels.matching import (
    Entry,
    Expertise,
    Judge,
    Load,
    NoAssignment,
    assign_judges,
    examine_design,
    propose_judges,
)
from xinghe.kernels.matching.solvers import OrTools, ShortestPaths


def faults(assignment, some, panel, conflicts, r):
    """What an assignment breaks of the plain rules."""
    pairs = [tuple(review) for review in assignment.reviews]
    reads = Counter(entry for entry, _ in pairs)
    found = [f"{entry.id} has {reads[entry.id]}" for entry in some if reads[entry.id] != r]
    found += [f"conflict {pair}" for pair in pairs if pair in conflicts]
    found += [f"twice {pair}" for pair, times in Counter(pairs).items() if times > 1]
    return found


@given(worlds.worlds(), st.integers(1, 4), st.sampled_from([0, 40]))
@settings(max_examples=200, deadline=None)
def test_what_is_assigned_keeps_every_rule(world, r, alpha):
    some, panel, conflicts = world
    try:
        assignment, report = assign_judges(some, panel, conflicts, r=r, alpha=alpha)
    except NoAssignment as refusal:
        assert refusal.reasons
        return

    assert faults(assignment, some, panel, conflicts, r) == []
    assert worlds.is_even(assignment.reviews, panel)
    assert worlds.is_connected(assignment.reviews)
    assert len(report.components) == 1
    assert dict(assignment.loads) == dict(
        zip([judge.id for judge in panel], worlds.loads(assignment.reviews, panel), strict=True)
    )
    assert assignment.cost == worlds.cost_of(assignment.reviews, some, panel, alpha)


@given(worlds.worlds(most_entries=4, most_judges=4), st.integers(1, 3))
@settings(max_examples=200, deadline=None)
def test_it_is_refused_only_when_no_even_assignment_exists(world, r):
    some, panel, conflicts = world
    possible = [
        reviews
        for reviews in worlds.every_assignment(some, panel, conflicts, r)
        if worlds.is_even(reviews, panel)
    ]
    try:
        assignment, _ = assign_judges(some, panel, conflicts, r=r, require_connected=False)
    except NoAssignment:
        assert possible == []
    else:
        assert sorted(map(tuple, assignment.reviews)) in [sorted(reviews) for reviews in possible]


@given(worlds.worlds(most_entries=4, most_judges=4), st.integers(1, 3))
@settings(max_examples=200, deadline=None)
def test_without_a_price_on_meeting_nothing_is_better(world, r):
    some, panel, conflicts = world
    costs = [
        worlds.cost_of(reviews, some, panel)
        for reviews in worlds.every_assignment(some, panel, conflicts, r)
        if worlds.is_even(reviews, panel)
    ]
    assume(costs)

    assignment, _ = assign_judges(some, panel, conflicts, r=r, alpha=0, require_connected=False)

    assert worlds.cost_of(assignment.reviews, some, panel) == min(costs)


@given(worlds.worlds(most_entries=4, most_judges=4), st.integers(2, 3))
@settings(max_examples=150, deadline=None)
def test_with_a_price_on_meeting_it_is_never_worse_than_without_mixing(world, r):
    some, panel, conflicts = world
    try:
        plain, _ = assign_judges(some, panel, conflicts, r=r, alpha=0, require_connected=False)
        mixed, _ = assign_judges(some, panel, conflicts, r=r, alpha=40, require_connected=False)
    except NoAssignment:
        return

    assert worlds.cost_of(mixed.reviews, some, panel, 40) <= worlds.cost_of(plain.reviews, some, panel, 40)


@given(worlds.worlds(most_entries=4, most_judges=4), st.integers(2, 3))
@settings(max_examples=200, deadline=None)
def test_a_design_that_can_hold_together_does(world, r):
    some, panel, conflicts = world
    possible = [
        reviews
        for reviews in worlds.every_assignment(some, panel, conflicts, r)
        if worlds.is_even(reviews, panel) and worlds.is_connected(reviews)
    ]
    try:
        assign_judges(some, panel, conflicts, r=r)
    except NoAssignment:
        assert possible == []
    else:
        assert possible


@given(worlds.worlds(), st.integers(1, 3), st.randoms(use_true_random=False))
@settings(max_examples=80, deadline=None)
def test_neither_the_order_of_rows_nor_the_solver_decides(world, r, chance: random.Random):
    some, panel, conflicts = world

    def digest(solver, *, shuffled):
        rows, columns = list(some), list(panel)
        if shuffled:
            chance.shuffle(rows)
            chance.shuffle(columns)
        try:
            return assign_judges(
                rows, columns, conflicts, r=r, load=Load.LIMITS, solver=solver
            )[0].digest  # fmt: skip
        except NoAssignment as refusal:
            return refusal.reasons

    first = digest(OrTools(), shuffled=False)
    assert digest(ShortestPaths(), shuffled=False) == first
    assert digest(OrTools(), shuffled=True) == first


def test_of_equals_the_hash_decides_and_not_the_first_row():
    some = [Entry(id=id_) for id_ in range(40)]
    panel = [Judge(id=id_) for id_ in range(40)]

    assignment, _ = assign_judges(some, panel, (), r=1, require_connected=False)

    assert [review.judge for review in assignment.reviews] != list(range(40))


def test_one_entry_is_read_by_its_three_judges():
    assignment, report = assign_judges(worlds.entries(1), worlds.judges(3), (), r=3)

    assert [tuple(review) for review in assignment.reviews] == [(100, 1), (100, 2), (100, 3)]
    assert (report.components, report.pair_hist, report.a_eff) == (((1, 2, 3),), ((1, 3),), 1.0)


def test_five_judges_read_all_forty_entries():
    assignment, report = assign_judges(worlds.entries(40), worlds.judges(5), (), r=5)

    assert assignment.loads == tuple((judge, 40) for judge in range(1, 6))
    assert (report.pair_hist, report.a_eff, report.fiedler) == (((40, 10),), 1.0, 40.0)
    assert report.coverage.without_expert == ()


def test_one_judge_reads_everything_alone():
    assignment, report = assign_judges(worlds.entries(4), worlds.judges(1), (), r=1)

    assert (assignment.loads, report.components, report.a_eff) == (((1, 4),), ((1,),), 1.0)


@pytest.mark.parametrize("panel", [[], worlds.judges(3)])
def test_without_entries_there_is_nothing_to_assign(panel):
    assignment, report = assign_judges([], panel, (), r=3)

    assert (assignment.reviews, report.components, report.pair_hist) == ((), (), ())


def test_an_entry_may_want_more_judges_than_the_rest():
    some = [*worlds.entries(5), Entry(id=7, field="welding", reviews=5)]

    assignment, _ = assign_judges(some, worlds.judges(6), (), r=2)

    assert Counter(review.entry for review in assignment.reviews) == {**{100 + k: 2 for k in range(5)}, 7: 5}


@given(worlds.worlds(), st.data())
@settings(max_examples=100, deadline=None)
def test_each_judge_stays_within_own_limits_and_the_rest_is_even(world, data):
    some, panel, conflicts = world
    panel = [
        replace(judge, least=(least := data.draw(st.integers(0, 2))), most=least + data.draw(st.integers(0, 4)))
        if len(some) >= 6 and data.draw(st.booleans()) else judge
        for judge in panel
    ]  # fmt: skip
    for load in Load:
        try:
            assignment, _ = assign_judges(some, panel, conflicts, r=2, load=load, require_connected=False)
        except NoAssignment:
            continue
        found = dict(assignment.loads)
        assert all(judge.least <= found[judge.id] <= (judge.most or 99) for judge in panel if judge.most != 0)
        if load is Load.EVEN:
            free = [
                found[judge.id]
                for judge in panel
                if judge.least < found[judge.id] and (judge.most is None or found[judge.id] < judge.most)
            ]
            assert not free or max(free) - min(free) <= 1


def test_loads_between_limits_are_as_even_as_the_rest_allows():
    some, panel = worlds.entries(20, ("x",)), worlds.judges(4, ("x",))
    conflicts = {(100 + k, 1) for k in range(12)}  # judge 1 may read eight of twenty

    assignment, _ = assign_judges(some, panel, conflicts, r=2, load=Load.LIMITS, alpha=0)
    with pytest.raises(NoAssignment) as refused:
        assign_judges(some, panel, conflicts, r=2)

    assert sorted(load for _, load in assignment.loads) == [8, 10, 11, 11]
    (reason,) = refused.value.reasons
    assert (reason.code, reason.judges, reason.capacity, reason.elsewhere, reason.wanted) == (
        "group_too_few",
        (2, 3, 4),
        30,
        8,
        40,
    )
    assert (reason.missing, reason.load, reason.is_even) == (2, 11, True)


def test_an_expert_is_given_wherever_there_is_one():
    """Six experts for thirty entries; without the price of lacking one, fit alone would gather them elsewhere."""
    some, panel = worlds.entries(30), worlds.judges(9)
    conflicts = {
        (entry.id, judge.id) for entry in some[:5] for judge in panel if entry.field in judge.primary
    }

    assignment, report = assign_judges(some, panel, conflicts, r=3)
    chance = random.Random(5)
    at_random = [(entry.id, judge.id) for entry in some for judge in chance.sample(panel, 3)]

    assert report.coverage.without_expert == tuple(entry.id for entry in some[:5])
    assert report.coverage.with_two_in_field == 1
    assert examine_design(some, panel, at_random).coverage.with_expert < report.coverage.with_expert
    assert len(assignment.reviews) == 90


def test_fit_that_is_given_counts_instead_of_fields():
    some, panel = worlds.entries(3, ("x",)), worlds.judges(3, ("y",))
    fit = np.array([[0, 0, 900], [900, 0, 0], [0, 900, 0]])

    assignment, _ = assign_judges(some[::-1], panel, (), r=1, fit=fit[::-1], require_connected=False)

    assert [tuple(review) for review in assignment.reviews] == [(100, 3), (101, 1), (102, 2)]


@pytest.mark.parametrize(
    ("some", "panel", "more", "said"),
    [
        ([Entry(id=1), Entry(id=1)], [Judge(id=1)], {}, "same id"),
        ([Entry(id=1)], [Judge(id=1), Judge(id=1)], {}, "same id"),
        ([Entry(id=1)], [Judge(id=1)], {"r": -1}, "negative"),
        ([Entry(id=1)], [Judge(id=1, least=2)], {}, "more than the most"),
        ([Entry(id=1)], [Judge(id=1)], {"fit": [[1001]]}, "from 0 to 1000"),
        ([Entry(id=1)], [Judge(id=1)], {"fit": [[0.5]]}, "whole numbers"),
        ([Entry(id=1)], [Judge(id=1)], {"fit": [[1, 2]]}, "whole numbers"),
        ([Entry(id=1)], [Judge(id=1)], {"seed": "x"}, "go together"),
        ([Entry(id=1)], [Judge(id=1)], {"prob_cap": 0.5}, "go together"),
        ([Entry(id=1)], [Judge(id=1)], {"prob_cap": 0.3, "seed": "x"}, "1/2, 1/4"),
        ([Entry(id=1)], [Judge(id=1)], {"prob_cap": 1.0, "seed": "x"}, "1/2, 1/4"),
        ([Entry(id=1)], [Judge(id=1)], {"prob_cap": 0.5, "seed": "x", "done": [(1, 1)]}, "from nothing"),
    ],
)
def test_what_makes_no_sense_is_refused(some, panel, more, said):
    with pytest.raises(ValueError, match=said):
        assign_judges(some, panel, (), **{"r": 1, **more})


# -- changes -------------------------------------------------------------------------------------------------


def most_kept(some, panel, conflicts, r, kept):
    return max(
        (len(kept & set(reviews)) for reviews in worlds.every_assignment(some, panel, conflicts, r)), default=None
    )  # fmt: skip


@given(worlds.worlds(most_entries=4, most_judges=5), st.data())
@settings(max_examples=150, deadline=None)
def test_after_a_change_as_much_stays_as_can(world, data):
    some, panel, conflicts = world
    kept = {
        (entry.id, judge.id)
        for entry in some
        for judge in data.draw(st.lists(st.sampled_from(panel), max_size=3, unique=True))
    }
    panel = [judge for judge in panel if data.draw(st.integers(0, 4))] or panel
    try:
        assignment, _ = assign_judges(
            some, panel, conflicts, r=2, kept=kept, load=Load.LIMITS, require_connected=False
        )
    except NoAssignment:
        assert most_kept(some, panel, conflicts, 2, kept) is None
        return

    found = {tuple(review) for review in assignment.reviews}
    assert faults(assignment, some, panel, conflicts, 2) == []
    assert len(found & kept) == most_kept(some, panel, conflicts, 2, kept)
    assert {tuple(review) for review in assignment.new} == found - kept
    assert {tuple(review) for review in assignment.dropped} == kept - found


def test_who_withdraws_is_replaced_and_nobody_else_moves():
    some, panel = worlds.entries(60), worlds.judges(9)
    before, _ = assign_judges(some, panel, (), r=3)

    after, report = assign_judges(some, panel[1:], (), r=3, kept=before.reviews)

    assert {review.judge for review in after.dropped} == {1}
    assert len(after.dropped) == len(after.new) == 20
    assert len(report.components) == 1
    assert max(dict(after.loads).values()) - min(dict(after.loads).values()) <= 4


def test_a_new_conflict_moves_one_review_and_one_done_in_conflict_is_dropped():
    some, panel = worlds.entries(30), worlds.judges(6)
    before, _ = assign_judges(some, panel, (), r=2)
    first, second = before.reviews[0], before.reviews[10]

    after, _ = assign_judges(
        some, panel, {first, second}, r=2, kept=before.reviews, done=[second, before.reviews[20]]
    )

    assert set(after.dropped) == {first, second}
    assert len(after.new) == 2
    assert before.reviews[20] in after.reviews


def test_what_is_done_stays_even_where_another_would_be_better():
    some, panel = worlds.entries(6), worlds.judges(6)
    worst = [
        (entry.id, judge.id)
        for entry in some
        for judge in panel
        if entry.field not in judge.primary | judge.others
    ]

    assignment, _ = assign_judges(some, panel, (), r=2, done=worst[:6])

    assert set(worst[:6]) <= {tuple(review) for review in assignment.reviews}


def test_a_review_of_somebody_unknown_is_reported_as_dropped():
    assignment, _ = assign_judges(worlds.entries(2), worlds.judges(2), (), r=2, kept=[(100, 77), (5, 1)])

    assert [tuple(review) for review in assignment.dropped] == [(5, 1), (100, 77)]


# -- one more judge --------------------------------------------------------------------------------------------


def test_the_best_judge_for_one_more_review_is_proposed_and_nobody_with_a_conflict():
    some = worlds.entries(30)
    panel = [*worlds.judges(9), Judge(id=50, primary=frozenset({"welding"}), most=0)]
    before, _ = assign_judges(some, panel, (), r=3, load=Load.LIMITS)
    readers = {judge for entry, judge in before.reviews if entry == 100}
    best, *_ = propose_judges(100, some, panel, (), current=before.reviews)

    others = propose_judges(100, some, panel, {(100, best.judge)}, current=before.reviews, n=99)

    assert best.expertise is not Expertise.NONE
    assert best.judge not in readers
    assert {one.judge for one in others} == {judge.id for judge in panel} - readers - {best.judge, 50}
    assert [one.cost for one in others] == sorted(one.cost for one in others)


def test_among_equals_the_one_with_less_to_read_is_proposed():
    some, panel = worlds.entries(4, ("x",)), worlds.judges(4, ("x",))
    current = [(100, 1), (101, 2), (102, 2), (103, 3), (101, 3), (102, 4)]

    assert propose_judges(100, some, panel, (), current=current, n=1)[0].judge == 4


def test_nobody_left_is_an_empty_answer_and_an_unknown_entry_a_mistake():
    assert propose_judges(100, worlds.entries(1), worlds.judges(2), [(100, 2)], current=[(100, 1)]) == ()
    with pytest.raises(ValueError, match="no entry 9"):
        propose_judges(9, worlds.entries(1), worlds.judges(2), (), current=())


def test_mixing_parts_judges_who_would_always_meet():
    some, panel = worlds.entries(120), worlds.judges(18)

    mixed, report = assign_judges(some, panel, (), r=3)
    plain, without = assign_judges(some, panel, (), r=3, alpha=0)

    assert report.most_meetings <= without.most_meetings / 2
    assert report.a_eff > 0.93 > without.a_eff
    assert worlds.cost_of(mixed.reviews, some, panel, 30) < worlds.cost_of(plain.reviews, some, panel, 30)
    assert report.coverage.without_expert == without.coverage.without_expert == ()


@given(worlds.worlds(), st.integers(2, 3))
@settings(max_examples=150, deadline=None)
def test_where_experts_are_required_linking_leaves_them(world, r):
    some, panel, conflicts = world
    try:
        _, report = assign_judges(some, panel, conflicts, r=r, require_primary=True, load=Load.LIMITS)
    except NoAssignment:
        return

    assert report.coverage.without_expert == ()
    assert len(report.components) == 1


def test_where_experts_are_required_no_price_on_meeting_drives_them_away():
    """Two experts for thirty entries meet the same few again and again."""
    some = worlds.entries(30, ("x",))
    panel = [Judge(id=k, primary=frozenset({"x"} if k < 2 else {"y"})) for k in range(8)]

    _, report = assign_judges(some, panel, (), r=3, alpha=9_000, require_primary=True, load=Load.LIMITS)
    _, without = assign_judges(some, panel, (), r=3, alpha=9_000, load=Load.LIMITS)

    assert report.coverage.without_expert == ()
    # A control: at this price they are driven away where they are only wished for.
    assert without.coverage.without_expert != ()


def test_who_stops_after_some_reviews_keeps_them_and_gets_no_more():
    some, panel = worlds.entries(30), worlds.judges(6)
    before, _ = assign_judges(some, panel, (), r=2)
    done = [review for review in before.reviews if review.judge == 1][:4]

    after, _ = assign_judges(
        some, [replace(judge, most=0) if judge.id == 1 else judge for judge in panel], (), r=2, kept=before.reviews, done=done
    )  # fmt: skip

    assert [review for review in after.reviews if review.judge == 1] == done
    assert len(after.new) == dict(before.loads)[1] - 4
