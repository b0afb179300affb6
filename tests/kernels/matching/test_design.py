"""The report on a design says what is known of designs that can be reckoned by hand."""

from itertools import combinations

import pytest

from tests.kernels.matching import worlds
from xinghe.kernels.matching import Entry, Judge, examine_design


def panels(count, size, entries_each):
    """Fixed panels: each reads its own entries, all together, and nobody else's."""
    some = [Entry(id=k) for k in range(count * entries_each)]
    people = [Judge(id=k) for k in range(count * size)]
    reviews = [
        (k, (k // entries_each) * size + seat) for k in range(count * entries_each) for seat in range(size)
    ]
    return some, people, reviews


def test_fixed_panels_fall_apart():
    report = examine_design(*panels(4, 3, 10))

    assert report.components == ((0, 1, 2), (3, 4, 5), (6, 7, 8), (9, 10, 11))
    assert (report.a_eff, report.fiedler) == (0.0, 0.0)
    assert report.pair_hist == ((0, 66 - 12), (10, 12))


def test_one_exchange_holds_two_panels_together_but_badly():
    some, people, reviews = panels(2, 3, 10)
    exchanged = [review for review in reviews if review not in {(0, 0), (10, 3)}] + [(0, 3), (10, 0)]

    report = examine_design(some, people, exchanged)

    assert report.components == ((0, 1, 2, 3, 4, 5),)
    assert 0 < report.a_eff < 0.6


def test_every_pair_of_judges_on_one_entry_is_a_perfect_design():
    some = [Entry(id=k) for k in range(15)]
    reviews = [(k, judge) for k, pair in enumerate(combinations(range(6), 2)) for judge in pair]

    report = examine_design(some, [Judge(id=k) for k in range(6)], reviews)

    # Loads 5, pairs 1: the information matrix is 3 I - J/2, so its eigenvalues are 0 and 3.
    assert (report.a_eff, report.fiedler, report.pair_hist, report.most_meetings) == (1.0, 3.0, ((1, 15),), 1)


def test_a_path_of_judges_has_the_eigenvalues_of_a_path():
    """Entries of two judges each along a line of four: half the Laplacian of a path, eigenvalues 2 - 2 cos(k pi / 4)
    halved.
    """
    reviews = [(k, judge) for k in range(3) for judge in (k, k + 1)]

    report = examine_design([Entry(id=k) for k in range(3)], [Judge(id=k) for k in range(4)], reviews)

    assert report.fiedler == pytest.approx((2 - 2**0.5) / 2, abs=1e-6)
    assert report.a_eff == pytest.approx(3 / (2 / (2 - 2**0.5) + 1 + 2 / (2 + 2**0.5)), abs=1e-6)


def test_coverage_counts_experts_and_two_in_the_field_among_entries_that_are_read():
    some, panel = worlds.entries(4), worlds.judges(3)  # the fourth is of the first field, like the first
    reviews = [(100, 1), (100, 2), (101, 1), (101, 2), (103, 1)]

    coverage = examine_design(some, panel, reviews).coverage

    # Judge 1 is an expert of welding and near drives, judge 2 an expert of drives and near power.
    assert (coverage.without_expert, coverage.short_of_field) == ((), (100,))
    assert (coverage.with_expert, coverage.with_two_in_field) == (1.0, pytest.approx(2 / 3))
    assert coverage.mean_fit == pytest.approx((1000 + 500 + 750 + 1000 + 1000) / 5)


def test_judges_who_read_nothing_are_in_no_group():
    report = examine_design(worlds.entries(1), worlds.judges(4), [(100, 1), (100, 2)])

    assert (report.components, report.pair_hist) == (((1, 2),), ((1, 1),))


def test_a_review_of_somebody_unknown_is_a_mistake():
    with pytest.raises(ValueError, match="no such"):
        examine_design(worlds.entries(1), worlds.judges(1), [(100, 2)])
