"""The calibrated model: finds better, is as sure as it says, the same however rows come, and refuses what it cannot know."""

import math
from decimal import Decimal

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from benchmarks.panels import CENTRE, POINTS, World, found, plain_mean, reviews_of, trimmed_mean
from xinghe.kernels.judging import (
    DesignDisconnected,
    Method,
    Reviews,
    calibrate,
    decide,
    explain,
    groups_of_judges,
    rank,
    rank_intervals,
)


def crossed(table: list[list[float]]) -> Reviews:
    """Entries by judges, each pair once."""
    return Reviews.of(
        (f"E{e:02d}", f"J{j}", "", Decimal(str(score)))
        for e, row in enumerate(table)
        for j, score in enumerate(row)
    )


@pytest.mark.parametrize("each", [3, 5])
def test_it_finds_more_of_the_best_tenth_than_the_means(each):
    shares = []
    for seed in range(3):
        world = World.of(entries=3_000, judges=60, seed=50 + seed)
        reviews = world.reviews(each)
        shares.append(
            [
                found(world, s, above=300)
                for s in (calibrate(reviews).score, plain_mean(reviews), trimmed_mean(reviews))
            ]
        )
    ours, raw, trimmed = np.mean(shares, axis=0)

    assert ours > raw + 0.04
    assert ours > trimmed + 0.05


@pytest.mark.parametrize(
    ("entries", "judges", "each", "worlds"), [(3_000, 60, 3, 2), (300, 20, 4, 12), (10, 5, 5, 150)]
)
def test_nine_of_ten_intervals_hold_the_truth_in_small_contests_too(entries, judges, each, worlds):
    held, ranks = [], []
    for seed in range(worlds):
        world = World.of(entries=entries, judges=judges, seed=seed)
        fit = calibrate(world.reviews(each))
        average = CENTRE + POINTS * (world.level.mean() + world.scale.mean() * world.quality)
        held.append(np.mean(np.abs(fit.score - average) <= fit.half_width))
        low, high = rank_intervals(fit)
        true_rank = 1 + np.sum(world.quality[None, :] > world.quality[:, None], axis=1)
        ranks.append(np.mean((low <= true_rank) & (true_rank <= high)))

    assert 0.87 < np.mean(held) < 0.93
    assert np.mean(ranks) > 0.8


def test_severity_is_positive_for_who_scores_lower_and_its_intervals_hold():
    world = World.of(entries=2_000, judges=40, seed=1)
    fit = calibrate(world.reviews(4))
    truth = -POINTS * world.level

    assert np.corrcoef(fit.severity, truth)[0, 1] > 0.95
    assert np.mean(np.abs(fit.severity - truth) <= 1.645 * fit.level_deviation) > 0.75


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(40)), st.integers(0, 5))
def test_the_order_of_the_rows_changes_no_bit(order, seed):
    scores = np.random.default_rng(seed).integers(120, 200, 40) / 2
    rows = [(f"E{n // 4}", f"J{n % 4}", "", Decimal(str(s))) for n, s in enumerate(scores)]

    one, other = (rank(Reviews.of(r), Method.CALIBRATED, cut=3) for r in (rows, [rows[at] for at in order]))

    assert one == other


def test_another_scale_gives_the_same_order():
    world = World.of(entries=200, judges=12, seed=3)
    entry, judge = world.panels(4)
    said = world.scores(entry, judge)
    plain, wide = (
        calibrate(reviews_of(entry, judge, one, entries=200, judges=12)) for one in (said, 3 * said - 100)
    )

    assert np.allclose(3 * plain.score - 100, wide.score, atol=1e-4)
    assert np.allclose(3 * plain.half_width, wide.half_width, atol=1e-4)


def test_a_harsh_judges_entries_are_not_punished():
    """Two equal entries; one was scored by the judge who takes twenty points off everybody."""
    rows = [
        (f"E{e:02d}", f"J{j}", "", Decimal(60 + 3 * e + [0, 1, -20][j])) for e in range(10) for j in range(3)
    ]
    rows += [("lucky", "J0", "", Decimal(75)), ("lucky", "J1", "", Decimal(76))]
    rows += [("unlucky", "J1", "", Decimal(76)), ("unlucky", "J2", "", Decimal(55))]

    fair = {one.entry: one for one in rank(Reviews.of(rows), Method.CALIBRATED).entries}
    raw = {one.entry: one for one in rank(Reviews.of(rows), Method.MEAN).entries}

    assert abs(fair["lucky"].score - fair["unlucky"].score) < 1
    assert raw["lucky"].score - raw["unlucky"].score == 10


def test_panels_without_a_common_entry_are_refused_with_their_judges_until_one_is_shared():
    rows = [(f"E{n}", f"{'AB'[n % 2]}{j}", "", Decimal(70 + n + j)) for n in range(8) for j in range(3)]

    with pytest.raises(DesignDisconnected) as why:
        calibrate(Reviews.of(rows))

    assert why.value.groups == (("A0", "A1", "A2"), ("B0", "B1", "B2"))
    assert "2 groups" in str(why.value)
    assert "A0, A1, A2 | B0, B1, B2" in str(why.value)
    assert rank(Reviews.of(rows), Method.MEAN).entries[0].rank == 1
    linked = Reviews.of([*rows, ("E0", "B0", "", Decimal(70))])
    assert len(groups_of_judges(linked)) == 1
    calibrate(linked)


def test_one_review_each_by_several_judges_is_refused():
    with pytest.raises(DesignDisconnected):
        calibrate(Reviews.of((f"E{n}", f"J{n % 2}", "", Decimal(n)) for n in range(6)))


def test_one_judge_alone_keeps_the_order_of_the_scores():
    ranked = rank(crossed([[70], [90], [80]]), Method.CALIBRATED, cut=1)

    assert [one.entry for one in ranked.entries] == ["E01", "E02", "E00"]
    assert all(one.low < one.score < one.high for one in ranked.entries)


@pytest.mark.parametrize("method", list(Method))
def test_all_equal_scores_are_one_tie(method):
    ranked = rank(crossed([[80, 80], [80, 80], [80, 80], [80, 80]]), method, cut=1)

    assert {(one.rank, one.score) for one in ranked.entries} == {(1, 80.0)}
    assert {one.severity for one in ranked.judges} == {0.0}
    if method == Method.CALIBRATED:
        assert {(one.low, one.high, one.p_above_cut) for one in ranked.entries} == {(80.0, 80.0, 0.25)}


@pytest.mark.parametrize("method", list(Method))
def test_one_single_score_is_a_ranking(method):
    assert rank(crossed([[80]]), method).entries[0].score == 80.0


def test_scores_without_noise_and_a_judge_who_gives_all_the_same_do_no_harm():
    fit = calibrate(crossed([[50 + 5 * e, 40 + 5 * e, 77] for e in range(8)]))

    assert np.isfinite(fit.score).all()
    assert (np.diff(fit.score) > 0).all()


def test_expected_places_above_the_cut_add_up_to_it():
    fit = calibrate(World.of(entries=500, judges=20, seed=4).reviews(3))

    for above in (1, 50, 499):
        assert math.isclose(decide(fit, above).p_above.sum(), above, abs_tol=1e-6)
    assert decide(fit, 500).p_above.tolist() == [1.0] * 500
    grey = decide(fit, 50).grey
    assert 0 < len(grey) < 250


def test_long_tails_bear_one_wild_score_better():
    world = World.of(entries=400, judges=20, seed=9)
    entry, judge = world.panels(4)
    said = world.scores(entry, judge)
    spoilt = said.copy()
    spoilt[0] = 40 if said[0] > 70 else 100
    shift = {}
    for tails in ("normal", "t4"):
        before, after = (
            calibrate(reviews_of(entry, judge, one, entries=400, judges=20), tails=tails).score[0]
            for one in (said, spoilt)
        )
        shift[tails] = abs(after - before)

    assert shift["t4"] < shift["normal"]


def test_a_score_can_be_recomputed_with_a_pencil():
    reviews = World.of(entries=200, judges=12, seed=3).reviews(4)
    fit = calibrate(reviews)
    told = explain(reviews, fit, "E000007")

    assert len(told.parts) == 4
    assert math.isclose(told.recomputed(), told.score, abs_tol=1e-9)
    assert told.low < told.score < told.high
    for part in told.parts:
        judge = reviews.judges.index(part.judge)
        assert math.isclose(part.weight, (fit.scale[judge] / fit.noise[judge]) ** 2)
    with pytest.raises(KeyError):
        explain(reviews, fit, "nobody")
