"""No silent idea: late ones go up, union by union, a union above may answer, and everybody sees who answers."""

from datetime import date, timedelta

import pytest

from tests.factories.ideas import MONDAY, acting, handed_in, worker_at
from tests.factories.unions import officer
from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import Role
from xinghe.audit.models import AuditEntry
from xinghe.foundation import clock
from xinghe.foundation.errors import Forbidden
from xinghe.ideas import actions, queries
from xinghe.ideas.actions.keeping import NotLateYet
from xinghe.ideas.jobs.clock import keep_clock, tally
from xinghe.ideas.jobs.comparing import compare_ideas
from xinghe.ideas.models import AnswerTally
from xinghe.ideas.queries.answers import answer_table
from xinghe.ideas.vocab import CorrectionReason, IdeaStage, RefusalReason

CLOCK = Actor.for_job("idea-clock")
LATE = MONDAY + timedelta(days=8)
LATER = MONDAY + timedelta(days=16)


def test_a_late_idea_goes_up_one_union_each_span_and_once_only(plant, monday):
    mine = handed_in(plant.author)
    heights = []

    for at in (
        MONDAY + timedelta(days=7),
        LATE,
        LATE,
        LATER,
        LATER + timedelta(days=10),
        LATER + timedelta(days=30),
    ):
        with clock.held_at(at):
            keep_clock()
        mine.refresh_from_db()
        heights.append((mine.escalations, mine.escalated_to_id))

    tree = plant.tree
    assert heights == [
        (0, None),
        (1, tree.county.pk),
        (1, tree.county.pk),
        (2, tree.city.pk),
        (3, tree.province.pk),
        (3, tree.province.pk),
    ]
    verbs = AuditEntry.objects.filter(verb="idea.escalate", subject_id=mine.pk)
    assert verbs.count() == 4


def test_what_is_answered_or_stopped_is_not_late(plant, monday):
    answered, stopped = handed_in(plant.author), handed_in(plant.mate)
    actions.accept(plant.officer, idea_id=answered.pk)
    actions.ask_correction(
        plant.officer, idea_id=stopped.pk, reasons=[CorrectionReason.UNCLEAR], words="请写清楚。"
    )

    with clock.held_at(LATER):
        assert actions.chase_late(CLOCK, idea_ids=[answered.pk, stopped.pk]) == 0
        keep_clock()

    stopped.refresh_from_db()
    assert stopped.escalations == 0


def test_desks_are_reminded_once_on_the_working_day_before(plant, monday):
    mine = handed_in(plant.author)

    with clock.held_at(MONDAY + timedelta(days=3)):
        keep_clock()
    mine.refresh_from_db()
    early = mine.reminded_at
    with clock.held_at(MONDAY + timedelta(days=4)):
        keep_clock()
        keep_clock()

    mine.refresh_from_db()
    assert early is None
    assert mine.reminded_at == MONDAY + timedelta(days=4)
    assert AuditEntry.objects.filter(verb="idea.remind", subject_id=mine.pk).count() == 1


def test_a_union_above_takes_a_late_idea_over_and_then_answers_it(plant, monday):
    mine = handed_in(plant.author)

    with pytest.raises(NotLateYet):
        actions.take_over(plant.county, idea_id=mine.pk, reason="单位一直没有答复。")
    with clock.held_at(LATE):
        with pytest.raises(Forbidden):
            actions.take_over(plant.officer, idea_id=mine.pk, reason="单位一直没有答复。")
        taken = actions.take_over(plant.county, idea_id=mine.pk, reason="单位一直没有答复。")
        with pytest.raises(Forbidden):
            actions.accept(plant.officer, idea_id=mine.pk)
        answered = actions.accept(plant.county, idea_id=mine.pk)

    assert taken.desk_id == plant.tree.county.pk
    assert answered.stage == IdeaStage.ACCEPTED


def test_on_both_lines_above_the_nearest_union_of_the_actor_gets_the_desk(plant, monday):
    mine = handed_in(plant.author)

    with clock.held_at(LATE):
        taken = actions.take_over(plant.enterprise, idea_id=mine.pk, reason="单位一直没有答复。")

    assert taken.desk_id == plant.tree.enterprise.pk


def test_the_table_says_who_answers_and_adds_up(plant, monday):
    tree = plant.tree
    far = worker_at(tree.far_workshop)
    for person in [plant.author] * 6 + [far] * 5:
        handed_in(person)
    ideas = list(queries.waiting_on_desk(plant.officer))
    actions.accept(plant.officer, idea_id=ideas[0].pk)
    actions.refuse(plant.officer, idea_id=ideas[1].pk, reasons=[RefusalReason.UNSAFE], words="有安全隐患。")
    with clock.held_at(LATE):
        actions.accept(plant.officer, idea_id=ideas[2].pk)
        tally()

    table = answer_table(tree.province, since=date(2026, 1, 1))

    figures = {
        row.name: (row.handed_in, row.answered_in_time, row.answered_late, row.waiting_late)
        for row in table.rows
    }
    assert figures == {tree.city.name: (6, 2, 1, 3), tree.other_city.name: (5, 0, 0, 5)}
    assert table.whole.handed_in == 11
    assert table.whole.in_time_share == 2 / 11


def test_a_row_of_too_few_is_hidden_and_cannot_be_told_from_the_others(plant, monday):
    tree = plant.tree
    for person, number in ((plant.author, 6), (worker_at(tree.far_workshop), 1)):
        for _ in range(number):
            handed_in(person)
    tally()

    table = answer_table(tree.province, since=date(2026, 1, 1))

    assert [row.handed_in for row in table.rows] == [None, None]


def test_counting_twice_counts_once(plant, monday):
    handed_in(plant.author)

    tally()
    tally()

    assert list(AnswerTally.objects.values_list("unit_id", "handed_in")) == [(plant.tree.plant.pk, 1)]


def test_what_was_handed_in_is_compared_with_what_was_there_before(plant, monday, settings, tmp_path):
    from dataclasses import replace

    settings.XINGHE = replace(settings.XINGHE, var=tmp_path)
    words = (
        "用报废的液压千斤顶和槽钢焊接成可移动的支撑小车，滚筒落在托架上由二人推出，托架高低可以调节，自锁后不会下落。"
        * 2
    )
    first = handed_in(plant.author, solution=words)
    second = handed_in(plant.mate, solution=words)

    compare_ideas()
    compare_ideas()

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.similar_coverage, first.compared_at) == (None, MONDAY)
    assert second.similar_coverage > 0.5


def test_the_province_sees_only_what_was_handed_in(plant, monday):
    above = officer(Role.PROVINCIAL_OFFICER, plant.tree.province)
    mine = handed_in(plant.author)
    actions.begin_draft(acting(plant.mate))

    with fenced(above):
        listed = queries.idea_list(above, queries.IdeaFilter(), now=MONDAY)

    assert [idea.pk for idea in listed.page.rows] == [mine.pk]
