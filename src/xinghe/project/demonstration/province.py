"""Builds the demonstration province by the commands that people use, each at the time it is said to have happened.

The second building finds everything there and changes nothing; one that was cut off is carried on.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Final

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.audit.sealing import seal_all
from xinghe.foundation.clock import held_at
from xinghe.jobs.models import Run
from xinghe.project.demonstration.actions import INDEXING, ask_for_index
from xinghe.project.demonstration.calls.history import CallsHistory
from xinghe.project.demonstration.firms import Firm, firms, large_enterprises
from xinghe.project.demonstration.history import History
from xinghe.project.demonstration.ideas import IdeasHistory
from xinghe.project.demonstration.people import PROVINCE, Seat, seats
from xinghe.project.demonstration.sendings import Sending, sendings
from xinghe.project.demonstration.settling import (
    BEGINNING,
    found_firms,
    hurry,
    missing_firms,
    missing_seats,
    seat_people,
    union_of,
)
from xinghe.unions.actions import plant_tree
from xinghe.unions.queries import is_planted, places
from xinghe.unions.rules import PlaceBook

SEED: Final = 2021


@dataclass(frozen=True, slots=True, kw_only=True)
class Inhabitants:
    """Who is in the province, before anybody does anything."""

    groups: tuple[Firm, ...]
    firms: tuple[Firm, ...]
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """How much a building added."""

    unions: int
    people: int
    workbooks: int
    steps: int

    @property
    def is_new(self) -> bool:
        """Whether anything was missing."""
        return bool(self.unions or self.people or self.workbooks or self.steps)


def inhabitants(seed: int = SEED) -> Inhabitants:
    """Firms and people of a seed; always the same ones."""
    chance = Random(seed)  # noqa: S311 -- what is invented needs to be repeatable, not secret
    groups = large_enterprises(chance)
    made = firms(chance, groups=groups)
    return Inhabitants(groups=groups, firms=made, seats=seats(chance, firms=made, groups=groups))


def sent_by(people: Inhabitants, *, book: PlaceBook, seed: int = SEED) -> tuple[Sending, ...]:
    """The workbooks of a seed; always the same ones."""
    chance = Random(seed)  # noqa: S311 -- as above
    return sendings(chance, firms=people.firms, groups=people.groups, places=book)


def settle(people: Inhabitants) -> tuple[int, int]:
    """The tree, the firms and the people; how many unions and how many people were missing."""
    machine = Actor.for_job("demonstration")
    with held_at(BEGINNING):
        unions = 0 if is_planted() else plant_tree(machine)
        if firms_missing := missing_firms((*people.groups, *people.firms)):
            found_firms(machine, firms=firms_missing)
        if seats_missing := missing_seats(people.seats):
            seat_people(machine, seats=seats_missing)
    return unions + len(firms_missing), len(seats_missing)


def build(*, seed: int = SEED, tell: Callable[[int, int], None] = lambda done, total: None) -> Built:
    """The whole small province, or what is missing of it; ``tell`` hears how many workbooks of how many are in.

    Once it was complete nothing is done any more, whatever people have changed in it since.
    """
    if is_complete():
        return Built(unions=0, people=0, workbooks=0, steps=0)
    people = inhabitants(seed)
    unions, persons = settle(people)
    hurry()
    history = History(people.firms, sent_by(people, book=places(), seed=seed), tell=tell)
    history.unfold()
    daily = IdeasHistory(people.firms, seed=seed)
    daily.unfold()
    calls = CallsHistory(people.firms, now=daily.now)
    calls.unfold()
    conclude()
    return Built(
        unions=unions,
        people=persons,
        workbooks=history.workbooks,
        steps=history.steps + daily.steps + calls.steps,
    )


def is_complete() -> bool:
    """Whether a building came to its end here: the last thing it does is to ask for the search index."""
    machine = Actor.for_job("demonstration")
    with fenced(machine):
        return Run.objects.filter(code=INDEXING, system=machine.system).exists()


def conclude() -> None:
    """Ask the next worker for a search index of what was published, and seal what was recorded."""
    ask_for_index(Actor.for_job("demonstration"), union_id=union_of(PROVINCE).pk)
    seal_all()
