"""A conflict that comes while results are being released, or after: it is never missed, and its score never counts."""

import threading
import time

import pytest
from django.db import connection

from tests.factories import reviews as judged
from tests.factories.programmes import small_kind
from tests.factories.recommendations import offices
from tests.reviews.test_score_race import SCORE, together
from xinghe.access.fence import fenced
from xinghe.programmes import registry
from xinghe.reviews import actions
from xinghe.reviews.actions.arranging import NotSettled
from xinghe.reviews.models import Conflict, Judge, Score
from xinghe.reviews.vocab import PanelState

WHY = "第一完成人是我的表弟"


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    """Two connections, each in the middle of its own."""

    @pytest.fixture
    def round_(self):
        before = registry.every_kind()
        registry.install(*before, small_kind())
        found = judged.opened(judged.panel_of(offices(), judges=6))
        found.give_all()
        yield found
        registry.install(*before)

    def test_who_closes_waits_for_who_is_writing_and_neither_stands_in_the_others_way(self, round_):
        written, judge = threading.Event(), round_.actor(round_.sitting[0])
        before = Score.objects.count()

        def write():
            with fenced(judge), connection.cursor() as cursor:
                cursor.execute(SCORE + " AND person_id = %s", [round_.panel.pk, judge.person_id])
                written.set()
                time.sleep(0.5)

        def close():
            written.wait(5)
            actions.close_panel(round_.officer, panel_id=round_.panel.pk)

        together(write, close)

        assert round_.fresh().state == PanelState.CLOSED
        assert Score.objects.count() == before + 2

    def test_what_is_declared_while_it_is_released_is_not_missed(self, round_):
        round_.closed()
        actions.rank_panel(round_.officer, panel_id=round_.panel.pk)
        judge = round_.sitting[0]
        task = round_.tasks(judge)[0]
        declared, said = threading.Event(), []

        def declare():
            with fenced(round_.actor(judge)):
                Conflict.objects.create(
                    judge=judge, application_id=task.application_id, person_id=judge.person_id, kind="kin", source="declared",
                    fact=WHY, found_at=round_.panel.made_at, found_by_id=judge.person_id,
                    territory_path=judge.territory_path, industry_path=judge.industry_path,
                )  # fmt: skip
                declared.set()
                time.sleep(0.5)

        def release():
            declared.wait(5)
            try:
                actions.release_together(round_.officer, panel_ids=[round_.panel.pk])
            except NotSettled as why:
                said.append(why)

        together(declare, release)

        assert Conflict.objects.count() == 1
        assert [one.code for one in said] == ["panel_not_settled"]
        assert round_.fresh().state == PanelState.CLOSED


def test_what_the_records_show_by_the_release_is_found_by_it(people):
    round_ = judged.opened(judged.panel_of(people)).closed()
    actions.rank_panel(round_.officer, panel_id=round_.panel.pk)
    Judge.objects.filter(pk=round_.sitting[0].pk).update(employer=round_.entries[0].unit.name)

    with pytest.raises(NotSettled, match="something changed"):
        actions.release_together(round_.officer, panel_ids=[round_.panel.pk])
