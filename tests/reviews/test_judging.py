"""What a judge sees and gives: blind entries, drafts, scores, abstentions, sheets, corrections."""

import dataclasses
import json
from io import BytesIO

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from tests.factories import programmes as made
from tests.factories import reviews as judged
from tests.factories.unions import officer
from xinghe.access.fence import fenced
from xinghe.access.powers import Role
from xinghe.attachments.vocab import Slot
from xinghe.foundation.errors import Forbidden, Missing
from xinghe.programmes.models import Application
from xinghe.reviews import actions, queries
from xinghe.reviews.actions.scoring import CorrectionNotNow, CorrectionSettled
from xinghe.reviews.models import DraftScore, Ranking, Score
from xinghe.reviews.rules.scoring import CommentNeeded, PointsMissing
from xinghe.reviews.rules.words import ReviewReasonNeeded


@pytest.fixture
def round_(people):
    return judged.opened(judged.panel_of(people))


class TestBlind:
    """The row that a judge gets has no place for what they must not know."""

    def test_no_answer_file_or_code_says_whose_it_is(self, round_):
        _, actor, mine, application = judged.first(round_)
        made.evidence(application, Slot.EV05, file_name="三环锻造应用证明.pdf")
        made.evidence(application, Slot.EV08, file_name="王秀英现场.jpg", media_type="image/jpeg")

        entry = queries.entry_for(actor, **mine)

        told = json.dumps(dataclasses.asdict(entry), ensure_ascii=False, default=str)
        secrets = (
            application.code,
            application.applicant.name,
            application.unit.name,
            "三环",
            str(application.digest),
        )
        assert [secret for secret in secrets if secret in told] == []
        assert [one.name for one in entry.files] == ["EV08-1.jpg"]
        assert "name" not in entry.answers
        assert "name" not in {field.name for section in entry.sections for field in section.fields}
        assert {"unit", "applicant", "code", "people"}.isdisjoint(
            one.name for one in dataclasses.fields(entry)
        )

    def test_a_file_is_opened_by_its_neutral_name_and_no_other(self, round_):
        _, actor, mine, application = judged.first(round_)
        made.evidence(application, Slot.EV05, file_name="证明.pdf", media_type="application/pdf")
        for name in ("EV05-1.pdf", "证明.pdf", "EV08-1.jpg"):
            with pytest.raises(Missing):
                queries.entry_file(actor, **mine, name=name)

    def test_a_title_that_is_a_name_is_not_shown(self, round_):
        _, actor, mine, application = judged.first(round_)
        Application.objects.filter(pk=application.pk).update(title="王秀英")

        assert queries.entry_for(actor, **mine).title == ""

    def test_numbers_of_others_lead_nowhere(self, round_):
        _, actor, mine, _ = judged.first(round_)
        for wrong in ({"number": 9}, {"panel_code": "ZZZZZZZZZZ"}):
            with pytest.raises(Missing):
                queries.entry_for(actor, **mine | wrong)
        outsider = judged.acting(judged.judge(round_.people).person_id)
        for query in (queries.entries_for, queries.running_order, queries.outcomes_for_judge):
            with pytest.raises(Missing):
                query(outsider, round_.code)
        assert queries.own_receipts(outsider, round_.code) == ()
        with pytest.raises(Missing):
            queries.write_score_sheet(outsider, round_.code, BytesIO())

    def test_nobody_sees_it_through_a_judges_eyes(self, round_):
        _, actor, mine, _ = judged.first(round_)
        looking = dataclasses.replace(officer(Role.OFFICER, round_.people.tree.province), lens=actor)
        with pytest.raises(Missing):
            queries.entry_for(looking, **mine)

    def test_names_in_texts_are_flagged_before_handing_in(self, people):
        worker = made.worker_at(people.tree.workshop)
        begun = made.draft(worker, made.call_of(people), need="王秀英师傅在用")

        (flag,) = queries.identity_flags(worker, begun.code)

        assert (flag.field, flag.name) == ("need", "王秀英")


class TestScores:
    """Given, given again, abstained, taken from a sheet; drafts are nobody else's."""

    def test_a_draft_is_its_judges_alone(self, round_):
        judge, actor, mine, _ = judged.first(round_)
        actions.save_draft(actor, **mine, points={"new": "77", "useful": "x"}, comment="未完")

        assert queries.entry_for(actor, **mine).draft.points == {"new": "77", "useful": "x"}
        assert [row.has_draft for row in queries.entries_for(actor, round_.code)].count(True) == 1
        for other in (round_.officer, round_.actor(round_.sitting[1])):
            with fenced(other):
                assert not DraftScore.objects.exists()
        assert DraftScore.objects.get().person_id == judge.person_id

    def test_the_later_score_counts_and_both_stay(self, round_):
        _, actor, mine, _application = judged.first(round_)
        with pytest.raises(PointsMissing):
            actions.submit_score(actor, **mine, points={"new": 30})
        with pytest.raises(CommentNeeded):
            actions.submit_score(actor, **mine, points={"new": 60, "useful": 40})
        one = actions.submit_score(actor, **mine, points={"new": 30, "useful": 30})
        two = actions.submit_score(actor, **mine, points={"new": 31, "useful": 30})

        assert Score.objects.count() == 2
        entry = queries.entry_for(actor, **mine)
        assert (entry.score.total, entry.score.receipt) == (610, two.digest)
        assert one.digest != two.digest
        receipts = queries.own_receipts(actor, round_.code)
        assert [receipt for _, receipt, _ in receipts] == [one.digest, two.digest]

    def test_who_abstains_gives_no_score_and_may_think_again(self, round_):
        _, actor, mine, _ = judged.first(round_)
        with pytest.raises(ReviewReasonNeeded):
            actions.abstain(actor, **mine, reason="")
        actions.abstain(actor, **mine, reason="不熟悉这个专业")
        assert queries.entry_for(actor, **mine).score.is_abstained

        actions.submit_score(actor, **mine, points={"new": 30, "useful": 30})

        assert not queries.entry_for(actor, **mine).score.is_abstained

    @translation.override("en")
    def test_a_sheet_goes_out_and_comes_back(self, round_, tmp_path):
        from xinghe.foundation.sheets import OutColumn, SheetWriter, read_rows

        _, actor, mine, _ = judged.first(round_)
        actions.save_draft(actor, **mine, points={"new": "35"}, comment="=1+1")
        target = BytesIO()
        assert queries.write_score_sheet(actor, round_.code, target) == 2
        path = tmp_path / "scores.xlsx"
        path.write_bytes(target.getvalue())
        header, *lines = [cells for _, cells in read_rows(path)]
        assert list(header)[2:4] == ["new (60)", "useful (40)"]
        filled = tmp_path / "filled.xlsx"
        with SheetWriter(filled, columns=[OutColumn(title=str(one)) for one in header]) as book:
            book.row([*map(str, lines[0][:2]), "35", "30.5", "", ""])
            book.row([*map(str, lines[1][:2]), "70", "30", "", ""])
            book.row(["77", "x", "30", "30", "", ""])
            book.row(["1", "", "", "", "", ""])

        taken = actions.take_score_sheet(actor, panel_code=round_.code, path=filled)

        assert [(one.number, one.is_given, one.refusal and one.refusal.code) for one in taken] == [
            (1, True, None),
            (2, False, "points_outside"),
            (77, False, "missing"),
        ]
        again = actions.take_score_sheet(actor, panel_code=round_.code, path=filled)
        assert [one.is_given for one in again] == [False, False, False]
        assert Score.objects.count() == 1

    @translation.override("en")
    def test_a_sheet_may_abstain(self, round_, tmp_path):
        _, actor, _mine, _ = judged.first(round_)
        path = tmp_path / "x.csv"
        path.write_text(
            "Entry number,new (60),useful (40),Reason for abstaining\n1,,,不熟悉专业\n", encoding="utf-8"
        )

        (line,) = actions.take_score_sheet(actor, panel_code=round_.code, path=path)
        assert line.is_given
        (again,) = actions.take_score_sheet(actor, panel_code=round_.code, path=path)
        assert (again.is_given, again.refusal) == (False, None)

    def test_what_is_far_off_is_listed_for_the_chair_after_the_end(self, round_):
        for at, one in enumerate(round_.sitting):
            for task in round_.tasks(one):
                round_.give(one, task.application, 60 if at == 2 else 30, 30 if at == 2 else 10)
        chair = round_.actor(round_.chair)
        with pytest.raises(Missing):
            queries.off_the_middle_for(chair, round_.code)
        actions.close_panel(round_.officer, panel_id=round_.panel.pk)

        rows = queries.off_the_middle_for(chair, round_.code)

        assert {(row.total, row.mean, row.has_comment) for row in rows} == {("90", "50.00", True)}
        other = next(one for one in round_.sitting if one != round_.chair)
        with pytest.raises(Missing):
            queries.off_the_middle_for(round_.actor(other), round_.code)


class TestCorrections:
    """Asked for by the judge, granted by an officer, before the release; the officer changes nothing."""

    POINTS = {"new": 20, "useful": 20}

    def ask(self, round_, reason="两栏填反了"):
        _, actor, mine, _ = judged.first(round_)
        return actions.ask_correction(actor, **mine, points=self.POINTS, comment=judged.WORDS, reason=reason)

    def test_it_takes_two_and_a_reason(self, round_):
        with pytest.raises(CorrectionNotNow):
            self.ask(round_)
        round_.closed()
        with pytest.raises(ReviewReasonNeeded):
            self.ask(round_, reason="")
        asked = self.ask(round_)
        with pytest.raises(CorrectionNotNow):
            self.ask(round_)
        before = Score.objects.count()
        with pytest.raises(Missing):
            actions.grant_correction(
                round_.actor(round_.sitting[0]), panel_id=round_.panel.pk, correction_id=asked.pk
            )
        with pytest.raises(Forbidden):
            looks = officer(Role.SUPERVISOR, round_.people.tree.province)
            actions.grant_correction(looks, panel_id=round_.panel.pk, correction_id=asked.pk)

        granted = actions.grant_correction(round_.officer, panel_id=round_.panel.pk, correction_id=asked.pk)

        assert (granted.total, granted.person_id) == (400, asked.asked_by_id)
        assert Score.objects.count() == before + 1
        with pytest.raises(CorrectionSettled):
            actions.grant_correction(round_.officer, panel_id=round_.panel.pk, correction_id=asked.pk)
        actions.rank_panel(round_.officer, panel_id=round_.panel.pk)
        assert [20.0, 20.0] in [
            [float(score) for *_, score in group]
            for group in zip(*[iter(Ranking.objects.get().record["scores"])] * 2, strict=True)
        ]

    def test_it_makes_the_ranking_anew(self, round_):
        round_.closed()
        actions.rank_panel(round_.officer, panel_id=round_.panel.pk)
        asked = self.ask(round_)
        actions.grant_correction(round_.officer, panel_id=round_.panel.pk, correction_id=asked.pk)
        actions.rank_panel(round_.officer, panel_id=round_.panel.pk)

        assert list(Ranking.objects.order_by("number").values_list("number", flat=True)) == [1, 2]

    def test_after_the_release_nothing_is_corrected(self, round_):
        round_.closed()
        asked = self.ask(round_)
        round_.released()
        from xinghe.reviews.rules.refusals import PanelNotSo

        with pytest.raises(PanelNotSo):
            actions.grant_correction(round_.officer, panel_id=round_.panel.pk, correction_id=asked.pk)
        with pytest.raises(CorrectionNotNow):
            self.ask(round_)

    def test_an_officer_makes_up_none(self, round_):
        round_.closed()
        asked = self.ask(round_)
        with fenced(round_.officer):
            for change in ({"points": {"new": 1}}, {"total": 1}, {"asked_by_id": round_.officer.person_id}):
                with pytest.raises(DatabaseError), transaction.atomic():
                    type(asked).objects.filter(pk=asked.pk).update(**change)
