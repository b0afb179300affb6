"""What officers look at: their desk, what is late below them, and the whole list, narrowed and ordered."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count as SqlCount
from django.db.models import Prefetch, Q, QuerySet

from xinghe.access.actor import Actor
from xinghe.access.checks import covered, within
from xinghe.access.powers import Power
from xinghe.accounts.models import Person
from xinghe.foundation.codes import CODE_LENGTH
from xinghe.foundation.errors import Missing
from xinghe.foundation.keyset import Count, KeysetPage, Sort, capped_count, keyset_page
from xinghe.foundation.search import code_meant, initials_meant, question, words_to_find
from xinghe.ideas.models import FindableIdea, Idea, IdeaCreator
from xinghe.ideas.vocab import IdeaStage

PAGE = 25
SORTS = {
    "recorded": "id",
    "title": "title_pinyin",
    "handed_in": "handed_in_at",
    "due": "due_at",
    "stage": "stage",
}
_PROSE = (
    "problem",
    "solution",
    "innovation",
    "effect",
    "said_new",
    "property_rights",
    "prior_awards",
    "search",
)
_PATH = re.compile(r"(?:[1-9]\d{0,17}\.){1,12}")
_UNHELD = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaFilter:
    """What an officer narrows the list to. Every value comes from an address and may be nonsense."""

    words: str = ""
    place_path: str = ""
    stage: str = ""
    category: str = ""
    field: str = ""
    late: bool = False
    similar: bool = False
    my_desk: bool = False

    def keep(self, rows: QuerySet[FindableIdea], *, actor: Actor, now: datetime) -> QuerySet[FindableIdea]:
        """The rows that are left."""
        if any(_UNHELD.search(text) for text in (self.stage, self.category, self.field, self.words)):
            return rows.none()
        if self.place_path:
            if not _PATH.fullmatch(self.place_path):
                return rows.none()
            rows = rows.filter(covered(FindableIdea.LINES, (self.place_path,)))
        exact = {"stage": self.stage, "category": self.category, "field": self.field}
        rows = rows.filter(**{name: value for name, value in exact.items() if value})
        if self.late:
            rows = rows.filter(stage=IdeaStage.HANDED_IN, due_at__lte=now)
        if self.similar:
            rows = rows.filter(similar_coverage__isnull=False)
        if self.my_desk:
            rows = within(actor, Power.IDEA_ANSWER, rows.filter(stage=IdeaStage.HANDED_IN))
        return rows.filter(_matching(self.words)) if self.words.strip() else rows


def _matching(words: str) -> Q:
    cut = words_to_find(words)
    found = Q(search=question(cut)) if cut else Q(pk__in=[])
    if letters := initials_meant(words):
        found |= Q(title_initials__startswith=letters)
    if code := code_meant(words, length=CODE_LENGTH):
        found |= Q(code=code)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaList:
    """One page of an officer's list."""

    page: KeysetPage[Idea]
    count: Count


def ideas_for(actor: Actor) -> QuerySet[Idea]:
    """Every idea this actor may read: those handed in at their unions, and their own."""
    return within(actor, Power.IDEA_READ, Idea.objects.all())


def _found(actor: Actor, wanted: IdeaFilter, *, now: datetime) -> QuerySet[FindableIdea]:
    return wanted.keep(within(actor, Power.IDEA_READ, FindableIdea.objects.all()), actor=actor, now=now)


def _with_people(rows: QuerySet[Idea]) -> QuerySet[Idea]:
    creators = Prefetch("creators", queryset=IdeaCreator.objects.order_by("position"))
    return rows.select_related("unit", "desk").prefetch_related(creators)


def _sort_of(text: str) -> Sort:
    column = SORTS.get(text.removeprefix("-"))
    return (
        Sort(column=column, descending=text.startswith("-")) if column else Sort(column="id", descending=True)
    )


def _in_order(actor: Actor, numbers: Sequence[int]) -> tuple[Idea, ...]:
    found = _with_people(ideas_for(actor)).defer(*_PROSE).in_bulk(list(numbers))
    return tuple(found[number] for number in numbers if number in found)


def idea_list(
    actor: Actor, wanted: IdeaFilter, *, now: datetime, sort: str = "", cursor: str = "", size: int = PAGE
) -> IdeaList:
    """One page of what was handed in at the actor's unions, with a count that stops at a cap. 4 queries, any size.

    Refuses: CursorBroken.
    """
    order = _sort_of(sort)
    found = _found(actor, wanted, now=now)
    page = keyset_page(found.only("pk", order.column), order, cursor=cursor, size=size)
    return IdeaList(
        page=KeysetPage(
            rows=_in_order(actor, [row.pk for row in page.rows]),
            next_cursor=page.next_cursor,
            previous_cursor=page.previous_cursor,
        ),
        count=capped_count(found),
    )


def idea_for(actor: Actor, code: str) -> Idea:
    """One idea the actor may read, with unit, people and creators. 2 queries. Refuses: Missing."""
    rows = _with_people(ideas_for(actor)).filter(code=code.replace("\x00", ""))
    found = (
        rows.select_related(
            "unit",
            "desk",
            "author",
            "typed_by",
            "answered_by",
            "verified_by",
            "merged_into",
            "result",
            "escalated_to",
        )
        .defer("search")
        .first()
    )
    if found is None:
        raise Missing
    return found


def idea_numbers(actor: Actor, wanted: IdeaFilter, *, now: datetime, sort: str = "", limit: int) -> list[int]:
    """The numbers of the whole list in its order, at most ``limit``. 1 query."""
    order = _sort_of(sort)
    mark = "-" if order.descending else ""
    rows = _found(actor, wanted, now=now).order_by(f"{mark}{order.column}", f"{mark}pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def ideas_of_numbers(actor: Actor, numbers: Sequence[int]) -> tuple[Idea, ...]:
    """The ideas of these numbers in their order, whole, as far as the actor may read them. 2 queries."""
    found = _with_people(ideas_for(actor)).select_related("unit", "desk", "author").defer("search")
    rows = found.in_bulk(list(numbers))
    return tuple(rows[number] for number in numbers if number in rows)


def titles_of(actor: Actor, numbers: Sequence[int]) -> dict[int, str]:
    """The titles of the ideas among these that the actor may read. 1 query."""
    return dict(ideas_for(actor).filter(pk__in=list(numbers)).values_list("pk", "title"))


def code_of(actor: Actor, idea_id: int) -> str:
    """The code of an idea the actor may read. 1 query. Refuses: Missing."""
    code = ideas_for(actor).filter(pk=idea_id).values_list("code", flat=True).first()
    if code is None:
        raise Missing
    return code


def waiting_on_desk(actor: Actor) -> QuerySet[Idea]:
    """What this actor may answer now, the soonest due first. 1 query."""
    rows = within(actor, Power.IDEA_ANSWER, Idea.objects.filter(stage=IdeaStage.HANDED_IN))
    return rows.select_related("unit").defer(*_PROSE).order_by("due_at", "pk")


def late_below(actor: Actor, *, now: datetime) -> QuerySet[Idea]:
    """Late ideas of the unions below, which the actor may take over, the latest first. 1 query."""
    rows = within(
        actor, Power.IDEA_TAKE_OVER, Idea.objects.filter(stage=IdeaStage.HANDED_IN, due_at__lte=now)
    )
    return (
        rows.exclude(desk_id__in=actor.desks_for(Power.IDEA_TAKE_OVER))
        .select_related("unit", "desk")
        .defer(*_PROSE)
        .order_by("due_at", "pk")
    )


def stage_counts(actor: Actor) -> dict[str, int]:
    """How many of the ideas at the actor's unions stand at each stage. 1 query."""
    rows = within(actor, Power.IDEA_READ, FindableIdea.objects.all())
    return dict(
        rows.order_by().values("stage").annotate(number=SqlCount("pk")).values_list("stage", "number")
    )


def due_for_chasing(*, now: datetime, limit: int) -> list[int]:
    """Ideas whose next step up is due, the longest late first; for the clock. 1 query."""
    rows = Idea.objects.filter(stage=IdeaStage.HANDED_IN, chase_at__lte=now).order_by("chase_at", "pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def due_for_reminding(*, now: datetime, ahead: timedelta, limit: int) -> list[int]:
    """Ideas due within ``ahead`` of which nobody was reminded; for the clock. 1 query."""
    rows = Idea.objects.filter(
        stage=IdeaStage.HANDED_IN, due_at__gt=now, due_at__lte=now + ahead, reminded_at__isnull=True
    )
    return list(rows.order_by("due_at", "pk").values_list("pk", flat=True)[:limit])


def to_compare(*, limit: int) -> list[int]:
    """Ideas handed in that were not compared with earlier texts yet; for a machine. 1 query."""
    rows = Idea.objects.filter(compared_at__isnull=True, handed_in_at__isnull=False).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:limit])


def people_found_at(actor: Actor, *, words: str, most: int = 20) -> list[Person]:
    """Workers of the very unions where this actor types, by name, initials or staff number. 1 query."""
    words = words.strip()
    if not words:
        return []
    places = actor.paths_for(Power.IDEA_TYPE)
    rows = Person.objects.filter(
        Q(territory_path__in=places) | Q(industry_path__in=places), is_active=True
    ).filter(
        Q(name__startswith=words)
        | Q(name_initials__startswith=words.lower())
        | Q(staff_number__istartswith=words)
    )
    return list(rows.order_by("name_pinyin", "pk")[:most])


def revisable(actor: Actor, idea: Idea) -> bool:
    """Whether this actor may change what is written: one of its people, while it is a draft or to be corrected."""
    writing = idea.stage in (IdeaStage.DRAFT, IdeaStage.CORRECTION)
    return writing and actor.person_id in (idea.author_id, idea.typed_by_id)
