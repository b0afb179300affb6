"""Two at once: no more applications than may be, one entry of a result, and nobody waits for ever."""

import time

import pytest

from tests.factories import programmes as made
from tests.factories import results as results_of
from tests.factories.recommendations import offices
from tests.recommendations.test_races import race
from xinghe.programmes import actions, registry
from xinghe.programmes.actions import applying
from xinghe.programmes.models import Application
from xinghe.results.models import Result

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def installed():
    """Kinds put beside those there are, until the test ends."""
    before = registry.every_kind()
    yield lambda **changes: registry.install(*before, made.small_kind(**changes))
    registry.install(*before)


@pytest.fixture(autouse=True)
def slow_beginning(monkeypatch):
    """Time for the other one to come in between looking and writing."""
    first_answers = applying.first_answers

    def slowly(*args, **kwargs):
        time.sleep(0.1)
        return first_answers(*args, **kwargs)

    monkeypatch.setattr(applying, "first_answers", slowly)


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
