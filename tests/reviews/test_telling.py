"""Messages of a review: who is told what and when, with no score, no name and no number of an entry."""

from datetime import timedelta

import pytest
from django.db import connection

from tests.factories import reviews as judged
from xinghe.foundation import clock
from xinghe.messaging.models import Message
from xinghe.messaging.vocab import Event
from xinghe.reviews import actions
from xinghe.reviews.jobs.conflicts import find_conflicts
from xinghe.reviews.jobs.reminding import remind_judges
from xinghe.reviews.models import Panel, Seat


def told(event):
    """Who was told of an event so far."""
    return sorted(Message.objects.filter(event=event).values_list("person_id", flat=True))


def seated(round_, *states):
    """The persons on seats of these states."""
    return sorted(
        Seat.objects.filter(panel=round_.panel, state__in=states).values_list("person_id", flat=True)
    )


class TestInvitations:
    """Asked once, and the officers hear of each answer."""

    def test_who_was_drawn_is_asked_and_nobody_else(self, people):
        round_ = judged.drawn(judged.panel_of(people))
        assert told(Event.SEAT_OFFERED) == []

        actions.invite(round_.officer, panel_id=round_.panel.pk)

        assert told(Event.SEAT_OFFERED) == seated(round_, "invited")
        assert len(told(Event.SEAT_OFFERED)) == 5

    def test_each_answer_goes_to_the_officers_and_a_stand_by_is_asked(self, people):
        round_ = judged.invited(judged.panel_of(people), accept=False)
        before = told(Event.SEAT_OFFERED)
        seat = Seat.objects.filter(panel=round_.panel, state="invited").first()

        actions.decline_seat(judged.acting(seat.person_id), panel_code=round_.code, words="出差")

        assert round_.officer.person_id in told(Event.SEAT_ANSWERED)
        (taking,) = set(told(Event.SEAT_OFFERED)) - set(before)
        assert taking in seated(round_, "invited")
        one = Message.objects.filter(event=Event.SEAT_ANSWERED).first()
        assert one.params == {"title": round_.call.title}

    def test_before_anybody_was_asked_a_stand_by_is_not_either(self, people):
        round_ = judged.drawn(judged.panel_of(people))
        seat = Seat.objects.filter(panel=round_.panel, state="seated").first()

        actions.vacate_seat(
            round_.officer, panel_id=round_.panel.pk, seat_code=seat.code, reason="长期出国，不能参加"
        )

        assert told(Event.SEAT_OFFERED) == []


class TestEntries:
    """At the opening, and when more come later."""

    def test_everybody_who_sits_is_told_at_the_opening(self, people):
        round_ = judged.opened(judged.panel_of(people))

        assert told(Event.ENTRIES_TO_SCORE) == seated(round_, "accepted")
        one = Message.objects.filter(event=Event.ENTRIES_TO_SCORE).first()
        assert set(one.params) == {"title", "day"}
        assert one.path == f"/jury/panels/{round_.code}/"

    def test_who_gets_another_entry_later_is_told_again(self, people):
        round_ = judged.opened(judged.panel_of(people))
        judged.entry_past(people, round_.call)
        before = len(told(Event.ENTRIES_TO_SCORE))

        actions.assign(round_.officer, panel_id=round_.panel.pk)
        actions.assign(round_.officer, panel_id=round_.panel.pk)

        assert len(told(Event.ENTRIES_TO_SCORE)) == before + 5


class TestReminders:
    """Two days before the end, once, for who has something to give."""

    def close_in(self, round_, left, *, opened=timedelta(days=9)):
        judged.ended(round_, at=clock.now() + left)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE reviews_panel DISABLE TRIGGER panel_is_kept")
            Panel.objects.update(opened_at=clock.now() - opened)
            cursor.execute("ALTER TABLE reviews_panel ENABLE TRIGGER panel_is_kept")

    def test_who_has_not_scored_everything_is_reminded_once(self, people):
        round_ = judged.opened(judged.panel_of(people))
        done = round_.sitting[0]
        for task in round_.tasks(done):
            round_.give(done, task.application)
        self.close_in(round_, timedelta(days=3))
        remind_judges()
        assert told(Event.SCORES_DUE) == []

        self.close_in(round_, timedelta(days=1))
        remind_judges()
        remind_judges()

        assert told(Event.SCORES_DUE) == sorted(set(seated(round_, "accepted")) - {done.person_id})
        assert set(Message.objects.filter(event=Event.SCORES_DUE).first().params) == {"title", "day"}

    def test_a_panel_that_opened_just_now_reminds_nobody(self, people):
        round_ = judged.opened(judged.panel_of(people))
        self.close_in(round_, timedelta(days=1), opened=timedelta(hours=1))

        remind_judges()

        assert told(Event.SCORES_DUE) == []


def test_the_release_is_told_to_applicants_and_judges(people):
    round_ = judged.opened(judged.panel_of(people)).closed()
    actions.rank_panel(round_.officer, panel_id=round_.panel.pk)
    assert told(Event.REVIEW_RELEASED) == []

    actions.release_together(round_.officer, panel_ids=[round_.panel.pk])

    whose = {person for entry in round_.entries for person in entry.people}
    assert set(told(Event.REVIEW_RELEASED)) == whose | set(seated(round_, "accepted"))
    assert {tuple(one.params) for one in Message.objects.filter(event=Event.REVIEW_RELEASED)} == {("title",)}


def test_officers_hear_once_that_what_is_released_counts_wrong_scores(people):
    round_ = judged.opened(judged.panel_of(people)).released()
    find_conflicts()
    assert told(Event.RANKING_OUTDATED) == []
    actions.pin_conflict(
        round_.officer, panel_id=round_.panel.pk, judge_id=round_.sitting[0].pk, application_id=round_.entries[0].pk,
        kind="kin", words="第一完成人的表兄",
    )  # fmt: skip

    find_conflicts()
    find_conflicts()

    assert told(Event.RANKING_OUTDATED).count(round_.officer.person_id) == 1
    assert not set(told(Event.RANKING_OUTDATED)) & set(seated(round_, "accepted"))
    one = Message.objects.filter(event=Event.RANKING_OUTDATED).first()
    assert (one.params, one.path) == ({"title": round_.call.title}, f"/desk/panels/{round_.code}/award/")


@pytest.mark.parametrize("event", [Event.SEAT_OFFERED, Event.ENTRIES_TO_SCORE, Event.REVIEW_RELEASED])
def test_nothing_of_an_entry_stands_in_a_message(people, event):
    round_ = judged.opened(judged.panel_of(people)).released()

    for one in Message.objects.filter(event=event):
        said = f"{one.params} {one.path if one.path.startswith('/jury/') else ''}"
        assert not any(entry.title in said or entry.code in said for entry in round_.entries)
        assert not any(judge.person.name in said for judge in round_.judges)
