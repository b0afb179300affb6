"""Which line, which desks, in which order."""

import pytest

from xinghe.foundation.errors import Refusal
from xinghe.recommendations.rules.route import (
    LineLocked,
    LineNeeded,
    LineNotOpen,
    NoDeskAbove,
    choose_line,
    desk_after,
    desks_of,
    recommending_unit,
)
from xinghe.unions.vocab import Line, UnionKind

KINDS = {
    1: UnionKind.PROVINCE,
    4: UnionKind.CITY,
    9: UnionKind.COUNTY,
    7: UnionKind.LARGE_ENTERPRISE,
    6: UnionKind.INDUSTRY,
    8: UnionKind.ZONE,
    20: UnionKind.UNIT,
    21: UnionKind.UNIT,
}


@pytest.mark.parametrize(
    ("path", "desks", "of_city_rank"),
    [
        ("1.4.9.20.", (9, 4, 1), 4),
        ("1.4.8.20.", (8, 4, 1), 4),
        ("1.4.20.", (4, 1), 4),  # a city that the province administers directly has no counties
        ("1.7.20.", (7, 1), 7),
        ("1.6.20.", (6, 1), 6),
        ("1.4.9.20.21.", (9, 4, 1), 4),  # a branch below a unit: the unit above it decides nothing
        ("1.4.9.", (4, 1), 4),  # what the county federation itself did
        ("1.4.", (1,), None),
        ("1.20.", (1,), None),
        ("1.", (), None),
    ],
)
def test_the_way_leads_desk_by_desk_to_the_top(path, desks, of_city_rank):
    found = desks_of(path, KINDS)

    assert (found, recommending_unit(found, KINDS)) == (desks, of_city_rank)
    assert [desk_after(desks, desk) for desk in desks] == [*desks[1:], None][: len(desks)]


BOTH = {Line.TERRITORY: "1.4.9.20.", Line.INDUSTRY: "1.7.20."}
ONE = {Line.TERRITORY: "1.4.9.20.", Line.INDUSTRY: ""}


@pytest.mark.parametrize(
    ("paths", "asked", "locked", "expected"),
    [
        (BOTH, None, None, LineNeeded),
        (BOTH, Line.TERRITORY, None, Line.TERRITORY),
        (BOTH, Line.INDUSTRY, None, Line.INDUSTRY),
        (BOTH, None, Line.INDUSTRY, Line.INDUSTRY),
        (BOTH, Line.INDUSTRY, Line.INDUSTRY, Line.INDUSTRY),
        (BOTH, Line.TERRITORY, Line.INDUSTRY, LineLocked),
        (ONE, None, None, Line.TERRITORY),
        (ONE, Line.TERRITORY, None, Line.TERRITORY),
        (ONE, Line.INDUSTRY, None, LineNotOpen),
        (ONE, None, Line.TERRITORY, Line.TERRITORY),
        (ONE, Line.INDUSTRY, Line.TERRITORY, LineLocked),
        ({Line.TERRITORY: "1.", Line.INDUSTRY: "1."}, None, None, NoDeskAbove),
        ({Line.TERRITORY: "1.", Line.INDUSTRY: "1."}, Line.TERRITORY, None, NoDeskAbove),
    ],
)
def test_the_line_is_chosen_once(paths, asked, locked, expected):
    try:
        found: object = choose_line(paths=paths, union="一厂", asked=asked, locked=locked)
    except Refusal as refusal:
        found = type(refusal)

    assert found == expected


def test_a_line_is_called_by_its_name_in_the_reader_s_language():
    with pytest.raises(LineLocked) as refusal:
        choose_line(paths=BOTH, union="一厂", asked=Line.TERRITORY, locked=Line.INDUSTRY)

    assert "industry line" in refusal.value.said()
    assert "产业条线" in refusal.value.said(lambda text: {"industry line": "产业条线"}.get(text, text))
