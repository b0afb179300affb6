"""Long work starts with the change that asks for it, has one effect, tells its progress and can be stopped."""

import contextlib

import pytest

from tests.factories.unions import person
from xinghe.access.actor import Actor
from xinghe.access.work import command
from xinghe.foundation.errors import Missing, Refusal
from xinghe.jobs import registry
from xinghe.jobs.actions import RunEnded, cancel_run, enqueue
from xinghe.jobs.jobs import carry_out
from xinghe.jobs.models import Run
from xinghe.jobs.queries import run_for, runs_for
from xinghe.jobs.vocab import MOST_ATTEMPTS, RunState

pytestmark = pytest.mark.django_db


class Wanted(Refusal):
    code = "wanted"
    message = "Not this."


@pytest.fixture
def works(monkeypatch):
    """A list of long works of this test alone; what they did is noted."""
    monkeypatch.setattr(registry, "_KINDS", {})
    done = []

    @registry.long_work("test.count", title="Count")
    def count(actor, progress, *, to):
        for number in range(1, to + 1):
            progress(number, to)
        done.append(to)
        return {"counted": to}

    @registry.long_work("test.refuse", title="Refuse")
    def refuse(actor, progress):
        raise Wanted

    @registry.long_work("test.break", title="Break")
    def break_down(actor, progress):
        raise ZeroDivisionError

    return done


@command
def ask(work, *, code, **arguments):
    """Ask for long work."""
    return enqueue(work, code, **arguments)


@command
def ask_and_fail(work, *, code):
    """Ask for long work in a change that does not happen."""
    enqueue(work, code)
    raise Wanted


@pytest.fixture
def asker():
    return Actor(person_id=person().pk, via="web")


def test_a_run_is_carried_out_once(works, asker):
    run = ask(asker, code="test.count", to=3)

    carry_out(run.pk)
    carry_out(run.pk)

    run.refresh_from_db()
    assert works == [3]
    assert (run.state, run.done, run.total, run.outcome) == (RunState.DONE, 3, 3, {"counted": 3})


def test_nothing_is_asked_for_by_a_change_that_does_not_happen(works, asker):
    with pytest.raises(Wanted):
        ask_and_fail(asker, code="test.refuse")

    assert Run.objects.count() == 0


def test_a_refusal_ends_it_with_its_sentence(works, asker):
    run = ask(asker, code="test.refuse")

    carry_out(run.pk)

    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert run.failure["code"] == "wanted"


def test_what_breaks_is_tried_again_and_then_given_up(works, asker):
    run = ask(asker, code="test.break")

    for _ in range(MOST_ATTEMPTS + 1):
        with contextlib.suppress(ZeroDivisionError):
            carry_out(run.pk)

    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert run.attempts <= MOST_ATTEMPTS


def test_a_waiting_run_that_is_stopped_never_starts(works, asker):
    run = ask(asker, code="test.count", to=3)

    cancel_run(asker, run_id=run.pk)
    carry_out(run.pk)

    run.refresh_from_db()
    assert works == []
    assert run.state == RunState.CANCELLED


def test_a_running_one_stops_at_its_next_step(works, asker):
    run = ask(asker, code="test.count", to=3)
    Run.objects.filter(pk=run.pk).update(cancel_asked_at=run.asked_at)

    carry_out(run.pk)

    run.refresh_from_db()
    assert works == []
    assert run.state == RunState.CANCELLED


def test_what_has_ended_is_not_stopped(works, asker):
    run = ask(asker, code="test.count", to=1)
    carry_out(run.pk)

    with pytest.raises(RunEnded):
        cancel_run(asker, run_id=run.pk)


def test_a_run_is_its_askers_affair(works, asker):
    run = ask(asker, code="test.count", to=1)
    stranger = Actor(person_id=person().pk, via="web")

    assert [one.pk for one in runs_for(asker)] == [run.pk]
    assert list(runs_for(stranger)) == []
    with pytest.raises(Missing):
        run_for(stranger, run.pk)


@pytest.mark.django_db(transaction=True)
def test_the_night_lets_go_of_what_has_ended():
    from datetime import UTC, datetime

    from django.contrib.sessions.models import Session

    from xinghe.jobs import jobs

    ended, running = datetime(2020, 1, 1, tzinfo=UTC), datetime(2999, 1, 1, tzinfo=UTC)
    Session.objects.create(session_key="ended", session_data="", expire_date=ended)
    Session.objects.create(session_key="running", session_data="", expire_date=running)

    jobs._forget()

    assert [one.session_key for one in Session.objects.all()] == ["running"]
