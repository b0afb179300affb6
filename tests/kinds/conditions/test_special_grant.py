"""The hard gates of a special grant, each at its boundary and each with its article."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kinds.good_answers import CLOSES_ON, GRANT, PARTNERS
from xinghe.kinds.conditions.reading import years_after
from xinghe.kinds.special_grant import SPECIAL_GRANT
from xinghe.programmes.rules.conditions import Facts, Finding, findings


def found(changes=None, *, closes_on: date = CLOSES_ON, articles=None, **recorded) -> tuple[Finding, ...]:
    facts = Facts(answers=GRANT | (changes or {}), closes_on=closes_on, recorded=recorded)
    return findings(SPECIAL_GRANT.conditions, facts, articles=articles or {})


def codes(changes=None, **more) -> list[str]:
    return [one.code for one in found(changes, **more)]


ROW = {"programme": "省重点研发", "giver": "省科技厅", "year": "2025", "amount": "20000", "same_costs": "no"}
TWENTY = {"tier": "20", "own_money": "0", "total_budget": "200000", "budget": [{"item": "equipment", "purpose": "台架", "amount": "200000"}]}  # fmt: skip
FIVE = {"tier": "5", "own_money": "100000"}
AGREED = {"agrees_to_visit": True, "visit_place": "夷陵区东山大道1号"}


@pytest.mark.parametrize(
    ("changes", "unmet"),
    [
        ({}, []),
        # The source: city level or above; large enterprises and industries count as city level.
        ({"source_level": "unit"}, ["source_level"]),
        ({"source_level": "county"}, ["source_level"]),
        ({"source_level": "large_enterprise"}, []),
        ({"source_level": "province"}, []),
        ({"source_level": "national"}, []),
        ({"source_level": ""}, ["source_level_unknown"]),
        # An alliance's project is tackled jointly.
        ({"source_kind": ""}, ["jointly_tackled_unknown"]),
        ({"source_kind": "alliance", "partners": []}, ["jointly_tackled"]),
        ({"source_kind": "alliance", "partners": PARTNERS[:1]}, ["jointly_tackled"]),
        ({"source_kind": "alliance", "partners": [PARTNERS[0], PARTNERS[0] | {"unit": "江汉压缩机 有限公司"}]}, ["jointly_tackled"]),
        ({"source_kind": "alliance", "partners": PARTNERS}, []),
        ({"source_kind": "studio", "partners": PARTNERS[:1]}, []),
        # The lead.
        ({"leader_role": "other"}, ["led_by_studio_leader"]),
        ({"leader_role": ""}, ["led_by_studio_leader_unknown"]),
        ({"leader_retires_on": "2031-06-29"}, ["years_to_retirement"]),
        ({"leader_retires_on": "2031-06-30"}, []),
        ({"leader_retires_on": "soon"}, ["years_to_retirement_unknown"]),
        # One application, none unfinished.
        ({"other_application": "yes"}, ["one_application"]),
        ({"other_application": ""}, ["one_application_unknown"]),
        ({"earlier_grant": "closed"}, []),
        ({"earlier_grant": "open"}, ["no_open_grant"]),
        ({"earlier_grant": ""}, ["no_open_grant_unknown"]),
        # The amount.
        (FIVE, []),
        ({"tier": "8"}, ["tier", "budget_paid_for"]),
        ({"tier": ""}, ["tier_unknown", "within_budget_unknown"]),
        ({"total_budget": "100000", "own_money": "0", "budget": [{"item": "other", "purpose": "x", "amount": "100000"}]}, []),
        ({"total_budget": "99999.99", "own_money": "0", "budget": [{"item": "other", "purpose": "x", "amount": "99999.99"}]}, ["within_budget", "budget_paid_for"]),
        ({"total_budget": ""}, ["within_budget_unknown"]),
        ({"budget": [{"item": "other", "purpose": "x", "amount": "149999.99"}]}, ["budget_adds_up"]),
        ({"own_money": "50000.01"}, ["budget_paid_for"]),
        ({"own_money": "50000.00"}, []),
        # The largest tier is visited.
        (TWENTY | AGREED, []),
        (TWENTY, ["visit_agreed"]),
        (TWENTY | AGREED | {"visit_place": ""}, ["visit_agreed"]),
        (TWENTY | AGREED | {"agrees_to_visit": False}, ["visit_agreed"]),
        # Papers.
        ({"study_attached": False}, ["study_attached"]),
        # Other funding.
        ({"other_funding": ""}, ["funding_declared_unknown"]),
        ({"other_funding": "yes", "other_funds": [], }, ["funding_declared"]),
        ({"other_funding": "yes", "other_funds": [ROW], "own_money": "30000"}, []),
        ({"other_funding": "yes", "other_funds": [ROW | {"same_costs": "yes"}], "own_money": "30000"}, ["not_paid_twice"]),
        ({"other_funding": "no", "other_funds": [ROW | {"same_costs": "yes"}]}, []),
        # The term.
        ({"ends_on": "2028-09-02"}, ["term"]),
        ({"ends_on": "2026-09-01"}, ["term"]),
        ({"ends_on": "2026-09-02"}, []),
        ({"starts_on": "2024-02-29", "ends_on": "2026-02-28"}, []),
        ({"starts_on": ""}, ["term_unknown"]),
    ],
)  # fmt: skip
def test_each_gate_opens_and_shuts_at_its_boundary(changes, unmet):
    assert codes(changes) == unmet


@pytest.mark.parametrize(
    ("changes", "recorded", "unmet"),
    [
        # The record knows more than the form.
        ({"source_level": "county"}, {"named_as": ("studio_recognition_city",)}, []),
        ({"source_level": ""}, {"named_as": ("studio_recognition_demonstration",)}, []),
        ({"source_level": ""}, {"named_as": ("studio_recognition_county",)}, ["source_level"]),
        ({}, {"named_as": ("studio_recognition_unit",)}, []),
        ({"leader_role": "studio_leader"}, {"is_studio_leader": False}, ["led_by_studio_leader"]),
        ({"leader_role": ""}, {"is_studio_leader": True}, []),
        ({}, {"leader_retires_on": date(2031, 6, 29)}, ["years_to_retirement"]),
        ({"leader_retires_on": ""}, {"leader_retires_on": "2031-06-30"}, []),
        ({}, {"applied_in_call": 1}, ["one_application"]),
        ({"other_application": ""}, {"applied_in_call": 0}, ["one_application_unknown"]),
        ({"earlier_grant": "none"}, {"named_as": ("special_grant",)}, ["no_open_grant"]),
        ({"earlier_grant": ""}, {"named_as": ()}, ["no_open_grant_unknown"]),
        ({}, {"other_funding": 1}, ["funding_declared"]),
        ({"other_funding": "yes", "other_funds": [ROW], "own_money": "30000"}, {"other_funding": 1}, []),
        (
            {"other_funding": "yes", "other_funds": [ROW], "own_money": "30000"},
            {"other_funding": 2},
            ["funding_declared"],
        ),
    ],
)
def test_what_is_on_record_counts_beside_what_is_said(changes, recorded, unmet):
    assert codes(changes, **recorded) == unmet


@pytest.mark.parametrize(
    ("closes_on", "earliest"),
    [
        (date(2026, 6, 30), date(2031, 6, 30)),
        (date(2024, 2, 29), date(2029, 2, 28)),
        (date(2023, 2, 28), date(2028, 2, 28)),
        (date(2026, 12, 31), date(2031, 12, 31)),
    ],
)
def test_exactly_five_years_to_retirement_are_enough_and_a_day_less_is_not(closes_on, earliest):
    day_before = earliest - timedelta(days=1)

    assert codes({"leader_retires_on": str(earliest)}, closes_on=closes_on) == []
    assert codes({"leader_retires_on": str(day_before)}, closes_on=closes_on) == ["years_to_retirement"]


@given(st.dates(date(2020, 1, 1), date(2040, 12, 31)), st.dates(date(2020, 1, 1), date(2050, 12, 31)))
def test_retirement_is_counted_as_the_calendar_does(closes_on, retires):
    enough = (retires.year - 5, retires.month, retires.day) >= (
        closes_on.year,
        closes_on.month,
        closes_on.day,
    )
    # Five years after a 29 February there is none.
    enough = enough or (
        (closes_on.month, closes_on.day) == (2, 29) and retires >= date(closes_on.year + 5, 2, 28)
    )

    assert (
        "years_to_retirement" not in codes({"leader_retires_on": str(retires)}, closes_on=closes_on)
    ) == enough


@given(st.dates(date(1990, 1, 1), date(2050, 12, 31)), st.integers(-5, 30))
def test_the_same_day_of_another_year_is_in_that_year_and_month(start, years):
    later = years_after(start, years)

    assert (later.year, later.month) == (start.year + years, start.month)
    assert later.day == start.day or (start.month, start.day, later.day) == (2, 29, 28)


def test_a_refusal_says_the_days_and_its_article():
    (late,) = found({"leader_retires_on": "2030-01-01"})

    assert late.said() == (
        "The project lead retires on 2030-01-01, less than 5 years after the call closes on 2026-06-30; it has to be on "
        "2031-06-30 or later. Another leader of the studio may apply. "
        "(implementing rules for special grants and the call: project lead)"
    )


def test_the_calls_own_article_is_cited_before_the_kinds():
    (late,) = found(
        {"leader_retires_on": "2030-01-01"},
        articles={"years_to_retirement": "《细则》鄂工发〔2024〕9号第六条"},
    )

    assert late.article == "《细则》鄂工发〔2024〕9号第六条"


def test_every_hard_gate_of_the_rules_is_there():
    from xinghe.kinds.conditions.reading import UNKNOWN

    assert [one.code for one in SPECIAL_GRANT.conditions if not one.code.endswith(UNKNOWN)] == [
        "source_level",
        "jointly_tackled",
        "led_by_studio_leader",
        "years_to_retirement",
        "one_application",
        "no_open_grant",
        "tier",
        "within_budget",
        "budget_adds_up",
        "budget_paid_for",
        "visit_agreed",
        "study_attached",
        "funding_declared",
        "not_paid_twice",
        "term",
    ]
