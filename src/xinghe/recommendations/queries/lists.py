"""What desks look at: their pile, lists of recommendations within their reach, one with its result."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count as SqlCount
from django.db.models import Prefetch, Q, QuerySet

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.foundation.codes import CODE_LENGTH
from xinghe.foundation.errors import Missing
from xinghe.foundation.keyset import Count, KeysetPage, Sort, capped_count, keyset_page
from xinghe.foundation.search import code_meant, question, words_to_find
from xinghe.recommendations.models import Ranking, Recommendation
from xinghe.recommendations.rules.route import numbers_of
from xinghe.recommendations.vocab import State
from xinghe.results.models import Creator
from xinghe.unions.models import Union

# What an address may sort by, ``key`` upward and ``-key`` downward; anything else puts the newest first.
SORTS: dict[str, str] = {"put_forward": "id", "since": "lies_since", "year": "year", "state": "state"}
PAGE = 25
_PROSE = ("problem", "solution", "innovation", "effect", "property_rights", "search")
_MOST_DESKS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationFilter:
    """What a reader narrows the list to. Every value comes from an address and may be nonsense."""

    words: str = ""
    state: str = ""
    desk_id: int | None = None
    line: str = ""
    field: str = ""
    year: int | None = None
    waits_for_me: bool = False

    def keep(self, rows: QuerySet[Recommendation], actor: Actor) -> QuerySet[Recommendation]:
        """The rows that are left. 0 queries."""
        if "\x00" in self.state + self.line + self.field:
            return rows.none()
        exact = {
            "state": self.state,
            "desk_id": self.desk_id,
            "line": self.line,
            "result__field": self.field,
            "year": self.year,
        }
        rows = rows.filter(**{name: value for name, value in exact.items() if value not in ("", None)})
        if self.waits_for_me:
            rows = rows.filter(pk__in=pile(actor).values("pk"))
        return rows.filter(_matching(self.words)) if self.words.strip() else rows


def _matching(words: str) -> Q:
    """Rows whose result holds all the words or bears them as its code."""
    cut = words_to_find(words)
    found = Q(result__search=question(cut)) if cut else Q(pk__in=[])
    if code := code_meant(words, length=CODE_LENGTH):
        found |= Q(result__code=code)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationList:
    """One page of the list."""

    page: KeysetPage[Recommendation]
    count: Count


def recommendations_for(actor: Actor) -> QuerySet[Recommendation]:
    """Every recommendation this actor may read."""
    return within(actor, Power.RECOMMENDATION_READ, Recommendation.objects.all())


def pile(actor: Actor) -> QuerySet[Recommendation]:
    """What waits for this actor: at a desk of theirs to be decided, or at their unit to be corrected.

    Without what they made or put forward themselves: that waits for a colleague.
    """
    rows = Recommendation.objects.all()
    others = rows.filter(state=State.UNDER_WAY).exclude(put_forward_by=actor.person_id)
    decide = within(actor, Power.RECOMMENDATION_DECIDE, others)
    return decide | within(actor, Power.RESULT_RECOMMEND, rows.filter(state=State.RETURNED))


def sort_of(text: str) -> Sort:
    """The order an address asks for, if it is one of ``SORTS``."""
    column = SORTS.get(text.removeprefix("-"))
    return Sort(column=column or "id", descending=text.startswith("-") if column else True)


def _shown(rows: QuerySet[Recommendation]) -> QuerySet[Recommendation]:
    creators = Prefetch("result__creators", queryset=Creator.objects.order_by("position"))
    rankings = Prefetch("rankings", queryset=Ranking.objects.select_related("desk").order_by("pk"))
    shown = rows.select_related("result__unit", "desk", "returned_from", "put_forward_by")
    return shown.prefetch_related(creators, rankings).defer(*(f"result__{name}" for name in _PROSE))


def recommendation_list(
    actor: Actor, wanted: RecommendationFilter, *, sort: str = "", cursor: str = "", size: int = PAGE
) -> RecommendationList:
    """One page of what the actor may read, with a count that stops at a cap. 4 queries, any size.

    Refuses: CursorBroken.
    """
    found = wanted.keep(recommendations_for(actor), actor)
    page = keyset_page(_shown(found), sort_of(sort), cursor=cursor, size=size)
    return RecommendationList(page=page, count=capped_count(found))


def recommendation_numbers(
    actor: Actor, wanted: RecommendationFilter, *, sort: str = "", limit: int
) -> list[int]:
    """The numbers of the whole list in its order, at most ``limit``. 1 query."""
    order = sort_of(sort)
    mark = "-" if order.descending else ""
    found = wanted.keep(recommendations_for(actor), actor).order_by(f"{mark}{order.column}", f"{mark}pk")
    return list(found.values_list("pk", flat=True)[:limit])


def recommendations_of_numbers(actor: Actor, numbers: Sequence[int]) -> tuple[Recommendation, ...]:
    """The recommendations of these numbers in their order, as far as the actor may read them. 3 queries."""
    found = _shown(recommendations_for(actor)).in_bulk(list(numbers))
    return tuple(found[number] for number in numbers if number in found)


def recommendation_for(actor: Actor, number: int) -> Recommendation:
    """One recommendation the actor may read, with its result, desk and ranks. 3 queries. Refuses: Missing."""
    found = _shown(recommendations_for(actor)).filter(pk=number).first()
    if found is None:
        raise Missing
    return found


def recommendations_of(actor: Actor, result_id: int) -> tuple[Recommendation, ...]:
    """The recommendations of one result that the actor may read, the newest first. 1 query."""
    rows = recommendations_for(actor).filter(result=result_id).select_related("desk")
    return tuple(rows.order_by("-pk"))


def titles_of(actor: Actor, numbers: Sequence[int]) -> dict[int, str]:
    """The titles of results whose recommendations the actor may read, by the recommendation's number. 1 query."""
    rows = recommendations_for(actor).filter(pk__in=numbers)
    return dict(rows.values_list("pk", "result__title"))


def state_counts(actor: Actor) -> dict[str, int]:
    """How many of the actor's recommendations stand in each state. 1 query."""
    counted = recommendations_for(actor).order_by().values("state").annotate(number=SqlCount("pk"))
    return dict(counted.values_list("state", "number"))


def desk_counts(actor: Actor) -> tuple[tuple[int, str, int], ...]:
    """(number, name, how many) of the desks with most under way, of what the actor may read. 1 query."""
    rows = recommendations_for(actor).filter(state=State.UNDER_WAY).order_by()
    counted = rows.values("desk_id", "desk__name").annotate(number=SqlCount("pk"))
    found = counted.order_by("-number", "desk_id").values_list("desk_id", "desk__name", "number")
    return tuple(found[:_MOST_DESKS])


def desk_choices(actor: Actor) -> list[tuple[str, str]]:
    """(number, name) of the desks at which something that the actor may read lies or ended. 1 query."""
    desks = recommendations_for(actor).order_by().values("desk")
    rows = Union.objects.filter(pk__in=desks).order_by("territory_path", "industry_path", "pk")
    return [(str(number), name) for number, name in rows.values_list("pk", "name")]


def rank_of(recommendation: Recommendation, paths: Sequence[str]) -> Ranking | None:
    """The latest rank that a viewer whose offices lie at ``paths`` may know: given at their union or below it.

    A unit is not told how the desks above it ranked its neighbours. 0 queries after ``_shown``.
    """
    seen = [
        ranking
        for ranking in recommendation.rankings.all()
        if any(
            line and line.startswith(path)
            for path in paths
            for line in (ranking.desk.territory_path, ranking.desk.industry_path)
        )
    ]
    way = numbers_of(recommendation.path)
    return min(seen, key=lambda one: way.index(one.desk_id), default=None)
