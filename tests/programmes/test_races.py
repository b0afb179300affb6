"""Two at once: no more applications than may be, one entry of a result, no place and no grade given twice, nobody waits for ever."""

import time
from datetime import timedelta

import pytest

from tests.factories import programmes as made
from tests.factories import results as results_of
from tests.factories.recommendations import offices
from tests.recommendations.test_races import race
from xinghe.access.work import Work
from xinghe.programmes import actions, registry
from xinghe.programmes.actions import applying
from xinghe.programmes.models import Application
from xinghe.programmes.queries import quotas_of
from xinghe.programmes.rules.quota import Quota
from xinghe.results.models import Result

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def installed():
    """Kinds put beside those there are, until the test ends."""
    before = registry.every_kind()
    yield lambda **changes: registry.install(*before, made.small_kind(**changes))
    registry.install(*before)


@pytest.fixture(autouse=True)
def slow(monkeypatch):
    """Time for the other one to come in between looking and writing, and between deciding and committing."""
    first_answers, record = applying.first_answers, Work.record

    def slow_answers(*args, **kwargs):
        time.sleep(0.1)
        return first_answers(*args, **kwargs)

    def slow_record(self, *args, **kwargs):
        time.sleep(0.2)
        record(self, *args, **kwargs)

    monkeypatch.setattr(applying, "first_answers", slow_answers)
    monkeypatch.setattr(Work, "record", slow_record)


def later(deed):
    """The same a moment after the others began."""

    def do():
        time.sleep(0.1)
        deed()

    return do


def test_one_applicant_who_begins_twice_at_once_begins_once(installed):
    installed(per_applicant=1)
    people = offices()
    call, worker = made.call_of(people), made.worker_at(people.tree.workshop)

    told = race(*[lambda: actions.begin_application(worker, call_id=call.pk)] * 2)

    assert told == ["applied_already", "done"]
    assert Application.objects.count() == 1


def test_one_result_entered_by_two_who_made_it_at_once_is_entered_once(installed):
    installed(needs_result=True)
    people = offices()
    call = made.call_of(people)
    workers = [made.worker_at(people.tree.workshop) for _ in range(2)]
    shared = results_of.result(people.tree.workshop)
    Result.objects.filter(pk=shared.pk).update(people=[one.person_id for one in workers])

    told = race(
        *(
            lambda who=who: actions.begin_application(who, call_id=call.pk, result_id=shared.pk)
            for who in workers
        )
    )

    assert told == ["done", "result_needed"]
    assert Application.objects.count() == 1


@pytest.mark.parametrize("given_before", [False, True])
def test_places_are_given_and_taken_one_after_the_other(installed, given_before):
    installed()
    people = offices()
    call, maker = made.call_of(people), people.at(people.tree.province)

    def give(most):
        actions.give_places(maker, call_id=call.pk, union_id=people.tree.city.pk, quota=Quota(most=most))

    if given_before:
        give(1)
    held = made.sealed(people, made.handed_in(made.worker_at(people.tree.workshop), call))
    for desk in (people.workshop, people.county):
        actions.forward(desk, application_id=held.pk)

    told = race(lambda: actions.forward(people.city, application_id=held.pk), later(lambda: give(0)))

    assert told == ["done", "places_gone"]
    assert [row.slots.used for row in quotas_of(maker, call)] == [1] * given_before


def test_ordering_a_pile_while_one_of_it_is_forwarded_locks_nobody_out(installed):
    installed()
    people = offices()
    call = made.call_of(people)
    pile = [made.sealed(people, made.handed_in(made.worker_at(people.tree.workshop), call)) for _ in range(2)]
    for one in pile:
        actions.forward(people.workshop, application_id=one.pk)
    colleague = people.at(people.tree.county)
    asked = {"desk_id": people.tree.county.pk, "call_id": call.pk, "order": [one.pk for one in pile]}

    told = race(
        lambda: actions.forward(people.county, application_id=pile[0].pk),
        later(lambda: actions.rank_pile(colleague, **asked)),
    )

    # What left meanwhile is no longer there to be put in order.
    assert told == ["done", "pile_has_others"]


def test_a_longer_time_is_granted_while_another_is_asked_for_and_nobody_is_locked_out(installed, monkeypatch):
    installed()
    people = offices()
    call, maker, second = made.call_of(people), *(people.at(people.tree.province) for _ in range(2))
    until = call.closes_at + timedelta(days=1)
    asked = actions.ask_extension(maker, call_id=call.pk, until=until, reason="暴雨停电")
    still_longer = {"call_id": call.pk, "until": until + timedelta(days=1), "reason": "道路中断"}
    require = Work.require

    def slow_require(self, *args):
        time.sleep(0.2)
        require(self, *args)

    monkeypatch.setattr(Work, "require", slow_require)

    told = race(
        lambda: actions.grant_extension(second, extension_id=asked.pk),
        later(lambda: actions.ask_extension(maker, **still_longer)),
    )

    assert told in (["done", "done"], ["done", "missing"])


def decided(people, call):
    """An application that waits for the decision."""
    held = made.examined(people, made.handed_in(made.worker_at(people.tree.workshop), call))
    actions.admit(people.province, application_id=held.pk)
    actions.conclude(people.province, application_id=held.pk)
    return held


def test_two_proposed_at_once_for_the_last_of_a_grade_are_one(installed):
    installed()
    people = offices()
    call = made.call_of(people)
    held = [decided(people, call) for _ in range(2)]

    told = race(
        *(
            lambda one=one: actions.propose(people.province, application_id=one.pk, grade="first")
            for one in held
        )
    )

    assert told == ["done", "grade_full"]


def test_what_was_declined_is_proposed_from_an_old_page_while_all_are_told(installed, monkeypatch):
    installed()
    people = offices()
    call = made.call_of(people)
    held, colleague = decided(people, call), people.at(people.tree.province)
    actions.decline(
        people.province, application_id=held.pk, reasons=["material_incomplete"], words="另行安排评选"
    )
    require = Work.require

    def slow_require(self, *args):
        time.sleep(0.2)
        require(self, *args)

    monkeypatch.setattr(Work, "require", slow_require)

    told = race(
        lambda: actions.propose(people.province, application_id=held.pk, grade="first"),
        later(lambda: actions.release_decisions(colleague, call_id=call.pk)),
    )

    assert told == ["done", "no_such_move"]
