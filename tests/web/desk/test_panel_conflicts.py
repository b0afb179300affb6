"""The page of conflicts: found, noted, asked to be lifted by one and lifted by another."""

import re

import pytest
from django.urls import reverse

from tests.factories import programmes as made
from tests.factories import reviews as judged
from tests.factories.recommendations import Offices
from xinghe.access.powers import Role
from xinghe.foundation import clock
from xinghe.programmes import registry
from xinghe.reviews import actions
from xinghe.reviews.models import Conflict

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(province):
    """Officers in the tree of the browsers, where one small kind is installed."""
    before = registry.every_kind()
    registry.install(*before, made.small_kind())
    yield Offices(tree=province)
    registry.install(*before)


@pytest.fixture
def desks(province, people, officer_at):
    """Two provincial officers' browsers, in English."""
    found = [officer_at(province.province, Role.PROVINCIAL_OFFICER)[1] for _ in range(2)]
    for browser in found:
        browser.cookies["django_language"] = "en"
    return found


def text(answer) -> str:
    """What a reader sees, without marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def page(browser, round_, **query):
    return browser.get(reverse("desk:panel-conflicts", args=[round_.code]), query)


def act(browser, round_, name: str, *more, **fields):
    return browser.post(reverse(f"desk:panel-{name}", args=[round_.code, *more]), fields)


def test_what_the_records_show_is_listed_with_its_fact(people, desks):
    round_ = judged.panel_of(people)
    assert "No conflicts here" in text(page(desks[0], round_))
    tied = judged.judge(people, employer=round_.entries[0].unit.name, name="缑砚澍")

    answer = act(desks[0], round_, "find-conflicts")

    assert answer.status_code == 302
    shown = text(page(desks[0], round_))
    assert "Looked through the records: 2 new, 0 ended." in shown
    for words in (
        tied.person.name,
        round_.entries[0].code,
        "same employer",
        "found in the records",
        tied.employer,
    ):
        assert words in shown
    assert round_.entries[1].code not in _rows(page(desks[0], round_, q=round_.entries[0].code))
    assert "Nothing matches" in text(page(desks[0], round_, kind="kin"))


@pytest.mark.parametrize(
    ("kind", "source", "kept", "shown"),
    [
        ("shared_work", "derived", "result R7 2026-03-01", "成果 R7 2026-03-01"),
        ("studio", "derived", "studio 李工创新工作室 A3", "工作室 李工创新工作室 A3"),
        ("office_on_way", "derived", "officer 星河市总工会", "星河市总工会 · 工会干部"),
        ("co_creator", "derived", "people of the application", ""),
        ("own_entry", "derived", "call", ""),
        ("same_employer", "derived", "三环锻造有限公司", "三环锻造有限公司"),
        # What somebody wrote stays as they wrote it.
        ("shared_work", "declared", "result of 2024", "result of 2024"),
    ],
)
def test_a_fact_is_said_in_the_language_of_the_reader(people, desks, kind, source, kept, shown):
    round_ = judged.panel_of(people)
    Conflict.objects.create(
        judge=round_.judges[0],
        application=round_.entries[0],
        kind=kind,
        source=source,
        fact=kept,
        person=round_.judges[0].person,
        found_at=clock.now(),
        territory_path=round_.entries[0].territory_path,
        industry_path=round_.entries[0].industry_path,
    )
    desks[0].cookies["django_language"] = "zh-hans"

    cells = re.findall(r"<td[^>]*>(.*?)</td>", _rows(page(desks[0], round_)), re.DOTALL)

    assert cells[2] == shown


def _rows(answer) -> str:
    return answer.content.decode().partition("<tbody>")[2]


def test_a_conflict_is_noted_and_lifted_by_two(people, desks):
    round_ = judged.panel_of(people)
    told = {"judge": round_.judges[0].pk, "application": round_.entries[0].pk, "kind": "kin"}
    short = act(desks[0], round_, "pin-conflict", **told, words="兄")
    assert short.status_code == 422
    assert not Conflict.objects.exists()
    act(desks[0], round_, "pin-conflict", **told, words="表兄弟关系")
    one = Conflict.objects.get()
    assert "noted by an officer" in text(page(desks[0], round_))

    assert act(desks[0], round_, "ask-lift", one.pk, reason="核").status_code == 422
    act(desks[0], round_, "ask-lift", one.pk, reason="核实后并非亲属")
    mine, theirs = (text(page(desk, round_, settle=one.pk)) for desk in desks)
    assert "You asked for it yourself" in mine
    assert "You asked for it yourself" not in theirs
    assert "waits for a second person" in mine
    assert "核实后并非亲属" in theirs
    assert act(desks[0], round_, "grant-lift", one.pk).status_code == 409
    assert Conflict.objects.get().ended_at is None
    act(desks[1], round_, "grant-lift", one.pk)

    assert Conflict.objects.get().ended_at is not None
    assert "lifted by two" in text(page(desks[0], round_))
    assert "1 stands" not in text(desks[0].get(reverse("desk:panel", args=[round_.code])))


def test_conflicts_of_another_panel_are_not_reached_through_this_one(people, desks, officer_at):
    round_ = judged.panel_of(people)
    actions.pin_conflict(
        round_.officer, panel_id=round_.panel.pk, judge_id=round_.judges[0].pk,
        application_id=round_.entries[0].pk, kind="kin", words="表兄弟关系",
    )  # fmt: skip
    one = Conflict.objects.get()
    beside = officer_at(people.tree.sister_county, Role.OFFICER)[1]

    for name, more in (
        ("find-conflicts", ()),
        ("pin-conflict", ()),
        ("ask-lift", (one.pk,)),
        ("grant-lift", (one.pk,)),
    ):
        assert act(beside, round_, name, *more, reason="核实后并非亲属").status_code == 404
    assert Conflict.objects.get().lift_asked_by_id is None
