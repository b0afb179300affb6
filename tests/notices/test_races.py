"""Two at once: one publication, one objection of a form, and nothing confirmed over an objection that just came in."""

import time

import pytest

from tests.factories.notices import LAST_INSTANT, OVER, PUBLISHED, Desk, noticed_kind, object_to
from tests.factories.recommendations import offices
from tests.recommendations.test_races import race
from xinghe.access.work import Work
from xinghe.foundation.clock import held_at
from xinghe.notices import actions
from xinghe.notices.models import NoticePaper, Objection
from xinghe.programmes import registry
from xinghe.programmes.models import Application
from xinghe.programmes.vocab import Phase

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def raced(monkeypatch):
    """A desk with one proposed application, and time for the other one to come in before a commit."""
    before = registry.every_kind()
    registry.install(*before, noticed_kind())
    desk = Desk(offices())
    desk.held = desk.proposed()
    record = Work.record

    def slowly(self, *args, **kwargs):
        time.sleep(0.1)
        record(self, *args, **kwargs)

    monkeypatch.setattr(Work, "record", slowly)
    yield desk
    registry.install(*before)


def at(instant, deed):
    def do():
        with held_at(instant):
            deed()

    return do


def test_two_colleagues_publish_once(raced):
    notice = raced.drafted()
    colleague = raced.people.at(raced.people.tree.province)

    told = race(
        *(
            at(PUBLISHED, lambda who=who: actions.publish_notice(who, notice_id=notice.pk))
            for who in (raced.publisher, colleague)
        )
    )

    assert told == ["done", "notice_not_so"]
    assert NoticePaper.objects.count() == 1


def test_a_form_sent_four_times_at_once_is_one_objection(raced):
    notice = raced.published()

    told = race(*[at(LAST_INSTANT, lambda: object_to(notice, raced.held.code, key="one"))] * 4)

    assert told == ["done"] * 4
    assert Objection.objects.count() == 1


@pytest.mark.parametrize("head_start", [0, 0.05])
def test_an_objection_of_the_last_instant_and_the_confirmation_do_not_pass_each_other(raced, head_start):
    notice = raced.published()

    def confirm():
        time.sleep(head_start)
        actions.confirm_notice(raced.maker, notice_id=notice.pk)

    told = race(at(LAST_INSTANT, lambda: object_to(notice, raced.held.code)), at(OVER, confirm))

    is_confirmed = Application.objects.get(pk=raced.held.pk).phase == Phase.CONFIRMED
    assert told in (["done", "objection_late"], ["done", "objection_open"])
    assert is_confirmed == ("objection_late" in told) == (not Objection.objects.exists())
