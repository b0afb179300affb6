"""A small province, one of its workers with a program, and a paper that can be handed in."""

import json
import time

import pytest

from tests.factories import unions as unions_of
from tests.factories.integrations import Program, token_of
from xinghe.accounts.models import Person
from xinghe.deposits.jobs import carrying_out
from xinghe.integrations.vocab import Scope

PAPER = {
    "title": "夹具快换",
    "category": "small_renovation",
    "field": "machinery",
    "problem": "换一次夹具要半小时。",
    "solution": "做一个快换底座，用定位销找正。",
    "pledged": True,
}


class Sender:
    """A worker of the workshop whose program prefers to be answered at once."""

    def __init__(self, tree):
        person = unions_of.person()
        Person.objects.filter(pk=person.pk).update(territory_path=tree.workshop.territory_path)
        self.person = Person.objects.get(pk=person.pk)
        self.program = Program(token_of(self.person, Scope.IDEAS_WRITE))

    def send(self, *, key=None, prefer="respond-async", **changes):
        """Deposit the paper."""
        return self.program.post("ideas", PAPER | changes, key=key, prefer=prefer)

    def ask(self, taken):
        """What became of what an answer says was taken."""
        location = taken["Location"] if hasattr(taken, "headers") else taken
        return self.program.client.get(location)


@pytest.fixture
def tree(db):
    return unions_of.small_province()


@pytest.fixture
def sender(tree):
    return Sender(tree)


def drain():
    """One look of the worker, however long it takes."""
    return carrying_out.carry_out_waiting(ends=time.monotonic() + 60, stopped=set())


def key_of(taken):
    return json.loads(taken.content)["key"]
