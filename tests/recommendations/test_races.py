"""Two at once: one decision, one recommendation of a work, one order, and nobody waits for ever."""

import threading
import time

import pytest
from django.db import DatabaseError, connections

from tests.factories import results as results_of
from tests.factories.recommendations import offices, recommended
from tests.recommendations.test_lines import ruled, text_of
from xinghe.access.work import Work
from xinghe.audit.models import AuditEntry
from xinghe.foundation.errors import Refusal
from xinghe.recommendations import actions
from xinghe.recommendations.models import Ranking, Recommendation, Step
from xinghe.recommendations.queries import twins
from xinghe.texts.vocab import Ruling

pytestmark = pytest.mark.django_db(transaction=True)


def race(*deeds) -> list[str]:
    """Start all at once; what became of each, sorted: "done", the refusal's code, or the database's fault."""
    gate, outcomes = threading.Barrier(len(deeds)), []

    def run(deed) -> None:
        gate.wait()
        try:
            deed()
            outcomes.append("done")
        except Refusal as refusal:
            outcomes.append(refusal.code)
        except DatabaseError as fault:
            outcomes.append(type(fault).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


@pytest.fixture(autouse=True)
def slow_record(monkeypatch):
    """Time for the other one to come in between deciding and committing."""
    record = Work.record

    def slowly(self, *args, **kwargs):
        time.sleep(0.1)
        record(self, *args, **kwargs)

    monkeypatch.setattr(Work, "record", slowly)


def acts(made: Recommendation) -> list[str]:
    """What was done with it, in order."""
    return list(Step.objects.filter(recommendation=made).order_by("pk").values_list("act", flat=True))


def test_two_officers_of_one_desk_forward_it_once():
    people = offices()
    made = recommended(people.tree.workshop, people.workshop)
    colleague = people.at(people.tree.county)

    told = race(
        lambda: actions.forward(people.county, recommendation_id=made.pk),
        lambda: actions.forward(colleague, recommendation_id=made.pk),
    )

    made.refresh_from_db()
    assert told == ["done", "forbidden"]
    assert (made.desk_id, acts(made)) == (people.tree.city.pk, ["put_forward", "forward"])


def test_undoing_and_the_next_desk_acting_end_in_an_order_that_could_have_been():
    people = offices()
    made = recommended(people.tree.workshop, people.workshop)
    actions.forward(people.county, recommendation_id=made.pk)

    told = race(
        lambda: actions.undo_forward(people.county, recommendation_id=made.pk),
        lambda: actions.forward(people.city, recommendation_id=made.pk),
    )

    made.refresh_from_db()
    assert (told, made.desk_id, acts(made)[2:]) in [
        (["done", "forbidden"], people.tree.county.pk, ["undo_forward"]),
        (["done", "forbidden"], people.tree.province.pk, ["forward"]),
        (["done", "undo_too_late"], people.tree.province.pk, ["forward"]),
    ]


def test_taking_back_and_forwarding_at_once():
    people = offices()
    made = recommended(people.tree.workshop, people.workshop)

    told = race(
        lambda: actions.withdraw(people.workshop, recommendation_id=made.pk, words="另行安排"),
        lambda: actions.forward(people.county, recommendation_id=made.pk),
    )

    made.refresh_from_db()
    assert made.state == "withdrawn"
    assert (told, acts(made)[1:]) in [
        (["done", "recommendation_not_now"], ["withdraw"]),
        (["done", "done"], ["forward", "withdraw"]),
    ]


def test_one_result_put_forward_twice_at_once_on_two_lines_takes_one():
    people = offices()
    made = results_of.result(people.tree.plant)
    colleague = people.at(people.tree.plant)

    told = race(
        lambda: actions.put_forward(people.plant, result_id=made.pk, line="territory"),
        lambda: actions.put_forward(colleague, result_id=made.pk, line="industry"),
    )

    assert told == ["done", "recommended_already"]
    assert Recommendation.objects.count() == 1


def twins_at_once(people) -> list[str]:
    """Two units put the same work forward at the same moment."""
    here, there = results_of.result(people.tree.workshop), results_of.result(people.tree.far_workshop)
    ruled(text_of(there), text_of(here), Ruling.SAME_WORK)
    return race(
        lambda: actions.put_forward(people.workshop, result_id=here.pk),
        lambda: actions.put_forward(people.far_workshop, result_id=there.pk),
    )


def test_the_same_work_put_forward_by_two_units_at_once_goes_one_way():
    people = offices()

    assert [twins_at_once(people) for _ in range(3)] == [["done", "same_work_under_way"]] * 3


def test_without_holding_the_family_both_go(monkeypatch):
    # The control: if this fails, the race above proves nothing.
    people = offices()
    monkeypatch.setattr(twins, "_hold", lambda *_: None)

    assert twins_at_once(people) == ["done", "done"]


def test_two_orders_at_once_leave_one_of_them():
    people = offices()
    made = [recommended(people.tree.workshop, people.workshop).pk for _ in range(3)]
    year = Recommendation.objects.values_list("year", flat=True).first()
    colleague = people.at(people.tree.county)
    orders = [made, made[::-1]]

    told = race(
        *(
            lambda who=who, order=order: actions.rank_pile(
                who, desk_id=people.tree.county.pk, year=year, order=order
            )
            for who, order in zip((people.county, colleague), orders, strict=True)
        )
    )

    found = list(Ranking.objects.order_by("position").values_list("recommendation", flat=True))
    assert told == ["done", "done"]
    assert found in orders


def test_ordering_while_one_is_taken_back_and_another_forwarded_locks_nobody_out():
    people = offices()
    made = [recommended(people.tree.workshop, people.workshop) for _ in range(3)]
    numbers = [one.pk for one in made]
    colleague = people.at(people.tree.county)
    actions.rank_pile(people.county, desk_id=people.tree.county.pk, year=made[0].year, order=numbers)

    told = race(
        lambda: actions.withdraw(people.workshop, recommendation_id=numbers[0], words="另行安排"),
        lambda: actions.forward(people.county, recommendation_id=numbers[1]),
        lambda: actions.rank(colleague, recommendation_id=numbers[2], position=1),
    )

    places = sorted(Ranking.objects.values_list("position", flat=True))
    assert told == ["done", "done", "done"]
    assert places == [1, 2]
    assert AuditEntry.objects.filter(verb="recommendation.forward").count() == 1
