"""Writing an idea in the portal: kept as it is typed, refused in words, seen by nobody else."""

import re

import pytest

from tests.factories import accounts
from tests.factories.ideas import acting, handed_in, paper
from xinghe.ideas import actions
from xinghe.ideas.models import Idea
from xinghe.ideas.vocab import IdeaStage

pytestmark = pytest.mark.django_db

WHAT = {"category": "small_renovation", "title": "滚筒更换小车", "field": "machinery"}
HOW = {"problem": "更换滚筒时四人抬运，劳动强度大。", "solution": "焊一台可移动的支撑小车，二人推出。"}


@pytest.fixture
def worker(province):
    return accounts.person(
        territory_path=province.plant.territory_path, industry_path=province.plant.industry_path
    )


@pytest.fixture
def browser(worker, browser_of):
    return browser_of(worker)


def begun(browser) -> Idea:
    browser.post("/my/ideas/new/")
    return Idea.objects.latest("pk")


def test_a_tap_that_is_sent_twice_begins_one_draft(browser):
    page = browser.get("/my/ideas/new/").content.decode()
    key = re.search(r'name="once" value="([^"]+)"', page)[1]

    first = browser.post("/my/ideas/new/", {"once": key})
    second = browser.post("/my/ideas/new/", {"once": key})

    assert Idea.objects.count() == 1
    assert first["Location"] == second["Location"]


def test_screen_by_screen_without_script_until_it_is_handed_in(browser, worker, province):
    idea = begun(browser)
    way = f"/my/ideas/{idea.code}/write"

    after_what = browser.post(f"{way}/what/", WHAT)
    after_how = browser.post(f"{way}/how/", HOW)
    proof = {
        "m0-name": "用时",
        "m0-unit": "分钟",
        "m0-before": "120",
        "m0-after": "20",
        "benefit": "约3万元",
        "basis": "estimated",
    }
    after_proof = browser.post(f"{way}/proof/", proof)
    people = {
        "c0-staff_number": worker.staff_number,
        "c0-name": worker.name,
        "c0-share": "100",
        "c0-is_frontline": "1",
    }
    after_people = browser.post(f"{way}/people/", people)
    done = browser.post(f"/my/ideas/{idea.code}/hand-in/", {"pledged": "1"})

    idea.refresh_from_db()
    assert [one["Location"].split("/")[-2] for one in (after_what, after_how, after_proof, after_people)] == [
        "how",
        "proof",
        "people",
        "check",
    ]
    assert done["Location"] == f"/my/ideas/{idea.code}/"
    assert (idea.stage, idea.desk_id, idea.measures) == (
        IdeaStage.HANDED_IN,
        province.plant.pk,
        [{"name": "用时", "unit": "分钟", "before": "120", "after": "20"}],
    )


def test_what_is_typed_is_kept_without_a_button_and_says_its_revision(browser):
    idea = begun(browser)

    kept = browser.post(f"/my/ideas/{idea.code}/write/how/save/", {**HOW, "revision": "0"})
    late = browser.post(f"/my/ideas/{idea.code}/write/how/save/", {"problem": "别处", "revision": "0"})

    idea.refresh_from_db()
    assert (kept.status_code, kept.json()["revision"]) == (200, 1)
    assert (late.status_code, late.json()["code"]) == (409, "saved_elsewhere")
    assert idea.problem == HOW["problem"]


def test_what_cannot_be_read_is_said_beside_its_field_and_the_rest_is_kept(browser):
    idea = begun(browser)

    answer = browser.post(
        f"/my/ideas/{idea.code}/write/proof/", {"effect": "省力。", "finished": "昨天", "benefit": "很多"}
    )

    idea.refresh_from_db()
    assert answer.status_code == 422
    assert "很多" in answer.content.decode()
    assert (idea.effect, idea.finished_date, idea.benefit_yuan) == ("省力。", None, None)


def test_what_is_missing_leads_to_where_it_is_mended(browser):
    idea = begun(browser)

    page = browser.get(f"/my/ideas/{idea.code}/write/check/").content.decode()
    refused = browser.post(f"/my/ideas/{idea.code}/hand-in/", {"pledged": "1"})

    assert f"/my/ideas/{idea.code}/write/how/#id_problem" in page
    assert refused.status_code == 422


@pytest.mark.parametrize("share", ["四十", "NaN", "1e999999999"])
def test_a_share_that_is_no_number_is_refused_in_words(browser, worker, share):
    idea = begun(browser)
    people = {"c0-staff_number": worker.staff_number, "c0-name": worker.name, "c0-share": share}

    answer = browser.post(f"/my/ideas/{idea.code}/write/people/", people)

    assert answer.status_code == 422


def test_nobody_else_gets_at_a_draft(browser, browser_of, officer_at, province):
    idea = begun(browser)
    strangers = [
        browser_of(accounts.person()),
        officer_at(province.province)[1],
        officer_at(province.plant)[1],
    ]

    for stranger in strangers:
        for path in ("", "write/what/", "similar/"):
            assert stranger.get(f"/my/ideas/{idea.code}/{path}").status_code == 404
        assert stranger.post(f"/my/ideas/{idea.code}/write/how/save/", HOW).status_code == 404
        assert stranger.post(f"/my/ideas/{idea.code}/take-back/").status_code == 404
    assert browser.get(f"/my/ideas/{idea.code}/write/what/").status_code == 200


def test_a_co_creator_confirms_and_sees_only_what_is_handed_in(browser_of, province, worker):
    mate = accounts.person(
        name="亓霁", territory_path=province.plant.territory_path, industry_path=province.plant.industry_path
    )
    idea = handed_in(worker, creators={mate: "40"})
    hers = browser_of(mate)

    page = hers.get(f"/my/ideas/{idea.code}/")
    confirmed = hers.post(f"/my/ideas/{idea.code}/confirm/")
    other_screen = hers.get(f"/my/ideas/{idea.code}/write/what/")

    assert page.status_code == 200
    assert confirmed.status_code == 302
    assert idea.creators.get(person=mate).confirmed_at is not None
    assert other_screen["Location"] == f"/my/ideas/{idea.code}/"


def test_an_unknown_screen_and_a_code_that_is_none_are_absent(browser):
    idea = begun(browser)

    for path in (f"{idea.code}/write/nowhere/", f"{idea.code}/write/people/save/", "ZZZZZZZZZZ/"):
        assert browser.get(f"/my/ideas/{path}").status_code in (404, 405)


@pytest.mark.parametrize("number", [1, 3])
def test_the_home_of_a_worker_costs_the_same_for_one_idea_and_for_three(
    browser, worker, number, django_assert_max_num_queries
):
    for _ in range(number):
        handed_in(worker)
        actions.save_draft(acting(worker), idea_id=actions.begin_draft(acting(worker)).pk, paper=paper())
    browser.get("/my/")

    with django_assert_max_num_queries(18):
        assert browser.get("/my/").status_code == 200
