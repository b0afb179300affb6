"""A conflict that comes while results are being released, or after: it is never missed, and its score never counts."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import reviews as judged
from tests.factories.programmes import small_kind
from tests.factories.recommendations import offices
from tests.reviews.test_score_race import SCORE, together
from xinghe.access.fence import fenced
from xinghe.kinds.moves import DECIDED
from xinghe.programmes import actions as programmes
from xinghe.programmes import registry
from xinghe.programmes.models import Application
from xinghe.reviews import actions
from xinghe.reviews.actions.arranging import NotSettled
from xinghe.reviews.actions.conflicts import EntryNamed
from xinghe.reviews.actions.ranking import RerankGranted, RerankNotNow, ScoresLacking
from xinghe.reviews.gates import RankingOutdated, ranking_current, rankings_current
from xinghe.reviews.jobs.conflicts import find_conflicts
from xinghe.reviews.models import Conflict, Judge, Ranking, Score
from xinghe.reviews.models.standing import database_now
from xinghe.reviews.queries.award_sheet import award_sheet
from xinghe.reviews.rules.refusals import PanelNotSo
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


class TestAfterTheRelease:
    """Found until the title is conferred; nobody goes on until two officers have ranked anew."""

    @pytest.fixture
    def round_(self, people, defended):
        return judged.opened(judged.panel_of(people)).released()

    def pin(self, round_, judge, entry):
        return actions.pin_conflict(
            round_.officer, panel_id=round_.panel.pk, judge_id=judge.pk, application_id=entry.pk, kind="kin", words=WHY
        )  # fmt: skip

    def second(self, round_):
        return round_.people.at(round_.people.tree.province)

    def test_nobody_goes_on_until_two_have_ranked_anew(self, round_):
        judge, entry = round_.sitting[0], round_.entries[0]
        asked = {"panel_id": round_.panel.pk}
        with pytest.raises(RerankNotNow):
            actions.ask_rerank(round_.officer, **asked, reason="核对后未见变化")
        self.pin(round_, judge, entry)
        for one in round_.entries:
            with pytest.raises(RankingOutdated, match=round_.code):
                programmes.shortlist(round_.officer, application_id=one.pk)
        assert not award_sheet(round_.officer, round_.code).is_current

        made = actions.ask_rerank(round_.officer, **asked, reason="评委一与申报人有亲属关系")
        with pytest.raises(RerankNotNow):
            actions.ask_rerank(self.second(round_), **asked, reason="评委一与申报人有亲属关系")
        with pytest.raises(RerankGranted):
            actions.grant_rerank(round_.officer, **asked, rerank_id=made.pk)
        actions.grant_rerank(self.second(round_), **asked, rerank_id=made.pk)
        with pytest.raises(RerankGranted):
            actions.grant_rerank(self.second(round_), **asked, rerank_id=made.pk)

        first, second = Ranking.objects.order_by("number")
        seat = round_.panel.places.get(judge=judge).code
        pairs = [{(code, by) for code, by, *_ in one.record["scores"]} for one in (first, second)]
        assert pairs[0] - pairs[1] == {(entry.code, seat)}
        for one in round_.entries:
            programmes.shortlist(round_.officer, application_id=one.pk)

    def test_facts_that_change_after_it_are_found_by_the_clock(self, round_):
        Judge.objects.filter(pk=round_.sitting[0].pk).update(employer=round_.entries[0].unit.name)

        find_conflicts()

        assert Conflict.objects.count() == 2
        with pytest.raises(RankingOutdated):
            programmes.shortlist(round_.officer, application_id=round_.entries[0].pk)

    def test_a_judge_who_sees_then_whose_it_was_says_so(self, round_):
        _judge, actor, mine, entry = judged.first(round_)
        actions.declare_conflict(actor, **mine, kind="kin", words=WHY)

        with pytest.raises(RankingOutdated):
            programmes.shortlist(round_.officer, application_id=entry.pk)

    def test_a_title_that_is_conferred_is_a_matter_for_a_revocation(self, round_):
        _judge, actor, mine, entry = judged.first(round_)
        Application.objects.filter(pk=entry.pk).update(phase="named")
        with pytest.raises(EntryNamed):
            actions.declare_conflict(actor, **mine, kind="kin", words=WHY)
        with pytest.raises(EntryNamed):
            self.pin(round_, round_.sitting[1], entry)

    def test_of_a_whole_list_each_panel_is_looked_at_once(self, round_):
        held, work = list(Application.objects.filter(pk__in=[one.pk for one in round_.entries])), None
        counted = []
        for some in (held[:1], held):
            with CaptureQueriesContext(connection) as queries:
                rankings_current(work, some)
            counted.append(len(queries))

        assert len(held) > 1
        assert counted[0] == counted[1]
        assert registry.gate_of_all(ranking_current) is rankings_current

    def test_who_withdraws_takes_nothing_from_the_others(self, round_):
        first, other = round_.entries
        Application.objects.filter(pk=first.pk).update(phase="withdrawn")

        programmes.shortlist(round_.officer, application_id=other.pk)

    def test_a_proposal_made_meanwhile_goes_no_further(self, round_):
        entry = round_.entries[0]
        Application.objects.filter(pk=entry.pk).update(phase="decision")
        self.pin(round_, round_.sitting[0], entry)
        asked = Application.objects.get(pk=entry.pk)

        with pytest.raises(RankingOutdated):
            ranking_current(None, asked)
        for name, source in (
            ("propose", "decision"),
            ("announce", "proposed"),
            ("confirm", "public_notice"),
            ("name", "confirmed"),
        ):
            (move,) = [one for one in DECIDED if one.name == name and one.source == source]
            assert ranking_current in move.gates


def test_where_three_judges_read_one_more_is_asked_after_the_release(people, defended):
    round_ = judged.opened(judged.panel_of(people, judges=6, seats=5, per_entry=3)).released()
    entry = round_.entries[0]
    readers = [one for one in round_.sitting if entry in [task.application for task in round_.tasks(one)]]
    other = next(one for one in round_.sitting if one not in readers)
    seat = round_.panel.places.get(judge=other).code
    asked = {"panel_id": round_.panel.pk, "application_id": entry.pk, "seat_code": seat}
    until = database_now() + timedelta(hours=1)
    with pytest.raises(PanelNotSo):
        actions.add_review(round_.officer, **asked, closes_at=until)
    TestAfterTheRelease().pin(round_, readers[0], entry)
    wish = actions.ask_rerank(round_.officer, panel_id=round_.panel.pk, reason="评委与申报人有亲属关系")
    second = round_.people.at(round_.people.tree.province)
    with pytest.raises(ScoresLacking):
        actions.grant_rerank(second, panel_id=round_.panel.pk, rerank_id=wish.pk)

    actions.add_review(round_.officer, **asked, closes_at=until)
    round_.give(other, entry)
    actions.grant_rerank(second, panel_id=round_.panel.pk, rerank_id=wish.pk)

    programmes.shortlist(round_.officer, application_id=entry.pk)


class TestByTheClock:
    """The clock looks where a conflict still matters, and asks as often for many as for few."""

    def asked(self, deed):
        with CaptureQueriesContext(connection) as queries:
            deed()
        return len(queries)

    def test_a_panel_that_is_being_prepared_costs_nothing(self, people):
        nothing = self.asked(find_conflicts)
        judged.invited(judged.panel_of(people))

        assert self.asked(find_conflicts) == nothing
        assert nothing <= 5

    def test_nor_does_one_whose_entries_are_named_or_out(self, people):
        round_ = judged.opened(judged.panel_of(people)).released()
        at_work = self.asked(find_conflicts)
        first, second = round_.entries
        Application.objects.filter(pk=first.pk).update(phase="named")
        Application.objects.filter(pk=second.pk).update(phase="declined")

        assert self.asked(find_conflicts) <= 5 < at_work

    def test_thirty_judges_and_two_hundred_entries_are_asked_for_like_two(self, people):
        round_ = judged.opened(judged.panel_of(people))
        few = self.asked(find_conflicts)
        for _ in range(198):
            judged.entry_past(people, round_.call)
        for _ in range(24):
            judged.judge(people)

        assert self.asked(find_conflicts) == few
