"""Where a vote settles it: nothing is released without it, nobody is proposed against it, and a conflict takes its vote away."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import reviews as judged
from xinghe.kinds.moves import DECIDED
from xinghe.programmes import registry
from xinghe.programmes.models import Application
from xinghe.programmes.rules.judging import Judging, Settling
from xinghe.programmes.vocab import MoveName, Phase
from xinghe.reviews import actions
from xinghe.reviews.actions.arranging import NotSettled
from xinghe.reviews.actions.meeting import VoteNotNow
from xinghe.reviews.gates import VoteNotCarried, VotesLacking, vote_carried, votes_carried
from xinghe.reviews.models import Conflict, Vote
from xinghe.reviews.models.standing import database_now, votes_in
from xinghe.reviews.queries import settling
from xinghe.reviews.rules.refusals import PanelNotSo

pytestmark = pytest.mark.django_db


def kind_settled_by(settles):
    kind = judged.defended_kind(judging=Judging(settling=settles))
    registry.install(*(one for one in registry.every_kind() if one.code != kind.code), kind)
    return kind


def voted(round_, choices, judges=None):
    """Each judge votes the same on all: one choice for each of those who sit."""
    for judge, choice in zip(judges or round_.sitting, choices, strict=False):
        for task in round_.tasks(judge):
            actions.vote(round_.actor(judge), panel_code=round_.code, number=task.number, choice=choice)


@pytest.fixture
def round_(people):
    """A defence, ranked but not released, that scores and then a vote settle."""
    kind_settled_by(Settling.SCORE_THEN_VOTE)
    found = judged.sat_down(people, barred=None).closed()
    actions.rank_panel(found.officer, panel_id=found.panel.pk)
    return found


def release(round_):
    actions.release_together(round_.officer, panel_ids=[round_.panel.pk])


def asked_of(entry):
    vote_carried(None, Application.objects.get(pk=entry.pk))


class TestWhichStageVotes:
    """The last one that scores before the decision; before it scores say who goes on."""

    @pytest.mark.parametrize(
        ("phase", "settles"),
        [
            (Phase.FIRST_REVIEW, True),
            (Phase.DEFENCE, True),
            (Phase.SITE_VISIT, False),
            (Phase.DECISION, False),
        ],
    )
    def test_of_the_small_kind(self, phase, settles):
        # It may be concluded out of its first review as well as out of its defence.
        assert judged.defended_kind().settles_in(phase) is settles

    def test_of_a_kind_that_hears_everybody_before_the_decision(self):
        plain = judged.defended_kind()
        early = (MoveName.CONCLUDE, Phase.FIRST_REVIEW)
        kind = judged.made.small_kind(
            moves=tuple(one for one in plain.moves if (one.name, one.source) != early)
        )
        assert [one for one in Phase if kind.settles_in(one)] == [Phase.DEFENCE]

    def test_the_panel_of_an_earlier_stage_is_settled_by_scores(self, people):
        kind = kind_settled_by(Settling.VOTE)
        early = (MoveName.CONCLUDE, Phase.FIRST_REVIEW)
        registry.install(
            judged.made.small_kind(
                moves=tuple(one for one in kind.moves if (one.name, one.source) != early),
                judging=kind.judging,
            )
        )
        first = judged.opened(judged.panel_of(people))
        last = judged.sat_down(people, barred=None)

        assert (first.fresh().settling, last.fresh().settling) == (Settling.SCORE, Settling.VOTE)
        first.closed()
        with pytest.raises(VoteNotNow):
            voted(first, ["yes"])


class TestTheRelease:
    """Scores alone release nothing where a vote comes after them."""

    def test_it_waits_for_every_vote(self, round_):
        voted(round_, ["yes"] * 4)
        with pytest.raises(NotSettled, match="votes are missing"):
            release(round_)
        voted(round_, ["no"], round_.sitting[4:])
        release(round_)

    def test_it_waits_for_the_ranking_too(self, people):
        kind_settled_by(Settling.SCORE_THEN_VOTE)
        found = judged.sat_down(people, barred=None).closed()
        voted(found, ["yes"] * 5)
        with pytest.raises(NotSettled, match="no frozen ranking"):
            release(found)

    def test_where_scores_settle_nobody_waits(self, people):
        kind_settled_by(Settling.SCORE)
        found = judged.sat_down(people, barred=None).released()
        asked_of(found.entries[0])


class TestTheProposal:
    """More than half of all votes given."""

    def test_whom_the_vote_did_not_carry_is_not_proposed(self, round_):
        voted(round_, ["yes", "yes", "no", "no", "abstain"])
        release(round_)
        with pytest.raises(VoteNotCarried, match=r"Of 5 votes on application .* 2 are for it"):
            asked_of(round_.entries[0])

    def test_whom_it_carried_is(self, round_):
        voted(round_, ["yes", "yes", "yes", "no", "abstain"])
        release(round_)
        asked_of(round_.entries[0])

    def test_every_step_towards_the_name_asks_for_it(self):
        asking = {move.name for move in DECIDED if vote_carried in move.gates}
        assert asking == {MoveName.PROPOSE, MoveName.ANNOUNCE, MoveName.CONFIRM, MoveName.NAME}

    def test_of_a_whole_list_the_votes_of_each_panel_are_counted_once(self, round_):
        voted(round_, ["yes"] * 5)
        release(round_)
        held, counted = list(Application.objects.filter(pk__in=[one.pk for one in round_.entries])), []
        for some in (held[:1], held):
            with CaptureQueriesContext(connection) as queries:
                votes_carried(None, some)
            counted.append(len(queries))

        assert len(held) > 1
        assert counted[0] == counted[1]
        assert registry.gate_of_all(vote_carried) is votes_carried


class TestALateConflict:
    """Its vote counts no more, whenever it comes to light."""

    def pin(self, round_, judges, entry):
        for judge in judges:
            actions.pin_conflict(
                round_.officer, panel_id=round_.panel.pk, judge_id=judge.pk, application_id=entry.pk, kind="kin", words="第一完成人的表兄"
            )  # fmt: skip

    def test_it_turns_what_was_carried(self, round_):
        voted(round_, ["yes", "yes", "yes", "no", "no"])
        release(round_)
        first, other, _ = round_.entries
        self.pin(round_, round_.sitting[:1], first)

        with pytest.raises(VoteNotCarried, match=r"Of 4 votes .* 2 are for it"):
            asked_of(first)
        asked_of(other)
        assert Vote.objects.filter(application=first).count() == 5

    def test_too_few_are_left_and_one_more_judge_is_asked(self, people):
        kind_settled_by(Settling.VOTE)
        call = judged.made.call_of(people)
        entry = judged.entry_past(people, call)
        found = judged.opened(
            judged.panel_of(people, call, entries=[entry], judges=6, seats=5, per_entry=3)
        ).closed()
        readers = [one for one in found.sitting if found.tasks(one)]
        other = next(one for one in found.sitting if one not in readers)
        voted(found, ["yes"] * 3, readers)
        release(found)
        seat = found.panel.places.get(judge=other).code
        asked = {"panel_id": found.panel.pk, "application_id": entry.pk, "seat_code": seat}
        until = database_now() + timedelta(hours=1)
        with pytest.raises(PanelNotSo):
            actions.add_review(found.officer, **asked, closes_at=until)

        self.pin(found, readers[:1], entry)
        with pytest.raises(VotesLacking, match=f"3 are needed. Ask one more judge of panel {found.code}"):
            asked_of(entry)
        actions.add_review(found.officer, **asked, closes_at=until)
        voted(found, ["yes"], [other])

        asked_of(entry)
        with pytest.raises(VoteNotNow):
            voted(found, ["yes"], [other])

    def test_where_none_is_left_others_are_asked(self, people):
        kind_settled_by(Settling.VOTE)
        call = judged.made.call_of(people)
        entry = judged.entry_past(people, call)
        found = judged.opened(
            judged.panel_of(people, call, entries=[entry], judges=8, seats=7, per_entry=3)
        ).closed()
        readers = [one for one in found.sitting if found.tasks(one)]
        others = [one for one in found.sitting if one not in readers][:3]
        voted(found, ["yes"] * 3, readers)
        release(found)
        assert settling.reviews_short(found.fresh()) == {}

        self.pin(found, readers, entry)
        assert settling.reviews_short(found.fresh()) == {entry.pk: 3}
        for judge in others:
            actions.add_review(
                found.officer,
                panel_id=found.panel.pk,
                application_id=entry.pk,
                seat_code=found.panel.places.get(judge=judge).code,
                closes_at=database_now() + timedelta(hours=1),
            )
        voted(found, ["yes"] * 3, others)

        asked_of(entry)
        assert settling.reviews_short(found.fresh()) == {}

    def test_who_may_judge_after_all_need_not_vote(self, people):
        kind_settled_by(Settling.SCORE_THEN_VOTE)
        found = judged.sat_down(people, barred=None).closed()
        entry, late = found.entries[0], found.sitting[4]
        self.pin(found, [late], entry)
        actions.rank_panel(found.officer, panel_id=found.panel.pk)
        for judge in found.sitting:
            for task in found.tasks(judge):
                if (judge, task.application_id) != (late, entry.pk):
                    actions.vote(found.actor(judge), panel_code=found.code, number=task.number, choice="yes")
        release(found)
        judged.lift(found, Conflict.objects.get(judge=late, application=entry))

        assert votes_in(found.fresh())[entry.pk].yes == 4

    def test_nobody_votes_on_what_is_named_or_declined(self, round_):
        judge, entry = round_.sitting[0], round_.entries[0]
        mine = {"panel_code": round_.code, "number": round_.number(judge, entry), "choice": "yes"}
        voted(round_, ["yes"] * 4, round_.sitting[1:])
        Application.objects.filter(pk=entry.pk).update(phase="declined")

        with pytest.raises(VoteNotNow):
            actions.vote(round_.actor(judge), **mine)
