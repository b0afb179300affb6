"""What committees and secretariats look at: one more judge, what would flip, agreement, reports on judges, records."""

from decimal import Decimal

import numpy as np
import pytest

from benchmarks.judging import alpha_by_pairs
from benchmarks.panels import World, found, reviews_of
from xinghe.kernels.judging import (
    JudgingRefused,
    Method,
    Reviews,
    Rubric,
    Rule,
    calibrate,
    consistency,
    decide,
    diagnose,
    next_reviews,
    rank,
    ranking_record,
    replay,
    sensitivity,
    weight_sensitivity,
)

# Krippendorff, "Computing Krippendorff's alpha-reliability" (2011), section C: four observers, twelve units.
OBSERVED = {
    "A": "1 2 3 3 2 1 4 1 2 . . .",
    "B": "1 2 3 3 2 2 4 1 2 5 . 3",
    "C": ". 3 3 3 2 3 4 2 2 5 1 .",
    "D": "1 2 3 3 2 4 4 1 2 5 1 .",
}


# -- one more judge -----------------------------------------------------------------------------------------


def test_one_more_judge_goes_to_entries_near_the_line_and_never_twice_to_the_same():
    world = World.of(entries=600, judges=24, seed=2)
    reviews = world.reviews(3)
    fit = calibrate(reviews)

    asked = next_reviews(reviews, fit, above=60, budget=40)

    done = {
        (reviews.entries[e], reviews.judges[j]) for e, j in zip(reviews.entry, reviews.judge, strict=True)
    }
    assert len({one.entry for one in asked}) == 40
    assert not done & {(one.entry, one.judge) for one in asked}
    chances = dict(zip(reviews.entries, decide(fit, 60).p_above, strict=True))
    assert all(0.05 < chances[one.entry] < 0.95 for one in asked)
    assert [one.gain for one in asked] == sorted((one.gain for one in asked), reverse=True)
    assert max(sum(one.judge == judge for one in asked) for judge in reviews.judges) <= 4


def test_only_eligible_judges_are_asked():
    reviews = World.of(entries=60, judges=8, seed=2).reviews(3)
    fit = calibrate(reviews)

    assert next_reviews(reviews, fit, above=6, budget=5, eligible=[]) == ()
    allowed = [(entry, "J0003") for entry in reviews.entries] + [("unknown", "J0001"), ("E000001", "nobody")]
    asked = next_reviews(reviews, fit, above=6, budget=5, eligible=allowed, most_each=3)
    assert [one.judge for one in asked] == ["J0003"] * 3


def test_asked_reviews_find_more_than_strewn_ones():
    gained = []
    for seed in range(3):
        world = World.of(entries=2_000, judges=40, seed=70 + seed)
        first = world.reviews(3)
        asked = [
            (int(one.entry[1:]), int(one.judge[1:]))
            for one in next_reviews(first, calibrate(first), above=200, budget=130)
        ]
        strewn = [
            (entry, next(j for j in range(40) if j not in first.judge[3 * entry : 3 * entry + 3]))
            for entry in range(130)
        ]
        for pairs in (asked, strewn):
            entry, judge = np.array(pairs).T
            more = reviews_of(
                np.append(first.entry, entry), np.append(first.judge, judge),
                np.append(first.ticks[:, 0] / 2, world.scores(entry, judge)), entries=2_000, judges=40,
            )  # fmt: skip
            gained.append(found(world, calibrate(more).score, above=200))

    assert np.mean(gained[::2]) > np.mean(gained[1::2]) + 0.02


# -- what would flip ----------------------------------------------------------------------------------------


def three_judges(**scores: list[int]) -> Reviews:
    return Reviews.of(
        (entry, f"J{at}", "", Decimal(score))
        for entry, given in scores.items()
        for at, score in enumerate(given)
    )


def test_a_judge_who_alone_carries_a_line_is_named():
    reviews = three_judges(A=[80, 80, 80], B=[70, 75, 98], C=[60, 60, 60])

    turns = {(one.of, one.name): one for one in sensitivity(reviews, Method.MEAN, above=1)}
    assert (turns["judge", "J2"].rising, turns["judge", "J2"].falling) == (("A",), ("B",))
    assert [name for (of, name), one in turns.items() if of == "judge" and one.flips] == ["J2"]
    assert {name for of, name in turns if of == "method"} == {"trimmed", "zscore", "calibrated"}


def test_a_criterion_and_its_weight_are_left_out():
    rows = {"A": ("90", "50"), "B": ("60", "70"), "C": ("10", "20")}
    reviews = Reviews.of(
        (entry, "J", name, Decimal(score))
        for entry, given in rows.items()
        for name, score in zip("cd", given, strict=True)
    )
    rule = Rule(rubric=Rubric(weights={"c": Decimal(2), "d": Decimal(1)}), tie_break=("c",))

    turns = {
        one.name: one
        for one in sensitivity(reviews, Method.MEAN, above=1, rule=rule)
        if one.of == "criterion"
    }

    assert (turns["c"].rising, turns["c"].falling) == (("B",), ("A",))
    assert not turns["d"].flips


def test_without_a_judge_entries_may_have_nobody_and_panels_nothing_in_common():
    rows = [
        ("A", "x", 9),
        ("A", "y", 8),
        ("B", "y", 7),
        ("B", "z", 6),
        ("C", "z", 5),
        ("D", "z", 4),
        ("D", "x", 4),
    ]
    reviews = Reviews.of((entry, judge, "", Decimal(score)) for entry, judge, score in rows[:-1])

    mean = {one.name: one for one in sensitivity(reviews, Method.MEAN, above=2) if one.of == "judge"}
    fair = {one.name: one for one in sensitivity(reviews, Method.CALIBRATED, above=2) if one.of == "judge"}

    assert mean["z"].unscored == ("C", "D")
    assert mean["x"].unscored == ()
    assert fair["y"].disconnected
    assert not fair["x"].disconnected


def test_the_calibrated_line_is_held_against_its_twin_too():
    reviews = World.of(entries=60, judges=6, seed=5).reviews(3)

    assert "t4" in {one.name for one in sensitivity(reviews, Method.CALIBRATED, above=6)}


def test_weights_that_move_shift_a_close_line_and_no_other():
    chance = np.random.default_rng(1)
    rows = [
        (f"E{e:03d}", f"J{j}", name, Decimal(int(chance.integers(40, 100))))
        for e in range(100) for j in range(3) for name in "abc"
    ]  # fmt: skip
    weights = Rule(rubric=Rubric(weights={"a": Decimal(50), "b": Decimal(30), "c": Decimal(20)}))

    told = weight_sensitivity(Reviews.of(rows), above=10, rule=weights)
    again = weight_sensitivity(Reviews.of(rows[::-1]), above=10, rule=weights)

    assert 0.7 < told.low_overlap <= told.mean_overlap < 1
    assert told.equal_overlap <= told.mean_overlap
    assert told.share_above.sum() == pytest.approx(10, abs=0.1)
    assert told.share_above.tolist() == again.share_above.tolist()
    alone = Reviews.of((f"E{e}", "J", name, Decimal(10 * e)) for e in range(5) for name in "ab")
    assert weight_sensitivity(alone, above=2).low_overlap == 1


# -- agreement and judges -----------------------------------------------------------------------------------


def test_alpha_is_the_published_one():
    reviews = Reviews.of(
        (f"U{unit:02d}", judge, "", Decimal(said))
        for judge, line in OBSERVED.items()
        for unit, said in enumerate(line.split())
        if said != "."
    )

    assert consistency(reviews).alpha == pytest.approx(0.849, abs=5e-4)


def test_agreement_is_what_the_definitions_say():
    # Shrout & Fleiss 1979, table 2: ICC(1,1) = .17, ICC(1,4) = .44.
    table = [(9, 2, 5, 8), (6, 1, 3, 2), (8, 4, 6, 8), (7, 1, 2, 6), (10, 5, 6, 9), (6, 2, 4, 7)]
    told = consistency(three_judges(**{f"T{at}": list(row) for at, row in enumerate(table)}))
    assert (told.icc_single, told.icc_mean) == (pytest.approx(0.17, abs=5e-3), pytest.approx(0.44, abs=5e-3))

    small = World.of(entries=40, judges=7, seed=1).reviews(3)
    assert consistency(small).alpha == pytest.approx(alpha_by_pairs(small), abs=1e-9)


def test_agreement_is_unknown_where_nothing_was_scored_twice_or_nothing_differs():
    assert consistency(three_judges(A=[1], B=[2])).alpha is None
    assert consistency(three_judges(A=[5, 5], B=[5, 5])).icc_single is None


def test_judges_are_reported_and_a_favoured_organisation_is_flagged_honest_ones_not():
    world = World.of(entries=1_000, judges=10, seed=6)
    reviews = world.reviews(4)
    groups = {name: f"unit {at % 20}" for at, name in enumerate(reviews.entries)}
    favoured = (reviews.judge == 3) & (reviews.entry % 20 == 7)
    bent = reviews_of(
        reviews.entry, reviews.judge, reviews.ticks[:, 0] / 2 + 12.0 * favoured, entries=1_000, judges=10
    )

    honest = diagnose(reviews, calibrate(reviews), groups=groups)
    told = diagnose(bent, calibrate(bent), groups=groups)

    assert [(flag.judge, flag.group) for flag in told.flags] == [("J0003", "unit 7")]
    assert told.flags[0].z > 4
    assert honest.flags == ()
    assert np.std(honest.residuals) == pytest.approx(1, abs=0.1)
    assert [one.reviews for one in honest.judges] == [400] * 10
    noisy = max(range(10), key=lambda j: world.noise[j])
    assert max(honest.judges, key=lambda one: one.infit).judge in {
        f"J{noisy:04d}",
        max(honest.judges, key=lambda one: one.noise).judge,
    }


# -- records ------------------------------------------------------------------------------------------------


@pytest.fixture(params=list(Method))
def record(request) -> dict:
    reviews = World.of(entries=30, judges=6, seed=8).reviews(4)
    return ranking_record(reviews, rank(reviews, request.param, cut=5), cut=5)


def test_a_record_gives_the_same_ranking(record):
    assert replay(record) == ()


def test_whatever_is_changed_in_a_record_is_told(record):
    def changed(**parts):
        return replay({**record, **parts})

    scores = [list(row) for row in record["scores"]]
    scores[0][3] = "99.5"
    entries = record["result"]["entries"]
    swapped = [
        {**entries[0], "entry": entries[1]["entry"]},
        {**entries[1], "entry": entries[0]["entry"]},
        *entries[2:],
    ]
    assert any("scores" in line for line in changed(scores=scores))
    assert any("says" in line for line in changed(result={**record["result"], "entries": swapped}))
    assert any("hash" in line for line in changed(cut=6))
    assert any("hash" in line for line in changed(rule={**record["rule"], "places": 3}))
    assert changed(input_hash="0" * 64)
    assert changed(result_hash="0" * 64)
    assert changed(schema="xinghe.ranking/2")
    assert changed(extra=1)


def test_a_cut_above_the_first_place_is_refused():
    with pytest.raises(JudgingRefused) as why:
        rank(three_judges(A=[1, 2], B=[3, 4]), Method.CALIBRATED, cut=0)
    assert why.value.code == "cut_outside"
