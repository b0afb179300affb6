"""What each level of studio recognition asks for, at each boundary."""

from datetime import date

import pytest

from tests.kinds.good_answers import CLOSES_ON, STUDIO
from xinghe.kinds.studio_recognition import STUDIO_RECOGNITIONS
from xinghe.programmes.rules.conditions import Facts, findings
from xinghe.unions.vocab import Line

KINDS = {kind.code.removeprefix("studio_recognition_"): kind for kind in STUDIO_RECOGNITIONS}


def codes(level: str, changes=None, *, closes_on: date = CLOSES_ON, **recorded) -> list[str]:
    facts = Facts(answers=STUDIO | (changes or {}), closes_on=closes_on, recorded=recorded)
    return [one.code for one in findings(KINDS[level].conditions, facts, articles={})]


def members(number: int):
    return {"members": (STUDIO["members"] * 2)[:number]}


def results(*days: str, transformed: bool = True):
    row = {"name": "成果", "recognised": "", "is_transformed": transformed}
    return {"achievements": [row | {"finished_on": day} for day in days]}


def money(*years: str):
    row = {"from_union": "0", "from_others": "0"}
    return {"funds": [row | {"year": str(2023 + at), "from_unit": given} for at, given in enumerate(years)]}


def held(level: str, named_on: str):
    return {"levels_held": [{"level": level, "named_on": named_on, "document": "x"}]}


NO_TITLE = {
    "honours": [STUDIO["honours"][0] | {"level": "county"}],
    "skill_level": "senior",
    "title_level": "associate",
}


@pytest.mark.parametrize(
    ("level", "changes", "unmet"),
    [
        *((level, {}, []) for level in KINDS),
        # What every level asks.
        *((level, {"title": "创新工作室亓霁"}, ["name_rule"]) for level in KINDS),
        ("unit", {"title": "量子导航创新工作室", "topic": "量子导航"}, []),
        ("unit", {"title": "量子导航创新工作室"}, ["name_rule"]),
        ("unit", {"leader_name": ""}, ["name_rule_unknown"]),
        ("unit", {"is_department": "yes"}, ["no_department"]),
        ("unit", {"is_department": ""}, ["no_department_unknown"]),
        ("unit", {"had_accident": "yes"}, ["good_conduct"]),
        ("unit", {"had_accident": ""}, ["good_conduct_unknown"]),
        ("unit", {"members": [STUDIO["members"][1], STUDIO["members"][2], STUDIO["members"][1]]}, ["several_sections"]),
        ("unit", {"members": []}, ["several_sections_unknown", "team_unknown"]),
        # The team.
        ("unit", members(3), []),
        ("unit", members(2), ["team"]),
        ("city", members(5), []),
        ("city", members(4), ["team"]),
        # Running time.
        ("unit", {"founded_on": "2026-06-30"}, []),
        ("unit", {"founded_on": "2026-07-01"}, ["running"]),
        ("county", {"founded_on": "2025-06-30"}, []),
        ("county", {"founded_on": "2025-07-01"}, ["running"]),
        ("provincial", {"founded_on": "2023-06-30"}, []),
        ("provincial", {"founded_on": "2023-07-01"}, ["running"]),
        ("unit", {"founded_on": ""}, ["running_unknown"]),
        # Place and money.
        ("city", {"site_area": "20"}, []),
        ("city", {"site_area": "19.9"}, ["site"]),
        ("provincial", {"site_area": "30"}, []),
        ("provincial", {"site_area": "29.9"}, ["site"]),
        ("provincial", {"site_area": ""}, ["site_unknown"]),
        ("provincial", money("20000", "20000"), []),
        ("provincial", money("90000", "19999.99"), ["yearly_money"]),
        ("provincial", {"funds": []}, ["yearly_money_unknown"]),
        ("city", {"funds": []}, []),
        # Results of the three years before the close.
        ("provincial", results("2023-06-30", "2024-01-01", "2026-06-30"), []),
        ("provincial", results("2023-06-29", "2024-01-01", "2026-06-30"), ["results"]),
        ("provincial", results("2023-06-30", "2024-01-01", "2026-07-01"), ["results"]),
        ("provincial", results("2024-01-01", "2024-01-02", "2024-01-03", transformed=False), ["transformed"]),
        ("county", {"achievements": []}, ["results"]),
        ("unit", {"achievements": []}, []),
        # Mentoring.
        ("provincial", {"apprentices": "1"}, ["apprentices"]),
        ("city", {"apprentices": "1"}, []),
        ("city", {"apprentices": "0"}, ["apprentices"]),
        ("city", {"apprentices": ""}, ["apprentices_unknown"]),
        ("unit", {"apprentices": "0"}, []),
        # The leader.
        ("provincial", NO_TITLE, ["leader_qualified"]),
        ("provincial", NO_TITLE | {"skill_level": "senior_technician"}, []),
        ("provincial", NO_TITLE | {"title_level": "senior"}, []),
        ("provincial", NO_TITLE | {"honours": [STUDIO["honours"][0] | {"level": "large_enterprise"}]}, []),
        ("provincial", {"honours": [], "skill_level": ""}, ["leader_qualified_unknown"]),
        ("city", NO_TITLE, []),
        # The ladder: the level below, held for a year.
        ("provincial", held("city", "2025-06-30"), []),
        ("provincial", held("large_enterprise", "2025-06-30"), []),
        ("provincial", held("city", "2025-07-01"), ["level_below"]),
        ("provincial", held("county", "2020-01-01"), ["level_below"]),
        ("provincial", {"levels_held": []}, ["level_below"]),
        ("demonstration", held("city", "2020-01-01"), ["level_below"]),
        ("demonstration", held("province", "2025-06-30"), []),
        ("city", {"levels_held": []}, []),
    ],
)  # fmt: skip
def test_each_level_at_its_boundaries(level, changes, unmet):
    assert codes(level, changes) == unmet


def test_a_studio_applies_once():
    assert codes("city", applied_in_call=1) == ["one_application"]
    assert codes("city", applied_in_call=0) == []


def test_a_county_names_on_the_territory_line_alone():
    assert {code: kind.lines for code, kind in KINDS.items() if kind.lines != frozenset(Line)} == {
        "county": frozenset({Line.TERRITORY})
    }
