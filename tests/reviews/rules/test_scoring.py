"""Points in their bounds, totals, when words must go with them, and what votes come to."""

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as some

from xinghe.programmes.rules.rubric import Criterion, Rubric
from xinghe.reviews.rules.receipts import root_of
from xinghe.reviews.rules.scoring import (
    CommentNeeded,
    CommentTooLong,
    PointsMissing,
    PointsOutside,
    bounds,
    drafted,
    given,
    off_the_middle,
    outside_band,
    shown,
    total_of,
)
from xinghe.reviews.rules.votes import tally

RUBRIC = Rubric(
    criteria=(
        Criterion(code="new", label="new", points=60),
        Criterion(code="useful", label="useful", points=40),
    )
)
WORDS = "字" * 30


def score(new, useful, comment="", **more):
    return given(RUBRIC, {"new": new, "useful": useful, **more}, comment, least=30)


def test_points_become_tenths_and_add_up():
    assert score("36.5", 30).points == {"new": 365, "useful": 300}
    assert score("３６．５", " 30 ").total == 665
    assert shown(665) == "66.5"
    assert shown(660) == "66"


@pytest.mark.parametrize("said", ["-1", "60.1", "3.25", "many", "NaN", "1e9", "Infinity"])
def test_what_cannot_be_given_is_refused(said):
    with pytest.raises(PointsOutside):
        score(said, 30)


def test_every_criterion_wants_points():
    with pytest.raises(PointsMissing, match="1 criteria"):
        score("", 30)


@pytest.mark.parametrize(("new", "useful"), [(20, 19.9), (60, 30.1), (60, 0), (0, 40)])
def test_far_out_or_a_zero_wants_thirty_characters(new, useful):
    with pytest.raises(CommentNeeded):
        score(new, useful, "字" * 29 + "   ")
    assert score(new, useful, WORDS).comment == WORDS


@pytest.mark.parametrize(("new", "useful"), [(20, 20), (60, 30), (35, 35)])
def test_inside_the_band_words_are_free(new, useful):
    assert score(new, useful).comment == ""


def test_too_many_words_are_refused():
    with pytest.raises(CommentTooLong):
        score(35, 35, "字" * 1001)


def test_bonus_and_malus_want_a_reason_and_are_added_and_taken_off():
    rubric = Rubric(criteria=RUBRIC.criteria, bonus=5, malus=10)
    assert bounds(rubric) == {"new": 60, "useful": 40, "bonus": 5, "malus": 10}
    with pytest.raises(CommentNeeded):
        given(rubric, {"new": 35, "useful": 35, "bonus": 2}, "", least=30)

    found = given(rubric, {"new": 35, "useful": 35, "bonus": 2, "malus": 7}, WORDS, least=30)

    assert found.total == 650
    assert total_of(found.points) == 650


def test_a_draft_keeps_what_is_written_and_nothing_else():
    assert drafted(RUBRIC, {"new": "６１", "useful": "", "other": "1"}) == {"new": "61", "useful": ""}


def test_the_middle_and_what_leaves_it():
    assert off_the_middle([700, 710, 690, 500, 900], band=20) == (False, False, False, False, False)
    assert off_the_middle([700, 700, 700, 400], band=20) == (False, False, False, True)
    assert off_the_middle([], band=20) == ()


@drawn(some.lists(some.integers(0, 1000), min_size=1, max_size=9), some.integers(0, 40))
def test_off_the_middle_is_what_exact_fractions_say(totals, band):
    from fractions import Fraction

    mean = Fraction(sum(totals), len(totals))

    assert off_the_middle(totals, band=band) == tuple(abs(one - mean) > band * 10 for one in totals)


@drawn(some.integers(0, 1000))
def test_the_band_is_forty_to_ninety_per_cent_with_its_ends(total):
    assert outside_band(total, whole=100) == (total < 400 or total > 900)


@pytest.mark.parametrize(
    ("choices", "carried"),
    [(["yes", "yes", "no"], True), (["yes", "no"], False), (["yes", "abstain"], False), ([], False)],
)
def test_more_than_half_of_all_votes_carry(choices, carried):
    assert tally(choices).is_carried is carried


def test_the_root_holds_every_receipt_in_no_order():
    assert root_of(["b", "a"]) == root_of(["a", "b"]) != root_of(["a"])
