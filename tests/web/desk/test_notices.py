"""The desk's pages of notices: drafted, published by a second person, ended, confirmed, corrected, by forms alone."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.notices import CONTACTS, PUBLISHED, TITLE, WHY
from xinghe.access.powers import Role
from xinghe.audit.models import AuditEntry
from xinghe.foundation import clock
from xinghe.foundation.clock import held_at
from xinghe.notices import actions
from xinghe.notices.models import Notice
from xinghe.notices.vocab import NoticeState, Outcome
from xinghe.programmes.models import Application
from xinghe.programmes.vocab import Phase
from xinghe.web.desk.notices import ACTS

pytestmark = pytest.mark.django_db
LONG_PAST = timedelta(days=40)


def text(answer) -> str:
    """What a reader sees, without marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def filled(applications, **changes) -> dict[str, object]:
    """A form that is filled in rightly."""
    said = {
        "title": TITLE,
        "introduction": "经评审，拟确定以下项目入选。",
        "accept": 3,
        "investigate": 15,
        "reply": 5,
    }
    ways = {
        f"{name}_{at}": getattr(one, name) for at, one in enumerate(CONTACTS) for name in ("label", "value")
    }
    return {**said, **ways, "lines": [one.pk for one in applications], **changes}


def act(browser, notice: Notice, name: str, **fields):
    fields.setdefault("version", Notice.objects.get(pk=notice.pk).version)
    return browser.post(reverse(f"desk:notice-{name}", args=[notice.code]), fields)


def phases() -> set[str]:
    return set(Application.objects.values_list("phase", flat=True))


def test_a_notice_goes_its_whole_way_by_forms_alone(noticed):
    held = [noticed.proposed(grade="first"), noticed.proposed()]
    maker, publisher = noticed.browsers["maker"], noticed.browsers["publisher"]
    choose = maker.get(reverse("desk:notice-new"))
    address = f"{reverse('desk:notice-new')}?call={noticed.call.code}"
    assert address in choose.content.decode()
    form = maker.get(address).content.decode()
    assert form.count('name="lines"') == 2
    assert form.count("checked") == 2

    with held_at(clock.now() - LONG_PAST):
        assert maker.post(address, filled(held)).status_code == 302
        notice = Notice.objects.get()
        preview = text(maker.get(reverse("desk:notice", args=[notice.code])))
        answers = [
            act(maker, notice, "publish"),
            act(publisher, notice, "publish"),
            act(maker, notice, "confirm"),
        ]
    answers += [act(maker, notice, "end"), act(maker, notice, "confirm")]

    assert "a colleague publishes it" in preview
    assert [one.status_code for one in answers] == [403, 302, 409, 302, 302]
    assert phases() == {Phase.CONFIRMED}
    page = text(publisher.get(reverse("desk:notice", args=[notice.code])))
    fresh = Notice.objects.get()
    assert fresh.state == NoticeState.CLOSED
    assert fresh.digest in page
    assert AuditEntry.objects.filter(verb="notice.confirm", subject_id=notice.pk).exists()
    assert "The decision follows." in page

    Application.objects.update(phase=Phase.NAMED)

    named = text(publisher.get(reverse("desk:notice", args=[notice.code])))
    assert "The decision follows." not in named
    assert "the decision is issued" in named


def test_what_is_not_filled_in_rightly_comes_back_with_what_was_typed(noticed):
    held = noticed.proposed()
    address = f"{reverse('desk:notice-new')}?call={noticed.call.code}"
    maker = noticed.browsers["maker"]

    for changes, said in (
        ({"label_0": "", "value_0": "", "label_1": "", "value_1": ""}, "1 to 8 ways to object"),
        ({"lines": []}, "proposed"),
        ({"accept": 0}, "accept"),
        ({"introduction": "电话13977665544", "title": "短"}, "title"),
    ):
        answer = maker.post(address, filled([held], **changes))
        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert str(changes.get("introduction", "经评审")) in answer.content.decode()
    assert not Notice.objects.exists()


def test_a_draft_is_changed_and_thrown_away(noticed):
    held, other = noticed.proposed(), noticed.proposed()
    notice, maker = noticed.drafted(), noticed.browsers["maker"]
    edit = reverse("desk:notice-edit", args=[notice.code])

    assert maker.get(edit).status_code == 200
    answer = maker.post(edit, filled([held], title="关于更正后名单的公示", version=notice.version))
    assert answer.status_code == 302
    fresh = Notice.objects.get()
    assert (fresh.title, len(fresh.lines)) == ("关于更正后名单的公示", 1)
    assert maker.post(edit, filled([held, other], version=1)).status_code == 422
    assert maker.get(reverse("desk:notice-paper", args=[notice.code])).content.startswith(b"%PDF")
    assert act(maker, notice, "throw-away").status_code == 302
    assert not Notice.objects.exists()


def test_the_days_that_count_are_explained(noticed):
    noticed.proposed()
    with held_at(PUBLISHED):
        notice = noticed.drafted()
        page = text(noticed.browsers["maker"].get(reverse("desk:notice", args=[notice.code])))

    assert "09-13 Mon – day of publication, does not count" in page
    assert (
        "09-18 Sat 5 worked to make up for 国庆节" in page
        or "09-18 Sat 5 worked to make up for 中秋节" in page
    )


def test_an_open_objection_keeps_the_list_from_being_confirmed_and_the_page_says_how_many(noticed):
    held = noticed.proposed()
    at = clock.now() - LONG_PAST
    notice = noticed.published(at)
    objection = noticed.received(notice, held, at=at + timedelta(days=1))
    maker, address = noticed.browsers["maker"], reverse("desk:notice", args=[notice.code])

    before = text(maker.get(address))
    refused = act(maker, notice, "confirm")
    noticed.found(objection, at=at + timedelta(days=2))
    actions.decide_objection(noticed.publisher, objection_id=objection.pk, outcome=Outcome.UPHOLD, words=WHY)

    assert "1 objection is not decided yet." in before
    assert (refused.status_code, "1" in text(refused)) == (409, True)
    assert act(maker, notice, "confirm").status_code == 302
    assert phases() == {Phase.CONFIRMED}


def test_another_grade_leads_to_a_corrected_notice(noticed):
    held = noticed.proposed(grade="first")
    at = clock.now() - LONG_PAST
    notice = noticed.published(at)
    objection = noticed.found(
        noticed.received(notice, held, at=at + timedelta(days=1)), at=at + timedelta(days=2)
    )
    actions.decide_objection(
        noticed.publisher, objection_id=objection.pk, outcome=Outcome.CHANGE_GRADE, grade="second", words=WHY
    )
    maker, publisher = noticed.browsers["maker"], noticed.browsers["publisher"]

    assert act(maker, notice, "confirm").status_code == 409
    assert act(maker, notice, "correct", correction="好").status_code == 422
    answer = act(maker, notice, "correct", correction="经核查，一项等次由一等调整为二等。")
    anew = Notice.objects.get(replaces=notice)
    assert answer["Location"] == reverse("desk:notice", args=[anew.code])
    edit = maker.get(reverse("desk:notice-edit", args=[anew.code])).content.decode()
    assert "阀门快开扳手" in edit
    kept = maker.post(reverse("desk:notice-edit", args=[anew.code]), filled([], version=anew.version))
    assert kept.status_code == 302
    assert act(publisher, anew, "publish").status_code == 302
    assert (
        text(maker.get(reverse("desk:notice", args=[notice.code]))).count("replaced by a corrected notice")
        >= 1
    )
    assert {line.grade for line in Notice.objects.get(pk=anew.pk).lines} == {"second"}


def test_who_is_offered_nothing_does_nothing(noticed, officer_at, province):
    noticed.proposed()
    draft = noticed.drafted()
    before = Notice.objects.values().get()

    for role, union, expected in (
        (Role.SUPERVISOR, province.province, 403),
        (Role.OFFICER, province.city, 404),
        (Role.SYSTEM_ADMINISTRATOR, province.province, 404),
    ):
        _, browser = officer_at(union, role)
        page = browser.get(reverse("desk:notice", args=[draft.code]))
        assert page.status_code == (200 if expected == 403 else 404)
        for name in ACTS:
            answer = browser.post(
                reverse(f"desk:notice-{name}", args=[draft.code]), {"correction": "更正名单"}
            )
            assert answer.status_code == expected, (role, name)
            assert reverse(f"desk:notice-{name}", args=[draft.code]) not in page.content.decode()
    assert Notice.objects.values().get() == before


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_the_list_and_its_empty_state_in_each_language(noticed, language, settings):
    browser = noticed.browsers["publisher"]
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    empty = browser.get(reverse("desk:notices"))
    noticed.proposed()
    draft = noticed.drafted()
    page = browser.get(reverse("desk:notices") + "?mine=on").content.decode()
    none = browser.get(reverse("desk:notices") + "?q=没有这样的公示").content.decode()
    today = browser.get(reverse("desk:today")).content.decode()

    assert empty.status_code == 200
    for shown in (page, today):
        assert reverse("desk:notice", args=[draft.code]) in shown
    assert reverse("desk:notice", args=[draft.code]) not in none
    mine = noticed.browsers["maker"].get(reverse("desk:notices") + "?mine=on").content.decode()
    assert reverse("desk:notice", args=[draft.code]) not in mine


def test_a_list_of_many_costs_what_a_list_of_one_costs(noticed):
    counts = []
    noticed.browsers["publisher"].get(reverse("desk:notices"))
    for _ in range(2):
        noticed.proposed()
        noticed.drafted()
        with CaptureQueriesContext(connection) as asked:
            noticed.browsers["publisher"].get(reverse("desk:notices"))
        counts.append(len(asked))

    assert counts[0] == counts[1]
