"""What stands against handing in, field by field."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from xinghe.foundation.amounts import parse_amount
from xinghe.ideas.rules.paper import GAPS, CreatorLine, Measure, Paper, gaps
from xinghe.results.vocab import Basis, Category, Field

TODAY = date(2026, 3, 2)
AUTHOR = CreatorLine(person_id=1, name="仉澍", share=Decimal(60), is_frontline=True)
MATE = CreatorLine(person_id=2, name="亓霁", share=Decimal(40))
WHOLE = Paper(
    title="滚筒更换小车",
    category=Category.SMALL_RENOVATION,
    field=Field.MACHINERY,
    problem="四人抬运，劳动强度大。",
    solution="焊一台小车。",
    creators=(AUTHOR, MATE),
)


def found(**changes):
    return [(gap.field, gap.code) for gap in gaps(replace(WHOLE, **changes), today=TODAY)]


def test_a_whole_paper_has_no_gap():
    assert found() == []


def test_an_empty_paper_lacks_everything_that_is_asked_for_in_the_order_of_the_form():
    assert [(gap.field, gap.code) for gap in gaps(Paper(), today=TODAY)] == [
        ("title", "required"),
        ("category", "required"),
        ("field", "required"),
        ("problem", "required"),
        ("solution", "required"),
        ("creators", "required"),
    ]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"title": "滚" * 30}, []),
        ({"title": "滚" * 31}, [("title", "too_long")]),
        ({"problem": "滚" * 301}, [("problem", "too_long")]),
        ({"problem": "a" * 600}, []),
        ({"solution": "滚" * 801}, [("solution", "too_long")]),
        ({"innovation": "滚" * 501}, [("innovation", "too_long")]),
        ({"effect": "滚" * 501}, [("effect", "too_long")]),
        ({"said_new": "滚" * 501}, [("said_new", "too_long")]),
        ({"creators": (replace(AUTHOR, share=Decimal(100)),)}, []),
        ({"creators": (AUTHOR,)}, [("creators", "shares_total")]),
        ({"creators": (replace(AUTHOR, share=Decimal("60.01")), MATE)}, [("creators", "shares_total")]),
        ({"creators": (replace(AUTHOR, share=Decimal("59.995")), MATE)}, [("creators", "share_missing")]),
        ({"creators": (replace(AUTHOR, share=Decimal(0)), MATE)}, [("creators", "share_missing")]),
        ({"creators": (replace(MATE, share=Decimal(60)), replace(AUTHOR, share=Decimal(40)))}, [("creators", "not_frontline")]),
        ({"creators": (replace(AUTHOR, share=Decimal(95)), *(replace(MATE, share=Decimal(1)),) * 5)}, [("creators", "too_many_creators")]),
        ({"measures": (Measure(name="时间", unit="小时", before="4", after=""),)}, [("measures", "measure_unfinished")]),
        ({"measures": (Measure(name="时间", unit="", before="4", after="1"),) * 9}, [("measures", "too_many_measures")]),
        ({"finished": date(2026, 3, 3)}, [("finished", "in_future")]),
        ({"finished": TODAY, "applied": date(2026, 3, 1)}, [("applied", "date_order")]),
        ({"benefit": parse_amount("12万元")}, [("basis", "basis_missing")]),
        ({"benefit": parse_amount("12万元"), "basis": Basis.REALISED}, []),
    ],
)  # fmt: skip
def test_a_gap_is_found_where_it_is(changes, expected):
    assert found(**changes) == expected


def test_every_gap_says_the_number_and_what_to_do():
    papers = [
        Paper(),
        replace(WHOLE, title="滚" * 31, creators=(AUTHOR,)),
        replace(WHOLE, finished=date(2027, 1, 1), applied=date(2026, 1, 1), benefit=parse_amount("12万元")),
        replace(WHOLE, creators=(replace(MATE, share=Decimal(0)),) * 6),
        replace(WHOLE, measures=(Measure(name="", unit="", before="", after=""),) * 9),
    ]
    every = {gap.code: gap.said() for one in papers for gap in gaps(one, today=TODAY)}

    assert set(every) == set(GAPS)
    assert all("%(" not in words for words in every.values())


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [("4", "1", Decimal("-75.0")), ("90%", "99%", Decimal("10.0")), ("0", "1", None), ("四", "一", None), ("NaN", "1", None)],
)  # fmt: skip
def test_a_measure_knows_its_change_in_per_cent(before, after, change):
    assert Measure(name="时间", unit="小时", before=before, after=after).change == change
