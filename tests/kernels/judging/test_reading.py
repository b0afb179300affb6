"""A table of scores as people make it: what is taken, and what is refused with its line."""

from decimal import Decimal

import hypothesis.strategies as st
import pytest
from hypothesis import given

from xinghe.kernels.judging import JudgingRefused, Reviews, decoded, read_scores

PLAIN = "entry,judge,score\n甲,李,90\n甲,王,85.5\n乙,李,80\n乙,王,79.25\n"


def refused(text: str) -> str:
    with pytest.raises(JudgingRefused) as why:
        read_scores(text)
    return str(why.value)


def test_scores_are_kept_exactly_and_in_one_order():
    reviews = read_scores(PLAIN)

    assert reviews.rows() == [
        ("乙", "李", "", Decimal(80)),
        ("乙", "王", "", Decimal("79.25")),
        ("甲", "李", "", Decimal(90)),
        ("甲", "王", "", Decimal("85.5")),
    ]
    assert (reviews.unit, reviews.ticks[:, 0].tolist()) == (100, [8000, 7925, 9000, 8550])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_usual_encodings_are_read(encoding):
    assert read_scores(decoded(PLAIN.encode(encoding))).rows() == read_scores(PLAIN).rows()


def test_other_bytes_are_refused():
    with pytest.raises(JudgingRefused) as why:
        decoded("entry,judge,score\n甲,李,90\n".encode("utf-16"))
    assert why.value.code == "score_text_unreadable"


def test_columns_may_stand_in_any_order_beside_others_with_blanks_and_full_width_digits():
    told = 'Score , note,JUDGE,entry\r\n ９０．５ ,好, 李 ,甲\r\n\r\n80,"好,很好",王,甲\r\n'

    assert read_scores(told).rows() == [("甲", "李", "", Decimal("90.5")), ("甲", "王", "", Decimal(80))]


def test_criteria_are_columns_of_one_review():
    told = "entry,judge,criterion,score\nA,x,实用,20\nA,x,创新,30\nA,y,创新,25\nA,y,实用,21\n"

    reviews = read_scores(told)

    assert (reviews.criteria, reviews.ticks.tolist()) == (("创新", "实用"), [[30, 20], [25, 21]])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "names the columns –"),
        ("entry,judge\nA,x\n", "names the columns entry, judge."),
        ("entry,judge,score,score\nA,x,1,1\n", "once each"),
        ("entry,judge,score\n\n", "There is no score."),
        ("entry,judge,score\nA,x,9\nA,y,\n", "Line 3 has nothing under score."),
        ("entry,judge,score\nA,x,9\nA,y\n", "Line 3 has nothing under score."),
        ("entry,judge,score\nA,x,9\n,y,8\n", "Line 3 has nothing under entry."),
        ("entry,judge,criterion,score\nA,x,,9\n", "Line 2 has nothing under criterion."),
        ("entry,judge,score\nA,x,弃权\n", "Line 2 says “弃权”"),
        ("entry,judge,score\nA,x,nan\n", "Line 2 says “nan”"),
        ("entry,judge,score\nA,x,1e2\n", "Line 2 says “1e2”"),
        ("entry,judge,score\nA,x,1_0\n", "Line 2 says “1_0”"),
        ("entry,judge,score\nA,x,0.1234567\n", "at most 6 decimals"),
        ('entry,judge,score\nA,x,9\n"A,y,8\n' + "B,x,7\n" * 30_000, "From line 3 on this is no CSV."),
        ("entry,judge,score\nA,x,9,8\n", "Line 2 has 4 cells, the first line names 3"),
        ('entry,judge,score\n"A\nB",x,9\nA,y,?\n', "Line 4 says “?”"),
        ("entry,judge,score\nA,x,9\nB,x,8\nA,x,9\n", "Line 4 is a second score of “x” for “A” (score) after line 2."),
        (
            "entry,judge,criterion,score\nA,x,c,1\nA,x,d,1\nA,y,d,1\nA,x,c,2\n",
            "Line 5 is a second score of “x” for “A” (c) after line 2.",
        ),
        (
            "entry,judge,criterion,score\nA,x,c,1\nA,x,d,1\nA,y,d,1\n",
            "“y” scored “A” (line 4) but not for “c”.",
        ),
    ],
    ids=lambda value: value[:40],
)  # fmt: skip
def test_what_is_doubtful_is_refused_with_its_line(text, words):
    assert words in refused(text)


@given(st.permutations(range(12)))
def test_the_order_of_the_rows_is_of_no_matter(order):
    rows = [(f"E{n // 3}", f"J{n % 3}", "", Decimal(n)) for n in range(12)]

    assert Reviews.of([rows[at] for at in order]).rows() == Reviews.of(rows).rows()
