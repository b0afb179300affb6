"""Who and what may enter a five-small contest, at each boundary."""

from datetime import date

import pytest

from tests.kinds.good_answers import CLOSES_ON, FIVE_SMALL
from xinghe.kinds.five_small_contest import FIVE_SMALL_CONTEST
from xinghe.programmes.rules.conditions import Facts, findings

FIRST, SECOND = FIVE_SMALL["completers"]


def found(changes=None, *, closes_on: date = CLOSES_ON, **recorded):
    facts = Facts(answers=FIVE_SMALL | (changes or {}), closes_on=closes_on, recorded=recorded)
    return findings(FIVE_SMALL_CONTEST.conditions, facts, articles={})


def codes(changes=None, **more) -> list[str]:
    return [one.code for one in found(changes, **more)]


@pytest.mark.parametrize(
    ("changes", "unmet"),
    [
        ({}, []),
        ({"applied_on": "2026-06-30"}, []),
        ({"applied_on": "2026-07-01"}, ["in_use"]),
        ({"applied_on": "2026-01-31"}, ["in_use"]),
        ({"applied_on": "2026-02-01"}, []),
        ({"applied_on": ""}, ["in_use_unknown"]),
        ({"finished_on": ""}, ["in_use_unknown", "of_the_year_unknown"]),
        ({"finished_on": "2025-12-31"}, []),
        ({"finished_on": "2025-12-31", "benefit_year": "2025"}, ["of_the_year"]),
        ({"finished_on": "2026-01-01", "benefit_year": "2025"}, []),
        ({"government_plan": "yes"}, ["not_in_government_plan"]),
        ({"government_plan": ""}, ["not_in_government_plan_unknown"]),
        ({"government_award": "yes"}, ["no_government_award"]),
        ({"government_award": ""}, ["no_government_award_unknown"]),
        ({"chosen_before": "yes"}, ["not_chosen_before"]),
        ({"chosen_before": ""}, ["not_chosen_before_unknown"]),
        ({"secrecy": "reviewed"}, []),
        ({"secrecy": "secret"}, ["no_secrets"]),
        ({"secrecy": ""}, ["no_secrets_unknown"]),
        ({"disputed": "yes"}, ["rights_undisputed"]),
        ({"disputed": ""}, ["rights_undisputed_unknown"]),
        ({"completers": [FIRST | {"is_frontline": False}, SECOND]}, ["first_is_frontline"]),
        ({"completers": [FIRST, SECOND | {"is_frontline": False}]}, []),
        ({"completers": []}, ["first_is_frontline_unknown", "shares_whole_unknown"]),
        ({"completers": [FIRST, SECOND | {"heads_unit": True}]}, ["no_head_of_unit"]),
        ({"completers": [FIRST, SECOND | {"share": "39.99"}]}, ["shares_whole"]),
        ({"completers": [FIRST | {"share": "60.01"}, SECOND | {"share": "39.99"}]}, []),
        ({"completers": [FIRST | {"share": "100"}]}, []),
        ({"benefit": "90000.01"}, ["saving_computed"]),
        ({"benefit": "89999.99"}, []),
        ({"benefit": "90000.01", "benefit_kind": "income"}, []),
        ({"yearly_input": ""}, []),
        ({"title": "仉澍小车"}, ["title_neutral"]),
        ({"title": "江汉壓縮機有限公司的小车"}, ["title_neutral"]),
        ({"title": "小车", "unit": ""}, []),
    ],
)  # fmt: skip
def test_each_condition_at_its_boundary(changes, unmet):
    assert codes(changes) == unmet


def test_the_year_of_a_call_may_be_another_than_that_of_its_close():
    assert codes(closes_on=date(2027, 1, 31), call_year=2026) == []
    assert codes(closes_on=date(2027, 1, 31)) == ["of_the_year"]


def test_refusals_say_their_figures():
    said = {one.code: one.said() for one in found({"benefit": "95000.5", "completers": [FIRST]})}

    assert said == {
        "shares_whole": "The shares of the completers make 60 %, not 100 %. Correct the shares. "
        "(call for the five-small contest: who may enter)",
        "saving_computed": "A saving of 95000.5 yuan is claimed; (old cost − new cost) × volume − yearly input makes 90000 "
        "yuan. Correct the figures. (call for the five-small contest: figures of benefit)",
    }
