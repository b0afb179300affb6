"""The unit's answer, what follows a yes, and what is refused to whom."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.factories.ideas import MONDAY, acting, entry, handed_in, paper, worker_at
from tests.factories.unions import appoint, officer
from tests.ideas.test_writing import verbs_about
from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import Role
from xinghe.audit.models import AuditEntry
from xinghe.foundation import clock
from xinghe.foundation.errors import Forbidden, Missing
from xinghe.ideas import actions, queries
from xinghe.ideas.actions.answering import MergeImpossible, ReasonCodeNeeded
from xinghe.ideas.actions.confirming import ShareSettled
from xinghe.ideas.actions.following import CreatorsUnconfirmed, DayImpossible, RewardImpossible
from xinghe.ideas.rules.clocks import due_date
from xinghe.ideas.rules.steps import StepClosed
from xinghe.ideas.rules.words import WordsNeeded
from xinghe.ideas.vocab import CorrectionReason, IdeaStage, RefusalReason
from xinghe.results.actions.making import ResultStands
from xinghe.results.models import Result
from xinghe.texts.models import Lineage, RecordedText
from xinghe.texts.vocab import Relation

WORDS = "三号线正在改造，明年再看。"
DAY = date(2026, 3, 2)
CLOCK = Actor.for_job("idea-clock")


def test_the_whole_way_from_handing_in_to_the_reward(plant, monday):
    mine = handed_in(plant.author, creators={plant.mate: "40"})
    actions.confirm_share(acting(plant.mate), idea_id=mine.pk)

    actions.accept(plant.officer, idea_id=mine.pk, words="下周开工。")
    actions.implement(plant.officer, idea_id=mine.pk, day=DAY)
    actions.verify(plant.officer, idea_id=mine.pk)
    done = actions.reward(plant.officer, idea_id=mine.pk, amount=Decimal(500))

    result = done.result
    assert (done.stage, done.reward_yuan) == (IdeaStage.VERIFIED, Decimal(500))
    assert (result.title, result.unit_id, result.people) == (
        mine.title,
        mine.unit_id,
        [plant.author.pk, plant.mate.pk],
    )
    assert list(result.creators.order_by("position").values_list("name", "share")) == [
        ("仉澍", Decimal("60.00")),
        ("亓霁", Decimal("40.00")),
    ]
    text = RecordedText.objects.get(subject_kind="result", subject_id=result.pk)
    assert text.title == mine.title, "the text went with it: it resembles nothing of its own"
    assert not RecordedText.objects.filter(subject_kind="idea", subject_id=mine.pk).exists()
    assert verbs_about(mine) == [
        "idea.begin",
        "idea.name_creators",
        "idea.hand_in",
        "idea.confirm_share",
        "idea.accept",
        "idea.implement",
        "idea.verify",
        "idea.reward",
    ]


def test_a_refusal_says_a_reason_that_can_be_counted_and_words(plant, monday):
    mine = handed_in(plant.author)
    reasons = [RefusalReason.DONE_BEFORE]

    with pytest.raises(ReasonCodeNeeded):
        actions.refuse(plant.officer, idea_id=mine.pk, reasons=[], words=WORDS)
    with pytest.raises(WordsNeeded):
        actions.refuse(plant.officer, idea_id=mine.pk, reasons=reasons, words=" 不行 ")
    refused = actions.refuse(plant.officer, idea_id=mine.pk, reasons=reasons, words=WORDS)

    entry = AuditEntry.objects.get(subject_kind="ideas.idea", subject_id=mine.pk, verb="idea.refuse")
    assert (refused.stage, refused.reasons, refused.answer_words) == (
        IdeaStage.REFUSED,
        ["done_before"],
        WORDS,
    )
    assert (entry.reason, entry.after) == (WORDS, {"stage": "refused"})


def test_a_correction_stops_the_clock_and_handing_in_again_lets_it_go_on(plant, monday):
    mine = handed_in(plant.author)
    wednesday, later = MONDAY + timedelta(days=2), MONDAY + timedelta(days=18)

    with clock.held_at(wednesday):
        sent_back = actions.ask_correction(
            plant.officer, idea_id=mine.pk, reasons=[CorrectionReason.UNCLEAR], words=WORDS
        )
        me = acting(plant.author, at=wednesday)
        actions.keep_texts(CLOCK, idea_ids=[mine.pk])
        actions.save_draft(me, idea_id=mine.pk, paper=paper(problem="改写后的问题：" + "抬运费力，" * 12))
    with clock.held_at(later):
        again = actions.hand_in(acting(plant.author, at=later), idea_id=mine.pk, pledged=True)
        actions.keep_texts(CLOCK, idea_ids=[mine.pk])

    assert (sent_back.stage, sent_back.days_left) == (IdeaStage.CORRECTION, 3)
    assert due_date(sent_back.correction_due_at) == date(2026, 3, 11)
    assert (again.stage, due_date(again.due_at)) == (IdeaStage.HANDED_IN, date(2026, 3, 25))
    text = RecordedText.objects.get(subject_kind="idea", subject_id=mine.pk)
    assert text.body.startswith("改写后的问题"), "the text is compared as it now stands"


def test_who_may_answer_is_who_holds_office_at_the_desk_and_nobody_above(plant, monday):
    mine = handed_in(plant.author)
    leader = officer(Role.LEADER, plant.tree.plant)
    neighbour = officer(Role.UNIT_OFFICER, plant.tree.workshop)

    for actor in (plant.county, plant.enterprise, leader, acting(plant.author)):
        with pytest.raises(Forbidden):
            actions.accept(actor, idea_id=mine.pk)
    with pytest.raises(Missing):
        actions.accept(neighbour, idea_id=mine.pk)


def test_nobody_answers_their_own_not_even_as_a_co_creator(plant, monday):
    appoint(plant.mate, Role.UNIT_OFFICER, plant.tree.plant)
    mine = handed_in(plant.author, creators={plant.mate: "40"})

    with pytest.raises(Forbidden):
        actions.accept(acting(plant.mate), idea_id=mine.pk)

    mine.refresh_from_db()
    assert mine.stage == IdeaStage.HANDED_IN


def test_a_result_needs_every_share_confirmed_by_its_own_sign_in(plant, monday):
    mine = handed_in(plant.author, creators={plant.mate: "40"})
    actions.accept(plant.officer, idea_id=mine.pk)
    actions.implement(plant.officer, idea_id=mine.pk, day=DAY)

    with pytest.raises(CreatorsUnconfirmed) as refused:
        actions.verify(plant.officer, idea_id=mine.pk)
    actions.dispute_share(acting(plant.mate), idea_id=mine.pk, words="应当各一半。")
    with pytest.raises(CreatorsUnconfirmed):
        actions.verify(plant.officer, idea_id=mine.pk)

    assert refused.value.params == {"count": 1, "names": "亓霁"}
    assert Result.objects.count() == 0


def test_another_share_is_confirmed_anew_and_the_same_one_stays_confirmed(plant, monday):
    third = worker_at(plant.tree.plant, "厍洵")
    mine = handed_in(plant.author, creators={plant.mate: "20", third: "20"})
    for person in (plant.mate, third):
        actions.confirm_share(acting(person), idea_id=mine.pk)
    actions.ask_correction(
        plant.officer, idea_id=mine.pk, reasons=[CorrectionReason.CREATORS_WRONG], words=WORDS
    )

    actions.name_creators(
        acting(plant.author),
        idea_id=mine.pk,
        creators=[entry(plant.author, "50"), entry(plant.mate, "30"), entry(third, "20")],
    )

    confirmed = dict(mine.creators.values_list("name", "confirmed_at"))
    assert {name: at is not None for name, at in confirmed.items()} == {
        "仉澍": False,
        "亓霁": False,
        "厍洵": True,
    }


def test_a_share_is_confirmed_by_nobody_else_and_not_after_the_result(plant, monday):
    mine = handed_in(plant.author, creators={plant.mate: "40"})

    with pytest.raises(Missing):
        actions.confirm_share(plant.officer, idea_id=mine.pk)
    with pytest.raises(WordsNeeded):
        actions.dispute_share(acting(plant.mate), idea_id=mine.pk, words="否")
    actions.confirm_share(acting(plant.mate), idea_id=mine.pk)
    actions.accept(plant.officer, idea_id=mine.pk)
    actions.implement(plant.officer, idea_id=mine.pk, day=DAY)
    actions.verify(plant.officer, idea_id=mine.pk)
    with pytest.raises(ShareSettled):
        actions.dispute_share(acting(plant.mate), idea_id=mine.pk, words="应当各一半。")


def test_a_merge_keeps_both_authors_whole_and_can_be_undone(plant, monday):
    first, second = handed_in(plant.author), handed_in(plant.mate)

    merged = actions.merge(plant.officer, idea_id=second.pk, into_code=first.code, words=WORDS)
    tie = Lineage.objects.get()
    opened = actions.reopen(plant.officer, idea_id=second.pk, reason="两条线不一样。")

    tie.refresh_from_db()
    assert (merged.stage, merged.merged_into, merged.author) == (IdeaStage.MERGED, first, plant.mate)
    assert (tie.relation, tie.undone_at) == (Relation.MERGED_INTO, MONDAY)
    assert (opened.stage, opened.merged_into, opened.answered_at) == (IdeaStage.HANDED_IN, None, None)
    assert first.creators.get().person == plant.author


@pytest.mark.parametrize("into", ["itself", "merged", "withdrawn", "draft", "absent"])
def test_what_cannot_take_an_idea_in(plant, monday, into):
    first, second, third = handed_in(plant.author), handed_in(plant.mate), handed_in(plant.mate)
    if into == "merged":
        actions.merge(plant.officer, idea_id=third.pk, into_code=first.code, words=WORDS)
    if into == "withdrawn":
        actions.take_back(acting(plant.mate), idea_id=third.pk)
    codes = {"itself": second.code, "merged": third.code, "withdrawn": third.code, "absent": "ZZZZZZZZZZ"}
    if into == "draft":
        codes["draft"] = actions.begin_draft(acting(plant.mate)).code
    expected = MergeImpossible if into in ("itself", "merged", "withdrawn") else Missing

    with pytest.raises(expected):
        actions.merge(plant.officer, idea_id=second.pk, into_code=codes[into], words=WORDS)


def test_the_same_result_is_not_recorded_twice(plant, monday):
    first, second = handed_in(plant.author, title="支撑小车"), handed_in(plant.mate, title="支撑小车")
    for one in (first, second):
        actions.accept(plant.officer, idea_id=one.pk)
        actions.implement(plant.officer, idea_id=one.pk, day=DAY)
    actions.verify(plant.officer, idea_id=first.pk)

    with pytest.raises(ResultStands) as refused:
        actions.verify(plant.officer, idea_id=second.pk)

    assert refused.value.params["code"] == Result.objects.get().code


def test_days_and_rewards_that_cannot_be(plant, monday):
    mine = handed_in(plant.author)
    actions.accept(plant.officer, idea_id=mine.pk)

    with pytest.raises(DayImpossible):
        actions.implement(plant.officer, idea_id=mine.pk, day=date(2026, 3, 3))
    for amount in ("0", "-1", "1000001", "0.001", "NaN", "Infinity"):
        with pytest.raises(RewardImpossible):
            actions.reward(plant.officer, idea_id=mine.pk, amount=Decimal(amount))


def test_an_answer_given_twice_is_refused_the_second_time(plant, monday):
    mine = handed_in(plant.author)
    actions.accept(plant.officer, idea_id=mine.pk)

    with pytest.raises(StepClosed):
        actions.refuse(plant.officer, idea_id=mine.pk, reasons=[RefusalReason.UNSAFE], words=WORDS)


@pytest.mark.parametrize("number", [1, 3])
def test_the_desk_costs_the_same_for_one_and_for_three(plant, monday, number, django_assert_num_queries):
    for _ in range(number):
        handed_in(plant.author)

    with django_assert_num_queries(1):
        assert len(queries.waiting_on_desk(plant.officer)) == number
    with fenced(plant.officer), django_assert_num_queries(4):
        listed = queries.idea_list(plant.officer, queries.IdeaFilter(), now=MONDAY)
    assert len(listed.page.rows) == number
