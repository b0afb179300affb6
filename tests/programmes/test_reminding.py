"""Drafts are reminded of five days and one day before their call closes: once each, their author alone, never too late."""

from datetime import timedelta

import pytest

from tests.factories import programmes as made
from xinghe.access.actor import Actor
from xinghe.foundation import clock
from xinghe.messaging.models import Message
from xinghe.messaging.vocab import Event
from xinghe.programmes import actions
from xinghe.programmes.jobs.reminding import remind_of_drafts
from xinghe.programmes.models import Application, Call
from xinghe.programmes.queries import drafts_to_remind

DAY = timedelta(days=1)


def told() -> list[int]:
    return list(
        Message.objects.filter(event=Event.DRAFT_CLOSING).order_by("pk").values_list("person_id", flat=True)
    )


@pytest.fixture
def draft(people) -> Application:
    call = made.call_of(people, closes_at=clock.now() + 20 * DAY)
    return actions.begin_application(made.worker_at(people.tree.workshop), call_id=call.pk)


def closes(draft: Application, in_: timedelta, *, begun: timedelta = 10 * DAY) -> None:
    """Let the call close in so long, and the draft be begun so long ago."""
    Call.objects.filter(pk=draft.call_id).update(opens_at=clock.now() - 15 * DAY, closes_at=clock.now() + in_)
    Application.objects.filter(pk=draft.pk).update(begun_at=clock.now() - begun)


@pytest.mark.parametrize(
    ("in_", "number"),
    [
        (5 * DAY + timedelta(minutes=1), 0),
        (5 * DAY - timedelta(minutes=1), 1),
        (timedelta(hours=1), 1),
        (timedelta(minutes=-1), 0),
    ],
)
def test_from_five_days_before_the_end_until_the_end(draft, in_, number):
    closes(draft, in_)

    remind_of_drafts()

    assert told() == [draft.applicant_id] * number


def test_twice_and_no_oftener(draft):
    closes(draft, 4 * DAY)
    for _ in range(3):
        remind_of_drafts()
    assert len(told()) == 1

    Message.objects.update(said_at=clock.now() - 3 * DAY - timedelta(hours=1))
    Call.objects.filter(pk=draft.call_id).update(closes_at=clock.now() + timedelta(hours=23))
    for _ in range(3):
        remind_of_drafts()
    assert len(told()) == 2


def test_a_longer_time_begins_anew(draft):
    closes(draft, 4 * DAY)
    remind_of_drafts()
    Message.objects.update(said_at=clock.now() - 10 * DAY)
    Call.objects.filter(pk=draft.call_id).update(closes_at=clock.now() + 4 * DAY)

    remind_of_drafts()

    assert len(told()) == 2


def test_who_has_just_begun_has_read_the_date(draft):
    closes(draft, 2 * DAY, begun=timedelta(hours=1))
    remind_of_drafts()
    assert told() == []

    closes(draft, timedelta(hours=23), begun=timedelta(hours=3))
    remind_of_drafts()
    assert told() == [draft.applicant_id]


def test_what_is_handed_in_or_thrown_away_is_not_reminded_of(people):
    call = made.call_of(people, closes_at=clock.now() + 20 * DAY)
    worker = made.worker_at(people.tree.workshop)
    whole, thrown = made.handed_in(worker, call), made.draft(worker, call)
    actions.throw_away(worker, application_id=thrown.pk)
    for one in (whole, thrown):
        closes(one, 4 * DAY)

    remind_of_drafts()

    assert told() == []


def test_what_changed_since_it_was_looked_for_is_left_alone(draft):
    closes(draft, 4 * DAY)
    found = drafts_to_remind(now=clock.now(), limit=10)
    Application.objects.filter(pk=draft.pk).update(phase="withdrawn")
    number = actions.remind_of_drafts(Actor.for_job("application-clock"), application_ids=found)

    assert (found, number, told()) == ([draft.pk], 0, [])


def test_one_query_however_many(people, django_assert_num_queries):
    call = made.call_of(people, closes_at=clock.now() + 20 * DAY)
    for _ in range(3):
        worker = made.worker_at(people.tree.workshop)
        closes(actions.begin_application(worker, call_id=call.pk), 4 * DAY)

    with django_assert_num_queries(1):
        found = drafts_to_remind(now=clock.now(), limit=2)

    assert len(found) == 2
