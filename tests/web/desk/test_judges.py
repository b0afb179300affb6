"""The pages of the pool: somebody is looked for and taken in, described, given time, taken out and back."""

import re

import pytest
from django.urls import reverse

from tests.factories import accounts
from tests.factories import programmes as made
from tests.factories import reviews as judged
from tests.factories.recommendations import Offices
from xinghe.access.powers import Role
from xinghe.programmes import registry
from xinghe.programmes.models import Application
from xinghe.reviews.models import Judge

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(province):
    """Officers in the tree of the browsers, where one small kind is installed."""
    before = registry.every_kind()
    registry.install(*before, made.small_kind())
    yield Offices(tree=province)
    registry.install(*before)


@pytest.fixture
def desk(province, people, officer_at):
    """A provincial officer's browser, in English."""
    return english(officer_at(province.province, Role.PROVINCIAL_OFFICER)[1])


def english(browser):
    browser.cookies["django_language"] = "en"
    return browser


def text(answer) -> str:
    """What a reader sees, without marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def page(browser, judge):
    return browser.get(reverse("desk:judge", args=[judge.code]))


def act(browser, judge, name: str, **fields):
    return browser.post(reverse(f"desk:judge-{name}", args=[judge.code]), fields)


def test_somebody_is_looked_for_taken_in_and_described(province, people, desk):
    at = province.workshop
    somebody = accounts.person(
        name="缑砚澍", territory_path=at.territory_path, industry_path=at.industry_path
    )
    address = reverse("desk:judge-new")
    assert "Nobody of that name" in text(desk.get(address, {"q": "郗"}))
    found = desk.get(address, {"q": "缑"}).content.decode()
    assert f"?person={somebody.pk}" in found
    assert at.name in found
    form = desk.get(address, {"person": somebody.pk}).content.decode()
    assert f'value="{at.name}"' in form

    told = {"union": province.province.pk, "fields_named": ["tools"], "other_fields": "焊接，机器人",
            "speciality": "焊接 高级技师", "employer": "第一研究院", "honours": "全国劳动模范\n省首席技师",
            "available_until": "2030-01-01", "load_wish": 20}  # fmt: skip
    answer = desk.post(f"{address}?person={somebody.pk}", told)

    judge = Judge.objects.get(person=somebody)
    assert answer["Location"] == reverse("desk:judge", args=[judge.code])
    assert judge.fields == ["tools", "机器人", "焊接"]
    assert [one["title"] for one in judge.honours] == ["全国劳动模范", "省首席技师"]
    shown = text(page(desk, judge))
    for words in ("焊接 高级技师", "第一研究院", "省首席技师", "has time until 2030-01-01"):
        assert words in shown
    again = desk.post(f"{address}?person={somebody.pk}", told)
    assert again.status_code == 409
    assert "is in this pool already" in text(again)
    assert "焊接 高级技师" in again.content.decode()


def test_a_judge_is_changed_given_time_and_taken_out_and_back(people, desk):
    judge = judged.judge(people)
    act(desk, judge, "change", fields_named=["methods"], employer="第二研究院", honours="")
    judge.refresh_from_db()
    assert (judge.fields, judge.employer) == (["methods"], "第二研究院")

    wrong = act(desk, judge, "time", available_from="2030-02-01", available_until="2030-01-01")
    assert wrong.status_code == 422
    assert "the end must be later" in text(wrong)
    act(desk, judge, "time", available_from="2030-02-01", load_wish=3)
    judge.refresh_from_db()
    assert judge.load_wish == 3
    assert "has time from 2030-02-01" in text(page(desk, judge))

    act(desk, judge, "switch")
    assert not Judge.objects.get(pk=judge.pk).is_active
    assert judge.person.name not in text(desk.get(reverse("desk:judges")))
    assert judge.person.name in text(desk.get(reverse("desk:judges"), {"gone": "on"}))
    act(desk, judge, "switch")
    assert Judge.objects.get(pk=judge.pk).is_active


def test_the_pool_is_narrowed_by_field_employer_time_and_words(people, desk):
    steel = judged.judge(people, name="缑砚澍", fields=["steel"], employer="汉江钢铁公司", speciality="炼钢")
    busy = judged.judge(people, name="郗一鸣", fields=["tools"], available_until="2020-01-01")
    address = reverse("desk:judges")

    def names(**query) -> set[str]:
        shown = desk.get(address, query).content.decode()
        return {one for one in ("缑砚澍", "郗一鸣") if f">{one}<" in shown}

    assert names() == {"缑砚澍", "郗一鸣"}
    assert names(q="缑") == names(field="steel") == names(employer="钢铁") == names(q="炼钢") == {"缑砚澍"}
    assert names(free="on") == {"缑砚澍"}
    assert names(q=busy.code) == {"郗一鸣"}
    assert names(q=busy.person.staff_number) == set()
    assert names(union=str(people.tree.province.pk)) == {"缑砚澍", "郗一鸣"}
    file = desk.get(reverse("desk:list-export", args=["judges"]), {"format": "csv"}).getvalue().decode()
    assert steel.employer in file


def test_workload_counts_what_stands_and_keeps_a_partys_own_contest_out(people, desk, officer_at):
    round_ = judged.opened(judged.panel_of(people))
    judge = round_.sitting[0]
    party, browser = officer_at(people.tree.province, Role.PROVINCIAL_OFFICER)
    Application.objects.filter(pk=round_.entries[0].pk).update(people=[party.pk])

    assert "2 Entries now" in text(page(desk, judge))
    assert round_.code in page(desk, judge).content.decode()
    seen = english(browser).get(reverse("desk:judge", args=[judge.code]))
    assert "0 Entries now" in text(seen)
    assert "0 Panels now" in text(seen)
    assert round_.code not in seen.content.decode()


def test_a_pool_is_its_unions_and_those_above_alone(people, officer_at):
    judge = judged.judge(people, people.tree.county, name="缑砚澍")
    beside = officer_at(people.tree.sister_county)[1]
    above = english(officer_at(people.tree.city)[1])
    unit = officer_at(people.tree.workshop, Role.UNIT_OFFICER)[1]

    assert page(above, judge).status_code == 200
    assert "Take out of the pool" not in text(page(above, judge))
    assert act(above, judge, "switch").status_code == 403
    for browser in (beside, unit):
        assert page(browser, judge).status_code == 404
        assert "缑砚澍" not in browser.get(reverse("desk:judges")).content.decode()
        for name in ("change", "time", "switch"):
            assert act(browser, judge, name).status_code == 404
    assert unit.get(reverse("desk:judge-new")).status_code == 403
    assert Judge.objects.get(pk=judge.pk).is_active
