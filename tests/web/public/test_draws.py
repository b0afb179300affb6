"""The public page of a draw: nothing before the promise, no name before the release, the same for whoever asks."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import programmes as made
from tests.factories import reviews as judged
from tests.factories.recommendations import Offices
from xinghe.accounts.models import Person
from xinghe.foundation.pinyin import pinyin_key
from xinghe.programmes import registry
from xinghe.reviews import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(province):
    """Officers in the tree of the browsers, where one small kind is installed."""
    before = registry.every_kind()
    registry.install(*before, made.small_kind())
    yield Offices(tree=province)
    registry.install(*before)


def ask(round_, name: str = "draw", *more, language: str = "en"):
    browser = Client(headers={"accept-language": language})
    return browser.get(reverse(f"public:{name}", args=[round_.code, *more]))


def test_nothing_is_there_before_the_promise_and_the_record_only_since_the_draw(people):
    round_ = judged.panel_of(people)
    for name, more in (("draw", ()), ("draw-qr", ()), ("draw-record", ("judges",))):
        assert ask(round_, name, *more).status_code == 404

    actions.commit_draw(round_.officer, panel_id=round_.panel.pk, supervisor="监督组 周敏")
    assert ask(round_).status_code == 200
    assert ask(round_, "draw-qr").headers["Content-Type"] == "image/svg+xml"
    assert ask(round_, "draw-record", "judges").status_code == 404

    actions.draw_panel(round_.officer, panel_id=round_.panel.pk)
    assert json.loads(ask(round_, "draw-record", "judges").content)["schema"] == "xinghe.draw-record/1"
    assert ask(round_, "draw-record", "order").status_code == 404


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_who_was_replaced_is_told_by_code_in_each_language(people, language):
    round_ = judged.invited(judged.panel_of(people, judges=7), accept=False)
    seat = round_.panel.places.order_by("position").first()
    actions.decline_seat(judged.acting(seat.person_id), panel_code=round_.code, words="出国学习")

    shown = ask(round_, language=language).content.decode()

    assert seat.code in shown
    assert "出国学习" not in shown
    assert "周敏" not in shown
    for judge in round_.judges:
        assert judge.person.name not in shown


def test_who_judged_is_named_since_the_release(people):
    round_ = judged.opened(judged.panel_of(people)).closed()
    names = [one.person.name for one in round_.sitting]
    # Another order than that of the seats, whose codes stand on the page: it would say who gave which score.
    Person.objects.filter(pk=round_.sitting[0].person_id).update(name="祝晓", name_pinyin=pinyin_key("祝晓"))
    names[0] = "祝晓"
    before = Client().get(reverse("public:draw", args=[round_.code])).text
    round_.released()
    after = Client().get(reverse("public:draw", args=[round_.code])).text

    assert not any(name in before for name in names)
    assert re.findall(r"<li>([^<]+)</li>", after[after.index('id="members"') :])[: len(names)] == sorted(
        names, key=pinyin_key
    )
