"""The one door: one transaction, behind the fence, with a line in the record, or nothing."""

import threading
import time

import pytest
from django.db import DatabaseError, connection, connections, transaction

from tests.factories import results as results_of
from tests.factories import unions as unions_of
from tests.factories.unions import NOW, officer
from xinghe.access import checks
from xinghe.access.actor import Actor
from xinghe.access.powers import Role
from xinghe.access.work import Work, command
from xinghe.audit.models import AuditEntry
from xinghe.foundation import clock
from xinghe.foundation.errors import Forbidden, Missing
from xinghe.results.actions import clear_result, publish_result
from xinghe.results.actions.stages import SecondPersonNeeded, StageNotReached
from xinghe.results.models import Result
from xinghe.results.vocab import Stage


@command
def retitle(work: Work, *, result_id: int, title: str, silent: bool = False) -> Result:
    """Change one thing, and write it down unless told to be silent."""
    result = work.claim(Result, result_id)
    before, result.title = result.title, title
    result.save(update_fields=["title"])
    if not silent:
        work.record("result.retitle", result, reason="试", title=(before, title), year=(None, 2025))
    return result


@command
def retitle_twice(work: Work, *, result_id: int) -> None:
    """A command inside a command."""
    retitle(work.actor, result_id=result_id, title="x")
    work.record("result.retitle", work.claim(Result, result_id))


def test_a_command_leaves_who_as_what_through_which_door_from_what_to_what_and_why(tree):
    thing = results_of.result(tree.workshop, title="旧题")
    actor = officer(Role.OFFICER, tree.county)

    with clock.held_at(NOW):
        retitle(actor, result_id=thing.pk, title="新题")

    (entry,) = AuditEntry.objects.values()
    assert entry | {"id": 0} == {
        "id": 0,
        "at": NOW,
        "person_id": actor.person_id,
        "system": "",
        "offices": f"officer@{tree.county.pk}",
        "via": "web",
        "verb": "result.retitle",
        "subject_kind": "results.result",
        "subject_id": thing.pk,
        "before": {"title": "旧题", "year": None},
        "after": {"title": "新题", "year": "2025"},
        "command": f"{retitle.__module__}.retitle",
        "reason": "试",
    }


def test_a_command_that_records_nothing_changes_nothing(tree):
    thing = results_of.result(tree.workshop, title="旧题")

    with pytest.raises(RuntimeError, match="recorded nothing"):
        retitle(officer(Role.OFFICER, tree.county), result_id=thing.pk, title="新题", silent=True)

    thing.refresh_from_db()
    assert thing.title == "旧题"
    assert AuditEntry.objects.count() == 0


def test_a_refused_command_leaves_nothing_behind(tree):
    thing = results_of.result(tree.workshop, title="旧题")

    @command
    def change_then_refuse(work: Work, *, result_id: int) -> None:
        """Refuse after everything is done."""
        result = work.claim(Result, result_id)
        result.title = "新题"
        result.save()
        work.record("result.retitle", result)
        raise Missing

    with pytest.raises(Missing):
        change_then_refuse(officer(Role.OFFICER, tree.county), result_id=thing.pk)

    thing.refresh_from_db()
    assert (thing.title, AuditEntry.objects.count()) == ("旧题", 0)


def test_a_machine_is_named_in_the_record(tree):
    thing = results_of.result(tree.workshop)

    retitle(Actor.for_job("command-line", via="command"), result_id=thing.pk, title="新题")

    assert list(AuditEntry.objects.values_list("person_id", "system", "via", "offices")) == [
        (None, "command-line", "command", "")
    ]


def test_nobody_clears_what_they_recorded_themselves(tree):
    maker = officer(Role.OFFICER, tree.county)
    thing = results_of.result(tree.workshop, recorded_by_id=maker.person_id)

    with pytest.raises(SecondPersonNeeded):
        clear_result(maker, result_id=thing.pk)
    clear_result(officer(Role.OFFICER, tree.county), result_id=thing.pk)

    assert list(AuditEntry.objects.values_list("verb", flat=True)) == ["result.clear"]


@pytest.mark.django_db(transaction=True)
def test_a_command_refuses_to_run_inside_another():
    tree = unions_of.small_province()
    thing = results_of.result(tree.workshop)

    with pytest.raises(RuntimeError, match="durable"):
        retitle_twice(officer(Role.OFFICER, tree.county), result_id=thing.pk)
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        retitle(officer(Role.OFFICER, tree.county), result_id=thing.pk, title="x")

    assert AuditEntry.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_command_leaves_no_rights_behind_on_the_connection():
    tree = unions_of.small_province()
    thing = results_of.result(tree.workshop)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        before = cursor.fetchone()

    retitle(officer(Role.OFFICER, tree.county), result_id=thing.pk, title="x")

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('xinghe.low0', true)")
        assert cursor.fetchone() == (*before, "")


# -- two at once -------------------------------------------------------------------------------------------


def race(*deeds) -> list[str]:
    """Start all at once; what became of each: "done" or the refusal's code, sorted."""
    gate, outcomes = threading.Barrier(len(deeds)), []

    def run(deed) -> None:
        gate.wait()
        try:
            deed()
            outcomes.append("done")
        except (StageNotReached, Forbidden, Missing) as refusal:
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


@pytest.fixture
def slow_record(monkeypatch):
    """Time for the other one to come in between deciding and committing."""
    record = Work.record

    def slowly(self, *args, **kwargs):
        time.sleep(0.15)
        record(self, *args, **kwargs)

    monkeypatch.setattr(Work, "record", slowly)


@pytest.mark.django_db(transaction=True)
def test_two_officers_clearing_at_once_leave_one_decision(slow_record):
    tree = unions_of.small_province()
    officers = [officer(Role.OFFICER, tree.county), officer(Role.OFFICER, tree.city)]
    rounds = []
    for _ in range(5):
        thing = results_of.result(tree.workshop)
        told = race(*(lambda who=who, pk=thing.pk: clear_result(who, result_id=pk) for who in officers))
        entries = AuditEntry.objects.filter(subject_id=thing.pk, verb="result.clear")
        rounds.append((told, list(entries.values_list("person_id", flat=True))))
        thing.refresh_from_db()
        assert [thing.cleared_by_id] == rounds[-1][1]

    assert [told for told, _ in rounds] == [["done", "stage_not_reached"]] * 5


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_decide(slow_record, monkeypatch):
    # The control: if this fails, the race above proves nothing.
    def claim_without_lock(actor, model, pk):
        found = checks.within(actor, model.READ, model._default_manager.filter(pk=pk)).first()
        if found is None:
            raise Missing
        return found

    monkeypatch.setattr(checks, "claim", claim_without_lock)
    tree = unions_of.small_province()
    officers = [officer(Role.OFFICER, tree.county), officer(Role.OFFICER, tree.city)]
    thing = results_of.result(tree.workshop)

    told = race(*(lambda who=who: clear_result(who, result_id=thing.pk) for who in officers))

    assert told == ["done", "done"]
    assert AuditEntry.objects.filter(subject_id=thing.pk, verb="result.clear").count() == 2


@pytest.mark.django_db(transaction=True)
def test_clearing_and_publishing_at_once_end_in_an_order_that_could_have_been(slow_record):
    tree = unions_of.small_province()
    one, other = officer(Role.OFFICER, tree.county), officer(Role.OFFICER, tree.city)
    thing = results_of.result(tree.workshop)

    told = race(
        lambda: clear_result(one, result_id=thing.pk), lambda: publish_result(other, result_id=thing.pk)
    )

    thing.refresh_from_db()
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert (told, thing.stage, verbs) in [
        (["done", "stage_not_reached"], Stage.CLEARED, ["result.clear"]),
        (["done", "done"], Stage.PUBLISHED, ["result.clear", "result.publish"]),
    ]
