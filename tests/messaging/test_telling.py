"""Telling happens with the change, once a person, to those whom it concerns, and never to who did it."""

import pytest
from django.db import IntegrityError, transaction

from tests.factories.messaging import announce, answered
from tests.factories.unions import officer, worker
from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import Role
from xinghe.access.work import command
from xinghe.messaging.actions import tell
from xinghe.messaging.models import Message
from xinghe.messaging.queries import messages_for, sentence_of, unread_count
from xinghe.messaging.rules.telling import NotToBeTold
from xinghe.messaging.vocab import Event

pytestmark = pytest.mark.django_db


def box(actor):
    with fenced(actor):
        return [sentence_of(one) for one in messages_for(actor)]


@pytest.fixture(autouse=True)
def english():
    from django.utils import translation

    with translation.override("en"):
        yield


def test_a_worker_and_an_officer_tell_each_other_though_neither_sees_the_others_box(tree):
    author, unit_officer = worker(), officer(Role.UNIT_OFFICER, tree.workshop)

    answered(unit_officer, author.person_id)
    answered(author, unit_officer.person_id, event=Event.IDEA_HANDED_IN, path="/desk/ideas/7/")

    assert box(author) == ["“减速机漏油改造” was answered."]
    assert box(unit_officer) == ["“减速机漏油改造” was handed in and waits for your union's answer."]


def test_nobody_is_told_of_their_own_act(reader_of):
    author, colleague = reader_of(), reader_of()

    answered(author, author.person_id, colleague.person_id)

    assert (box(author), len(box(colleague))) == ([], 1)


def test_who_set_off_a_machine_is_told_what_it_did(reader_of):
    asker = reader_of()

    announce(
        asker,
        people=[asker.person_id],
        event=Event.RUN_ENDED,
        subject_kind="jobs.run",
        subject_id=1,
        path="/desk/runs/1/",
        what="Find all similar pairs of texts",
    )

    assert box(asker) == ["Long work has ended: Find all similar pairs of texts."]


def test_a_closed_account_and_nobody_are_not_told(reader_of):
    closed = reader_of(is_active=False)

    answered(reader_of(), closed.person_id, 999_999_999)
    answered(reader_of())

    assert Message.objects.count() == 0


def test_a_bulk_of_a_thousand_is_one_message_a_person(reader_of):
    author, other, boss = reader_of(), reader_of(), reader_of()

    answered(boss, author.person_id, other.person_id, batch="run:12", times=999)
    answered(boss, author.person_id, other.person_id, batch="run:12")

    assert box(author) == box(other) == ["1,000 ideas were answered."]
    assert list(Message.objects.values_list("path", flat=True)) == ["/my/"] * 2


def test_the_first_of_a_batch_leads_to_its_own_page(reader_of):
    author = reader_of()

    answered(reader_of(), author.person_id, batch="run:12")

    assert list(Message.objects.values_list("path", "number")) == [("/my/ideas/7/", 1)]


def test_many_may_be_told_at_once(reader_of):
    author = reader_of()

    answered(reader_of(), author.person_id, number=40)

    assert box(author) == ["40 ideas were answered."]
    assert Message.objects.get().path == "/my/"


def test_without_a_batch_every_act_is_its_own_message(reader_of):
    author = reader_of()

    answered(reader_of(), author.person_id, times=3)

    assert box(author) == ["“减速机漏油改造” was answered."] * 3


def test_what_was_read_is_unread_again_when_more_comes(reader_of, morning):
    author, boss = reader_of(), reader_of()
    answered(boss, author.person_id, batch="run:12")
    Message.objects.update(read_at=morning)

    answered(boss, author.person_id, batch="run:12")

    assert unread_count(author) == 1


@command
def change_and_fail(work, *, person_id):
    """Tell, then fail."""
    tell(
        work,
        people=[person_id],
        event=Event.IDEA_ANSWERED,
        subject_kind="ideas.idea",
        subject_id=7,
        path="/my/ideas/7/",
        title="阀门",
    )
    raise ZeroDivisionError


def test_nobody_is_told_of_what_did_not_happen(reader_of):
    with pytest.raises(ZeroDivisionError):
        change_and_fail(reader_of(), person_id=reader_of().person_id)

    assert Message.objects.count() == 0


def test_a_secret_stops_the_whole_command(reader_of):
    author = reader_of()

    with pytest.raises(NotToBeTold, match="score"):
        answered(reader_of(), author.person_id, score="CANARY-9f2c")

    assert Message.objects.count() == 0


def test_the_fence_is_the_actors_own_again_afterwards(tree):
    author, boss = worker(), officer(Role.OFFICER, tree.county)
    seen = []

    @command
    def tell_and_look(work):
        """Tell, then look into the box of the other."""
        work.leave_unrecorded("only a test")
        tell(
            work,
            people=[author.person_id],
            event=Event.IDEA_ANSWERED,
            subject_kind="ideas.idea",
            subject_id=7,
            path="/my/ideas/7/",
            title="阀门",
        )
        seen.extend(Message.objects.all())

    tell_and_look(boss)

    assert (seen, Message.objects.count()) == ([], 1)


@pytest.mark.parametrize("count", [1, 3, 300])
def test_telling_costs_the_same_for_one_and_for_many(reader_of, django_assert_num_queries, count):
    people = [reader_of().person_id for _ in range(min(count, 3))] + list(range(10**9, 10**9 + count))
    spent = []

    @command
    def measured(work):
        """Count what telling asks of the database."""
        work.leave_unrecorded("only a test")
        with django_assert_num_queries(3) as counted:
            tell(
                work,
                people=people,
                event=Event.IDEA_ANSWERED,
                subject_kind="ideas.idea",
                subject_id=7,
                path="/my/ideas/7/",
                title="阀门",
            )
        spent.append(len(counted))

    measured(reader_of())

    assert spent == [3]


# -- whose box it is ---------------------------------------------------------------------------------------


def test_everybody_sees_their_own_box_alone_whatever_offices_they_hold(tree):
    readers = [
        worker(),
        officer(Role.UNIT_OFFICER, tree.workshop),
        officer(Role.PROVINCIAL_OFFICER, tree.province),
    ]
    readers += [officer(role, tree.province) for role in Role]
    for reader in readers:
        answered(Actor.for_job("messenger"), reader.person_id)

    for reader in readers:
        with fenced(reader):
            # PostgreSQL alone, then the definition of permission.
            assert [one.person_id for one in Message.objects.all()] == [reader.person_id]
        assert [one.person_id for one in messages_for(reader)] == [reader.person_id]
    with fenced(Actor.public()):
        assert list(Message.objects.all()) == []
    assert Message.objects.count() == len(readers)


def test_nobody_writes_into_anothers_box_but_through_telling(reader_of, morning):
    reader, stranger = reader_of(), reader_of()
    answered(stranger, reader.person_id)

    with fenced(stranger):
        taken = Message.objects.update(read_at=morning)
        with pytest.raises(Exception, match="row-level security"), transaction.atomic():
            Message.objects.create(
                person_id=reader.person_id,
                event=Event.IDEA_ANSWERED,
                subject_kind="x",
                subject_id=1,
                path="/x/",
                said_at=morning,
            )

    assert taken == 0
    assert unread_count(reader) == 1


@pytest.mark.parametrize(
    ("field", "value", "constraint"),
    [
        ("path", "https://evil.example/", "message_path_is_ours"),
        ("path", "//evil.example/", "message_path_is_ours"),
        ("event", "gossip", "message_event_is_known"),
    ],
)
def test_postgresql_refuses_what_telling_would(reader_of, field, value, constraint):
    answered(reader_of(), reader_of().person_id)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Message.objects.update(**{field: value})


def test_the_bell_costs_one_query_on_its_own_index(reader_of, django_assert_num_queries):
    reader, boss = reader_of(), reader_of()
    answered(boss, reader.person_id, times=3)

    with django_assert_num_queries(1):
        count = unread_count(reader)
    with django_assert_num_queries(0):
        nobody = unread_count(Actor.public())

    assert (count, nobody) == (3, 0)
