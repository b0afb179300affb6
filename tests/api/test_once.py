"""Every change sent again acts once and is answered byte by byte: one after another, and all at once."""

import json
import re
import threading
import uuid

import pytest
from django.db import connections

from tests.factories import results as results_of
from tests.factories import unions as unions_of
from tests.factories.integrations import Program, token_of
from xinghe.access.powers import Role
from xinghe.accounts.models import Person
from xinghe.api.v1 import face
from xinghe.audit.models import AuditEntry
from xinghe.ideas.models import Idea
from xinghe.results.vocab import Stage

AT_ONCE, IN_TURN = 8, 5
PAPER = {
    "title": "夹具快换",
    "category": "small_renovation",
    "field": "machinery",
    "problem": "换一次夹具要半小时。",
    "solution": "做一个快换底座，用定位销找正。",
    "pledged": True,
}


@pytest.fixture
def author(tree):
    person = unions_of.person()
    Person.objects.filter(pk=person.pk).update(territory_path=tree.workshop.territory_path)
    return Person.objects.get(pk=person.pk)


def creators(author):
    return [{"staff_number": author.staff_number, "name": author.name, "share": 100, "is_frontline": True}]


def effects():
    return Idea.objects.count(), AuditEntry.objects.filter(verb="idea.hand_in").count()


def test_a_submission_sent_again_is_one_idea(tree, author):
    program, key = Program(token_of(author)), str(uuid.uuid4())
    body = PAPER | {"creators": creators(author)}

    answers = [program.post("ideas", body, key=key) for _ in range(1 + IN_TURN)]

    assert {(one.status_code, one.content) for one in answers} == {(201, answers[0].content)}
    assert [one.get("Idempotency-Replayed") for one in answers] == [None] + ["true"] * IN_TURN
    assert effects() == (1, 1)
    other = program.post("ideas", body | {"title": "另一个"}, key=key)
    assert (other.status_code, other.json()["code"]) == (422, "key_used_for_another")


def test_without_its_key_each_is_an_idea_of_its_own(tree, author):
    # The control: nothing but the key keeps a submission from being two.
    program = Program(token_of(author))

    for _ in range(IN_TURN):
        program.post("ideas", PAPER | {"creators": creators(author)})

    assert effects() == (IN_TURN, IN_TURN)


@pytest.mark.django_db(transaction=True)
def test_eight_submissions_at_once_are_one_idea():
    tree = unions_of.small_province()
    person = unions_of.person()
    Person.objects.filter(pk=person.pk).update(territory_path=tree.workshop.territory_path)
    token, key, gate, told = token_of(person), str(uuid.uuid4()), threading.Barrier(AT_ONCE), []
    body = PAPER | {"creators": creators(person)}

    def run():
        program = Program(token)
        gate.wait()
        answer = program.post("ideas", body, key=key)
        told.append((answer.status_code, answer.content))
        connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    good = {content for status, content in told if status == 201}
    late = [json.loads(content)["code"] for status, content in told if status != 201]
    assert len(good) == 1
    assert set(late) <= {"still_under_way"}
    assert effects() == (1, 1)
    assert Program(token).post("ideas", body, key=key).content in good


STEPS = {
    "clear": (Stage.RECORDED, {}),
    "publish": (Stage.CLEARED, {}),
    "return": (Stage.CLEARED, {"words": "附件有误"}),
    "withdraw": (Stage.CLEARED, {"words": "重复登记"}),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_step_sent_again_is_taken_once_though_it_could_not_be_taken_again(step, tree, program_of):
    stage, body = STEPS[step]
    thing = results_of.findable(tree.workshop, stage=stage)
    program, key = program_of(Role.OFFICER, tree.county), str(uuid.uuid4())

    answers = [program.post(f"results/{thing.code}/{step}", body, key=key) for _ in range(1 + IN_TURN)]
    without = program.post(f"results/{thing.code}/{step}", body)

    assert {(one.status_code, one.content) for one in answers} == {(200, answers[0].content)}
    assert AuditEntry.objects.count() == 1
    assert without.status_code == 409


def test_every_change_there_is_keeps_its_answer(tree, program_of):
    # By shape: whatever is entered as a change demands the key (test_document) and goes through one wrapper.
    changing = [
        operation.view_func
        for router in face._get_bound_routers()
        for path in router.path_operations.values()
        for operation in path.operations
        if "POST" in operation.methods
    ]

    assert len(changing) >= 30
    assert {
        re.sub(r".*\.", "", one.__code__.co_qualname if hasattr(one.__code__, "co_qualname") else "change")
        for one in changing
    } == {"change"}


def test_a_kept_answer_is_its_senders_alone(tree, program_of):
    thing = results_of.findable(tree.workshop, stage=Stage.RECORDED)
    key = str(uuid.uuid4())
    program_of(Role.OFFICER, tree.county).post(f"results/{thing.code}/clear", key=key)

    stranger = program_of(Role.OFFICER, tree.far_county).post(f"results/{thing.code}/clear", key=key)
    colleague = program_of(Role.OFFICER, tree.county).post(f"results/{thing.code}/clear", key=key)

    assert (stranger.status_code, colleague.status_code) == (404, 409)
