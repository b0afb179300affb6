"""Who judges what, who sits together, and how a panel ends."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from tests.factories import programmes as made
from tests.factories import reviews as judged
from tests.factories.unions import NOW
from xinghe.foundation.errors import Forbidden, Missing
from xinghe.programmes.vocab import Phase
from xinghe.reviews import actions, queries
from xinghe.reviews.actions.arranging import (
    ChairMissing,
    EntriesUnassigned,
    NotOverYet,
    NotSettled,
    PanelWrong,
)
from xinghe.reviews.actions.assigning import ReviewNotAdded, TooFewSit
from xinghe.reviews.actions.ranking import ScoresLacking
from xinghe.reviews.models import Assignment, Panel, Ranking, Seat
from xinghe.reviews.models.standing import database_now
from xinghe.reviews.rules.refusals import NotAssigned, NotRanked
from xinghe.reviews.vocab import PanelState


class TestAssignment:
    """Every entry has its judges, evenly, without conflicts, or it is said why not."""

    def test_each_reads_a_share_and_only_that(self, people):
        entries = [judged.entry_past(people, call) for call in [made.call_of(people)] for _ in range(6)]
        round_ = judged.opened(
            judged.panel_of(people, entries[0].call, entries=entries, judges=9, seats=6, per_entry=3)
        )
        rows = Assignment.objects.filter(panel=round_.panel)

        assert rows.count() == 18
        assert {len(round_.tasks(one)) for one in round_.sitting} == {3}
        assert [row.number for row in queries.entries_for(round_.actor(round_.sitting[0]), round_.code)] == [
            1,
            2,
            3,
        ]

    def test_what_cannot_be_had_is_said_in_sentences(self, people):
        round_ = judged.invited(judged.panel_of(people, judges=6))
        judge = round_.sitting[0]
        actions.pin_conflict(
            round_.officer, panel_id=round_.panel.pk, judge_id=judge.pk, application_id=round_.entries[0].pk,
            kind="kin", words="表兄弟关系",
        )  # fmt: skip

        with pytest.raises(NotAssigned, match="only 4 judges without a conflict, 5 are wanted") as refused:
            actions.assign(round_.officer, panel_id=round_.panel.pk)

        assert refused.value.reasons[0].code == "too_few_judges"
        assert not Assignment.objects.filter(panel=round_.panel).exists()

    def test_assigning_again_moves_as_little_as_it_must(self, people):
        call = made.call_of(people)
        entries = [judged.entry_past(people, call) for _ in range(4)]
        round_ = judged.opened(judged.panel_of(people, call, entries=entries, per_entry=3))
        before = set(Assignment.objects.filter(panel=round_.panel).values_list("pk", flat=True))

        assert actions.assign(round_.officer, panel_id=round_.panel.pk) == (0, 0)

        judge = next(one for one in round_.sitting if round_.tasks(one))
        task = round_.tasks(judge)[0]
        actions.pin_conflict(
            round_.officer, panel_id=round_.panel.pk, judge_id=judge.pk, application_id=task.application_id,
            kind="kin", words="表兄弟关系",
        )  # fmt: skip
        assert actions.assign(round_.officer, panel_id=round_.panel.pk) == (1, 1)
        assert set(Assignment.objects.filter(pk__in=before, dropped_at__isnull=True).values_list("pk", flat=True)) == before - {task.pk}  # fmt: skip

    def test_it_opens_when_every_entry_has_its_judges(self, people):
        round_ = judged.invited(judged.panel_of(people))
        with pytest.raises(EntriesUnassigned):
            actions.open_panel(round_.officer, panel_id=round_.panel.pk)
        actions.assign(round_.officer, panel_id=round_.panel.pk)
        judge = round_.sitting[0]
        with pytest.raises(Missing):
            queries.entries_for(round_.actor(judge), round_.code)

        panel = actions.open_panel(round_.officer, panel_id=round_.panel.pk)

        assert (panel.method, panel.settling, panel.comment_least) == ("trimmed", "score", 30)
        for change in ({"method": "mean"}, {"closes_at": NOW}, {"rubric": {}}, {"state": "draft"}):
            with pytest.raises(DatabaseError), transaction.atomic():
                Panel.objects.filter(pk=panel.pk).update(**change)

    def test_an_end_that_has_passed_opens_nothing(self, people):
        round_ = judged.invited(judged.panel_of(people))
        actions.assign(round_.officer, panel_id=round_.panel.pk)
        Panel.objects.filter(pk=round_.panel.pk).update(closes_at=database_now())
        with pytest.raises(PanelWrong):
            actions.open_panel(round_.officer, panel_id=round_.panel.pk)


class TestTogether:
    """Who sits together hears everything but what they have a conflict with, under a chair."""

    @pytest.fixture
    def defence(self, people, defended):
        call = made.call_of(people)
        entries = [judged.entry_past(people, call, phase=Phase.DEFENCE) for _ in range(3)]
        return judged.invited(judged.panel_of(people, call, entries=entries, judges=6, phase=Phase.DEFENCE))

    def pin(self, round_, count):
        for judge in round_.sitting[1 : count + 1]:
            actions.pin_conflict(
                round_.officer, panel_id=round_.panel.pk, judge_id=judge.pk, application_id=round_.entries[0].pk,
                kind="studio", words="同一个工作室",
            )  # fmt: skip

    def test_everybody_hears_everything_but_their_conflicts(self, defence):
        self.pin(defence, 2)
        actions.assign(defence.officer, panel_id=defence.panel.pk)
        with pytest.raises(ChairMissing):
            actions.open_panel(defence.officer, panel_id=defence.panel.pk)

        counts = [Assignment.objects.filter(application=one).count() for one in defence.entries]
        assert counts == [3, 5, 5]

    def test_too_few_is_refused(self, defence):
        self.pin(defence, 3)
        with pytest.raises(TooFewSit):
            actions.assign(defence.officer, panel_id=defence.panel.pk)

    def test_live_scores_are_the_chairs_alone(self, defence):
        self.pin(defence, 1)
        chair, barred, *others = defence.sitting
        seat = Seat.objects.get(panel=defence.panel, judge=chair)
        actions.name_chair(defence.officer, panel_id=defence.panel.pk, seat_code=seat.code)
        actions.assign(defence.officer, panel_id=defence.panel.pk)
        actions.open_panel(defence.officer, panel_id=defence.panel.pk)
        defence.give(others[0], defence.entries[0], 50, 30)
        defence.give(others[1], defence.entries[0], 45, "30.5")

        number = defence.number(chair, defence.entries[0])

        def seen():
            rows = {row.number: row for row in queries.live_for_chair(defence.actor(chair), defence.code)}
            return rows[number].expected, rows[number].given, rows[number].mean

        # What the others' scores come to, the chair learns with a score of their own.
        assert seen() == (4, 2, "")
        defence.give(chair, defence.entries[0], 50, 30)
        assert seen() == (4, 3, "78.50")
        for actor in (defence.actor(others[0]), defence.officer):
            with pytest.raises(Missing):
                queries.live_for_chair(actor, defence.code)
        with pytest.raises(Missing):
            queries.loads_of(defence.officer, defence.code)
        known = {row.number for row in queries.entries_for(defence.actor(barred), defence.code)}
        assert len(known) == 2
        entry = queries.entry_for(defence.actor(chair), defence.code, 1)
        assert (entry.unit, entry.applicant) == (defence.people.tree.workshop.name, "王秀英")

    def test_a_chair_with_a_conflict_is_shut_out_of_the_item(self, defence):
        chair = defence.sitting[0]
        actions.pin_conflict(
            defence.officer, panel_id=defence.panel.pk, judge_id=chair.pk, application_id=defence.entries[0].pk,
            kind="kin", words="第一完成人的表兄",
        )  # fmt: skip
        seat = Seat.objects.get(panel=defence.panel, judge=chair)
        actions.name_chair(defence.officer, panel_id=defence.panel.pk, seat_code=seat.code)
        actions.assign(defence.officer, panel_id=defence.panel.pk)
        actions.open_panel(defence.officer, panel_id=defence.panel.pk)
        for one in defence.sitting[1:]:
            defence.give(one, defence.entries[0], 60 if one == defence.sitting[1] else 20, 20)

        assert len(queries.live_for_chair(defence.actor(chair), defence.code)) == 2
        defence.give_all()
        actions.close_panel(defence.officer, panel_id=defence.panel.pk)
        off = queries.off_the_middle_for(defence.actor(chair), defence.code)
        assert defence.number(defence.sitting[1], defence.entries[0]) not in {
            row.number for row in off if row.judge == defence.sitting[1].person.name
        }


class TestEnding:
    """Closing, one more judge, releasing together."""

    def test_it_closes_at_its_end_or_when_all_is_in(self, people):
        round_ = judged.opened(judged.panel_of(people))
        with pytest.raises(NotOverYet, match="10 are still missing"):
            actions.close_panel(round_.officer, panel_id=round_.panel.pk)
        assert [row.done for row in queries.loads_of(round_.officer, round_.code)] == [0] * 5
        round_.give_all()
        assert [(row.assigned, row.done) for row in queries.loads_of(round_.officer, round_.code)] == [
            (2, 2)
        ] * 5
        actions.close_panel(round_.officer, panel_id=round_.panel.pk)
        assert round_.fresh().state == PanelState.CLOSED

    def test_at_the_end_it_closes_whatever_is_missing(self, people):
        round_ = judged.ended(judged.opened(judged.panel_of(people)))
        actions.close_panel(round_.officer, panel_id=round_.panel.pk)

        with pytest.raises(ScoresLacking, match="2 entries"):
            actions.rank_panel(round_.officer, panel_id=round_.panel.pk)

    def test_one_more_judge_is_asked_with_an_end_of_their_own(self, people):
        round_ = judged.opened(judged.panel_of(people, judges=6, seats=6, per_entry=5))
        entry = round_.entries[0]
        absent = next(
            one for one in round_.sitting if entry.pk in {task.application_id for task in round_.tasks(one)}
        )
        for one in round_.sitting:
            for task in round_.tasks(one):
                if (one, task.application) != (absent, entry):
                    round_.give(one, task.application)
        judged.ended(round_)
        actions.close_panel(round_.officer, panel_id=round_.panel.pk)
        later = database_now() + timedelta(hours=2)
        more = next(
            one
            for one in round_.sitting
            if entry.pk not in {task.application_id for task in round_.tasks(one)}
        )
        seat = Seat.objects.get(panel=round_.panel, judge=more)
        asked = {"panel_id": round_.panel.pk, "application_id": entry.pk, "seat_code": seat.code}
        with pytest.raises(ReviewNotAdded):
            actions.add_review(round_.officer, **asked, closes_at=NOW)
        with pytest.raises(Missing):
            actions.add_review(round_.officer, **asked | {"seat_code": "x"}, closes_at=later)
        actions.add_review(round_.officer, **asked, closes_at=later)
        with pytest.raises(ReviewNotAdded):
            actions.add_review(round_.officer, **asked, closes_at=later)

        round_.give(more, entry)
        actions.rank_panel(round_.officer, panel_id=round_.panel.pk)

        assert {row.scores for row in queries.ranking_for(round_.officer, round_.code).rows} == {5}

    def test_results_come_together_and_nobody_has_them_before(self, people):
        call = made.call_of(people)
        rounds = []
        for category in ("tools", "methods"):
            held = [judged.entry_past(people, call, category=category) for _ in range(2)]
            if not rounds:
                rounds.append(judged.opened(judged.panel_of(people, call, entries=held, category=category)))
            else:
                rounds.append(
                    judged.opened(judged.panel_of(people, call, entries=held, category=category, judges=0))
                )
        officer_, numbers = rounds[0].officer, [one.panel.pk for one in rounds]
        rounds[0].closed()
        actions.rank_panel(officer_, panel_id=numbers[0])
        rounds[1].closed()
        with pytest.raises(NotSettled, match="no frozen ranking"):
            actions.release_together(officer_, panel_ids=numbers)
        assert rounds[0].fresh().state == PanelState.CLOSED
        with pytest.raises(Missing):
            actions.release_together(officer_, panel_ids=[])
        judge = rounds[0].sitting[0]
        with pytest.raises(Missing):
            queries.outcomes_for_judge(rounds[0].actor(judge), rounds[0].code)

        actions.rank_panel(officer_, panel_id=numbers[1])
        first, second = actions.release_together(officer_, panel_ids=numbers)

        assert first.released_at == second.released_at
        assert len(queries.outcomes_for_judge(rounds[0].actor(judge), rounds[0].code)) == 2
        (mine,) = queries.own_outcomes(
            judged.acting(rounds[0].entries[0].applicant_id), rounds[0].entries[0].code
        )
        assert (mine.of, len(mine.comments)) == (2, 5)

    def test_a_ranking_that_is_out_of_date_is_not_released(self, people):
        round_ = judged.opened(judged.panel_of(people, judges=6, seats=6, per_entry=5)).closed()
        actions.rank_panel(round_.officer, panel_id=round_.panel.pk)
        judge = next(one for one in round_.sitting if round_.tasks(one))
        actions.pin_conflict(
            round_.officer, panel_id=round_.panel.pk, judge_id=judge.pk,
            application_id=round_.tasks(judge)[0].application_id, kind="kin", words="表兄弟关系",
        )  # fmt: skip

        with pytest.raises(NotSettled, match="something changed"):
            actions.release_together(round_.officer, panel_ids=[round_.panel.pk])

    def test_what_would_flip_and_who_else_to_ask(self, people):
        call = made.call_of(people)
        entries = [judged.entry_past(people, call) for _ in range(5)]
        round_ = judged.opened(
            judged.panel_of(people, call, entries=entries, judges=6, seats=6, per_entry=3)
        ).closed()
        actions.rank_panel(round_.officer, panel_id=round_.panel.pk)

        turns = queries.turns_of(round_.officer, round_.code, above=2)
        assert {turn.of for turn in turns} == {"judge", "criterion", "method"}
        for one in queries.further_reviews(round_.officer, round_.code, above=2, budget=2):
            assert one.judge in {judge.person.name for judge in round_.sitting}
        with pytest.raises(Missing):
            queries.turns_of(judged.supervisor(people), round_.code, above=2)

    def test_a_frozen_ranking_is_never_changed(self, people):
        judged.opened(judged.panel_of(people)).released()
        for deed in (
            lambda: Ranking.objects.update(root="x"),
            lambda: Ranking.objects.all()._raw_delete("default"),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                deed()


def test_a_supervisor_looks_on_and_changes_nothing(people):
    round_ = judged.opened(judged.panel_of(people))
    looks = judged.supervisor(people)

    assert len(queries.seats_of(looks, round_.code)) == 6
    assert [len(one.judges) for one in queries.entries_with_judges(looks, round_.code)] == [5, 5]
    with pytest.raises(Forbidden):
        actions.close_panel(looks, panel_id=round_.panel.pk)
    with pytest.raises(Missing):
        queries.ranking_for(looks, round_.code)


def test_what_the_kernel_refuses_to_rank_is_passed_on(people, monkeypatch):
    from xinghe.kernels.judging.refusals import DesignDisconnected

    def apart(reviews, method, *, cut):
        raise DesignDisconnected(groups=(("A",), ("B",)))

    round_ = judged.opened(judged.panel_of(people)).closed()
    monkeypatch.setattr("xinghe.reviews.actions.ranking.ranked", apart)

    with pytest.raises(NotRanked, match="2 groups that have no entry in common"):
        actions.rank_panel(round_.officer, panel_id=round_.panel.pk)
