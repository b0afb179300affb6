"""A request that comes again acts once and is answered as the first time; without a key it acts again."""

import json
import threading
import time
from datetime import timedelta

import pytest
from django.db import connections
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.test import RequestFactory

from tests.factories import results as results_of
from tests.factories import unions as unions_of
from tests.factories.unions import NOW, officer
from xinghe.access.actor import Actor
from xinghe.access.models import OnceAnswer
from xinghe.access.once import (
    KEPT,
    Answer,
    KeyUsedForAnother,
    StillUnderWay,
    forget_answers,
    once,
)
from xinghe.access.powers import Role
from xinghe.access.work import Work, command
from xinghe.audit.models import AuditEntry
from xinghe.foundation import clock
from xinghe.foundation.errors import Missing, Refusal
from xinghe.results.models import Result
from xinghe.web.kit.doors import changing

AT_ONCE, IN_TURN = 8, 5


@command
def make_result(work: Work, *, unit_id: int, title: str, slowly: bool = False) -> Result:
    """Make something that nothing but a key keeps from being made twice."""
    from xinghe.unions.models import Union

    made = results_of.result(Union.objects.get(pk=unit_id), title=title)
    work.record("result.record", made)
    if slowly:
        time.sleep(0.2)
    return made


@command
def say(work: Work, *, word: str) -> str:
    """Return a plain value."""
    work.leave_unrecorded("changes nothing")
    return word


def rendered(result) -> Answer:
    return Answer(status=201, body=json.dumps({"pk": result.pk, "stage": result.stage}).encode())


def sent(actor, unit, *, key="k-1", title="甲", slowly=False, **options):
    options = {"route": "POST /things", "body": title.encode(), "render": rendered} | options
    with once(actor, key=key, **options) as ticket:
        make_result(actor, unit_id=unit.pk, title=title, slowly=slowly)
    return ticket


def effects():
    return Result.objects.count(), AuditEntry.objects.count()


@pytest.fixture
def tree(db):
    return unions_of.small_province()


@pytest.fixture
def actor(tree):
    return officer(Role.OFFICER, tree.county)


def test_a_repeated_request_acts_once_and_is_answered_byte_by_byte(tree, actor):
    first = sent(actor, tree.workshop)
    Result.objects.update(stage="withdrawn")

    again = [sent(actor, tree.workshop) for _ in range(IN_TURN)]

    assert {ticket.answer for ticket in again} == {first.answer}
    assert first.answer == Answer(status=201, body=first.answer.body)
    assert [first.is_repeated, *(ticket.is_repeated for ticket in again)] == [False] + [True] * IN_TURN
    assert effects() == (1, 1)


def test_without_a_key_every_repetition_acts(tree, actor):
    # The control: if this fails, the tests here prove nothing.
    for _ in range(IN_TURN):
        make_result(actor, unit_id=tree.workshop.pk, title="甲")

    assert effects() == (IN_TURN, IN_TURN)


def test_the_same_key_with_another_content_is_refused(tree, actor):
    sent(actor, tree.workshop)

    with pytest.raises(KeyUsedForAnother) as told:
        sent(actor, tree.workshop, title="乙")

    assert (told.value.status, effects()) == (422, (1, 1))


def test_a_key_belongs_to_one_person_and_one_route(tree, actor):
    colleague = officer(Role.OFFICER, tree.county)

    sent(actor, tree.workshop)
    sent(colleague, tree.workshop)
    sent(actor, tree.workshop, route="POST /others")

    assert effects() == (3, 3)


def test_what_was_refused_may_be_sent_again_with_its_key(tree, actor):
    class NotYet(Refusal):
        pass

    @command
    def make_or_refuse(work: Work, *, refuses: bool) -> Result:
        made = results_of.result(tree.workshop)
        work.record("result.record", made)
        if refuses:
            raise NotYet
        return made

    for refuses in (True, False, False):
        try:
            with once(actor, key="k", route="r", body=b"", render=rendered):
                make_or_refuse(actor, refuses=refuses)
        except NotYet:
            assert OnceAnswer.objects.count() == 0

    assert effects() == (1, 1)


def test_the_answer_is_kept_in_the_same_transaction_or_not_at_all(tree, actor):
    def cannot(_result):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        sent(actor, tree.workshop, render=cannot)

    assert (effects(), OnceAnswer.objects.count()) == ((0, 0), 0)


def test_commands_of_others_and_later_ones_are_no_part_of_the_request(tree, actor):
    sent(actor, tree.workshop)
    with once(actor, key="k-2", route="r", body=b"", render=rendered):
        say(Actor.for_job("command-line"), word="x")

    make_result(actor, unit_id=tree.workshop.pk, title="甲")

    assert effects() == (2, 2)
    assert OnceAnswer.objects.count() == 1


def test_whoever_is_nobody_has_no_key(tree):
    with pytest.raises(Missing):
        sent(Actor.public(), tree.workshop)


def test_answers_are_forgotten_after_their_time_and_not_before(tree, actor):
    for number, age in enumerate([timedelta(0), timedelta(days=7), KEPT, KEPT + timedelta(seconds=1)]):
        with clock.held_at(NOW - age):
            sent(actor, tree.workshop, key=f"k-{number}")

    with clock.held_at(NOW):
        removed = forget_answers(Actor.for_job("queue"))

    assert (removed, OnceAnswer.objects.count()) == (1, 3)
    with pytest.raises(LookupError):
        forget_answers(actor)


# -- many at once ------------------------------------------------------------------------------------------


def all_at_once(deed):
    """What became of the same request sent ``AT_ONCE`` times at one moment: answers, or a refusal's code."""
    gate, outcomes = threading.Barrier(AT_ONCE), []

    def run():
        gate.wait()
        try:
            outcomes.append(deed())
        except Refusal as refusal:
            outcomes.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_are_one():
    tree = unions_of.small_province()
    actor = officer(Role.OFFICER, tree.county)

    told = all_at_once(lambda: sent(actor, tree.workshop, slowly=True).answer)

    answers = [one for one in told if isinstance(one, Answer)]
    assert len(set(answers)) == 1
    assert set(told) - set(answers) == {StillUnderWay.code}
    assert effects() == (1, 1)
    assert sent(actor, tree.workshop).answer == answers[0]


@pytest.mark.django_db(transaction=True)
def test_a_form_waits_for_the_first_and_is_answered_alike():
    tree = unions_of.small_province()
    actor = officer(Role.OFFICER, tree.county)

    def deed():
        with once(actor, key="k", route="r", body=b"", waits=True):
            return make_result(actor, unit_id=tree.workshop.pk, title="甲", slowly=True).pk

    told = all_at_once(deed)

    assert told == [Result.objects.get().pk] * AT_ONCE
    assert effects() == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_without_a_key_eight_at_once_are_eight():
    # The control of the two above.
    tree = unions_of.small_province()
    actor = officer(Role.OFFICER, tree.county)

    all_at_once(lambda: make_result(actor, unit_id=tree.workshop.pk, title="甲", slowly=True).pk)

    assert effects() == (AT_ONCE, AT_ONCE)


# -- forms -------------------------------------------------------------------------------------------------


@pytest.fixture
def form_of(actor, tree):
    """Sends a form to a page that makes something, as its browser would."""

    @changing
    def view(request) -> HttpResponse:
        made = make_result(request._actor, unit_id=tree.workshop.pk, title=request.POST["title"])
        return redirect(f"/things/{made.pk}/")

    def send(who=actor, **values):
        request = RequestFactory().post("/things/", values)
        request._actor, request.htmx = who, False
        return view(request)

    return send


def test_a_form_sent_twice_acts_once_and_leads_to_the_same_page(form_of):
    answers = [form_of(title="甲", once="k", csrfmiddlewaretoken=token) for token in "abc"]

    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (302, f"/things/{Result.objects.get().pk}/")
    }
    assert effects() == (1, 1)


def test_a_form_without_its_key_acts_every_time(form_of):
    for _ in range(2):
        form_of(title="甲")

    assert effects() == (2, 2)


def test_a_form_that_was_changed_after_it_was_sent_is_refused_in_words(form_of):
    form_of(title="甲", once="k")

    answer = form_of(title="乙", once="k")

    assert (answer.status_code, effects()) == (422, (1, 1))


def test_the_key_of_a_form_is_another_for_every_form():
    template = engines["django"].from_string("{% once_key %}")

    keys = [template.render() for _ in range(2)]

    assert keys[0].startswith('<input type="hidden" name="once" value="')
    assert len(set(keys)) == 2


def test_plain_values_and_rows_that_are_gone(tree, actor):
    def words():
        with once(actor, key="k", route="r", body=b""):
            return say(actor, word="甲")

    assert [words(), words()] == ["甲", "甲"]

    def row():
        with once(actor, key="row", route="r", body=b""):
            return make_result(actor, unit_id=tree.workshop.pk, title="甲").pk

    row()
    Result.objects.all().delete()
    with pytest.raises(Missing):
        row()
