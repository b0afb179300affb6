"""An officer sets up a group robot, tries it, changes it, and removes it; its key is never shown again."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from xinghe.access.powers import Role
from xinghe.messaging.actions import speaking
from xinghe.messaging.models import Robot

pytestmark = pytest.mark.django_db
KEY = "c0ffee00c0ffee00"


@pytest.fixture
def officer(province, officer_at):
    _, browser = officer_at(province.county)
    browser.cookies["django_language"] = "en"
    return browser


@pytest.fixture
def heard(monkeypatch):
    """What robots say, and whether it is taken."""
    said = []
    monkeypatch.setattr(speaking, "_say", lambda robot, text: said.append(text) or "no" not in said)
    return said


def set_up(browser, at, **told):
    values = {
        "union": at.name,
        "kind": "wecom",
        "name": "班组群",
        "address": f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}",
        "events": ["idea_handed_in", "idea_late"],
        **told,
    }
    return browser.post(reverse("desk:robot-new"), values)


def test_a_robot_is_set_up_and_its_key_never_shown(officer, province):
    answer = set_up(officer, province.workshop)

    robot = Robot.objects.get()
    url = reverse("desk:robot", args=[robot.pk])
    assert (answer.status_code, answer["Location"]) == (302, url)
    assert (robot.union, robot.events, robot.allows_titles) == (
        province.workshop,
        ["idea_handed_in", "idea_late"],
        False,
    )
    for page in (url, reverse("desk:robots")):
        content = officer.get(page).content.decode()
        assert "班组群" in content
        assert KEY not in content


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"address": "https://evil.example/send?key=1"}, "it begins with https://qyapi.weixin.qq.com"),
        ({"secret": "SECabc12345"}, "Only DingTalk robots have a signing secret"),
        ({"events": []}, "required"),
        ({"kind": "telegram"}, "not one of the available choices"),
        ({"union": "no such union"}, "no such union"),
    ],
)
def test_what_is_wrong_is_said_beside_the_form(officer, province, told, words):
    answer = set_up(officer, province.workshop, **told)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Robot.objects.count() == 0


def test_a_union_beyond_ones_reach_is_none_to_set_up_for(officer, province):
    answer = set_up(officer, province.far_workshop)

    assert (answer.status_code, Robot.objects.count()) == (422, 0)


def test_it_is_tried_changed_switched_and_removed(officer, province, heard):
    set_up(officer, province.workshop)
    robot = Robot.objects.get()

    def act(verb, **told):
        return officer.post(
            reverse(f"desk:robot-{verb}", args=[robot.pk]), told, follow=True
        ).content.decode()

    tried = act("try")
    too_soon = act("try")
    changed = act("change", name="新群", events=["idea_late"], allows_titles="on")
    off = act("off")
    robot.refresh_from_db()
    is_off = not robot.is_on
    act("on")
    robot.refresh_from_db()
    removed = act("remove")

    assert len(heard) == 1
    assert "took the message" in tried
    assert "silent for 3 seconds" in too_soon
    assert "新群" in changed
    assert (robot.name, robot.events, robot.allows_titles, is_off, robot.is_on) == (
        "新群",
        ["idea_late"],
        True,
        True,
        True,
    )
    assert "Switch on" in off
    assert "There is no robot yet" in removed


def test_a_trial_that_is_not_heard_says_what_to_look_at(officer, province, heard):
    set_up(officer, province.workshop)
    heard.append("no")

    answer = officer.post(reverse("desk:robot-try", args=[Robot.objects.get().pk]), follow=True)

    assert "did not take the message" in answer.content.decode()


def test_a_damaged_change_is_said_beside_the_form(officer, province):
    set_up(officer, province.workshop)

    answer = officer.post(reverse("desk:robot-change", args=[Robot.objects.get().pk]), {"name": ""})

    assert answer.status_code == 422


@pytest.mark.parametrize("role", [Role.LEADER, Role.SUPERVISOR, Role.SECURITY_ADMINISTRATOR])
def test_who_does_not_arrange_robots_finds_none(officer, officer_at, province, role):
    set_up(officer, province.workshop)
    _, browser = officer_at(province.county, role)
    robot = Robot.objects.get()

    assert browser.get(reverse("desk:robots")).status_code == 403
    assert set_up(browser, province.workshop).status_code == 403
    assert browser.get(reverse("desk:robot", args=[robot.pk])).status_code == 404
    for name in ("change", "on", "off", "try", "remove"):
        answer = browser.post(
            reverse(f"desk:robot-{name}", args=[robot.pk]), {"name": "x", "events": ["idea_late"]}
        )
        assert answer.status_code == 404
    assert Robot.objects.filter(name="班组群", is_on=True).count() == 1


def test_the_list_costs_the_same_for_one_and_for_three(officer, province):
    spent = []
    for keys in ("a", "bc"):
        for key in keys:
            address = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}{key}"
            set_up(officer, province.workshop, address=address)
        officer.get(reverse("desk:robots"))
        with CaptureQueriesContext(connection) as counted:
            officer.get(reverse("desk:robots"))
        spent.append(len(counted))

    assert spent[0] == spent[1] <= 11
