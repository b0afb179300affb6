"""What desks look at: calls and applications page by page, what waits for somebody, and the order of a pile."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db.models import F, Prefetch, Q, QuerySet

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.foundation.codes import CODE_LENGTH
from xinghe.foundation.keyset import (
    Count,
    KeysetPage,
    Sort,
    capped_count,
    keyset_page,
    numbers_in_order,
)
from xinghe.foundation.search import code_meant
from xinghe.programmes.models import Application, Call, Place
from xinghe.programmes.queries.seen import seen_by, seen_counts, seen_in
from xinghe.programmes.vocab import WITH_APPLICANT, Phase
from xinghe.unions.models import Union

# What an address may sort by, ``key`` upward and ``-key`` downward; anything else puts the newest first.
SORTS: dict[str, str] = {
    "handed_in": "id",
    "since": "told_since",
    "title": "title",
    "phase": "told",
    "category": "category",
}
PAGE = 25
# A pile longer than this is forwarded in parts before anybody orders it by hand.
MOST_IN_ORDER = 500
# What lists and piles show of one; its answers and its call's terms would come along with every row.
_LINE = (
    "code",
    "title",
    "phase",
    "is_untold",
    "call_id",
    "told_since",
    "people",
    "territory_path",
    "industry_path",
    "unit__name",
)
_COLUMNS = (
    *_LINE,
    *("lies_since", "kind_code", "category", "line", "is_reserve", "handed_in_at", "due_at"),
    *("call__title", "desk__name", "applicant__name", "recommended_by__name"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationFilter:
    """What a list is narrowed to; empty narrows nothing. Every value comes from an address and may be nonsense."""

    q: str = ""
    call: str = ""
    kind: str = ""
    phase: str = ""
    category: str = ""
    unit: str = ""
    waits_for_me: bool = False
    # Only those whose correction was due before this moment.
    late_at: datetime | None = None

    def keep(self, rows: QuerySet[Application], actor: Actor) -> QuerySet[Application]:
        """The rows that are left. 0 queries."""
        said = (self.q, self.call, self.kind, self.phase, self.category, self.unit)
        if any("\x00" in one for one in said):
            return rows.none()
        exact = {
            "call__code": self.call,
            "kind_code": self.kind,
            "category": self.category,
        }
        rows = rows.filter(**{name: value for name, value in exact.items() if value})
        if self.phase:
            rows = rows.filter(seen_in(actor, self.phase))
        if self.q.strip():
            rows = rows.filter(_matching(self.q.strip()))
        if self.unit.strip():
            rows = rows.filter(unit__name__icontains=self.unit.strip())
        if self.late_at is not None:
            rows = rows.filter(due_at__lte=self.late_at, phase__in=WITH_APPLICANT)
        return rows.filter(pk__in=pile(actor).values("pk")) if self.waits_for_me else rows


def _matching(words: str) -> Q:
    """Whose title, applicant or code it is."""
    found = Q(title__icontains=words) | Q(applicant__name__icontains=words)
    code = code_meant(words, length=CODE_LENGTH)
    return found | Q(code=code) if code else found


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationList:
    """One page of the list."""

    page: KeysetPage[Application]
    count: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedApplication:
    """One line of an order; what left the desk keeps its place."""

    application: Application
    position: int | None
    is_movable: bool


def handed_in_for(actor: Actor) -> QuerySet[Application]:
    """Every application that was ever handed in and that this actor may read."""
    rows = within(actor, Power.APPLICATION_READ, Application.objects.all())
    return rows.filter(handed_in_at__isnull=False)


def applications_for(actor: Actor, wanted: ApplicationFilter) -> QuerySet[Application]:
    """Every application handed in that this actor may read, narrowed. 1 query."""
    return wanted.keep(handed_in_for(actor), actor)


def pile(actor: Actor) -> QuerySet[Application]:
    """What waits for this actor at a desk of theirs: to be sealed, forwarded, examined or decided."""
    climbing = Application.objects.filter(phase=Phase.RECOMMENDING)
    at_unit = Q(desk=F("unit")) & ~Q(call__union=F("unit"))
    found = within(actor, Power.APPLICATION_FORWARD, climbing).filter(~at_unit)
    found |= within(actor, Power.APPLICATION_SEAL, climbing).filter(at_unit)
    for power, phase in (
        (Power.APPLICATION_EXAMINE, Phase.FORMAL_CHECK),
        (Power.APPLICATION_DECIDE, Phase.DECISION),
    ):
        found |= within(actor, power, Application.objects.filter(phase=phase))
    return found


def _shown(actor: Actor, rows: QuerySet[Application]) -> QuerySet[Application]:
    places = Prefetch("places", queryset=Place.objects.select_related("desk").order_by("pk"))
    shown = rows.select_related("call", "unit", "desk", "applicant", "recommended_by")
    return seen_by(actor, shown.prefetch_related(places).only(*_COLUMNS))


def _sort(text: str) -> Sort:
    column = SORTS.get(text.removeprefix("-"))
    return Sort(column=column or "id", descending=text.startswith("-") if column else True)


def application_list(
    actor: Actor, wanted: ApplicationFilter, *, sort: str = "", cursor: str = "", size: int = PAGE
) -> ApplicationList:
    """One page of what the actor may read, with a count that stops at a cap. 3 queries. Refuses: CursorBroken."""
    found = applications_for(actor, wanted)
    page = keyset_page(found, _sort(sort), cursor=cursor, size=size, dressed=partial(_shown, actor))
    return ApplicationList(page=page, count=capped_count(found))


def application_numbers(actor: Actor, wanted: ApplicationFilter, *, sort: str = "", limit: int) -> list[int]:
    """The numbers of the whole list in its order, at most ``limit``. 1 query."""
    return numbers_in_order(applications_for(actor, wanted), _sort(sort), limit=limit)


def applications_of_numbers(actor: Actor, numbers: Sequence[int]) -> tuple[Application, ...]:
    """The applications of these numbers in their order, as far as the actor may read them. 2 queries."""
    found = _shown(actor, handed_in_for(actor)).in_bulk(list(numbers))
    return tuple(found[number] for number in numbers if number in found)


def titles_of(actor: Actor, numbers: Sequence[int]) -> dict[int, str]:
    """The titles of applications that the actor may read, by number. 1 query."""
    return dict(handed_in_for(actor).filter(pk__in=numbers).values_list("pk", "title"))


def phase_counts(actor: Actor) -> dict[str, int]:
    """How many applications the actor sees in each phase. 1 query."""
    return seen_counts(actor, handed_in_for(actor))


def call_choices(actor: Actor) -> list[tuple[str, str]]:
    """(code, title) of the calls to which the actor may read an application, the newest first. 1 query."""
    calls = handed_in_for(actor).order_by().values("call")
    return list(Call.objects.filter(pk__in=calls).order_by("-pk").values_list("code", "title"))


def category_words(calls: Sequence[int]) -> dict[int, dict[str, str]]:
    """What the categories of these calls are called, by call and code: the organiser's word, else the kind's. 1 query."""
    rows = Call.objects.filter(pk__in=set(calls)).values_list("pk", "terms__categories", "terms__labels")
    return {
        number: {code: (labels or {}).get(code, label) for code, label in categories or ()}
        for number, categories, labels in rows
    }


def first_grade(actor: Actor, application_id: int) -> str:
    """The first grade of the call of an application; empty for one that cannot be read. 1 query."""
    found = (
        handed_in_for(actor).filter(pk=application_id).values_list("call__terms__grades", flat=True).first()
    )
    return str(found[0]["code"]) if found else ""


def grades_among(actor: Actor, applications: Collection[int]) -> tuple[tuple[str, str], ...]:
    """(code, label) of the grades that the calls of these applications have, each code once. 1 query."""
    calls = handed_in_for(actor).filter(pk__in=applications).order_by("call_id").distinct("call_id")
    every = [grade for grades in calls.values_list("call__terms__grades", flat=True) for grade in grades]
    return tuple({str(grade["code"]): str(grade["label"]) for grade in every}.items())


def place_of(application: Application, paths: Sequence[str]) -> Place | None:
    """The latest place that a viewer whose offices lie at ``paths`` may know: given at their union or below it.

    A unit is not told how the desks above it ranked its neighbours. 0 queries after a list.
    """
    seen = [
        place
        for place in application.places.all()
        if any(
            line and line.startswith(path)
            for path in paths
            for line in (place.desk.territory_path, place.desk.industry_path)
        )
    ]
    way = [int(part) for part in application.path.split(".") if part]
    return min(seen, key=lambda one: way.index(one.desk_id) if one.desk_id in way else -1, default=None)


# -- the order of a pile ---------------------------------------------------------------------------------------


def desks_to_rank(actor: Actor) -> QuerySet[Union]:
    """The desks whose piles this actor orders. 1 query."""
    return Union.objects.filter(pk__in=actor.desks_for(Power.APPLICATION_FORWARD)).order_by("pk")


def calls_at(desk_id: int) -> list[tuple[str, str]]:
    """(code, title) of the calls of which something lies at a desk or was ranked there, the newest first. 1 query."""
    lying = Application.objects.filter(desk=desk_id, phase=Phase.RECOMMENDING).values("call")
    ranked = Place.objects.filter(desk=desk_id).values("call")
    rows = Call.objects.filter(Q(pk__in=lying) | Q(pk__in=ranked))
    return list(rows.order_by("-pk").values_list("code", "title"))


def order_of(actor: Actor, *, desk_id: int, call: str) -> tuple[PlacedApplication, ...]:
    """What lies at the desk for one call and what it ranked before, in its order, then what has no place. 3 queries."""
    standing = dict(
        Place.objects.filter(desk=desk_id, call__code=call).values_list("application_id", "position")
    )
    lying = Application.objects.filter(desk=desk_id, call__code=call, phase=Phase.RECOMMENDING)
    mine = within(actor, Power.APPLICATION_FORWARD, lying)
    movable = set(mine.values_list("pk", flat=True)[:MOST_IN_ORDER])
    rows = seen_by(actor, handed_in_for(actor).filter(pk__in=movable | standing.keys()))
    lines = [
        PlacedApplication(application=one, position=standing.get(one.pk), is_movable=one.pk in movable)
        for one in rows.select_related("unit").only(*_LINE).order_by("told_since", "pk")
    ]
    return tuple(sorted(lines, key=lambda line: (line.position is None, line.position or 0)))
