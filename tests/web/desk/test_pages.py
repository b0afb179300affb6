"""Every page of the desk opens, for whom it is meant, full and empty, in each language."""

import re

import pytest
from django.urls import reverse

from tests.factories.accounts import person
from tests.factories.results import result
from xinghe.access.powers import Role
from xinghe.results.vocab import Stage

LISTS = ["desk:today", "desk:results", "desk:workbooks", "desk:workbook-new", "desk:runs", "desk:unions"]


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_an_empty_desk_says_what_to_do(province, officer_at, name, language):
    _, browser = officer_at(province.city)
    browser.cookies["django_language"] = language

    answer = browser.get(reverse(name))

    assert answer.status_code == 200
    assert answer.headers["Content-Language"] == language


@pytest.mark.parametrize("name", ["desk:today", "desk:results", "desk:unions"])
def test_a_full_desk_opens(province, officer_at, name):
    _, browser = officer_at(province.city)
    for stage in Stage:
        if stage is not Stage.CLEARED and stage is not Stage.PUBLISHED:
            result(province.workshop, stage=stage)

    answer = browser.get(reverse(name))

    assert answer.status_code == 200


def test_an_officer_sees_results_below_and_none_beside(province, officer_at):
    _, browser = officer_at(province.county)
    mine, neighbours = result(province.workshop), result(province.sister_workshop)

    page = browser.get(reverse("desk:results")).content.decode()

    assert mine.title in page
    assert neighbours.title not in page
    assert browser.get(reverse("desk:result", args=[mine.code])).status_code == 200
    assert browser.get(reverse("desk:result", args=[neighbours.code])).status_code == 404


def test_absent_and_invisible_answer_alike(province, officer_at):
    _, browser = officer_at(province.county)
    neighbours = result(province.sister_workshop)

    invisible = browser.get(reverse("desk:result", args=[neighbours.code]))
    absent = browser.get(reverse("desk:result", args=["NOSUCHCODE"]))

    assert (invisible.status_code, absent.status_code) == (404, 404)
    assert _without(invisible, neighbours.code) == _without(absent, "NOSUCHCODE")


def _without(answer, code):
    """The page without what the asker wrote and without the token that differs every time."""
    page = answer.content.decode().replace(code, "")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def test_who_holds_no_office_finds_nothing(province, browser_of):
    hidden = result(province.workshop)

    page = browser_of(person()).get(reverse("desk:results")).content.decode()

    assert hidden.title not in page


def test_the_record_is_for_those_who_may_read_it(province, officer_at):
    _, auditor = officer_at(province.province, Role.UNION_AUDITOR)
    _, officer = officer_at(province.province)
    _, auditor_below = officer_at(province.city, Role.UNION_AUDITOR)

    assert auditor.get(reverse("desk:record")).status_code == 200
    assert officer.get(reverse("desk:record")).status_code == 403
    # An entry has no place in the tree: a city's auditor would read every other city's.
    assert auditor_below.get(reverse("desk:record")).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    province, officer_at, django_assert_max_num_queries, count
):
    _, browser = officer_at(province.city)
    for _ in range(count):
        result(province.workshop)
    browser.get(reverse("desk:results"))

    with django_assert_max_num_queries(20):
        browser.get(reverse("desk:results"))
