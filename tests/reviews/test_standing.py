"""Conflicts, votes, looks on site, and what must hold before an application leaves a review."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction

from tests.factories import programmes as made
from tests.factories import reviews as judged
from xinghe.access.fence import fenced
from xinghe.foundation.errors import Missing
from xinghe.programmes import actions as programmes
from xinghe.programmes.models import Application
from xinghe.programmes.vocab import Phase
from xinghe.reviews import actions, queries
from xinghe.reviews.actions.conflicts import ConflictUnknown, NotLifted
from xinghe.reviews.actions.meeting import ChoiceUnknown, VoteNotNow
from xinghe.reviews.actions.visiting import VisitSettled, VisitWrong
from xinghe.reviews.gates import RankingNotFrozen, ResultsNotReleased, ScoresMissing, VisitNotSigned
from xinghe.reviews.jobs.conflicts import find_conflicts
from xinghe.reviews.models import Conflict, Judge, Ranking, Score
from xinghe.reviews.registry import Tie, tie_source
from xinghe.reviews.vocab import CHECKLIST, ConflictKind, Source

WHY = "第一完成人是我的表弟"


@pytest.fixture
def round_(people):
    return judged.opened(judged.panel_of(people))


class TestConflicts:
    """Declared, found, noted; out of sight on the next request; counted no more; lifted by two."""

    def test_what_is_declared_is_out_of_sight_at_once(self, round_):
        judge, actor, mine, application = judged.first(round_)
        round_.give(judge, application)
        with pytest.raises(ConflictUnknown):
            actions.declare_conflict(actor, **mine, kind="own_entry", words=WHY)
        actions.declare_conflict(actor, **mine, kind="kin", words=WHY)

        assert len(queries.entries_for(actor, round_.code)) == 1
        with pytest.raises(Missing):
            queries.entry_for(actor, **mine)
        with pytest.raises(Missing):
            actions.submit_score(actor, **mine, points={"new": 30, "useful": 30})
        with pytest.raises(Missing):
            actions.declare_conflict(actor, **mine, kind="kin", words=WHY)
        assert Score.objects.count() == 1

    def test_a_conflicted_score_is_never_counted_and_stays_in_the_log(self, people):
        round_ = judged.opened(judged.panel_of(people, per_entry=3, seats=5))
        entry = round_.entries[0]
        readers = [one for one in round_.sitting if entry in [task.application for task in round_.tasks(one)]]
        round_.give_all()
        for one in round_.sitting:
            if one not in readers:
                seat = round_.panel.places.get(judge=one)
                spare = seat
        judged.ended(round_)
        actions.close_panel(round_.officer, panel_id=round_.panel.pk)
        Judge.objects.filter(pk=readers[0].pk).update(employer=entry.unit.name)
        actions.add_review(
            round_.officer, panel_id=round_.panel.pk, application_id=entry.pk, seat_code=spare.code,
            closes_at=round_.panel.made_at + timedelta(days=900),
        )  # fmt: skip
        round_.give(spare.judge, entry)
        others = [one for one in round_.entries if one != entry]
        for other in others:
            # The same unit, so the same conflict; their scores fall short too.
            for conflict in Conflict.objects.filter(application=other):
                judged.lift(round_, conflict)

        actions.rank_panel(round_.officer, panel_id=round_.panel.pk)

        counted = {(code, seat) for code, seat, *_ in Ranking.objects.get().record["scores"]}
        gone = round_.panel.places.get(judge=readers[0]).code
        assert (entry.code, gone) not in counted
        assert Score.objects.filter(assignment__judge=readers[0], assignment__application=entry).exists()
        assert len(Ranking.objects.get().receipts) == Score.objects.count()

    def test_facts_that_change_are_found_by_the_clock(self, round_):
        judge, actor, _mine, _ = judged.first(round_)
        Judge.objects.filter(pk=judge.pk).update(employer=round_.people.tree.workshop.name)
        assert len(queries.entries_for(actor, round_.code)) == 2

        find_conflicts()

        assert queries.entries_for(actor, round_.code) == ()
        Judge.objects.filter(pk=judge.pk).update(employer="别的单位")
        find_conflicts()
        assert len(queries.entries_for(actor, round_.code)) == 2
        assert Conflict.objects.filter(ended_at__isnull=False).count() == 2
        find_conflicts()
        assert Conflict.objects.count() == 2

    def test_ties_kept_elsewhere_are_asked_for(self, round_, monkeypatch):
        judge, _actor, _, application = judged.first(round_)
        monkeypatch.setattr("xinghe.reviews.registry._SOURCES", {})

        @tie_source("test.mentoring")
        def mentoring(people):
            yield Tie(
                one=application.applicant_id,
                other=judge.person_id,
                kind=ConflictKind.MENTORING,
                fact="2025 协议",
            )

        with pytest.raises(ValueError, match="two sources"):
            tie_source("test.mentoring")(lambda people: ())
        actions.find_conflicts(round_.officer, panel_id=round_.panel.pk)

        (found,) = Conflict.objects.all()
        assert (found.kind, found.fact, found.judge) == ("mentoring", "2025 协议", judge)

    def test_it_is_lifted_by_two_others_and_not_found_again(self, round_):
        judge, actor, _, _ = judged.first(round_)
        Judge.objects.filter(pk=judge.pk).update(employer=round_.people.tree.workshop.name)
        actions.find_conflicts(round_.officer, panel_id=round_.panel.pk)
        for conflict in Conflict.objects.all():
            judged.lift(round_, conflict)

        assert actions.find_conflicts(round_.officer, panel_id=round_.panel.pk) == (0, 0)
        assert len(queries.entries_for(actor, round_.code)) == 2

    def test_nobody_lifts_alone_or_their_own(self, round_):
        _judge, actor, mine, _ = judged.first(round_)
        made_ = actions.declare_conflict(actor, **mine, kind="other", words=WHY)
        asked = {"panel_id": round_.panel.pk, "conflict_id": made_.pk}
        with pytest.raises(NotLifted):
            actions.grant_lift(round_.officer, **asked)
        actions.ask_lift(round_.officer, **asked, reason="核实后不是亲属")
        with pytest.raises(NotLifted):
            actions.ask_lift(round_.officer, **asked, reason="核实后不是亲属")
        with pytest.raises(NotLifted):
            actions.grant_lift(round_.officer, **asked)
        for deed in (
            lambda: Conflict.objects.filter(pk=made_.pk).update(ended_at=made_.found_at),
            lambda: Conflict.objects.filter(pk=made_.pk).update(kind="kin"),
        ):
            with pytest.raises(DatabaseError), transaction.atomic(), fenced(actor):
                deed()
        with pytest.raises(DatabaseError), transaction.atomic():
            made_.delete()
        with fenced(round_.officer), pytest.raises(DatabaseError), transaction.atomic():
            Conflict.objects.filter(pk=made_.pk).update(ended_at=made_.found_at)

    def test_an_officer_notes_what_no_record_shows(self, round_):
        judge, actor, _, application = judged.first(round_)
        pinned = {
            "panel_id": round_.panel.pk, "judge_id": judge.pk, "application_id": application.pk, "kind": "kin", "words": WHY,
        }  # fmt: skip
        one = actions.pin_conflict(round_.officer, **pinned)
        assert actions.pin_conflict(round_.officer, **pinned).pk == one.pk
        assert one.source == Source.PINNED
        assert len(queries.entries_for(actor, round_.code)) == 1
        with pytest.raises(Missing):
            actions.pin_conflict(round_.officer, **pinned | {"application_id": 0})


class TestVotes:
    """Given once, after the scores, unseen until all are in."""

    def voting(self, round_, settling="score_then_vote"):
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE reviews_panel DISABLE TRIGGER panel_is_kept")
            cursor.execute("UPDATE reviews_panel SET settling = %s", [settling])
            cursor.execute("ALTER TABLE reviews_panel ENABLE TRIGGER panel_is_kept")

    def cast(self, round_, judges, choice="yes"):
        for judge in judges:
            for task in round_.tasks(judge):
                actions.vote(round_.actor(judge), panel_code=round_.code, number=task.number, choice=choice)

    def test_tallies_are_shown_when_all_have_voted(self, round_):
        self.voting(round_)
        _, actor, mine, _ = judged.first(round_)
        with pytest.raises(VoteNotNow):
            actions.vote(actor, **mine, choice="yes")
        round_.closed()
        actions.rank_panel(round_.officer, panel_id=round_.panel.pk)
        with pytest.raises(ChoiceUnknown):
            actions.vote(actor, **mine, choice="maybe")
        self.cast(round_, round_.sitting[:3])
        with pytest.raises(VoteNotNow):
            actions.vote(actor, **mine, choice="no")
        assert [row.votes for row in queries.ranking_for(round_.officer, round_.code).rows] == [None, None]

        self.cast(round_, round_.sitting[3:], "no")

        (one, _) = queries.ranking_for(round_.officer, round_.code).rows
        assert (one.votes.yes, one.votes.no, one.votes.is_carried) == (3, 2, True)

    def test_where_scores_settle_nobody_votes(self, round_):
        round_.closed()
        _, actor, mine, _ = judged.first(round_)
        with pytest.raises(VoteNotNow):
            actions.vote(actor, **mine, choice="yes")

    def test_where_votes_settle_all_must_be_in(self, round_):
        from xinghe.reviews.actions.arranging import NotSettled

        self.voting(round_, "vote")
        round_.closed()
        self.cast(round_, round_.sitting[:4])
        with pytest.raises(NotSettled, match="votes are missing"):
            actions.release_together(round_.officer, panel_ids=[round_.panel.pk])
        self.cast(round_, round_.sitting[4:])
        actions.release_together(round_.officer, panel_ids=[round_.panel.pk])


class TestVisits:
    """A checklist, photos, two signatures."""

    FINDINGS = {item: {"holds": True, "note": ""} for item, _ in CHECKLIST}

    @pytest.fixture
    def onsite(self, people, defended):
        return judged.on_site(people)

    def test_two_who_were_there_sign_what_is_whole(self, onsite):
        judge, actor, mine, application = judged.first(onsite)
        second = onsite.actor(onsite.sitting[1])
        with pytest.raises(VisitWrong):
            actions.begin_visit(actor, **mine, visited_date=date(2099, 1, 1))
        visit = actions.begin_visit(actor, **mine, visited_date=date(2026, 3, 2))
        with pytest.raises(VisitSettled):
            actions.begin_visit(actor, **mine, visited_date=date(2026, 3, 2))
        with pytest.raises(VisitWrong, match="6 items"):
            actions.sign_visit(actor, code=visit.code, version=1)
        visit = actions.save_visit(
            actor, code=visit.code, findings=self.FINDINGS, conclusion="现场与申报一致，运行正常。", version=1
        )
        with pytest.raises(VisitSettled):
            actions.save_visit(second, code=visit.code, findings={}, conclusion="", version=1)
        actions.sign_visit(actor, code=visit.code, version=2)
        with pytest.raises(VisitSettled):
            actions.sign_visit(actor, code=visit.code, version=2)

        signed = actions.sign_visit(second, code=visit.code, version=2)

        assert (signed.first_signed_by_id, signed.second_signed_by_id) == (judge.person_id, second.person_id)
        with pytest.raises(VisitSettled):
            actions.save_visit(actor, code=visit.code, findings={}, conclusion="", version=2)
        assert queries.visit_for(onsite.officer, visit.code).pk == visit.pk
        assert queries.visit_for(second, visit.code).pk == visit.pk
        with pytest.raises(Missing):
            queries.visit_for(judged.acting(application.applicant_id), visit.code)

    def test_nobody_signs_for_another(self, onsite):
        _, actor, mine, _ = judged.first(onsite)
        visit = actions.begin_visit(actor, **mine, visited_date=date(2026, 3, 2))
        second = onsite.sitting[1].person_id
        with fenced(actor), pytest.raises(DatabaseError), transaction.atomic():
            type(visit).objects.filter(pk=visit.pk).update(
                first_signed_by_id=actor.person_id, second_signed_by_id=second
            )

    def test_who_was_there_adds_photos_until_it_is_signed(self, onsite):
        from xinghe.attachments.queries import may_attach
        from xinghe.foundation import clock

        _, actor, mine, application = judged.first(onsite)
        visit = actions.begin_visit(actor, **mine, visited_date=date(2026, 3, 2))
        asked = {"kind": "visit", "subject_id": visit.pk, "now": clock.now()}
        assert may_attach(actor, **asked)
        assert not may_attach(judged.acting(application.applicant_id), **asked)
        actions.declare_conflict(actor, **mine, kind="kin", words=WHY)
        assert not may_attach(actor, **asked)
        with pytest.raises(Missing):
            actions.sign_visit(actor, code=visit.code, version=1)

    def test_elsewhere_nobody_visits(self, round_):
        _, actor, mine, _ = judged.first(round_)
        with pytest.raises(Missing):
            actions.begin_visit(actor, **mine, visited_date=date(2026, 3, 2))


class TestGates:
    """Nothing leaves a review before its scores, its ranking, its release, its signatures."""

    def test_it_leaves_the_first_review_in_this_order(self, people, defended):
        round_ = judged.opened(judged.panel_of(people))
        entry = round_.entries[0]

        def shortlist():
            programmes.shortlist(round_.officer, application_id=entry.pk)

        with pytest.raises(ScoresMissing, match="0 scores of this application count; 5 are needed"):
            shortlist()
        round_.closed()
        with pytest.raises(RankingNotFrozen):
            shortlist()
        actions.rank_panel(round_.officer, panel_id=round_.panel.pk)
        with pytest.raises(ResultsNotReleased):
            shortlist()
        actions.release_together(round_.officer, panel_ids=[round_.panel.pk])
        shortlist()
        with pytest.raises(ScoresMissing):
            programmes.visit(round_.officer, application_id=entry.pk)
        assert Application.objects.get(pk=entry.pk).phase == Phase.DEFENCE

    def test_a_look_on_site_ends_with_two_signatures(self, people, defended):
        call = made.call_of(people)
        entry = judged.entry_past(people, call, phase=Phase.SITE_VISIT)
        with pytest.raises(VisitNotSigned):
            programmes.conclude(people.province, application_id=entry.pk)

    def test_without_a_panel_nothing_passes(self, people, defended):
        entry = judged.entry_past(people, made.call_of(people))
        with pytest.raises(ScoresMissing):
            programmes.shortlist(people.province, application_id=entry.pk)
