"""The facts that conflicts are found from, gathered for the judges and applications of one panel. Read as the clerk."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from xinghe.foundation.clock import CHINA
from xinghe.programmes.models import Application
from xinghe.programmes.rules.form import Form
from xinghe.programmes.vocab import ENDED
from xinghe.results.models import Creator, Result
from xinghe.reviews.models import Judge
from xinghe.reviews.registry import ties_of
from xinghe.reviews.rules.conflicts import CallFacts, EntryFacts, JudgeFacts, Ties
from xinghe.reviews.vocab import SHARED_YEARS, ConflictKind
from xinghe.unions.models import Union
from xinghe.unions.queries import appointments_at
from xinghe.unions.vocab import UnionKind

# Longer answers are texts, not names.
_LONGEST_NAME = 60


def judge_facts(judges: Sequence[Judge], *, now: datetime) -> list[JudgeFacts]:
    """What is known of each judge. 1 query."""
    offices: dict[int, dict[int, str]] = defaultdict(dict)
    rows = appointments_at(now).filter(person__in=[judge.person_id for judge in judges])
    for person, union, role, name in rows.values_list("person_id", "union_id", "role", "union__name"):
        offices[person][union] = f"{role} {name}"
    return [
        JudgeFacts(
            judge=judge.pk,
            person=judge.person_id,
            name=judge.person.name,
            employer=judge.employer,
            employer_code=judge.employer_code,
            employer_group=judge.employer_group,
            units=frozenset(
                int(path.rstrip(".").rpartition(".")[2])
                for path in (judge.person.territory_path, judge.person.industry_path)
                if path
            ),
            offices=offices[judge.person_id],
        )
        for judge in judges
    ]


def entry_facts(applications: Sequence[Application], form: Form) -> list[EntryFacts]:
    """What is known of each application. 2 queries, however many they are."""
    groups = {
        union.pk: {union.name, union.short_name, union.uscc} - {""}
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
    way = _numbers(application.path, "") | (
        {application.recommended_by_id} if application.recommended_by_id else set()
    )
    return EntryFacts(
        application=application.pk,
        people=frozenset(application.people)
        | frozenset(result.people if result else ())
        | {person for person, _ in creators if person},
        names=cells | {name for _, name in creators} | {application.applicant.name},
        units=frozenset({unit.pk}),
        employers=cells | ({unit.name, unit.short_name, unit.uscc} - {""}),
        groups=frozenset().union(
            *(groups.get(number, set()) for number in _numbers(application.path, unit.industry_path))
        ),
        way=frozenset(way),
        category=application.category,
    )


def _numbers(*paths: str) -> set[int]:
    return {int(part) for path in paths for part in path.split(".") if part}


def identifying(form: Form, answers: Mapping[str, Any]) -> Iterator[str]:
    """Every short answer that says who applies, or for whom."""
    for field in form.fields:
        value = answers.get(field.name)
        if field.columns:
            named = [column.name for column in field.columns if column.identifies]
            cells = [row.get(name) for row in value or [] for name in named]
        else:
            cells = [value] if field.identifies else []
        yield from (cell for cell in cells if isinstance(cell, str) and 0 < len(cell) <= _LONGEST_NAME)


def call_facts(call_id: int, people: Collection[int], *, now: datetime) -> CallFacts:
    """What ties the judges among ``people`` to others, and what they apply for themselves. 3 queries, and the sources'."""
    judges = set(people)
    since = now - timedelta(days=365 * SHARED_YEARS + 1)
    entered: dict[int, set[str]] = defaultdict(set)
    shared: dict[int, dict[int, str]] = defaultdict(dict)
    own = Application.objects.filter(people__overlap=sorted(judges)).exclude(phase__in=ENDED)
    for category, theirs in own.filter(call_id=call_id).values_list("category", "people"):
        for person in judges.intersection(theirs):
            entered[person].add(category)
    together = Application.objects.filter(people__overlap=sorted(judges), begun_at__gte=since).order_by("pk")
    for code, theirs in together.values_list("code", "people"):
        _tie(shared, judges, theirs, f"application {code}")
    recent = Result.objects.filter(
        people__overlap=sorted(judges), finished_date__gte=since.astimezone(CHINA).date()
    ).order_by("pk")
    for code, theirs in recent.values_list("code", "people"):
        _tie(shared, judges, theirs, f"result {code}")
    ties: dict[ConflictKind, dict[int, dict[int, str]]] = defaultdict(lambda: defaultdict(dict))
    for tie in ties_of(judges):
        ties[tie.kind][tie.one][tie.other] = tie.fact
        ties[tie.kind][tie.other][tie.one] = tie.fact
    return CallFacts(
        entered={person: frozenset(found) for person, found in entered.items()},
        shared=shared,
        mentoring=_ties(ties, ConflictKind.MENTORING),
        studios=_ties(ties, ConflictKind.STUDIO),
    )


def _ties(found: Mapping[ConflictKind, Ties], kind: ConflictKind) -> Ties:
    return found.get(kind, {})


def _tie(shared: dict[int, dict[int, str]], judges: set[int], people: list[int], fact: str) -> None:
    for person in judges.intersection(people):
        for other in people:
            if other != person:
                shared[person].setdefault(other, fact)
