"""The facts that conflicts are found from, gathered for the judges and applications of one panel. Read as the clerk."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from xinghe.accounts.models import Person
from xinghe.foundation.clock import CHINA
from xinghe.programmes.models import Application
from xinghe.programmes.rules.form import Form
from xinghe.programmes.vocab import ENDED
from xinghe.results.models import Creator, Result
from xinghe.reviews.models import Judge
from xinghe.reviews.registry import ties_of
from xinghe.reviews.rules.conflicts import CallFacts, EntryFacts, JudgeFacts, Ties, Who, named
from xinghe.reviews.vocab import SHARED_YEARS, ConflictKind
from xinghe.unions.models import Union
from xinghe.unions.queries import appointments_at
from xinghe.unions.vocab import UnionKind

# Longer answers are texts, not names.
_LONGEST_NAME = 60
# Several of them in one cell.
_LONGEST_NAMES = 100
_BETWEEN = re.compile(r"[、，,;；/]")


def judge_facts(judges: Sequence[Judge], *, now: datetime) -> list[JudgeFacts]:
    """What is known of each judge. 2 queries."""
    offices: dict[int, dict[int, str]] = defaultdict(dict)
    rows = appointments_at(now).filter(person__in=[judge.person_id for judge in judges])
    for person, union, role, name in rows.values_list("person_id", "union_id", "role", "union__name"):
        offices[person][union] = f"{role} {name}"
    units = {judge.pk: _leaves(judge.person.territory_path, judge.person.industry_path) for judge in judges}
    names = _names_of(set().union(*units.values()))
    return [
        JudgeFacts(
            judge=judge.pk,
            person=judge.person_id,
            name=judge.person.name,
            employer=judge.employer,
            employer_code=judge.employer_code,
            employer_group=judge.employer_group,
            units=frozenset(units[judge.pk]),
            unit_names=frozenset().union(*(names[unit] for unit in units[judge.pk])),
            offices=offices[judge.person_id],
        )
        for judge in judges
    ]


def _leaves(*paths: str) -> set[int]:
    return {int(path.rstrip(".").rpartition(".")[2]) for path in paths if path}


def _names_of(unions: Collection[int]) -> dict[int, set[str]]:
    return {union.pk: names_of(union) for union in Union.objects.filter(pk__in=unions)}


def names_of(union: Union) -> set[str]:
    """All by which a union may be written: its names and its credit code."""
    return {union.name, union.short_name, union.uscc} - {""}


def entry_facts(applications: Sequence[Application], form: Form) -> list[EntryFacts]:
    """What is known of each application. 2 queries, however many they are."""
    groups = {
        union.pk: names_of(union)
        for union in Union.objects.filter(
            kind=UnionKind.LARGE_ENTERPRISE,
            pk__in={number for one in applications for number in _numbers(one.path, one.unit.industry_path)},
        )
    }
    creators: dict[int, list[tuple[int | None, str]]] = defaultdict(list)
    results = [one.result_id for one in applications if one.result_id]
    for result, person, name in Creator.objects.filter(result__in=results).values_list(
        "result_id", "person_id", "name"
    ):
        creators[result].append((person, name))
    return [_entry(one, form, creators[one.result_id or 0], groups) for one in applications]


def _entry(
    application: Application,
    form: Form,
    creators: list[tuple[int | None, str]],
    groups: Mapping[int, set[str]],
) -> EntryFacts:
    cells = frozenset(identifying(form, application.answers))
    unit, result = application.unit, application.result
    places = names_of(unit)
    written = {application.applicant.name, *(name for _, name in creators)}
    way = _numbers(application.path, "") | (
        {application.recommended_by_id} if application.recommended_by_id else set()
    )
    return EntryFacts(
        application=application.pk,
        people=frozenset(application.people)
        | frozenset(result.people if result else ())
        | {person for person, _ in creators if person},
        written=frozenset(written_in(form, application.answers, places)).union(
            *(named(name, places) for name in written)
        ),
        names=cells.union(*map(people_in, cells)) | written,
        units=frozenset({unit.pk}),
        employers=cells | places,
        groups=frozenset().union(
            *(groups.get(number, set()) for number in _numbers(application.path, unit.industry_path))
        ),
        way=frozenset(way),
        category=application.category,
    )


def _numbers(*paths: str) -> set[int]:
    return {int(part) for path in paths for part in path.split(".") if part}


def identifying(form: Form, answers: Mapping[str, Any]) -> Iterator[str]:
    """Every short answer that says who applies, or for whom, in words of their own: what was chosen names nobody."""
    for field in form.fields:
        value = answers.get(field.name)
        if field.columns:
            named = [column.name for column in field.columns if column.identifies and not column.options]
            cells = [row.get(name) for row in value or [] for name in named]
        else:
            cells = [value] if field.identifies and not field.options else []
        yield from (cell for cell in cells if isinstance(cell, str) and 0 < len(cell) <= _LONGEST_NAME)


def written_in(form: Form, answers: Mapping[str, Any], units: Collection[str]) -> Iterator[Who]:
    """Whom the identifying answers name: each name at the unit in its row, else at ``units``, those of the application."""
    for field in form.fields:
        value = answers.get(field.name)
        rows = value or [] if field.columns else [{field.name: value}]
        columns = [one.name for one in field.columns or (field,) if one.identifies and not one.options]
        for row in rows:
            places = {str(row[one]) for one in ("unit", "owner") if row.get(one)} or units
            for cell in (row.get(name) for name in columns):
                if isinstance(cell, str) and 0 < len(cell) <= _LONGEST_NAMES:
                    for name in people_in(cell):
                        yield from named(name, places)


def people_in(cell: str) -> list[str]:
    """The names in one cell, as people write several: 张三、李四."""
    return [name.strip() for name in _BETWEEN.split(cell) if name.strip()]


def call_facts(call_id: int, people: Mapping[int, frozenset[Who]], *, now: datetime) -> CallFacts:
    """What ties the judges among ``people`` to others, and what they apply for themselves. 4 queries, and the sources'.

    Who has no account is known by the name at a unit: that of the result they made.
    """
    judges = set(people)
    since = now - timedelta(days=365 * SHARED_YEARS + 1)
    entered: dict[int, set[str]] = defaultdict(set)
    shared: dict[int, dict[Who, str]] = defaultdict(dict)
    own = Application.objects.filter(people__overlap=sorted(judges)).exclude(phase__in=ENDED)
    for category, theirs in own.filter(call_id=call_id).values_list("category", "people"):
        for person in judges.intersection(theirs):
            entered[person].add(category)
    together = Application.objects.filter(people__overlap=sorted(judges), begun_at__gte=since).order_by("pk")
    for code, theirs, begun in together.values_list("code", "people", "begun_at"):
        _tie(shared, judges, theirs, f"application {code} {begun.astimezone(CHINA).date()}")
    recent = Result.objects.filter(
        people__overlap=sorted(judges), finished_date__gte=since.astimezone(CHINA).date()
    ).order_by("pk")
    for code, theirs, finished in recent.values_list("code", "people", "finished_date"):
        _tie(shared, judges, theirs, f"result {code} {finished}")
    _creators(shared, people, since)
    ties: dict[ConflictKind, dict[int, dict[Who, str]]] = defaultdict(lambda: defaultdict(dict))
    for tie in ties_of(people):
        kept = shared if tie.kind is ConflictKind.SHARED_WORK else ties[tie.kind]
        kept[tie.one].setdefault(tie.other, tie.said)
        if isinstance(tie.other, int):
            kept[tie.other].setdefault(tie.one, tie.said)
    return CallFacts(
        entered={person: frozenset(found) for person, found in entered.items()},
        shared=shared,
        mentoring=_ties(ties, ConflictKind.MENTORING),
        studios=_ties(ties, ConflictKind.STUDIO),
    )


def _creators(
    shared: dict[int, dict[Who, str]], people: Mapping[int, frozenset[Who]], since: datetime
) -> None:
    """Ties by recent results to creators without an account, and of judges who are named there without theirs. 1 query."""
    judges = sorted(people)
    mine = Q(person__in=judges) | Q(
        person__isnull=True, name__in=Person.objects.filter(pk__in=judges).values("name")
    )
    made = Creator.objects.filter(mine).values("result")
    rows = Creator.objects.filter(
        result__in=made, result__finished_date__gte=since.astimezone(CHINA).date()
    ).select_related("result__unit")
    by_result: dict[str, set[Who]] = defaultdict(set)
    for one in rows.order_by("result_id", "position"):
        team = by_result[f"result {one.result.code} {one.result.finished_date}"]
        team |= named(one.name, names_of(one.result.unit))
        team |= {one.person_id} if one.person_id else set()
    for fact, team in by_result.items():
        for judge, known in people.items():
            if known & team:
                for other in team - known:
                    shared[judge].setdefault(other, fact)


def _ties(found: Mapping[ConflictKind, Ties], kind: ConflictKind) -> Ties:
    return found.get(kind, {})


def _tie(shared: dict[int, dict[Who, str]], judges: set[int], people: list[int], fact: str) -> None:
    for person in judges.intersection(people):
        for other in people:
            if other != person:
                shared[person].setdefault(other, fact)
