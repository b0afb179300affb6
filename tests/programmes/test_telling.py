"""Who is told what about applications and calls: by title alone, and once after a bulk act."""

import pytest

from tests.factories import programmes as made
from xinghe.access.powers import Role
from xinghe.jobs.actions import ask_bulk
from xinghe.jobs.batch import batch
from xinghe.jobs.jobs import carry_out
from xinghe.jobs.models import RunRow
from xinghe.messaging.models import Message
from xinghe.programmes import actions
from xinghe.programmes.models import Application

pytestmark = pytest.mark.django_db
WHY = {"reasons": ["material_incomplete"], "words": "请补充应用证明"}


def told(worker, people) -> list[tuple[str, str]]:
    """(who, event) of every message about an application, in the order of writing."""
    names = {actor.person_id: name for name, actor in people.by_name.items()} | {worker.person_id: "worker"}
    rows = Message.objects.filter(event__startswith="application_").order_by("pk")
    return [
        (names[person], event.removeprefix("application_"))
        for person, event in rows.values_list("person", "event")
        if person in names
    ]


def test_whose_turn_it_is_and_its_people_are_told(people):
    assert people.by_name
    worker = made.worker_at(people.tree.workshop)
    held = made.sealed(people, made.handed_in(worker, made.call_of(people)))
    actions.forward(people.workshop, application_id=held.pk)
    actions.return_application(people.county, application_id=held.pk, **WHY)
    actions.hand_in_again(worker, application_id=held.pk)
    actions.forward(people.county, application_id=held.pk)
    actions.forward(people.city, application_id=held.pk)
    actions.admit(people.province, application_id=held.pk)
    actions.conclude(people.province, application_id=held.pk)
    actions.propose(people.province, application_id=held.pk, grade="first")
    actions.remove(people.province, application_id=held.pk, words="重复申报")
    assert ("worker", "declined") not in told(worker, people)
    actions.release_decisions(people.province, call_id=held.call_id)

    assert told(worker, people) == [
        ("workshop", "arrived"),
        ("county", "arrived"),
        ("worker", "moved"),
        ("worker", "returned"),
        ("county", "arrived"),
        ("city", "arrived"),
        ("worker", "moved"),
        ("province", "arrived"),
        ("worker", "moved"),
        ("worker", "moved"),
        ("worker", "declined"),
    ]
    assert all(set(one.params) == {"title"} for one in Message.objects.all())


def test_a_call_that_waits_is_told_to_whoever_may_approve_it(people):
    maker = people.at(people.tree.province)
    assert people.province.person_id != maker.person_id
    made.call_of(people)

    rows = Message.objects.filter(event="call_to_approve")

    assert people.province.person_id in {one.person_id for one in rows}
    assert people.city.person_id not in {one.person_id for one in rows}


def test_a_bulk_act_tells_everybody_once(people):
    worker, call = made.worker_at(people.tree.workshop), made.call_of(people)
    held = [made.sealed(people, made.handed_in(worker, call)) for _ in range(3)]
    Message.objects.all().delete()

    with batch("run:7"):
        for one in held:
            actions.forward(people.workshop, application_id=one.pk)

    assert set(Message.objects.values_list("event", "number")) == {
        ("application_moved", 3),
        ("application_arrived", 3),
    }


def test_many_are_forwarded_undone_admitted_proposed_and_declined(people):
    call = made.call_of(people, people.tree.county)
    worker, officer = made.worker_at(people.tree.workshop), people.county
    held = [made.examined(people, made.handed_in(worker, call)) for _ in range(2)]
    phases, codes = [], []

    for act, params in (
        ("applications.admit", {"opinion": "材料齐全"}),
        ("applications.conclude", {}),
        ("applications.propose", {"grade": "second"}),
        ("applications.propose", {"grade": "second"}),
        ("applications.decline", {"reason": "duplicate", "words": "重复申报了"}),
    ):
        run = ask_bulk(officer, act=act, subject_ids=[one.pk for one in held], params=params)
        carry_out(run.pk)
        phases.append(set(Application.objects.values_list("phase", flat=True)))
        codes.append(set(RunRow.objects.filter(run=run).values_list("outcome", "code")))

    assert phases == [{"first_review"}, {"decision"}, {"proposed"}, {"proposed"}, {"proposed"}]
    assert codes == [
        {("done", "")},
        {("done", "")},
        {("done", "")},
        {("refused", "no_such_move")},
        {("refused", "no_such_move")},
    ]


def test_a_bulk_forwarding_is_undone(people):
    worker, call = made.worker_at(people.tree.workshop), made.call_of(people)
    held = [made.sealed(people, made.handed_in(worker, call)) for _ in range(2)]
    for one in held:
        actions.forward(people.workshop, application_id=one.pk)
    numbers = [one.pk for one in held]

    for act, desk in (
        ("applications.forward", people.tree.city),
        ("applications.undo_forward", people.tree.county),
    ):
        carry_out(ask_bulk(people.county, act=act, subject_ids=numbers, params={}).pk)
        assert set(Application.objects.values_list("desk", flat=True)) == {desk.pk}


def test_a_bulk_proposal_is_undone(people):
    worker, call = made.worker_at(people.tree.workshop), made.call_of(people, people.tree.county)
    held = [made.examined(people, made.handed_in(worker, call)) for _ in range(2)]
    for step in (actions.admit, actions.conclude):
        for one in held:
            step(people.county, application_id=one.pk)
    numbers, seen = [one.pk for one in held], []

    for act, params in (("applications.propose", {"grade": "second"}), ("applications.take_back", {})):
        carry_out(ask_bulk(people.county, act=act, subject_ids=numbers, params=params).pk)
        seen.append(set(Application.objects.values_list("phase", "grade")))

    assert seen == [{("proposed", "second")}, {("decision", "")}]


def test_unit_officers_are_offered_no_bulk_act(people):
    from xinghe.jobs.registry import bulk_acts_on

    assert Role.UNIT_OFFICER in {office.role for office in people.workshop.offices}
    assert bulk_acts_on("programmes.application", people.workshop) == ()
