"""Dates, ordinals and layouts as papers bear them."""

from datetime import date

import pytest

from tests.factories import papers
from xinghe.foundation.numerals import chinese_number
from xinghe.papers.rules.layout import (
    Column,
    FieldGrid,
    Heading,
    NoticePage,
    OfficialDocument,
    Paragraph,
    ScoreRow,
    Table,
    numbered,
)
from xinghe.papers.rules.words import clean, grouped, mark, ordinal, written_date


def test_dates_stand_without_zeros():
    assert written_date(date(2026, 3, 2)) == "2026年3月2日"


def test_ordinals_read_back_as_numbers():
    assert [int(chinese_number(ordinal(number))) for number in range(1, 100)] == list(range(1, 100))
    assert [ordinal(number) for number in (1, 10, 11, 20, 21, 99)] == [
        "一",
        "十",
        "十一",
        "二十",
        "二十一",
        "九十九",
    ]
    with pytest.raises(ValueError, match="not counted"):
        ordinal(100)


def test_marks_of_the_four_levels():
    assert [mark(level, 12) for level in (1, 2, 3, 4)] == ["十二、", "（十二）", "12.", "（12）"]


def test_headings_begin_the_count_below_them_anew():
    levels = [1, 2, 2, 3, 2, 3, 1, 2, 4]
    blocks = [Heading(text="", level=level) for level in levels]

    assert [counted for counted, _ in numbered(blocks)] == [
        "一、",
        "（一）",
        "（二）",
        "1.",
        "（三）",
        "1.",
        "二、",
        "（一）",
        "（1）",
    ]
    assert list(numbered([Paragraph(text="甲")])) == [("", Paragraph(text="甲"))]


def test_text_is_cleaned_of_what_nobody_sees():
    assert clean("甲\u202e乙\x00\ufffe\r\n丙\ud800") == "甲乙\n丙"
    assert grouped("abcdef", size=4) == "abcd ef"


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: Heading(text="甲", level=5), "level 1 to 4"),
        (lambda: Table(columns=(Column(title="甲"),), rows=(("一", "二"),)), "row 1 has 2 cells"),
        (lambda: Table(columns=(), rows=()), "needs a column"),
        (lambda: FieldGrid(rows=((),)), "at least one field"),
        (lambda: papers.decision(issuers=()), "has an issuer"),
        (lambda: papers.notice(last_day=date(2026, 2, 1)), "ends on the day"),
        (
            lambda: papers.scoring_sheet(rows=(ScoreRow(code="1", title="甲", scores=("1",)),)),
            "1 scores for 4",
        ),
    ],
)
def test_layouts_that_cannot_be_are_not_made(make, reason):
    with pytest.raises(ValueError, match=reason):
        make()


def test_the_issuers_sign_unless_others_do():
    assert papers.decision().signed_by == ("星河省总工会",)
    assert papers.decision(signers=("甲", "乙")).signed_by == ("甲", "乙")
    assert OfficialDocument is type(papers.decision())
    assert NoticePage is type(papers.notice())
