"""The official score: exact, half up, ties shared or broken by the published chain."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import hypothesis.strategies as st
import pytest
from hypothesis import given

from xinghe.kernels.judging import JudgingRefused, Method, Reviews, Rubric, Rule, official, rank, weight_from

SCORES = st.integers(-1_000, 1_000).map(lambda tenths: Decimal(tenths) / 10)


def reviews_of(table: dict[str, list[str | Decimal]]) -> Reviews:
    return Reviews.of(
        (entry, f"J{at}", "", Decimal(score))
        for entry, given in table.items()
        for at, score in enumerate(given)
    )


def half_up(value: Decimal, places: int) -> int:
    return int(value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP).scaleb(places))


@given(st.lists(st.lists(SCORES, min_size=1, max_size=11), min_size=1, max_size=8), st.integers(0, 3))
def test_mean_and_trimmed_mean_are_what_decimal_says(table, places):
    reviews = reviews_of({f"E{n:02d}": scores for n, scores in enumerate(table)})

    mean = official(reviews, rule=Rule(places=places))
    trimmed = official(reviews, rule=Rule(places=places), method="trimmed")

    kept = [sorted(scores)[1:-1] if len(scores) >= 5 else scores for scores in table]
    assert mean.ticks.tolist() == [half_up(sum(scores) / Decimal(len(scores)), places) for scores in table]
    assert trimmed.ticks.tolist() == [half_up(sum(scores) / Decimal(len(scores)), places) for scores in kept]


def test_a_half_is_rounded_up_where_a_float_would_not():
    assert official(reviews_of({"A": ["0.12", "0.13"], "B": ["-0.12", "-0.13"]})).ticks.tolist() == [13, -13]
    assert round(0.125, 2) == 0.12


@pytest.mark.parametrize(("trim_from", "wanted"), [(3, 80.0), (4, 73.33)])
def test_from_how_many_judges_the_ends_are_dropped_is_the_rules_choice(trim_from, wanted):
    ranked = rank(reviews_of({"A": ["50", "80", "90"]}), Method.TRIMMED, rule=Rule(trim_from=trim_from))

    assert ranked.entries[0].score == wanted


@pytest.mark.parametrize("method", [Method.MEAN, Method.TRIMMED])
def test_what_only_looks_equal_does_not_share_a_rank(method):
    # 85.000…, 84.996… and 85.003…: all of them 85.00 in a list.
    table = {"A": ["85", "85", "85"], "B": ["85", "85", "84.99"], "C": ["85", "85", "85.01"]}

    ranked = rank(reviews_of(table), method)

    assert [(one.entry, one.rank, one.score) for one in ranked.entries] == [
        ("C", 1, 85.0),
        ("A", 2, 85.0),
        ("B", 3, 85.0),
    ]


def test_means_over_different_numbers_of_judges_are_compared_exactly():
    table = {"A": ["80", "81", "81"], "B": ["80", "81", "81"] * 2, "C": ["80.666666"], "D": ["80.666667"]}

    ranked = rank(reviews_of(table), Method.MEAN)

    assert [(one.entry, one.rank) for one in ranked.entries] == [("D", 1), ("A", 2), ("B", 2), ("C", 4)]


@given(st.lists(st.lists(SCORES, min_size=1, max_size=7), min_size=1, max_size=8), st.integers(0, 3))
def test_ranks_are_those_of_the_exact_means(table, places):
    ranked = rank(
        reviews_of({f"E{n:02d}": scores for n, scores in enumerate(table)}),
        Method.MEAN,
        rule=Rule(places=places),
    )

    exact = [sum(map(Fraction, scores)) / len(scores) for scores in table]
    assert {one.entry: one.rank for one in ranked.entries} == {
        f"E{n:02d}": 1 + sum(other > mean for other in exact) for n, mean in enumerate(exact)
    }


def test_the_chain_is_not_asked_where_only_the_rounded_scores_are_equal():
    reviews = criteria(("A", "90", "60"), ("B", "60", "90.004"))

    ranked = rank(reviews, Method.MEAN, rule=Rule(tie_break=("创新",)))

    assert [(one.entry, one.score) for one in ranked.entries] == [("B", 75.0), ("A", 75.0)]


def test_equal_scores_share_their_rank_and_the_next_counts_them():
    ranked = rank(reviews_of({"A": ["80"], "B": ["90"], "C": ["80"], "D": ["70"]}), Method.MEAN)

    assert [(one.entry, one.rank) for one in ranked.entries] == [("B", 1), ("A", 2), ("C", 2), ("D", 4)]


def criteria(*rows: tuple[str, str, str]) -> Reviews:
    """entry, 创新, 实用 by one judge."""
    return Reviews.of(
        (entry, "J", name, Decimal(score))
        for entry, *given in rows
        for name, score in zip(("创新", "实用"), given, strict=True)
    )


def test_weights_make_one_total_on_the_scale_of_the_scores_or_a_sum_of_points():
    reviews = criteria(("A", "90", "60"), ("B", "60", "90"))
    weighed = {"创新": Decimal("30"), "实用": Decimal("25.5")}

    mean = rank(reviews, Method.MEAN, rule=Rule(rubric=Rubric(weights=weighed)))
    points = rank(reviews, Method.MEAN, rule=Rule(rubric=Rubric(add="sum")))

    assert [(one.entry, one.score) for one in mean.entries] == [("A", 76.22), ("B", 73.78)]
    assert [one.score for one in points.entries] == [150.0, 150.0]


def test_the_published_chain_breaks_ties_and_what_it_cannot_break_stays_shared():
    reviews = criteria(("A", "90", "60"), ("B", "60", "90"), ("C", "90", "60"))

    ranked = rank(reviews, Method.MEAN, rule=Rule(tie_break=("实用", "mean")))

    assert [(one.entry, one.rank) for one in ranked.entries] == [("B", 1), ("A", 2), ("C", 2)]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Rule(tie_break=("年龄",)), "Ties cannot be broken by “年龄”."),
        (Rule(rubric=Rubric(weights={"创新": Decimal(1)})), "The scores are by the criteria 创新, 实用, the weights are for 创新."),
        (Rule(rubric=Rubric(weights={"创新": Decimal(1), "实用": Decimal(0)})), "The weight of “实用” is “0”."),
        (Rule(rubric=Rubric(weights={"创新": Decimal("1.00001"), "实用": Decimal(1)})), "at most 4 decimals"),
    ],
)  # fmt: skip
def test_a_rule_that_does_not_fit_is_refused(rule, words):
    with pytest.raises(JudgingRefused) as why:
        rank(criteria(("A", "1", "2")), Method.MEAN, rule=rule)
    assert words in str(why.value)


@pytest.mark.parametrize("said", ["viel", "", "nan", "inf"])
def test_a_weight_that_is_no_number_is_refused(said):
    with pytest.raises(JudgingRefused):
        weight_from("创新", said)


def test_sums_that_would_not_be_exact_are_refused():
    long = criteria(("A", "999999.999999", "0.000001"))
    with pytest.raises(JudgingRefused) as why:
        rank(
            long,
            Method.MEAN,
            rule=Rule(rubric=Rubric(weights={"创新": Decimal("999999.9999"), "实用": Decimal(1)})),
        )
    assert why.value.code == "sums_too_long"
