"""What becomes of an application, as its people see it: who has it, what a desk wants, what nobody is told too early."""

import re

import pytest

from tests.factories import accounts
from tests.factories import programmes as made
from tests.factories.applying import WHAT, begun, text_of, whole
from xinghe.programmes import actions
from xinghe.programmes.models import Application
from xinghe.programmes.rules.seal import check_word
from xinghe.programmes.vocab import Phase

pytestmark = pytest.mark.django_db


def handed_in(browser, call) -> Application:
    application = whole(browser, call)
    browser.post(f"/my/applications/{application.code}/hand-in/", {"a-pledge": "yes"})
    application.refresh_from_db()
    assert application.phase == Phase.RECOMMENDING
    return application


def test_its_page_says_who_has_it_and_prints_the_version(browser, call, people):
    application = handed_in(browser, call)
    way = f"/my/applications/{application.code}"

    page = text_of(browser.get(f"{way}/"))
    pdf = browser.get(f"{way}/paper/pdf/?version=1")
    docx = browser.get(f"{way}/paper/docx/?version=1")

    assert people.tree.workshop.name in page
    assert check_word(application.digest) in page
    assert pdf.content.startswith(b"%PDF-")
    assert docx.content.startswith(b"PK")
    assert "no-store" in pdf["Cache-Control"]


def test_a_returned_one_says_what_the_desk_wants_and_is_handed_in_again(browser, call, people):
    application = handed_in(browser, call)
    way = f"/my/applications/{application.code}"
    made.sealed(people, application)
    actions.forward(people.workshop, application_id=application.pk)
    actions.return_application(
        people.county, application_id=application.pk, reasons=["material_incomplete"], words="请补充应用证明"
    )

    shown = [text_of(browser.get(path)) for path in (f"{way}/", f"{way}/write/1/", f"{way}/write/check/")]
    home = text_of(browser.get("/my/"))
    browser.post(f"{way}/write/1/", {**WHAT, "a-need": "更省力"})
    browser.post(f"{way}/hand-in/", {"a-pledge": "yes"})

    application.refresh_from_db()
    assert all("请补充应用证明" in page for page in shown)
    assert f"{way}/" in home
    assert application.phase == Phase.RECOMMENDING
    assert application.versions.count() == 2


def test_what_is_at_a_desk_is_not_written_any_more(browser, call):
    application = handed_in(browser, call)
    way = f"/my/applications/{application.code}"

    page = browser.get(f"{way}/write/1/")
    kept = browser.post(f"{way}/write/1/save/", WHAT)

    assert page["Location"] == f"{way}/"
    assert (kept.status_code, kept.json()["code"]) == (409, "not_with_you")


def test_it_is_withdrawn_and_a_draft_thrown_away(browser, call, people):
    draft = begun(browser, call)
    thrown = browser.post(f"/my/applications/{draft.code}/throw-away/")
    application = handed_in(browser, call)
    withdrawn = browser.post(f"/my/applications/{application.code}/withdraw/", {"words": "重复了"})

    draft.refresh_from_db()
    application.refresh_from_db()
    listed = text_of(browser.get("/my/applications/"))
    assert thrown["Location"] == "/my/applications/"
    assert withdrawn["Location"] == f"/my/applications/{application.code}/"
    assert (draft.phase, application.phase) == (Phase.WITHDRAWN, Phase.WITHDRAWN)
    assert application.code in listed
    assert draft.code not in listed


@pytest.mark.parametrize("phase", [Phase.DECISION, Phase.PROPOSED])
def test_what_is_decided_behind_the_door_is_not_told_before_the_notice(browser, call, people, phase):
    application = handed_in(browser, call)
    made.examined(people, application)
    Application.objects.filter(pk=application.pk).update(phase=Phase.FIRST_REVIEW)
    reviewed = text_of(browser.get(f"/my/applications/{application.code}/"))
    actions.conclude(people.province, application_id=application.pk)
    if phase is Phase.PROPOSED:
        actions.propose(people.province, application_id=application.pk, grade="first")

    page = text_of(browser.get(f"/my/applications/{application.code}/"))
    listed = text_of(browser.get("/my/applications/"))

    for shown in (page, listed):
        assert "first grade" not in shown
    assert _main(page) == _main(reviewed)


def _main(page: str) -> str:
    main = page.partition("<main")[2].partition("</main>")[0]
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", main)


def test_nobody_else_gets_at_a_draft(browser, browser_of, officer_at, call, people):
    application = begun(browser, call)
    strangers = [
        browser_of(accounts.person()),
        officer_at(people.tree.province)[1],
        officer_at(people.tree.workshop)[1],
    ]

    for stranger in strangers:
        for path in ("", "write/1/", "write/check/", "conditions/", "paper/pdf/"):
            assert stranger.get(f"/my/applications/{application.code}/{path}").status_code == 404
        for path in ("write/1/", "write/1/save/", "hand-in/", "withdraw/", "throw-away/"):
            assert stranger.post(f"/my/applications/{application.code}/{path}", WHAT).status_code == 404
    assert browser.get(f"/my/applications/{application.code}/write/1/").status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    browser, call, people, number, django_assert_max_num_queries
):
    for _ in range(number):
        handed_in(browser, call)
    browser.get("/my/applications/")

    with django_assert_max_num_queries(12):
        assert browser.get("/my/applications/").status_code == 200


@pytest.mark.parametrize("screen", ["1", "2", "files", "check"])
def test_a_screen_costs_a_few_questions(browser, call, screen, django_assert_max_num_queries):
    application = whole(browser, call)
    way = f"/my/applications/{application.code}/write/{screen}/"
    browser.get(way)

    with django_assert_max_num_queries(24):
        assert browser.get(way).status_code == 200
