"""Write a draft, kept as it is typed, for oneself or for a worker who does not type."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.db.models.functions import Lower

from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.accounts.models import Person
from xinghe.foundation.codes import new_code
from xinghe.foundation.errors import Forbidden, Missing, Refusal, gettext_noop
from xinghe.foundation.text import tidy
from xinghe.ideas.models import Idea, IdeaCreator
from xinghe.ideas.rules.paper import WHOLE, Paper, tidied
from xinghe.ideas.rules.steps import StepClosed
from xinghe.ideas.rules.writers import OnlyItsPeople
from xinghe.ideas.vocab import MOST_DRAFTS, POST_LIMIT, IdeaStage, Step
from xinghe.results.vocab import CREATORS_LIMIT
from xinghe.unions.models import Union
from xinghe.unions.queries import unit_of


class NoUnit(Refusal):
    """Nobody would answer."""

    code = "no_unit"
    message = gettext_noop(
        "%(name)s belongs to no union in the tree, so nobody would answer. Ask your union to enter where you work."
    )


class SavedElsewhere(Refusal):
    """Two pages of one draft are open."""

    code = "saved_elsewhere"
    message = gettext_noop(
        "This draft was saved %(count)s times since this page was opened, on another page or phone. "
        "What you typed is still here: compare, then save again to keep yours."
    )


class TooManyDrafts(Refusal):
    """Somebody begins and never ends."""

    code = "too_many_drafts"
    message = gettext_noop("You have %(count)s drafts, the most there may be. Hand one in or take one back.")


class CreatorUnknown(Refusal):
    """Number and name do not name one person, and which of the two is wrong is not said."""

    code = "creator_unknown"
    message = gettext_noop(
        "Nobody is called “%(name)s” with the staff number “%(staff_number)s”. Ask them for both, as on their badge."
    )
    status = 422


class CreatorTwice(Refusal):
    """One person, one share."""

    code = "creator_twice"
    message = gettext_noop("%(name)s is named twice. Add the two shares up in one line.")
    status = 422


class TooManyCreators(Refusal):
    """The form holds a few."""

    code = "too_many_creators"
    message = gettext_noop("There are %(count)s creators; the form takes %(limit)s. Take the others out.")
    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatorEntry:
    """A creator as somebody types them: number and name must both be right, so that nobody can look people up."""

    staff_number: str
    name: str
    share: Decimal
    post: str = ""
    is_frontline: bool = False


@command
def begin_draft(work: Work, *, for_person_id: int | None = None, unit_id: int | None = None) -> Idea:
    """Begin an idea: one's own, or, as an assistant, one for a worker of the own union.

    ``unit_id`` is where a scanned code was posted; it counts if the author belongs there or above it, else the
    author's own unit does. Refuses: Missing, Forbidden, NoUnit, TooManyDrafts.
    """
    return begin(work, for_person_id=for_person_id, unit_id=unit_id)


def begin(work: Work, *, for_person_id: int | None = None, unit_id: int | None = None) -> Idea:
    """Begin an idea inside somebody's transaction; see ``begin_draft``."""
    idea, author = new_idea(work, for_person_id=for_person_id, unit_id=unit_id)
    drafts = Idea.objects.filter(author=work.actor.person_id, stage=IdeaStage.DRAFT).count()
    if drafts >= MOST_DRAFTS:
        raise TooManyDrafts(count=drafts)
    idea.save(force_insert=True)
    line_of(work, idea, 1, author, sole_creator(work, author)).save(force_insert=True)
    work.record("idea.begin", idea, author=(None, author.pk), typed_by=(None, idea.typed_by_id))
    return idea


def new_idea(
    work: Work, *, for_person_id: int | None = None, unit_id: int | None = None
) -> tuple[Idea, Person]:
    """An idea that is not stored yet, and its author. 2 queries, 3 with ``unit_id``. Refuses: Missing, Forbidden, NoUnit."""
    own = work.actor.person_id
    if own is None:
        raise Forbidden(power=Power.IDEA_TYPE)
    author = Person.objects.filter(pk=for_person_id or own, is_active=True).first()
    if author is None or (author.pk != own and not _may_type_for(work, author)):
        raise Missing
    typed_by = own if author.pk != own else None
    idea = Idea(
        code=new_code(),
        unit=_unit(author, unit_id),
        author=author,
        typed_by_id=typed_by,
        people=[author.pk, *([typed_by] if typed_by else [])],
        begun_at=work.now,
        saved_at=work.now,
    )
    return idea, author


def sole_creator(work: Work, author: Person) -> CreatorEntry:
    """The author, who made it alone until others are named."""
    return CreatorEntry(staff_number=author.staff_number, name=author.name, share=WHOLE, is_frontline=True)


def _may_type_for(work: Work, author: Person) -> bool:
    """Whether the author belongs to the very union where the actor types for others, and to none below it."""
    places = work.actor.paths_for(Power.IDEA_TYPE)
    return any(line in places for line in (author.territory_path, author.industry_path))


def _unit(author: Person, unit_id: int | None) -> Union:
    own = unit_of(author.territory_path, author.industry_path)
    scanned = Union.objects.filter(pk=unit_id).first() if unit_id else None
    if scanned and own:
        lines = ((scanned.territory_path, own.territory_path), (scanned.industry_path, own.industry_path))
        if any(below and above and below.startswith(above) for below, above in lines):
            return scanned
    if own is None:
        raise NoUnit(name=author.name)
    return own


def claim_to_write(work: Work, idea_id: int, step: Step) -> Idea:
    """The idea, locked, for who may write on it while it may be written on. Refuses: Missing, OnlyItsPeople, StepClosed."""
    idea = work.claim(Idea, idea_id)
    if work.actor.person_id not in (idea.author_id, idea.typed_by_id):
        raise OnlyItsPeople(name=idea.author.name)
    if idea.stage not in (IdeaStage.DRAFT, IdeaStage.CORRECTION):
        raise StepClosed(stage=IdeaStage(idea.stage), step=step)
    return idea


@command
def save_draft(work: Work, *, idea_id: int, paper: Paper, revision: int | None = None) -> Idea:
    """Keep what is written so far, whatever is still missing. Creators are named by ``name_creators``.

    ``revision`` is the one the page was opened with; ``None`` overwrites. Saving a draft leaves no line in the
    record; saving during a correction does. Refuses: Missing, OnlyItsPeople, StepClosed, SavedElsewhere.
    """
    idea = claim_to_write(work, idea_id, Step.HAND_IN)
    if revision is not None and revision != idea.revision:
        raise SavedElsewhere(count=max(idea.revision - revision, 1))
    write(work, idea, paper)
    idea.save()
    if idea.stage == IdeaStage.DRAFT:
        work.leave_unrecorded("a draft is its author's own paper until it is handed in")
    else:
        work.record("idea.correct", idea, revision=(idea.revision - 1, idea.revision))
    return idea


def write(work: Work, idea: Idea, paper: Paper) -> None:
    """Put a paper's words onto an idea; whoever claimed it saves it."""
    paper = tidied(paper)
    idea.title = paper.title
    idea.category, idea.field, idea.scope = paper.category or "", paper.field or "", paper.scope or ""
    idea.problem, idea.solution, idea.innovation = paper.problem, paper.solution, paper.innovation
    idea.effect, idea.said_new = paper.effect, paper.said_new
    idea.property_rights, idea.prior_awards = paper.property_rights, paper.prior_awards
    idea.measures = [asdict(one) for one in paper.measures]
    idea.finished_date, idea.applied_date = paper.finished, paper.applied
    idea.benefit_yuan = paper.benefit.yuan if paper.benefit else None
    idea.benefit_qualifier = paper.benefit.qualifier if paper.benefit else ""
    idea.benefit_basis = paper.basis or ""
    idea.saved_at = work.now
    idea.revision += 1


@command
def name_creators(work: Work, *, idea_id: int, creators: Sequence[CreatorEntry]) -> Idea:
    """Say who made it, in order, with their shares. Who is named with another share than before confirms anew.

    Refuses: Missing, OnlyItsPeople, StepClosed, CreatorUnknown, CreatorTwice, TooManyCreators.
    """
    idea = claim_to_write(work, idea_id, Step.HAND_IN)
    before = " ".join(f"{one.person_id}:{one.share}" for one in idea.creators.order_by("position"))
    put_creators(work, idea, creators)
    after = " ".join(f"{one.person_id}:{one.share}" for one in idea.creators.order_by("position"))
    if after == before:
        work.leave_unrecorded("nobody's share changed")
    else:
        work.record("idea.name_creators", idea, creators=(before, after))
    return idea


def put_creators(work: Work, idea: Idea, creators: Sequence[CreatorEntry]) -> None:
    """Replace a claimed idea's creators; see ``name_creators``."""
    people = people_named(work, creators)
    standing = {one.person_id: one for one in idea.creators.all()}
    idea.people = people_of(work, idea, people)
    idea.save(update_fields=["people"])
    idea.creators.all().delete()
    lines = []
    for position, (person, entry) in enumerate(zip(people, creators, strict=True), 1):
        lines.append(line_of(work, idea, position, person, entry, before=standing.get(person.pk)))
    IdeaCreator.objects.bulk_create(lines)


def people_named(work: Work, creators: Sequence[CreatorEntry]) -> list[Person]:
    """Whom the entries name, in their order. 1 query each. Refuses: CreatorUnknown, CreatorTwice, TooManyCreators."""
    if len(creators) > CREATORS_LIMIT:
        raise TooManyCreators(count=len(creators), limit=CREATORS_LIMIT)
    people = [_person(entry) for entry in creators]
    for at, person in enumerate(people):
        if person in people[:at]:
            raise CreatorTwice(name=person.name)
    return people


def people_of(work: Work, idea: Idea, creators: Sequence[Person]) -> list[int]:
    """Whom an idea belongs to: its author, its creators, and who types it if they need it to see it."""
    typist = [idea.typed_by_id] if idea.typed_by_id and idea.typed_by_id in idea.people else []
    return list(dict.fromkeys([idea.author_id, *(one.pk for one in creators), *typist]))


def _person(entry: CreatorEntry) -> Person:
    number, name = entry.staff_number.strip(), tidy(entry.name)
    rows = Person.objects.alias(folded=Lower("staff_number")).filter(folded=number.lower(), is_active=True)
    found = rows.filter(name=name).first() if number and "\x00" not in number + name else None
    if found is None:
        raise CreatorUnknown(name=name, staff_number=number)
    return found


def line_of(
    work: Work,
    idea: Idea,
    position: int,
    person: Person,
    entry: CreatorEntry,
    *,
    before: IdeaCreator | None = None,
) -> IdeaCreator:
    """One creator's line, not stored yet. Whoever had the same share ``before`` need not confirm it again."""
    share = max(Decimal(0), min(WHOLE, entry.share))
    unchanged = before is not None and before.share == share
    return IdeaCreator(
        idea=idea,
        position=position,
        person=person,
        name=person.name,
        share=share,
        post=tidy(entry.post)[:POST_LIMIT],
        is_frontline=entry.is_frontline,
        confirmed_at=before.confirmed_at if before is not None and unchanged else None,
        people=idea.people,
        territory_path=idea.territory_path,
        industry_path=idea.industry_path,
    )
