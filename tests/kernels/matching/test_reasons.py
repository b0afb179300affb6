"""What cannot be had is explained with the numbers, and what is said to be enough is enough, and no more than enough."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kernels.matching import worlds
from xinghe.kernels.matching import Entry, Judge, Load, NoAssignment, assign_judges, reasons
from xinghe.kernels.matching.reasons import (
    AllTooFew,
    FieldTooFew,
    GroupTooFew,
    LeastOutOfReach,
    LeastTooMany,
    NoPlaceForExpert,
    NotLinked,
    PartedByConflicts,
    TooFewJudges,
    TooFewLinks,
    TooFewToDrawFrom,
)


def refused(some, panel, conflicts=(), **more):
    with pytest.raises(NoAssignment) as refusal:
        assign_judges(some, panel, conflicts, **{"r": 2, **more})
    return refusal.value.reasons


def test_an_entry_whose_judges_are_all_in_conflict_is_named():
    conflicts = {(100, judge) for judge in (1, 2)} | {(101, 3)}

    (reason,) = refused(worlds.entries(3), worlds.judges(4), conflicts, r=3)

    assert reason == TooFewJudges(entry=100, free=2, wanted=3, missing=1)
    assert reason.said() == (
        "Entry 100 has only 2 judges without a conflict, 3 are wanted: "
        "name 1 more who are free of conflicts with it, or ask for 2 reviews of it."
    )


def test_without_judges_every_entry_is_named():
    assert [reason.entry for reason in refused(worlds.entries(3), [])] == [100, 101, 102]


def test_too_little_load_altogether():
    some, panel = worlds.entries(30), worlds.judges(5, most=10)

    (reason,) = refused(some, panel)

    assert reason == AllTooFew(capacity=50, wanted=60, missing=10, load=12, is_even=False)
    assert "raise the load to 12" in reason.said()
    assign_judges(some, worlds.judges(5, most=12), (), r=2)


def test_too_few_experts_of_a_field():
    some = [Entry(id=k, field="welding" if k < 15 else "drives") for k in range(30)]
    panel = [Judge(id=k, primary=frozenset({"welding" if k < 2 else "drives"}), most=6) for k in range(11)]

    (reason,) = refused(some, panel, require_primary=True)

    assert reason == FieldTooFew(
        field="welding", entries=tuple(range(15)), judges=(0, 1), capacity=12, wanted=15, missing=3, load=8, is_even=False
    )  # fmt: skip
    assert reason.said() == (
        "Experts of welding can take 12 reviews, 15 are needed: 3 more, or raise their load to 8."
    )
    raised = [replace(judge, most=8) if judge.id < 2 else judge for judge in panel]
    assign_judges(some, raised, (), r=2, require_primary=True, load=Load.LIMITS)
    # A control: one less is not enough.
    too_little = [replace(judge, most=7) if judge.id < 2 else judge for judge in panel]
    assert refused(some, too_little, require_primary=True, load=Load.LIMITS)[0].missing == 1


def test_experts_whom_only_even_loads_hold_back():
    some = [Entry(id=k, field="welding" if k < 15 else "drives") for k in range(30)]
    panel = [Judge(id=k, primary=frozenset({"welding" if k < 2 else "drives"})) for k in range(11)]

    (reason,) = refused(some, panel, require_primary=True)

    assert (reason.capacity, reason.load, reason.is_even) == (12, 8, True)
    assert "let loads differ and give them up to 8 each" in reason.said()


def test_a_field_without_any_expert_cannot_be_helped_by_more_load():
    (reason,) = refused(worlds.entries(4, ("x",)), worlds.judges(3, ("y",)), require_primary=True)

    assert (reason.capacity, reason.wanted, reason.load) == (0, 4, None)
    assert "name experts" in reason.said()


def test_conflicts_and_loads_together_are_taken_apart_into_groups():
    """Entries 0 to 9 have only judges 0 to 2 left, entries 10 to 19 only 3 to 5; the rest has everybody."""
    some = [Entry(id=k) for k in range(60)]
    panel = [Judge(id=k, most=25 if k >= 6 else 5) for k in range(12)]
    conflicts = {(k, j) for k in range(10) for j in range(12) if j > 2}
    conflicts |= {(k, j) for k in range(10, 20) for j in range(12) if j not in (3, 4, 5)}

    first, second = refused(some, panel, conflicts)

    assert first == GroupTooFew(
        entries=tuple(range(10)), judges=(0, 1, 2), capacity=15, elsewhere=0, wanted=20, missing=5, load=7, is_even=False
    )  # fmt: skip
    assert (second.entries, second.judges) == (tuple(range(10, 20)), (3, 4, 5))


@given(worlds.worlds(), st.integers(1, 3), st.integers(1, 4))
@settings(max_examples=150, deadline=None)
def test_the_load_that_is_named_is_enough_and_one_less_is_not(world, r, most):
    some, panel, conflicts = world
    panel = [replace(judge, most=min(most, len(some))) for judge in panel]

    def said(loads):
        changed = [replace(judge, most=loads.get(judge.id, judge.most)) for judge in panel]
        try:
            assign_judges(some, changed, conflicts, r=r, load=Load.LIMITS, alpha=0, require_connected=False)
        except NoAssignment as refusal:
            return refusal.reasons
        return ()

    def raised(number):
        judges = {judge for reason in with_load for judge in _judges(reason)}
        return {judge.id: max(judge.most, number) for judge in panel if judge.id in judges}

    def _judges(reason):
        return reason.judges if isinstance(reason, GroupTooFew) else [judge.id for judge in panel]

    with_load = [one for one in said({}) if isinstance(one, AllTooFew | GroupTooFew)]
    if not with_load or any(one.load is None for one in with_load):
        return
    needed = max(one.load for one in with_load)
    assert not any(isinstance(one, AllTooFew | GroupTooFew) for one in said(raised(needed)))
    assert any(isinstance(one, AllTooFew | GroupTooFew) for one in said(raised(needed - 1)))


def test_more_promised_than_there_is():
    (reason,) = refused(worlds.entries(5), worlds.judges(4, least=3))

    assert reason == LeastTooMany(least=12, wanted=10, missing=2)


def test_a_promise_that_conflicts_make_impossible():
    panel = [replace(judge, least=3) if judge.id == 1 else judge for judge in worlds.judges(5)]
    conflicts = {(100 + k, 1) for k in range(8)}

    (reason,) = refused(worlds.entries(10), panel, conflicts, load=Load.LIMITS)

    assert reason == LeastOutOfReach(judges=(1,), least=3, reach=2, missing=1, is_even=False)


def test_a_promise_to_several_that_only_together_is_impossible():
    panel = [Judge(id=k, least=3 if k < 3 else 0) for k in range(6)]
    conflicts = {(100 + k, j) for k in range(2, 10) for j in range(3)}

    (reason,) = refused(worlds.entries(10), panel, conflicts, load=Load.LIMITS)

    assert (reason.judges, reason.least, reason.reach) == ((0, 1, 2), 9, 4)


def test_settled_reviews_leave_no_place_for_an_expert():
    panel = worlds.judges(6)
    stranger = next(judge.id for judge in panel if "welding" not in judge.primary | judge.others)
    done = [(100, stranger), (100, stranger + 3)]

    (reason,) = refused(worlds.entries(9), panel, done=done, require_primary=True)

    assert reason == NoPlaceForExpert(entries=(100,))


def test_experts_are_enough_and_judges_are_enough_but_not_both_at_once():
    """Judge 1, who may read one, is the only expert for entry 1 and one of two judges left for entry 2."""
    some = [Entry(id=1, field="x"), Entry(id=2, field="y")]
    panel = [
        Judge(id=1, primary=frozenset({"x"}), most=1),
        Judge(id=2, primary=frozenset({"y"})),
        Judge(id=3),
        Judge(id=4),
    ]
    conflicts = {(1, 2), (2, 3), (2, 4)}
    loose = {"load": Load.LIMITS, "require_connected": False}

    (reason,) = refused(some, panel, conflicts, require_primary=True, **loose)
    without, _ = assign_judges(some, panel, conflicts, r=2, **loose)
    eased, _ = assign_judges(some, panel, conflicts - {(2, 3)}, r=2, require_primary=True, **loose)

    assert (reason.code, reason.missing, reason.must_be_expert) == ("group_too_few", 1, True)
    assert {1, 2} == set(reason.entries) and 1 in reason.judges
    assert len(without.reviews) == len(eased.reviews) == 4


# -- holding together ----------------------------------------------------------------------------------------------


def test_entries_read_once_hold_nobody_together():
    (reason,) = refused(worlds.entries(4), worlds.judges(4), r=1)

    assert reason == TooFewLinks(judges=(1, 2, 3, 4), links=0, needed=3, most_judges=1)


def test_two_entries_of_three_reviews_hold_at_most_five_judges_together():
    (reason,) = refused(worlds.entries(2), worlds.judges(6), r=3)
    assignment, report = assign_judges(worlds.entries(2), worlds.judges(5), (), r=3)
    limits, same = assign_judges(worlds.entries(2), worlds.judges(6), (), r=3, load=Load.LIMITS)

    assert (reason.links, reason.needed, reason.most_judges) == (4, 5, 5)
    assert len(report.components) == len(same.components) == 1
    assert sorted(load for _, load in limits.loads) == [0, 1, 1, 1, 1, 2]
    assert len(assignment.reviews) == 6


def test_conflicts_that_part_the_judges_are_named():
    some, panel = worlds.entries(8), worlds.judges(6)
    conflicts = {
        (entry.id, judge.id) for k, entry in enumerate(some) for judge in panel if (k < 4) == (judge.id > 3)
    }

    assert refused(some, panel, conflicts) == (PartedByConflicts(groups=((1, 2, 3), (4, 5, 6))),)


def test_settled_panels_that_nothing_links_are_named():
    some, panel = worlds.entries(8), worlds.judges(4)
    done = [(entry.id, judge) for k, entry in enumerate(some) for judge in ((1, 2) if k < 4 else (3, 4))]

    assert refused(some, panel, done=done) == (NotLinked(groups=((1, 2), (3, 4))),)


def test_panels_that_are_only_kept_are_linked_by_one_exchange():
    some, panel = worlds.entries(8), worlds.judges(4)
    kept = [(entry.id, judge) for k, entry in enumerate(some) for judge in ((1, 2) if k < 4 else (3, 4))]

    assignment, report = assign_judges(some, panel, (), r=2, kept=kept)

    assert len(report.components) == 1
    assert len(assignment.dropped) == len(assignment.new) <= 2


def test_judges_are_not_linked_by_taking_an_expert_away_where_one_is_required():
    """Judges 2 and 4 may read nothing of the other side, so only the experts 1 and 3 could be exchanged."""
    some = [Entry(id=k, field="x" if k < 2 else "y") for k in range(4)]
    panel = [
        Judge(id=1, primary=frozenset({"x"})),
        Judge(id=2),
        Judge(id=3, primary=frozenset({"y"})),
        Judge(id=4),
    ]
    conflicts = {(0, 4), (1, 4), (2, 2), (3, 2)}

    _, report = assign_judges(some, panel, conflicts, r=2)

    assert refused(some, panel, conflicts, require_primary=True) == (NotLinked(groups=((1, 2), (3, 4))),)
    assert len(report.coverage.without_expert) == 2


# -- partial ---------------------------------------------------------------------------------------------------------


def test_the_best_partial_assignment_comes_with_the_reasons_only_when_asked_for():
    some, panel = worlds.entries(30), worlds.judges(5, most=10)

    assignment, _ = assign_judges(some, panel, (), r=2, partial=True)
    whole, _ = assign_judges(some, worlds.judges(5, most=12), (), r=2, partial=True)

    assert [reason.code for reason in assignment.reasons] == ["all_too_few"]
    assert len(assignment.reviews) == 50
    reads = [sum(entry.id == id_ for id_, _ in assignment.reviews) for entry in some]
    assert sorted(reads) == [1] * 10 + [2] * 20
    assert (whole.reasons, len(whole.reviews)) == ((), 60)


@given(worlds.worlds(most_entries=4, most_judges=4), st.integers(1, 3), st.integers(0, 3))
@settings(max_examples=150, deadline=None)
def test_no_assignment_holds_more_reviews_than_the_partial_one(world, r, most):
    some, panel, conflicts = world
    panel = [replace(judge, most=min(most, len(some))) for judge in panel]
    left = {judge.id: judge.most for judge in panel}

    assignment, _ = assign_judges(some, panel, conflicts, r=r, load=Load.LIMITS, partial=True)

    assert len(assignment.reviews) == most_reviews([entry.id for entry in some], left, conflicts, r)
    assert all(load <= left[judge] for judge, load in assignment.loads)
    assert bool(assignment.reasons) >= (len(assignment.reviews) < r * len(some))


def most_reviews(some, left, conflicts, r):
    """By trying everything."""
    if not some:
        return 0
    first, *others = some
    free = [judge for judge, room in left.items() if room and (first, judge) not in conflicts]
    best = 0
    for chosen in range(1 << len(free)):
        picked = [judge for k, judge in enumerate(free) if chosen >> k & 1]
        if len(picked) <= r:
            rest = {judge: room - (judge in picked) for judge, room in left.items()}
            best = max(best, len(picked) + most_reviews(others, rest, conflicts, r))
    return best


# -- words -----------------------------------------------------------------------------------------------------------

KINDS = [
    kind
    for kind in vars(reasons).values()
    if isinstance(kind, type) and issubclass(kind, reasons.Reason) and hasattr(kind, "code")
]


def test_every_reason_has_a_code_of_its_own_and_stands_in_the_picture():
    codes = [kind.code for kind in KINDS]

    assert len(set(codes)) == len(codes) == 11
    assert all(kind.__name__ in (reasons.__doc__ or "") for kind in KINDS)
    assert TooFewToDrawFrom in KINDS


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_place_in_a_sentence_is_a_field(kind):
    for sentence in kind.sentences:
        assert set(re.findall(r"%\((\w+)\)s", sentence)) <= set(kind.__dataclass_fields__)
        assert sentence % dict.fromkeys(kind.__dataclass_fields__, 7)
