"""Two at the same moment: the second is told, and neither meets a fault of the database."""

import time
from datetime import date

import pytest

from tests.factories import reviews as judged
from tests.factories.programmes import small_kind
from tests.factories.recommendations import offices
from tests.recommendations.test_races import race
from xinghe.access.work import Work
from xinghe.programmes import registry
from xinghe.programmes.rules.judging import Judging, Settling
from xinghe.reviews import actions
from xinghe.reviews.models import Correction, Score, Visit, Vote

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def installed():
    """Kinds put beside those there are, until the test ends."""
    before = registry.every_kind()
    yield lambda kind: registry.install(*before, kind)
    registry.install(*before)


@pytest.fixture
def slowly(monkeypatch):
    """Begin to give the other one time to come in between writing and committing."""
    record = Work.record

    def slow_record(self, *args, **kwargs):
        time.sleep(0.3)
        record(self, *args, **kwargs)

    return lambda: monkeypatch.setattr(Work, "record", slow_record)


def test_a_score_given_while_the_panel_is_closed_is_counted_or_refused(installed, slowly):
    installed(small_kind())
    round_ = judged.opened(judged.panel_of(offices()))
    _, judge, mine, _ = judged.first(round_)
    points = {"new": 20, "useful": 20}
    slowly()

    def close():
        time.sleep(0.1)
        actions.close_panel(round_.officer, panel_id=round_.panel.pk)

    told = race(
        lambda: actions.submit_score(judge, **mine, points=points, comment=judged.WORDS),
        close,
    )

    # The others have not scored yet, so that the panel cannot end before its time.
    assert told == ["done", "panel_not_over"]
    assert Score.objects.count() == 1


def test_two_who_are_there_begin_one_report(installed, slowly):
    installed(judged.defended_kind())
    onsite = judged.on_site(offices())
    _, first, mine, application = judged.first(onsite)
    second = onsite.sitting[1]
    number = next(one.number for one in onsite.tasks(second) if one.application_id == application.pk)
    slowly()

    told = race(
        lambda: actions.begin_visit(first, **mine, visited_date=date(2026, 3, 2)),
        lambda: actions.begin_visit(
            onsite.actor(second), panel_code=onsite.code, number=number, visited_date=date(2026, 3, 2)
        ),
    )

    assert told == ["done", "visit_settled"]
    assert Visit.objects.count() == 1


def test_a_correction_asked_for_twice_at_once_is_one(installed, slowly):
    installed(small_kind())
    round_ = judged.opened(judged.panel_of(offices()))
    round_.closed()
    _, judge, mine, _ = judged.first(round_)
    asked = {"points": {"new": 20, "useful": 20}, "comment": judged.WORDS, "reason": "两栏填反了"}
    slowly()

    told = race(*[lambda: actions.ask_correction(judge, **mine, **asked)] * 2)

    assert told == ["correction_not_now", "done"]
    assert Correction.objects.count() == 1


def test_a_vote_sent_twice_at_once_is_one(installed, slowly):
    installed(small_kind(judging=Judging(settling=Settling.VOTE)))
    round_ = judged.opened(judged.panel_of(offices()))
    round_.closed()
    _, judge, mine, _ = judged.first(round_)
    slowly()

    told = race(*[lambda: actions.vote(judge, **mine, choice="yes")] * 2)

    assert told == ["done", "vote_not_now"]
    assert Vote.objects.count() == 1
