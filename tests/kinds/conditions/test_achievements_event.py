"""What may enter the achievements event, at each boundary."""

from datetime import date

import pytest

from tests.kinds.good_answers import ACHIEVEMENT, CLOSES_ON
from xinghe.kinds.achievements_event import ACHIEVEMENTS_EVENT
from xinghe.programmes.rules.conditions import Facts, findings

(YEAR,) = ACHIEVEMENT["benefit_by_year"]


def years(*some: str):
    return {"benefit_by_year": [YEAR | {"year": year} for year in some]}


def codes(changes=None, *, closes_on: date = CLOSES_ON) -> list[str]:
    facts = Facts(answers=ACHIEVEMENT | (changes or {}), closes_on=closes_on)
    return [one.code for one in findings(ACHIEVEMENTS_EVENT.conditions, facts, articles={})]


@pytest.mark.parametrize(
    ("changes", "unmet"),
    [
        ({}, []),
        ({"applied_on": "2025-06-30"}, []),
        ({"applied_on": "2025-07-01"}, ["used_for_a_year"]),
        ({"applied_on": ""}, ["used_for_a_year_unknown", "days_in_order_unknown"]),
        ({"finished_on": "2025-07-01"}, ["days_in_order"]),
        ({"started_on": "2024-05-02"}, ["days_in_order"]),
        ({"started_on": "2024-05-01"}, []),
        ({"started_on": ""}, ["days_in_order_unknown"]),
        ({"disputed": "yes"}, ["rights_undisputed"]),
        ({"disputed": ""}, ["rights_undisputed_unknown"]),
        ({"secrecy": "secret"}, ["no_secrets"]),
        ({"secrecy": ""}, ["no_secrets_unknown"]),
        (years("2023", "2024", "2025"), []),
        (years("2024", "2025", "2026"), []),
        (years("2022"), ["benefit_years"]),
        (years("2027"), ["benefit_years"]),
        (years("2025", "2025"), ["benefit_years"]),
        (years("2023", "2024", "2025", "2026"), ["benefit_years"]),
        (years("2022") | {"has_benefit": "no"}, []),
        ({"appraisal": "none"}, []),
        ({"appraisal": "none", "abstract": "达到国际领先水平。"}, ["claims_proved"]),
        ({"appraisal": "none", "innovations": [{"point": "填補空白。"}]}, ["claims_proved"]),
        ({"appraisal": "novelty_search", "abstract": "达到国际领先水平。"}, []),
        ({"title": "亓霁巡检机器人"}, ["title_neutral"]),
        ({"units": [{"name": "巡检机器人", "part": "研制"}]}, ["title_neutral"]),
    ],
)
def test_each_condition_at_its_boundary(changes, unmet):
    assert codes(changes) == unmet


def test_a_year_before_a_leap_day_is_counted_to_the_end_of_february():
    early = {"started_on": "2022-01-01", "finished_on": "2022-06-01"}

    assert codes(early | {"applied_on": "2023-02-28"} | years("2023"), closes_on=date(2024, 2, 29)) == []
    assert codes(early | {"applied_on": "2023-03-01"} | years("2023"), closes_on=date(2024, 2, 29)) == [
        "used_for_a_year"
    ]
