"""What was taken in is carried out once, in order, as its sender, as if it were done when it was taken."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connections
from django.test import Client
from django.utils import translation

from tests.deposits.conftest import Sender, drain, key_of
from tests.factories import accounts
from tests.factories import unions as unions_of
from tests.factories.integrations import Program, token_of
from xinghe.access.models import OnceAnswer
from xinghe.access.powers import Role
from xinghe.accounts.models import Person
from xinghe.audit.models import AuditEntry
from xinghe.deposits import actions, registry
from xinghe.deposits.actions import taking
from xinghe.deposits.jobs import carrying_out
from xinghe.deposits.jobs.carrying_out import MACHINE
from xinghe.deposits.models import Deposit
from xinghe.deposits.queries import last_refused, refusal_of
from xinghe.deposits.vocab import MOST_ATTEMPTS
from xinghe.foundation import clock
from xinghe.foundation.errors import said
from xinghe.ideas.models import Idea
from xinghe.ideas.rules.steps import StepClosed
from xinghe.ideas.vocab import IDEAS_A_DAY, IdeaStage, Step
from xinghe.integrations.models import AccessToken
from xinghe.messaging.models import Message
from xinghe.messaging.queries import sentence_of

MANY = 12


def test_it_is_handed_in_at_the_instant_of_its_taking(sender):
    taken = sender.send()
    Deposit.objects.update(taken_at=clock.now() - timedelta(hours=3))
    drain()

    deposit, idea = Deposit.objects.get(), Idea.objects.get()
    told = sender.ask(taken).json()
    assert idea.handed_in_at == deposit.taken_at < deposit.settled_at
    assert idea.author_id == sender.person.pk
    assert (told["state"], told["path"]) == ("done", f"/api/v1/ideas/{idea.code}")
    assert (told["answer"]["code"], told["answer"]["stage"]) == (idea.code, "handed_in")
    entry = AuditEntry.objects.get(verb="idea.hand_in")
    assert (entry.person_id, entry.via, entry.command) == (
        sender.person.pk,
        "api",
        "ideas.actions.handing_in.submit_idea",
    )
    assert entry.after["taken_at"] == str(deposit.taken_at)
    assert entry.at > deposit.taken_at


def test_what_is_done_at_once_records_no_taking(sender):
    # The control.
    sender.send(prefer="")

    assert "taken_at" not in AuditEntry.objects.get(verb="idea.hand_in").after


def test_the_answer_is_the_one_of_doing_it_at_once(sender):
    at_once = sender.send(prefer="").json()
    taken = sender.send()
    drain()

    assert set(sender.ask(taken).json()["answer"]) == set(at_once)


def test_they_are_carried_out_in_the_order_of_their_taking(tree, sender):
    others = [sender, Sender(tree)]
    keys = [key_of(others[number % 2].send(title=f"夹具{number}")) for number in range(MANY)]
    # Numbers do not decide: the first one was taken last.
    Deposit.objects.filter(key=keys[0]).update(taken_at=clock.now() + timedelta(seconds=1))
    drain()

    wanted = [f"夹具{number}" for number in [*range(1, MANY), 0]]
    assert list(Idea.objects.order_by("pk").values_list("title", flat=True)) == wanted


def test_a_refusal_that_comes_later_is_kept_and_told(sender):
    for number in range(IDEAS_A_DAY):
        sender.send(title=f"夹具{number}", prefer="")
    taken = sender.send()
    assert (drain(), drain()) == (1, 0)

    told, message = (
        sender.ask(taken).json(),
        Message.objects.get(person=sender.person, event="deposit_refused"),
    )
    assert told["state"] == "refused"
    assert (told["refusal"]["code"], told["refusal"]["status"]) == ("day_is_full", 429)
    assert told["refusal"]["detail"].startswith(f"{IDEAS_A_DAY} ideas of {sender.person.name}")
    assert message.path == "/my/tokens/"
    with translation.override("en"):
        assert "could not be carried out" in sentence_of(message)
    assert AuditEntry.objects.get(verb="deposit.refuse").after["refusal"] == "day_is_full"
    assert Idea.objects.count() == IDEAS_A_DAY
    # Sent again it is answered as the first time, and stays refused.
    assert sender.send(key=told["key"]).status_code == 202
    assert drain() == 0


def test_the_day_is_that_of_the_taking(sender):
    for number in range(IDEAS_A_DAY):
        sender.send(title=f"夹具{number}", prefer="")
    Idea.objects.update(handed_in_at=clock.now() - timedelta(days=1))
    taken = [sender.send(title="昨天"), sender.send(title="今天")]
    Deposit.objects.filter(key=key_of(taken[0])).update(taken_at=clock.now() - timedelta(days=1))
    drain()

    assert [sender.ask(one).json()["state"] for one in taken] == ["refused", "done"]


def test_the_offices_are_those_that_the_token_brings(tree, monkeypatch):
    sender, seen = Sender(tree), []
    unions_of.appoint(sender.person, Role.UNIT_OFFICER, tree.workshop)
    kind = registry.deposit_kind("submit_idea")

    def note(actor, arguments, body):
        seen.append((actor.via, actor.name, len(actor.offices)))
        return kind.carry_out(actor, arguments, body)

    monkeypatch.setitem(
        registry._KINDS,
        "submit_idea",
        registry.DepositKind(code="submit_idea", scope=kind.scope, carry_out=note),
    )
    sender.send()
    sender.program = Program(token_of(sender.person, with_offices=False))
    sender.send(title="另一个")
    drain()

    assert seen == [("api", sender.person.name, 1), ("api", sender.person.name, 0)]


def test_a_closed_account_carries_nothing_out(sender):
    sender.send()
    Person.objects.filter(pk=sender.person.pk).update(is_active=False)
    drain()

    deposit = Deposit.objects.get()
    assert (deposit.state, deposit.code, deposit.status) == ("refused", "account_closed", 403)
    assert not Idea.objects.exists()


def test_a_token_that_ends_after_the_taking_changes_nothing(sender):
    sender.send()
    AccessToken.objects.update(revoked_at=clock.now())
    drain()

    assert Deposit.objects.get().state == "done"


class Killed(BaseException):
    """As a kill: nothing in between catches it."""


def test_killed_between_the_act_and_its_note_nothing_is_lost_and_nothing_twice(sender, monkeypatch):
    sender.send()

    def die(*_, **__):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(actions, "note_done", die)
        with pytest.raises(Killed):
            drain()
    assert (Idea.objects.count(), Deposit.objects.get().state) == (0, "waiting")
    drain()

    assert (Idea.objects.count(), Deposit.objects.get().state, Deposit.objects.get().attempts) == (
        1,
        "done",
        0,
    )


def test_killed_while_taking_in_neither_row_is_there(sender, monkeypatch):
    def die(*_, **__):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(taking.Taken, "__init__", die)
        with pytest.raises(Killed):
            sender.send(key="the-same-key")
    assert (Deposit.objects.count(), OnceAnswer.objects.count()) == (0, 0)
    assert sender.send(key="the-same-key").status_code == 202


def test_one_that_breaks_holds_nobody_up_and_is_given_up_at_last(sender, monkeypatch):
    taken, other = sender.send(title="BROKEN"), sender.send()
    kind = registry.deposit_kind("submit_idea")

    def break_on_one(actor, arguments, body):
        if b"BROKEN" in body:
            raise RuntimeError("planted")
        return kind.carry_out(actor, arguments, body)

    monkeypatch.setitem(
        registry._KINDS,
        "submit_idea",
        registry.DepositKind(code="submit_idea", scope=kind.scope, carry_out=break_on_one),
    )
    drain()
    assert [sender.ask(one).json()["state"] for one in (taken, other)] == ["waiting", "done"]
    for _ in range(MOST_ATTEMPTS - 1):
        drain()

    told = sender.ask(taken).json()
    assert (told["state"], told["refusal"]["code"]) == ("refused", "deposit_broke")
    assert Deposit.objects.get(key=told["key"]).attempts == MOST_ATTEMPTS


def test_a_database_that_is_away_is_no_attempt(sender, monkeypatch):
    sender.send()
    monkeypatch.setattr(carrying_out, "_sender", lambda deposit: (_ for _ in ()).throw(OperationalError))

    with pytest.raises(OperationalError):
        drain()

    assert Deposit.objects.get().attempts == 0


def test_a_refusal_is_not_said_of_what_was_settled(sender):
    sender.send()
    drain()
    actions.refuse_deposit(MACHINE, deposit_id=Deposit.objects.get().pk, refusal=carrying_out.AccountClosed())

    assert Deposit.objects.get().state == "done"
    assert last_refused(MACHINE) == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_carry_each_out_once():
    sender, gate, counts = Sender(unions_of.small_province()), threading.Barrier(2), []
    for number in range(MANY):
        assert sender.send(title=f"夹具{number}").status_code == 202

    def run():
        gate.wait()
        counts.append(drain())
        connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    drain()

    titles = list(Idea.objects.values_list("title", flat=True))
    assert sorted(titles) == sorted(f"夹具{number}" for number in range(MANY))
    assert set(Deposit.objects.values_list("state", flat=True)) == {"done"}


@pytest.mark.django_db(transaction=True)
def test_the_task_empties_what_waits_and_one_worker_at_a_time_is_at_it(monkeypatch):
    monkeypatch.setattr(carrying_out, "WAKES_EVERY", 0.01)
    sender = Sender(unions_of.small_province())
    sender.send()
    told = []

    with carrying_out._alone() as is_alone:
        assert is_alone

        def run():
            carrying_out.carry_out_deposits()
            told.append(Deposit.objects.get().state)
            connections.close_all()

        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    assert told == ["waiting"]
    carrying_out.carry_out_deposits()

    assert Deposit.objects.get().state == "done"


def test_after_its_turn_it_gives_way_and_is_woken_again(sender, monkeypatch):
    woken = []
    monkeypatch.setattr(carrying_out, "ONE_TURN", -1.0)
    monkeypatch.setattr(carrying_out, "WAKES_EVERY", 0.0)
    monkeypatch.setattr(carrying_out, "_wake", lambda: woken.append(1))
    sender.send()
    carrying_out.carry_out_deposits()

    assert (woken, Deposit.objects.get().state) == ([1], "waiting")


def test_the_queue_is_woken_once_in_a_while(monkeypatch):
    woken = []
    monkeypatch.setattr(taking, "_wake", lambda: woken.append(time.monotonic()))
    monkeypatch.setattr(taking, "_woken", float("-inf"))
    for _ in range(3):
        taking._wake_soon()

    assert len(woken) == 1


def test_texts_go_some_days_after_they_were_carried_out(sender, settings):
    sender.send(key="settled-long-ago")
    drain()
    sender.send(key="settled-just-now")
    drain()
    sender.send(key="still-waiting")
    long_ago = clock.now() - timedelta(days=settings.XINGHE.deposit_days, minutes=1)
    Deposit.objects.filter(key="settled-long-ago").update(settled_at=long_ago)
    Deposit.objects.filter(key="still-waiting").update(taken_at=long_ago)
    carrying_out.empty()

    left = {one.key: bool(one.body) for one in Deposit.objects.all()}
    assert left == {"settled-long-ago": False, "settled-just-now": True, "still-waiting": True}
    assert Deposit.objects.get(key="settled-long-ago").answer["code"]


def test_the_page_of_tokens_says_why(tree):
    sender, browser = Sender(tree), Client(REMOTE_ADDR="203.0.113.41")
    sender.person.set_password(accounts.PASSWORD)
    sender.person.save()
    browser.post("/account/sign-in/", {"login": sender.person.staff_number, "password": accounts.PASSWORD})
    sender.send()
    assert b"not carried out" not in browser.get("/my/tokens/", headers={"Accept-Language": "en"}).content
    actions.refuse_deposit(MACHINE, deposit_id=Deposit.objects.get().pk, refusal=carrying_out.AccountClosed())

    told = browser.get("/my/tokens/", headers={"Accept-Language": "en"}).content.decode()

    assert "Sent by a program and not carried out" in told
    assert "was closed before it was carried out" in told


def test_labels_of_a_refusal_are_translated_for_who_asks(sender):
    taken = sender.send()
    refusal = StepClosed(stage=IdeaStage.DRAFT, step=Step.HAND_IN)
    actions.refuse_deposit(MACHINE, deposit_id=Deposit.objects.get().pk, refusal=refusal)

    told = sender.ask(taken).json()["refusal"]

    assert (told["code"], told["detail"]) == (refusal.code, refusal.said())
    with translation.override("zh-hans"):
        words, params = refusal_of(Deposit.objects.get())
        assert said(words, params, translation.gettext) == refusal.said(translation.gettext)
