"""What an applicant looks at: the calls they may answer, an application before it is begun, the lines it may take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from xinghe.access.actor import Actor
from xinghe.accounts.models import Person
from xinghe.programmes.models import Application, Call
from xinghe.programmes.queries.applications import own_applications
from xinghe.programmes.queries.calls import calls_open
from xinghe.programmes.queries.prefill import first_answers
from xinghe.programmes.rules.answers import tidied
from xinghe.programmes.vocab import ENDED, WITH_APPLICANT, Phase
from xinghe.recommendations.queries.ways import Route
from xinghe.results.models import Result
from xinghe.unions.models import Union
from xinghe.unions.queries import unit_of
from xinghe.unions.vocab import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class CallToEnter:
    """An open call, and what the actor has begun or handed in to it."""

    call: Call
    own: tuple[Application, ...]

    @property
    def is_full(self) -> bool:
        """Whether the actor may not begin another one."""
        most = self.call.kind.per_applicant
        return most is not None and len(self.own) >= most


def calls_to_enter(actor: Actor, now: datetime) -> tuple[CallToEnter, ...]:
    """The open calls to which the way from the actor's unit leads, those that close first in front. 4 queries."""
    unit = own_unit(actor)
    if unit is None:
        return ()
    own = [
        one
        for one in own_applications(actor).defer("answers", "call__terms", "call__announcement")
        if Phase(one.phase) not in ENDED
    ]
    return tuple(
        CallToEnter(call=call, own=tuple(one for one in own if one.call_id == call.pk))
        for call in calls_open(now).defer("terms", "announcement")
        if lines_towards(call, unit)
    )


def own_unit(actor: Actor) -> Union | None:
    """The unit at which the actor is enrolled. 2 queries."""
    person = Person.objects.filter(pk=actor.person_id or 0).first()
    return unit_of(person.territory_path, person.industry_path) if person else None


def lines_towards(call: Call, unit: Union) -> tuple[Line, ...]:
    """The lines of the kind on which the union that called stands above the unit, or is the unit itself. 0 queries."""
    paths = {Line.TERRITORY: unit.territory_path, Line.INDUSTRY: unit.industry_path}
    return tuple(
        line
        for line, path in paths.items()
        if line in call.kind.lines and str(call.union_id) in path.split(".") and path.count(".") > 1
    )


def ways_towards(call: Call, unit: Union) -> dict[Line, tuple[str, ...]]:
    """The unions through whose hands an application goes on each line, the unit first. 1 query a line."""
    ways = {}
    for line in lines_towards(call, unit):
        route = Route.of(unit.territory_path if line is Line.TERRITORY else unit.industry_path)
        names = [union.name for union in (route.unit, *route.desks)]
        numbers = [union.pk for union in (route.unit, *route.desks)]
        ways[line] = tuple(names[: numbers.index(call.union_id) + 1] if call.union_id in numbers else names)
    return ways


def prospects(actor: Actor, call: Call, results: Sequence[Result | None]) -> tuple[Application, ...]:
    """Applications as they would be begun about each result, not kept: what conditions are asked of beforehand.

    None of them where somebody belongs to no unit. 3 queries, and one for each result.
    """
    person, unit = Person.objects.filter(pk=actor.person_id or 0).first(), own_unit(actor)
    if person is None or unit is None:
        return ()
    form = call.said_terms.form
    return tuple(
        Application(
            call=call,
            kind_code=call.kind_code,
            applicant=person,
            people=sorted({person.pk, *(result.people if result else ())}),
            unit=unit,
            result=result,
            answers=tidied(form, first_answers(form, applicant=person.name, unit=unit, result=result)),
        )
        for result in results
    )


def recorded_answers(application: Application) -> Mapping[str, Any]:
    """What is on record for its fields, in the shape of answers, so that a page can say where one comes from. 1 query."""
    form = application.call.said_terms.form
    recorded = first_answers(
        form, applicant=application.applicant.name, unit=application.unit, result=application.result
    )
    return tidied(form, recorded)


def writable(actor: Actor, application: Application) -> bool:
    """Whether it is with its people, and the actor is one of them. 0 queries."""
    return actor.person_id in application.people and Phase(application.phase) in WITH_APPLICANT
