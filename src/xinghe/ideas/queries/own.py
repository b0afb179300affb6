"""What a worker looks at: drafts, ideas handed in, shares to confirm, and earlier texts that resemble what they write."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q, QuerySet

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.foundation.amounts import Amount, Qualifier
from xinghe.ideas.models import Idea, IdeaCreator
from xinghe.ideas.rules.paper import CreatorLine, Measure, Paper
from xinghe.ideas.vocab import IdeaStage, Scope
from xinghe.results.models import Result
from xinghe.results.vocab import Basis, Category, Field
from xinghe.texts.queries import Found, readable_texts, resembling

# Shorter than this, everything resembles everything.
LEAST_BODY = 60
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


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnIdea:
    """An idea in its people's own list, with what waits for whom."""

    idea: Idea
    is_author: bool
    unconfirmed: int
    confirm_mine: bool


def _creators_of(ideas: list[Idea]) -> dict[int, list[IdeaCreator]]:
    found: dict[int, list[IdeaCreator]] = {idea.pk: [] for idea in ideas}
    for creator in IdeaCreator.objects.filter(idea__in=ideas).order_by("position"):
        found[creator.idea_id].append(creator)
    return found


def their_ideas(actor: Actor, *, most: int = 200) -> tuple[OwnIdea, ...]:
    """What the actor is the author or a creator of, drafts left out, the newest first. 2 queries."""
    if actor.person_id is None:
        return ()
    mine = IdeaCreator.objects.filter(person=actor.person_id).values("idea_id")
    rows = Idea.objects.filter(Q(author=actor.person_id) | Q(pk__in=mine)).exclude(stage=IdeaStage.DRAFT)
    ideas = list(rows.select_related("unit", "desk").defer(*_PROSE).order_by("-pk")[:most])
    creators = _creators_of(ideas)
    return tuple(
        OwnIdea(
            idea=idea,
            is_author=idea.author_id == actor.person_id,
            unconfirmed=sum(1 for one in creators[idea.pk] if one.confirmed_at is None),
            confirm_mine=any(
                one.person_id == actor.person_id and one.confirmed_at is None and one.disputed_at is None
                for one in creators[idea.pk]
            )
            and idea.stage != IdeaStage.WITHDRAWN,
        )
        for idea in ideas
    )


def drafts_of(actor: Actor) -> QuerySet[Idea]:
    """The actor's own drafts and those they type for others, the last saved first. 1 query."""
    rows = Idea.objects.filter(Q(author=actor.person_id) | Q(typed_by=actor.person_id), stage=IdeaStage.DRAFT)
    return rows.select_related("unit", "author").defer("search").order_by("-saved_at", "-pk")


def typed_for_others(actor: Actor, *, most: int = 100) -> QuerySet[Idea]:
    """What the actor typed for others and was handed in, the newest first. 1 query."""
    rows = Idea.objects.filter(typed_by=actor.person_id, handed_in_at__isnull=False)
    return rows.select_related("unit", "author").defer(*_PROSE).order_by("-pk")[:most]


def shares_to_confirm(actor: Actor) -> QuerySet[IdeaCreator]:
    """Shares that wait for the actor's own word, the oldest first. 1 query."""
    rows = IdeaCreator.objects.filter(
        person=actor.person_id or 0,
        confirmed_at__isnull=True,
        disputed_at__isnull=True,
        idea__handed_in_at__isnull=False,
    ).exclude(idea__stage=IdeaStage.WITHDRAWN)
    return rows.select_related("idea", "idea__author").order_by("pk")


def paper_of(idea: Idea, *, creators: Sequence[IdeaCreator] | None = None) -> Paper:
    """What is written on an idea's paper. Without ``creators`` they are looked up; 1 query unless they are fetched."""
    lines = idea.creators.all() if creators is None else creators
    return Paper(
        title=idea.title,
        category=Category(idea.category) if idea.category else None,
        field=Field(idea.field) if idea.field else None,
        problem=idea.problem,
        solution=idea.solution,
        innovation=idea.innovation,
        effect=idea.effect,
        said_new=idea.said_new,
        measures=tuple(Measure(**one) for one in idea.measures),
        creators=tuple(
            CreatorLine(
                person_id=one.person_id,
                name=one.name,
                share=Decimal(one.share),
                post=one.post,
                is_frontline=one.is_frontline,
            )
            for one in sorted(lines, key=lambda one: one.position)
        ),
        finished=idea.finished_date,
        applied=idea.applied_date,
        scope=Scope(idea.scope) if idea.scope else None,
        benefit=Amount(yuan=idea.benefit_yuan, qualifier=Qualifier(idea.benefit_qualifier))
        if idea.benefit_yuan is not None
        else None,
        basis=Basis(idea.benefit_basis) if idea.benefit_basis else None,
        property_rights=idea.property_rights,
        prior_awards=idea.prior_awards,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """An earlier text that resembles what is being written. Without ``title`` it stands where the writer may not look."""

    coverage: float
    verdict: str
    title: str = ""
    body: str = ""
    # (start, end) in what is written, (start, end) in the earlier text; characters.
    passages: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()


def _readable(actor: Actor, found: Sequence[Found]) -> set[int]:
    """Of the texts found, those the actor may read: in public, by office, or because the idea or result is theirs."""
    if not found:
        return set()
    numbers = {
        kind: [one.source.subject_id for one in found if one.source.subject_kind == kind]
        for kind in ("idea", "result")
    }
    own = {
        "idea": set(
            within(actor, Power.IDEA_READ, Idea.objects.filter(pk__in=numbers["idea"])).values_list(
                "pk", flat=True
            )
        ),
        "result": set(
            within(actor, Power.RESULT_READ, Result.objects.filter(pk__in=numbers["result"])).values_list(
                "pk", flat=True
            )
        ),
    }
    theirs = {one.source.pk for one in found if one.source.subject_id in own.get(one.source.subject_kind, ())}
    return theirs | set(readable_texts(actor, [one.source.pk for one in found]))


def earlier_texts_alike(
    actor: Actor, body: str, *, text_id: int | None = None, most: int = 3
) -> tuple[Alike, ...]:
    """What an idea's writer is shown before handing in, the strongest first: public texts and their own with the
    passages, of others only that there is one. At most 6 queries. ``text_id`` leaves out the idea's own text."""
    if len(body) < LEAST_BODY:
        return ()
    found = resembling(body, exclude=frozenset({text_id} if text_id else ()), top=most)
    readable = _readable(actor, found)
    shown = []
    for one in found:
        coverage, verdict = one.comparison.coverage_of_a, str(one.comparison.verdict)
        if one.source.pk not in readable:
            shown.append(Alike(coverage=coverage, verdict=verdict))
            continue
        passages = tuple(
            ((passage["a"][0], passage["a"][1]), (passage["b"][0], passage["b"][1]))
            for passage in one.comparison.to_json()["passages"]
        )
        shown.append(
            Alike(
                coverage=coverage,
                verdict=verdict,
                title=one.source.title,
                body=one.source.body,
                passages=passages,
            )
        )
    return tuple(shown)
