"""The page of corrections: a judge asked after the end, and a second person grants it without seeing the points."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from tests.factories import programmes as made
from tests.factories import reviews as judged
from tests.factories.recommendations import Offices
from xinghe.access.powers import Role
from xinghe.programmes import registry
from xinghe.reviews import actions
from xinghe.reviews.models import Score

pytestmark = pytest.mark.django_db
POINTS = {"new": 59, "useful": 37}
WHY = "把创新性和实用性两项填反了"


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
    browser = officer_at(province.province, Role.PROVINCIAL_OFFICER)[1]
    browser.cookies["django_language"] = "en"
    return browser


@pytest.fixture
def asked(people):
    """A closed panel, one judge of which asks for another score."""
    round_ = judged.opened(judged.panel_of(people))
    round_.give_all()
    judge = round_.sitting[0]
    entry = round_.tasks(judge)[0].application
    judged.ended(round_, at=round_.panel.opens_at + timedelta(minutes=1))
    actions.close_panel(round_.officer, panel_id=round_.panel.pk)
    told = {"panel_code": round_.code, "number": round_.number(judge, entry)}
    correction = actions.ask_correction(
        round_.actor(judge), **told, points=POINTS, comment=judged.WORDS, reason=WHY
    )
    return round_, judge, entry, correction


def text(answer) -> str:
    """What a reader sees, without marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def page(browser, round_):
    return browser.get(reverse("desk:panel-corrections", args=[round_.code]))


def grant(browser, round_, number):
    return browser.post(reverse("desk:panel-grant-correction", args=[round_.code, number]))


def test_it_is_read_without_its_points_and_granted(desk, asked):
    round_, judge, entry, correction = asked
    assert "1 waits for a second person" in text(desk.get(reverse("desk:panel", args=[round_.code])))
    shown = text(page(desk, round_))
    for words in (judge.person.name, WHY, entry.title, "waits for a second person", "Grant it"):
        assert words in shown
    assert str(correction.total) not in shown

    assert grant(desk, round_, correction.pk).status_code == 302

    shown = text(page(desk, round_))
    assert "granted" in shown
    assert "Grant it" not in shown
    counted = Score.objects.filter(assignment=correction.assignment_id).order_by("-pk").first()
    assert counted.total == correction.total
    assert grant(desk, round_, correction.pk).status_code == 409


def test_what_became_a_conflict_meanwhile_is_refused_in_words(desk, asked):
    round_, judge, entry, correction = asked
    actions.pin_conflict(
        round_.officer,
        panel_id=round_.panel.pk,
        judge_id=judge.pk,
        application_id=entry.pk,
        kind="kin",
        words="第一完成人是评委表弟",
    )

    answer = grant(desk, round_, correction.pk)

    assert answer.status_code in (403, 409)
    assert Score.objects.filter(assignment=correction.assignment_id).count() == 1


def test_who_only_reads_panels_grants_nothing(province, asked, officer_at):
    round_, _, _, correction = asked
    leader = officer_at(province.province, Role.SUPERVISOR)[1]

    assert "Grant it" not in text(page(leader, round_))
    assert grant(leader, round_, correction.pk).status_code in (403, 404)


def test_nothing_is_asked_for_yet(people, desk):
    round_ = judged.opened(judged.panel_of(people))

    assert "No corrections here" in text(page(desk, round_))
