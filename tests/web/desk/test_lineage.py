"""The lineage of a result on its page: shown, tied by code, undone, and offered together with a ruling."""

import pytest
from django.urls import reverse

from tests.factories.results import findable, result
from tests.factories.texts import text, tie
from tests.factories.unions import NOW
from xinghe.access.powers import Role
from xinghe.texts.models import Lineage, Similarity
from xinghe.texts.vocab import Relation

WHY = "同一班组在原成果上加装自锁托架"


def with_text(made):
    return text(made.unit, subject_id=made.pk, title=made.title, is_public=made.stage == "published")


def page_of(browser, made):
    return browser.get(reverse("desk:result", args=[made.code])).content.decode()


def send(browser, made, **fields):
    given = {"relation": "improved_from", "code": "", "reason": WHY, **fields}
    return browser.post(reverse("desk:result-tie", args=[made.code]), given)


@pytest.mark.parametrize(
    ("relation", "is_turned"), [("improved_from", False), ("by:replicated_from", True), ("same_work", False)]
)
def test_an_officer_ties_two_results_by_code_in_either_direction(province, officer_at, relation, is_turned):
    _, browser = officer_at(province.county)
    here, there = result(province.workshop), result(province.workshop)
    texts = [with_text(one) for one in (here, there)]

    answer = send(browser, here, relation=relation, code=f" {there.code.lower()} ")

    assert answer.url == reverse("desk:result", args=[here.code])
    made = Lineage.objects.get()
    assert [made.later, made.earlier] == (texts[::-1] if is_turned else texts)
    assert made.relation == relation.removeprefix("by:")
    for one, other in ((here, there), (there, here)):
        assert reverse("desk:result", args=[other.code]) in page_of(browser, one)


def test_a_public_result_elsewhere_is_found_by_the_address_of_its_page(province, officer_at):
    _, browser = officer_at(province.county)
    here, there = result(province.workshop), findable(province.far_workshop)
    for one in (here, there):
        with_text(one)
    address = reverse("public:result", args=[there.code])

    answer = send(browser, here, code=f"https://wuxiao.example{address}?from=paper")

    assert answer.status_code == 302
    assert f'href="{address}"' in page_of(browser, here)


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"code": "NOSUCH"}, 404, "no_such_code"),
        ({"relation": "by:inspired"}, 422, "relation_unknown"),
        ({"reason": ""}, 409, "tie_reason_needed"),
    ],
)
def test_what_cannot_be_tied_is_refused_in_words(province, officer_at, fields, status, code):
    _, browser = officer_at(province.county)
    here, there = result(province.workshop), result(province.workshop)
    for one in (here, there):
        with_text(one)

    answer = send(browser, here, **{"code": there.code, **fields})

    assert (answer.status_code, answer.context["refusal"].code) == (status, code)
    assert Lineage.objects.count() == 0


def test_a_hidden_result_is_not_found_by_its_code(province, officer_at):
    _, browser = officer_at(province.county)
    here, hidden = result(province.workshop), result(province.far_workshop)
    for one in (here, hidden):
        with_text(one)

    answer = send(browser, here, code=hidden.code)

    assert (answer.status_code, Lineage.objects.count()) == (404, 0)
    assert hidden.title not in answer.content.decode()


def test_a_tie_is_undone_on_the_page_and_offered_to_those_who_may(province, officer_at):
    _, browser = officer_at(province.county)
    _, reader = officer_at(province.county, Role.LEADER)
    here, there = result(province.workshop), result(province.workshop)
    drawn = tie(with_text(here), with_text(there))
    address = reverse("desk:result-untie", args=[here.code, drawn.pk])

    offered = [address in page_of(who, here) for who in (browser, reader)]
    refused = reader.post(address, {"reason": WHY})
    done = browser.post(address, {"reason": WHY})

    drawn.refresh_from_db()
    assert offered == [True, False]
    assert (refused.status_code, done.status_code, drawn.undone_reason) == (403, 302, WHY)
    assert 'class="lineage"' not in page_of(browser, here)


def test_a_relative_at_another_union_is_not_named(province, officer_at):
    _, browser = officer_at(province.county)
    here, hidden = result(province.workshop), result(province.far_workshop)
    tie(with_text(here), with_text(hidden))
    browser.cookies["django_language"] = "en"

    page = page_of(browser, here)

    assert (hidden.title in page, hidden.code in page) == (False, False)
    assert "a text at another union" in page


@pytest.mark.parametrize(("asked", "relations"), [({"tie": "on"}, ["improved_from"]), ({}, [])])
def test_a_ruling_ties_in_one_step_if_asked(province, officer_at, asked, relations):
    _, browser = officer_at(province.county)
    here, there = (with_text(result(province.workshop)) for _ in range(2))
    similarity = Similarity.objects.create(
        text=here,
        source=there,
        coverage=0.5,
        coverage_of_source=0.5,
        verdict="partial",
        found_at=NOW,
        territory_path=here.territory_path,
    )

    browser.post(
        reverse("desk:similarity-rule", args=[similarity.pk]), {"ruling": "improved", "reason": WHY, **asked}
    )

    assert list(Lineage.objects.values_list("relation", flat=True)) == relations


def test_the_page_costs_the_same_for_one_relative_and_for_three(
    province, officer_at, django_assert_max_num_queries
):
    _, browser = officer_at(province.county)
    here = result(province.workshop)
    mine = with_text(here)
    costs = []
    page_of(browser, here)
    for relatives in (1, 2):
        for _ in range(relatives):
            tie(mine, with_text(result(province.workshop)), Relation.SPLIT_FROM)
        with django_assert_max_num_queries(30) as counted:
            page_of(browser, here)
        costs.append(len(counted))

    assert costs[0] == costs[1]
