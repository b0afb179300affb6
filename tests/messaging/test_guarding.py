"""Whoever's account is touched is told at once, whoever touched it, and once."""

from datetime import timedelta

import pytest
from django.utils import translation

from tests.factories import accounts
from xinghe.access.actor import Actor
from xinghe.access.work import command
from xinghe.accounts.actions import change_password
from xinghe.foundation import clock
from xinghe.messaging.jobs.sending import guard_accounts
from xinghe.messaging.models import Message
from xinghe.messaging.queries import sentence_of

pytestmark = pytest.mark.django_db


@command
def note(work, *, verb, subject):
    """Write something into the record."""
    work.record(verb, subject)


@pytest.fixture
def holder():
    return accounts.person()


@pytest.fixture
def guard():
    return Actor(person_id=accounts.person().pk, via="web")


def told():
    with translation.override("en"):
        return [(one.person_id, sentence_of(one).split(".")[0]) for one in Message.objects.order_by("pk")]


def test_who_changes_their_password_is_told(holder):
    oneself = Actor(person_id=holder.pk, via="web")
    change_password(oneself, present=accounts.PASSWORD, new="长江之星 2026 春")

    guard_accounts()

    assert told() == [(holder.pk, "Your password was changed on March 2, 2026")]


def test_what_somebody_else_did_is_told_to_whose_account_it_is(holder, guard):
    note(guard, verb="second_factor.reset", subject=holder)

    guard_accounts()

    assert told() == [(holder.pk, "Your second factors were reset on March 2, 2026")]


def test_what_one_did_to_ones_own_second_factor_is_told_to_oneself(guard):
    from xinghe.unions.models import Union

    note(guard, verb="second_factor.add", subject=Union.objects.create(name="x", kind="county"))

    guard_accounts()

    assert told() == [(guard.person_id, "A second factor was set up on March 2, 2026")]


def test_it_is_told_once_and_each_act_on_its_own(holder, guard, morning):
    note(guard, verb="password.issue", subject=holder)
    first = guard_accounts()
    note(guard, verb="password.issue", subject=holder)
    with clock.held_at(morning + timedelta(minutes=1)):
        second, third = guard_accounts(), guard_accounts()

    assert (first, second, third) == (1, 1, 0)
    assert len(told()) == 2


def test_other_acts_and_old_ones_are_not_told(holder, guard, morning):
    note(guard, verb="person.language", subject=holder)
    note(guard, verb="password.issue", subject=holder)

    with clock.held_at(morning + timedelta(hours=3)):
        guard_accounts()

    assert told() == []
