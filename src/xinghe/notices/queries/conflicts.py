"""What an objection is about, and who at the desk has nothing to do with it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from xinghe.access.powers import Power
from xinghe.accounts.models import Person
from xinghe.notices.models import Objection
from xinghe.notices.rules.conflicts import DECIDING, Candidate, Matter, conflicts_of
from xinghe.notices.vocab import Conflict
from xinghe.programmes.models import Application, Passage
from xinghe.programmes.registry import judges_of
from xinghe.unions.models import Union
from xinghe.unions.queries import appointments_at, people_carrying


@dataclass(frozen=True, slots=True, kw_only=True)
class Investigator:
    """Somebody at the desk, and what keeps them from looking into an objection."""

    person_id: int
    name: str
    conflicts: tuple[Conflict, ...]


def matter_of(application: Application) -> Matter:
    """Whose an application is, through whose hands it went, who had a say. 5 queries."""
    passages = Passage.objects.filter(application=application).values_list("desk_id", "person_id", "move")
    unit, organiser = application.unit, application.call.union_id
    kin = {unit.pk}
    if unit.uscc:
        kin |= set(Union.objects.filter(uscc=unit.uscc).values_list("pk", flat=True))
    stations = {int(step) for step in application.path.split(".") if step}
    above = {int(step) for step in _path(application).split(".") if step}
    desks = (stations - above) | {desk for desk, _, _ in passages if desk}
    deciders = {person for _, person, move in passages if person and move in DECIDING}
    return Matter(
        people=frozenset(application.people),
        # Where the employer itself called, its officers handle what comes: nobody else does.
        kin=frozenset(kin - {organiser}),
        desks=frozenset(desks - {organiser}),
        deciders=frozenset(deciders),
        judges=judges_of(application.pk),
    )


def _path(application: Application) -> str:
    """The organiser's path on the application's line: it and what stands above it recommended nothing."""
    call = application.call
    return call.territory_path if application.territory_path else call.industry_path


def investigators(
    objection: Objection, now: datetime, *, among: Iterable[int] = ()
) -> tuple[Investigator, ...]:
    """Who handles objections at the desk, those free of conflicts first; or of these (``among``). 8 queries."""
    assert objection.application is not None  # by constraint, of one that was admitted
    numbers = set(people_carrying(Power.OBJECTION_HANDLE, union_id=objection.union_id, now=now))
    numbers &= set(among) or numbers
    matter = matter_of(objection.application)
    offices: dict[int, set[int]] = {}
    for person_id, union_id in (
        appointments_at(now).filter(person__in=numbers).values_list("person_id", "union_id")
    ):
        offices.setdefault(person_id, set()).add(union_id)
    found = [
        Investigator(
            person_id=person.pk,
            name=person.name,
            conflicts=conflicts_of(
                Candidate(
                    person_id=person.pk,
                    unit_id=_unit(person),
                    offices=frozenset(offices.get(person.pk, ())),
                ),
                matter,
            ),
        )
        for person in Person.objects.filter(pk__in=numbers).order_by("name", "pk")
    ]
    return tuple(sorted(found, key=lambda one: bool(one.conflicts)))


def _unit(person: Person) -> int | None:
    """The union that a person belongs to."""
    steps = (person.territory_path or person.industry_path).rstrip(".").split(".")
    return int(steps[-1]) if steps[-1] else None
