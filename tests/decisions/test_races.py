"""Two at once: the list of revocations names both, and nothing is named over an objection that is being entered."""

import time

import pytest

from tests.factories import decisions as made
from tests.factories import numbered_papers
from tests.factories import programmes as programmes_of
from tests.factories.notices import DAY, OVER, PUBLISHED, Desk, noticed_kind
from tests.factories.recommendations import offices
from tests.recommendations.test_races import race
from xinghe.access.work import Work
from xinghe.decisions.actions import begin_naming, begin_revocation, issue_naming, issue_revocation
from xinghe.decisions.queries import awards_of, revocation_list
from xinghe.foundation import clock
from xinghe.foundation.clock import held_at
from xinghe.notices.actions import confirm_notice
from xinghe.papers.queries import public_keys
from xinghe.papers.rules.credential import verify
from xinghe.programmes import registry
from xinghe.programmes.models import Application
from xinghe.programmes.vocab import Phase

pytestmark = pytest.mark.django_db(transaction=True)
ARTICLE = "《职工技术创新成果交流活动办法》第十八条"
WHY = "经核查，成果权属存在争议，完成人已书面确认"


@pytest.fixture
def drafts():
    """Two awards of one decision with the drafts that revoke them, and who issues them from which numbers."""
    before = registry.every_kind()
    registry.install(*before, noticed_kind())
    yield offices()
    registry.install(*before)


def today():
    return clock.now().astimezone(clock.CHINA).date()


def slow_down(monkeypatch):
    """Time for the other one to come in before a commit."""
    record = Work.record

    def slowly(self, *args, **kwargs):
        time.sleep(0.1)
        record(self, *args, **kwargs)

    monkeypatch.setattr(Work, "record", slowly)


def test_two_revocations_at_once_are_both_on_the_list(people, monkeypatch):
    call = programmes_of.call_of(people)
    rows = [numbered_papers.series(call.union, code=code) for code in ("星工甲", "星工乙")]
    for title in ("甲成果", "乙成果"):
        made.confirmed(people, call, title=title)
    maker, second = people.at(call.union), people.at(call.union)
    naming = begin_naming(maker, call_id=call.pk)
    awards = awards_of(issue_naming(second, decision_id=naming.pk, series_id=rows[0].pk, on=today()))
    drafts = [begin_revocation(maker, award_id=one.pk, reason=WHY, article=ARTICLE) for one in awards]
    slow_down(monkeypatch)

    told = race(
        *(
            lambda draft=draft, row=row: issue_revocation(
                second, decision_id=draft.pk, series_id=row.pk, on=today()
            )
            for draft, row in zip(drafts, rows, strict=True)
        )
    )

    assert told == ["done", "done"]
    found = [verify(one.credential, keys=public_keys(), revocations=revocation_list()) for one in awards]
    assert all(one.revoked for one in found)


def test_a_letter_that_is_entered_while_a_naming_is_issued_does_not_slip_by(people, monkeypatch):
    desk = Desk(people)
    held, series = desk.proposed(), made.series_of(desk.call.union)
    notice = desk.published()
    with held_at(OVER):
        confirm_notice(desk.maker, notice_id=notice.pk)
    draft = begin_naming(desk.maker, call_id=desk.call.pk)
    slow_down(monkeypatch)

    def issue():
        time.sleep(0.05)
        issue_naming(desk.publisher, decision_id=draft.pk, series_id=series.pk, on=today())

    told = race(lambda: desk.recorded(notice, held.code, at=PUBLISHED + DAY), issue)

    assert told == ["done", "objection_open"]
    assert Application.objects.get(pk=held.pk).phase == Phase.CONFIRMED
