"""Applying to a call in the portal: found, begun, kept as it is typed, refused in words."""

import re
from datetime import timedelta

import pytest

from tests.factories import accounts
from tests.factories import programmes as made
from tests.factories.applying import FIELDS, MORE, WHAT, begun, enrolled_at, text_of, whole
from tests.factories.programmes import small_kind
from xinghe.attachments.vocab import Slot
from xinghe.foundation import clock
from xinghe.programmes import registry
from xinghe.programmes.models import Application, Call
from xinghe.programmes.rules.form import Field, FieldType, Form, Section
from xinghe.programmes.vocab import Phase
from xinghe.unions.models import Union

pytestmark = pytest.mark.django_db


# -- which calls -------------------------------------------------------------------------------------------------


def test_open_calls_are_found_by_whom_they_are_for(people, call, browser, browser_of):
    later = made.call_of(people)
    Call.objects.filter(pk=later.pk).update(
        opens_at=clock.now() + timedelta(days=2), closes_at=clock.now() + timedelta(days=9)
    )
    elsewhere = made.call_of(people, people.tree.other_city)

    mine = text_of(browser.get("/my/calls/"))
    nobodys = text_of(browser_of(accounts.person()).get("/my/calls/"))

    assert call.title in mine
    assert later.title not in mine
    assert elsewhere.title not in mine
    assert call.title not in nobodys


def test_a_call_that_is_closed_or_not_above_me_says_why_and_begins_nothing(people, call, browser):
    elsewhere = made.call_of(people, people.tree.other_city)
    past = made.call_of(people)
    Call.objects.filter(pk=past.pk).update(closes_at=clock.now() - timedelta(seconds=1))

    pages = {one.pk: browser.get(f"/my/calls/{one.code}/") for one in (call, elsewhere, past)}
    refused = browser.post(f"/my/calls/{past.code}/")

    assert '<form method="post" class="question' in text_of(pages[call.pk])
    for other in (elsewhere, past):
        assert '<form method="post" class="question' not in text_of(pages[other.pk])
    assert elsewhere.union.name in text_of(pages[elsewhere.pk])
    assert refused.status_code == 409
    assert not Application.objects.exists()


def test_a_tap_that_is_sent_twice_begins_one_application(browser, call):
    page = text_of(browser.get(f"/my/calls/{call.code}/"))
    key = re.search(r'name="once" value="([^"]+)"', page)[1]

    first = browser.post(f"/my/calls/{call.code}/", {"once": key})
    second = browser.post(f"/my/calls/{call.code}/", {"once": key})

    assert Application.objects.count() == 1
    assert first["Location"] == second["Location"]


# -- writing -----------------------------------------------------------------------------------------------------


def test_what_is_recorded_is_filled_in_and_says_so(browser, call, worker):
    application = begun(browser, call)

    page = text_of(browser.get(f"/my/applications/{application.code}/write/1/"))
    browser.post(f"/my/applications/{application.code}/write/1/", {**WHAT, "a-name": "别人"})
    changed = text_of(browser.get(f"/my/applications/{application.code}/write/1/"))

    assert f'value="{worker.name}"' in page
    assert 'id="id_a-name_recorded"' in page
    assert 'id="id_a-name_recorded"' not in changed


def test_screen_by_screen_without_script_until_it_is_handed_in(browser, call, people):
    application = begun(browser, call)
    way = f"/my/applications/{application.code}"
    more = {
        "a-has_rights": "yes",
        "a-right": "实用新型",
        "a-makers-0-name": "王秀英",
        "a-makers-0-is_frontline": "yes",
    }

    after_first = browser.post(f"{way}/write/1/", WHAT)
    after_second = browser.post(f"{way}/write/2/", more)
    made.evidence(application, Slot.EV05)
    check = text_of(browser.get(f"{way}/write/check/"))
    done = browser.post(f"{way}/hand-in/", {"a-pledge": "yes"})

    application.refresh_from_db()
    assert after_first["Location"].endswith("/write/2/")
    assert after_second["Location"].endswith("/write/files/")
    assert "实用新型" in check
    assert done["Location"] == f"{way}/"
    assert (application.phase, application.desk_id) == (Phase.RECOMMENDING, people.tree.workshop.pk)
    assert application.answers["makers"] == [{"name": "王秀英", "is_frontline": True}]
    assert application.title == WHAT["a-title"]


def test_what_is_typed_is_kept_without_a_button_and_not_over_another_phone(browser, call):
    application = begun(browser, call)
    save = f"/my/applications/{application.code}/write/1/save/"
    revision = re.search(
        r'name="revision" value="([^"]+)"',
        text_of(browser.get(f"/my/applications/{application.code}/write/1/")),
    )[1]

    kept = browser.post(save, {**WHAT, "revision": revision})
    late = browser.post(save, {"a-need": "别处", "revision": revision})
    on_top = browser.post(save, {"a-need": "再写", "revision": kept.json()["revision"]})

    application.refresh_from_db()
    assert (kept.status_code, late.status_code, on_top.status_code) == (200, 409, 200)
    assert late.json()["code"] == "answers_saved_elsewhere"
    assert application.answers["need"] == "再写"
    assert application.answers["title"] == WHAT["a-title"]


def test_what_was_saved_elsewhere_is_not_lost_to_the_button_either(browser, call):
    application = begun(browser, call)
    way = f"/my/applications/{application.code}/write/1/"

    answer = browser.post(way, {**WHAT, "a-need": "我写的", "revision": "2026-01-01T00:00:00+00:00"})

    application.refresh_from_db()
    assert answer.status_code == 409
    assert "我写的" in text_of(answer)
    assert "need" not in application.answers


def test_what_is_wrong_is_said_beside_its_field_and_kept(browser, call):
    application = begun(browser, call)

    answer = browser.post(
        f"/my/applications/{application.code}/write/1/", {**WHAT, "a-asked": "三", "a-need": "长" * 101}
    )

    application.refresh_from_db()
    page = text_of(answer)
    assert answer.status_code == 422
    assert 'id="id_a-asked_gaps"' in page
    assert 'id="id_a-need_gaps"' in page
    assert 'id="id_a-title_gaps"' not in page
    assert application.answers["asked"] == "三"


def test_what_is_only_empty_keeps_nobody_from_the_next_screen(browser, call):
    application = begun(browser, call)
    way = f"/my/applications/{application.code}/write/1/"

    onward = browser.post(way, {"a-title": ""})
    first = text_of(browser.get(way))
    asked_for = text_of(browser.get(f"{way}?gaps=on"))

    assert onward.status_code == 302
    assert 'id="id_a-title_gaps"' not in first
    assert 'id="id_a-title_gaps"' in asked_for


def test_an_empty_cell_keeps_nobody_from_the_next_screen_and_a_wrong_one_does(people, browser):
    table = Field(
        name="makers",
        label="Makers",
        type=FieldType.TABLE,
        columns=(
            Field(name="name", label="Name of the maker", limit=5),
            Field(name="share", label="Share", type=FieldType.NUMBER),
        ),
    )
    kinds = registry.every_kind()
    registry.install(
        *(one for one in kinds if one.code != "tool_prize"),
        small_kind(form=Form(sections=(Section(title="One", fields=(table,)), FIELDS))),
    )
    application = begun(browser, made.call_of(people))
    way = f"/my/applications/{application.code}/write/1/"

    empty = browser.post(way, {"a-makers-0-name": "甲", "a-makers-0-share": ""})
    wrong = browser.post(way, {"a-makers-0-name": "甲", "a-makers-0-share": "一半"})

    assert (empty.status_code, wrong.status_code) == (302, 422)
    assert "一半" in text_of(wrong)


def test_rows_are_added_moved_and_taken_out_without_script(browser, call):
    application = begun(browser, call)
    way = f"/my/applications/{application.code}/write/2/"

    def rows() -> list[str]:
        application.refresh_from_db()
        return [row["name"] for row in application.answers.get("makers", [])]

    def press(button: str, *names: str) -> str:
        sent = {f"a-makers-{number}-name": name for number, name in enumerate(names)}
        answer = browser.post(way, {**sent, "row": f"makers:{button}"})
        assert answer["Location"].endswith("/write/2/#id_a-makers")
        return text_of(browser.get(way))

    after_add = press("add", "甲", "乙")
    assert rows() == ["甲", "乙"]
    assert "a-makers-2-name" in after_add  # the spare one
    press("down:0", "甲", "乙", "丙")
    assert rows() == ["乙", "甲", "丙"]
    full = press("up:2", "乙", "甲", "丙")
    assert rows() == ["乙", "丙", "甲"]
    assert "a-makers-3-name" not in full  # the form takes three
    press("remove:1", "乙", "丙", "甲")
    assert rows() == ["乙", "甲"]
    press("remove:9", "乙", "甲")
    press("up:0", "乙", "甲")
    assert rows() == ["乙", "甲"]


def test_a_question_that_depends_on_another_screen_is_not_asked_in_vain(people, call, browser):
    first = Section(title="One", fields=(MORE.fields[0], FIELDS.fields[0]))
    second = Section(title="Two", fields=(MORE.fields[1], FIELDS.fields[4]))
    kinds = registry.every_kind()
    registry.install(
        *(one for one in kinds if one.code != "tool_prize"),
        small_kind(form=Form(sections=(first, second))),
    )
    application = begun(browser, made.call_of(people))
    way = f"/my/applications/{application.code}/write"

    browser.post(f"{way}/1/", {"a-title": "扳手"})
    without = text_of(browser.get(f"{way}/2/"))
    browser.post(f"{way}/1/", {"a-title": "扳手", "a-has_rights": "yes"})
    with_rights = text_of(browser.get(f"{way}/2/"))

    assert 'name="a-right"' not in without
    assert 'name="a-right"' in with_rights


def test_one_on_its_own_screen_is_shown_and_says_when_it_is_needed(browser, call):
    application = begun(browser, call)

    page = text_of(browser.get(f"/my/applications/{application.code}/write/2/"))

    assert 'data-when="a-has_rights" data-when-values="yes"' in page
    assert "data-when-words" in page


def test_a_condition_that_is_not_met_is_warned_of_with_its_article(browser, call):
    application = begun(browser, call)
    way = f"/my/applications/{application.code}"

    browser.post(f"{way}/write/1/", {**WHAT, "a-asked": "6"})
    part = text_of(browser.get(f"{way}/conditions/"))
    page = text_of(browser.get(f"{way}/write/2/"))
    made.evidence(application, Slot.EV05)
    refused = browser.post(f"{way}/hand-in/", {"a-pledge": "yes"})

    for shown in (part, page, text_of(refused)):
        assert "6 is asked for; at most 5 may be." in shown
        assert "article 3" in shown
    assert refused.status_code == 422


def test_what_is_missing_leads_to_where_it_is_mended(browser, call):
    application = begun(browser, call)
    way = f"/my/applications/{application.code}"

    page = text_of(browser.get(f"{way}/write/check/"))
    refused = browser.post(f"{way}/hand-in/", {"a-pledge": "yes"})

    assert f"{way}/write/1/?gaps=on#id_a-need" in page
    assert f"{way}/write/files/#EV05" in page
    assert "#id_a-pledge" in page
    assert refused.status_code == 422


def test_a_unit_on_two_lines_chooses_one(people, browser_of):
    tree, call = people.tree, made.call_of(people)
    unit = Union.objects.get(pk=tree.workshop.pk)
    unit.industry_path = f"{tree.province.pk}.{unit.pk}."
    unit.save()
    worker = enrolled_at(unit)
    browser = browser_of(worker)
    application = whole(browser, call)
    way = f"/my/applications/{application.code}"

    page = text_of(browser.get(f"{way}/write/check/"))
    refused = browser.post(f"{way}/hand-in/", {"a-pledge": "yes"})
    done = browser.post(f"{way}/hand-in/", {"a-pledge": "yes", "line": "industry"})

    application.refresh_from_db()
    assert 'name="line" value="territory"' in page
    assert refused.status_code == 422
    assert done.status_code == 302
    assert (application.line, application.territory_path) == ("industry", "")


def test_nonsense_is_refused_in_words_or_absent(browser, call):
    application = begun(browser, call)
    way = f"/my/applications/{application.code}"

    assert browser.get(f"{way}/write/99/").status_code == 404
    assert browser.get(f"{way}/write/nowhere/").status_code == 404
    assert browser.post(f"{way}/write/nowhere/save/", WHAT).status_code == 404
    assert browser.get(f"{way}/paper/exe/").status_code == 404
    assert browser.get(f"{way}/paper/pdf/?version=7").status_code == 404
    assert browser.get("/my/applications/ZZZZZZZZZZ/").status_code == 404
    assert browser.get("/my/calls/ZZZZZZZZZZ/").status_code == 404
    assert browser.post(f"{way}/write/1/", {"a-need": "a\x00b", "revision": "x"}).status_code == 302
    assert browser.post(f"{way}/write/2/", {"row": "nothing:up:1"}).status_code == 302
