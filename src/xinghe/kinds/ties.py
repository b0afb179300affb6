"""Ties between people that forms of these kinds record: studios and alliances, masters and apprentices, work together.

Forms name people without a number of theirs: who has an account is known by its number where they applied, and
everybody by the name together with a unit: that in the same row, else the applying one. A name alone ties nobody.
What was never handed in, was declined, withdrawn or revoked ties nobody either.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db.models import Q, QuerySet

from xinghe.accounts.models import Person
from xinghe.foundation import clock
from xinghe.foundation.clock import CHINA
from xinghe.programmes.models import Application
from xinghe.programmes.vocab import ENDED, Phase
from xinghe.reviews.queries.facts import names_of, people_in
from xinghe.reviews.registry import Tie, tie_source
from xinghe.reviews.rules.conflicts import Who, key, named
from xinghe.reviews.vocab import SHARED_YEARS, ConflictKind

_STUDIO: Final = "studio_recognition_"
# What a member does in the studio says of somebody that they learn from its leader, or teach there.
_LEARNS: Final = re.compile("徒|师父|师傅|导师")
Judges = Mapping[int, frozenset[Who]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Roster:
    """People who belong together, by which fact, since when."""

    fact: str
    since: date | None
    people: frozenset[Who]

    def ties(self, judges: Judges, kind: ConflictKind) -> Iterator[Tie]:
        """Of every judge among them to everybody else."""
        for judge, known in judges.items():
            if known & self.people:
                for other in sorted(self.people - known, key=str):
                    yield Tie(one=judge, other=other, kind=kind, fact=self.fact, since=self.since)


@tie_source("kinds.studios")
def studios(judges: Judges) -> Iterable[Tie]:
    """Leader, successor and members of one studio, by its applications for recognition that run or named it. 2 queries."""
    for one in _studios(_written_of(judges, "leader_name", "successor", "members.name")):
        yield from _studio(one).ties(judges, ConflictKind.STUDIO)


@tie_source("kinds.mentoring")
def mentoring(judges: Judges) -> Iterable[Tie]:
    """The leader of a studio with the successor trained for it, and with members whose work says they learn or teach.

    2 queries.
    """
    for one in _studios(_written_of(judges, "leader_name", "successor", "members.name")):
        places = _places(one)
        leader = frozenset(one.people) | named(str(one.answers.get("leader_name", "")), places)
        others = [str(one.answers.get("successor", ""))]
        others += [
            str(row.get("name", ""))
            for row in _rows(one, "members")
            if _LEARNS.search(str(row.get("work", "")))
        ]
        for other in filter(None, others):
            pair = Roster(fact=f"studio {one.code}", since=_since(one), people=leader | named(other, places))
            yield from pair.ties(judges, ConflictKind.MENTORING)


@tie_source("kinds.alliances")
def alliances(judges: Judges) -> Iterable[Tie]:
    """Everybody who applied in the name of one alliance, their teams, and the studios that are its partners. 2 queries."""
    rows = _handed_in(Q(answers__source_kind="alliance") | Q(answers__backing="alliance"))
    found: dict[str, list[Application]] = defaultdict(list)
    for one in rows:
        found[key(str(one.answers.get("source_name") or one.answers.get("backing_name") or ""))].append(one)
    found.pop("", None)
    partners = {str(row.get("studio", "")) for one in rows for row in _rows(one, "partners")} - {""}
    by_title: dict[str, frozenset[Who]] = defaultdict(frozenset)
    for studio in _studios(Q(answers__title__in=sorted(partners))):
        by_title[key(studio.title)] |= _studio(studio).people
    for name, applied in found.items():
        people = (
            frozenset()
            .union(*(_team(one) for one in applied))
            .union(
                *(
                    by_title[key(str(row.get("studio", "")))]
                    for one in applied
                    for row in _rows(one, "partners")
                )
            )
        )
        first = min(applied, key=lambda one: one.pk)
        yield from Roster(fact=f"alliance {name} {first.code}", since=_since(first), people=people).ties(
            judges, ConflictKind.STUDIO
        )


@tie_source("kinds.work")
def work(judges: Judges) -> Iterable[Tie]:
    """Completers, members of a project and inventors of one patent, of the last three years' applications. 2 queries."""
    recent = Q(begun_at__gte=clock.now() - timedelta(days=365 * SHARED_YEARS + 1))
    for one in _handed_in(_written_of(judges, "completers.name", "team.name", "property.inventors") & recent):
        made = Roster(fact=f"application {one.code}", since=_since(one), people=_team(one))
        yield from made.ties(judges, ConflictKind.SHARED_WORK)
        for row in _rows(one, "property"):
            places = {str(row["owner"])} if row.get("owner") else _places(one)
            inventors = [
                named(name, places | _places(one)) for name in people_in(str(row.get("inventors", "")))
            ]
            patent = Roster(
                fact=f"patent {row.get('number', '')} {one.code}",
                since=_since(one),
                people=frozenset().union(*inventors),
            )
            yield from patent.ties(judges, ConflictKind.SHARED_WORK)


def _handed_in(wanted: Q) -> QuerySet[Application]:
    rows = Application.objects.exclude(phase__in=(Phase.DRAFT, *ENDED)).filter(wanted)
    return rows.select_related("unit", "applicant").order_by("pk")


def _studios(wanted: Q) -> QuerySet[Application]:
    return _handed_in(wanted & Q(kind_code__startswith=_STUDIO))


def _written_of(judges: Judges, *fields: str) -> Q:
    """Where a judge applied, or stands by name in one of the fields; whether at their unit, the roster says. 1 query."""
    wanted = Q(people__overlap=sorted(judges))
    names = list(Person.objects.filter(pk__in=judges).order_by("pk").values_list("name", flat=True))
    for field in fields:
        table, _, column = field.partition(".")
        if column == "inventors":
            parts = [Q(**{f"answers__{table}__icontains": name}) for name in names]
        elif column:
            parts = [Q(answers__contains={table: [{column: name}]}) for name in names]
        else:
            parts = [Q(**{f"answers__{table}__in": names})]
        wanted = reduce(or_, parts, wanted)
    return wanted


def _studio(one: Application) -> Roster:
    places = _places(one)
    names = [one.answers.get("leader_name"), one.answers.get("successor")]
    names += [row.get("name") for row in _rows(one, "members")]
    people = frozenset(one.people).union(*(named(str(name), places) for name in names if name))
    return Roster(fact=f"studio {one.title} {one.code}", since=_since(one), people=people)


def _team(one: Application) -> frozenset[Who]:
    """Who applied, who leads, and whom the tables of completers or members name."""
    places = _places(one)
    people = frozenset(one.people) | named(one.applicant.name, places)
    people |= named(str(one.answers.get("leader_name", "")), places)
    for row in (*_rows(one, "completers"), *_rows(one, "team")):
        people |= named(str(row.get("name", "")), {str(row["unit"])} if row.get("unit") else places)
    return people


def _places(one: Application) -> set[str]:
    """All by which the applying unit may be written."""
    return names_of(one.unit) | {str(one.answers.get("unit", ""))}


def _rows(one: Application, table: str) -> list[dict[str, Any]]:
    return one.answers.get(table) or []


def _since(one: Application) -> date | None:
    return one.handed_in_at.astimezone(CHINA).date() if one.handed_in_at else None
