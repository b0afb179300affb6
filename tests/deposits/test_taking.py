"""What is taken in is taken once, from its sender, and examined as far as that needs no looking up."""

import threading
import uuid
from urllib.parse import quote

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from tests.deposits.conftest import PAPER, Sender, drain
from tests.factories import unions as unions_of
from tests.factories.integrations import Program, token_of
from tests.factories.unions import NOW
from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.models import OnceAnswer
from xinghe.access.once import Answer, KeyUsedForAnother
from xinghe.accounts.models import Person
from xinghe.api.deposited import prefers_async
from xinghe.deposits import actions
from xinghe.deposits.models import Deposit
from xinghe.deposits.registry import DepositKind, deposit_kind, enter_deposit_kind
from xinghe.foundation.errors import Missing
from xinghe.ideas.models import Idea
from xinghe.integrations.models import AccessToken
from xinghe.integrations.vocab import Scope

AT_ONCE = 8
MOST_STATEMENTS = 7


def test_it_is_stored_and_answered_and_nothing_is_done_yet(sender):
    before = connection_time()
    taken = sender.send(key="a-key-of-mine")
    told = taken.json()

    assert taken.status_code == 202
    assert taken["Preference-Applied"] == "respond-async"
    assert taken["Location"] == "/api/v1/deposits/a-key-of-mine"
    assert (told["key"], told["state"], told["answer"], told["refusal"]) == (
        "a-key-of-mine",
        "waiting",
        None,
        None,
    )
    deposit = Deposit.objects.get()
    assert before <= deposit.taken_at <= connection_time()
    assert deposit.taken_at.isoformat().replace("+00:00", "Z") == told["taken_at"]
    assert sender.ask(taken).json() | {"taken_at": told["taken_at"]} == told
    assert not Idea.objects.exists()


def connection_time():
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def test_without_the_header_it_is_done_at_once(sender):
    # The control.
    assert sender.send(prefer="").status_code == 201
    assert sender.send(prefer="return=minimal").status_code == 201
    assert not Deposit.objects.exists()


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("respond-async", True),
        ("Respond-Async, wait=10", True),
        ("wait=10,respond-async;x=1", True),
        ("", False),
        ("wait=10", False),
        ("respond-asynchronously", False),
    ],
)
def test_the_header_is_read_as_rfc_7240_says(header, wanted):
    assert prefers_async(header) is wanted


def test_taking_in_costs_a_third_of_the_statements(sender):
    def statements(prefer):
        sender.send(prefer=prefer)
        with CaptureQueriesContext(connection) as asked:
            sender.send(prefer=prefer)
        # Inside a test's transaction savepoints stand for BEGIN and COMMIT, and the role is given back.
        return len([one for one in asked if "'role', 'none'" not in one["sql"]])

    taking, doing = statements("respond-async"), statements("")

    assert taking <= MOST_STATEMENTS
    assert doing >= 2 * taking


def test_sent_again_it_is_answered_alike_and_taken_once(sender):
    key = str(uuid.uuid4())
    answers = [sender.send(key=key) for _ in range(3)]
    drain()
    answers += [sender.send(key=key), sender.send(key=key, prefer="")]

    assert {(one.status_code, one.content) for one in answers} == {(202, answers[0].content)}
    assert [one.get("Idempotency-Replayed") for one in answers] == [None] + ["true"] * 4
    assert Deposit.objects.count() == Idea.objects.count() == 1


def test_what_was_done_at_once_is_not_taken_in_again(sender):
    key = str(uuid.uuid4())
    first, again = sender.send(key=key, prefer=""), sender.send(key=key)

    assert (again.status_code, again.content) == (201, first.content)
    assert not again.has_header("Preference-Applied")
    assert not Deposit.objects.exists()


def test_another_body_under_the_same_key_is_refused(sender):
    key = str(uuid.uuid4())
    sender.send(key=key)

    for prefer in ("respond-async", ""):
        other = sender.send(key=key, prefer=prefer, title="另一个")
        assert (other.status_code, other.json()["code"]) == (422, "key_used_for_another")
    assert Deposit.objects.count() == 1


def test_a_key_is_not_used_for_another_operation_nor_after_its_answer_was_forgotten(sender):
    key = str(uuid.uuid4())
    sender.send(key=key)
    actor = Actor(person_id=sender.person.pk, via="api")
    told = {"operation": "other", "arguments": {}, "body": b"{}", "with_offices": False}

    with pytest.raises(KeyUsedForAnother):
        actions.take_deposit(actor, route="POST /other", key=key, answer=Answer(status=202, body=b""), **told)
    OnceAnswer.objects.all().delete()
    assert sender.send(key=key).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_are_one_deposit():
    sender, key, gate, told = Sender(unions_of.small_province()), str(uuid.uuid4()), threading.Barrier(8), []

    def run():
        program = Program(token)
        gate.wait()
        answer = program.post("ideas", PAPER, key=key, prefer="respond-async")
        told.append((answer.status_code, answer.content))
        connections.close_all()

    token = token_of(sender.person)
    threads = [threading.Thread(target=run) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {status for status, _ in told} <= {202, 409}
    assert len({content for status, content in told if status == 202}) == 1
    assert Deposit.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"pledged": False}, 422, "pledge_needed"),
        ({"title": ""}, 422, "idea_unfinished"),
        ({"finished": "2999-01-01"}, 422, "idea_unfinished"),
        (
            {"creators": [{"staff_number": "1", "name": "李", "share": "50", "is_frontline": True}]},
            422,
            "idea_unfinished",
        ),
        ({"category": "none"}, 422, "fields_wrong"),
        ({"planted": 1}, 422, "fields_wrong"),
    ],
)
def test_what_can_be_refused_at_once_is(sender, changes, status, code):
    refused = sender.send(**changes)

    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert not Deposit.objects.exists()


def test_spaces_that_are_not_kept_are_no_reason_to_refuse(sender):
    # What handing in at once would take is taken.
    title = "夹 " + " " * 150 + "具"

    assert sender.send(title=title, prefer="").status_code == 201
    assert sender.send(title=title).status_code == 202


def test_a_token_that_opens_nothing_deposits_nothing(sender):
    ended = Program(token_of(sender.person, expires_at=NOW))
    of_others = Program(token_of(sender.person, Scope.IDEAS_READ))

    assert ended.post("ideas", PAPER, prefer="respond-async").status_code == 401
    assert of_others.post("ideas", PAPER, prefer="respond-async").json()["code"] == "scope_missing"
    assert not Deposit.objects.exists()


def test_nobody_reads_what_another_deposited(tree, sender):
    taken, other = sender.send(), Sender(tree)

    assert other.ask(taken["Location"]).status_code == 404
    with fenced(Actor(person_id=other.person.pk, via="api")):
        assert not Deposit.objects.exists()
    with fenced(Actor(person_id=sender.person.pk, via="api")):
        assert Deposit.objects.exists()
    # The same key is another one of another person's.
    assert other.send(key=taken.json()["key"]).status_code == 202


def test_asking_needs_the_scope_of_what_was_sent(sender):
    taken = sender.send()
    narrow = Program(token_of(sender.person, Scope.RUNS_READ))

    assert narrow.client.get(taken["Location"]).json()["code"] == "scope_missing"


def test_a_key_of_odd_signs_leads_back(sender):
    key = "a/b?c%20d#e&f../"
    taken = sender.send(key=key)

    assert taken["Location"] == f"/api/v1/deposits/{quote(key, safe='')}"
    assert sender.ask(taken).json()["key"] == key


def test_a_machine_deposits_nothing():
    told = {"operation": "x", "route": "x", "arguments": {}, "body": b"", "with_offices": False}

    with pytest.raises(Missing):
        actions.take_deposit.__wrapped__(
            type("Work", (), {"actor": Actor.for_job("queue")})(),
            key="12345678",
            answer=Answer(status=202, body=b""),
            **told,
        )


def test_kinds_are_entered_once():
    kind = deposit_kind("submit_idea")

    with pytest.raises(ValueError, match="submit_idea"):
        enter_deposit_kind(DepositKind(code="submit_idea", scope="x", carry_out=kind.carry_out))
    with pytest.raises(LookupError):
        deposit_kind("planted")


def test_use_of_the_token_is_noted(sender):
    AccessToken.objects.update(last_used_at=None)
    sender.send()

    assert AccessToken.objects.filter(last_used_at__isnull=False).count() == 1
    assert Person.objects.filter(pk=sender.person.pk).exists()
