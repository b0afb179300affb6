"""Hand an idea in: from here on a union owes an answer, and the clock runs."""

from collections.abc import Sequence
from datetime import datetime, time

from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.attachments.actions import place_attachments
from xinghe.attachments.registry import Placed
from xinghe.foundation.clock import CHINA
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.foundation.pinyin import pinyin_pair
from xinghe.foundation.search import stored_vector
from xinghe.ideas.actions.drafting import (
    CreatorEntry,
    claim_to_write,
    line_of,
    new_idea,
    people_named,
    people_of,
    sole_creator,
    write,
)
from xinghe.ideas.actions.telling import announce_idea, tell_desk, tell_people
from xinghe.ideas.models import Idea, IdeaCreator
from xinghe.ideas.queries.own import paper_of
from xinghe.ideas.rules.clocks import date_of, due_after, due_after_pause
from xinghe.ideas.rules.paper import Paper
from xinghe.ideas.rules.steps import stage_after
from xinghe.ideas.rules.whole import require_pledge, require_whole
from xinghe.ideas.rules.writers import OnlyItsPeople
from xinghe.ideas.vocab import ANSWER_DAYS, IDEAS_A_DAY, IdeaStage, Step
from xinghe.integrations.vocab import HappeningName
from xinghe.messaging.vocab import Event
from xinghe.results.actions.workbooks import body_of


class DayIsFull(Refusal):
    """SEC-22: a unit is not to be drowned."""

    code = "day_is_full"
    message = gettext_noop(
        "%(count)s ideas of %(name)s were handed in today, the most there may be. The draft is kept: hand it in tomorrow."
    )
    status = 429


@command
def hand_in(work: Work, *, idea_id: int, pledged: bool) -> Idea:
    """Hand a draft in, or a corrected idea again; its unit answers by ``due_at``.

    Refuses: Missing, OnlyItsPeople, StepClosed, PledgeNeeded, IdeaUnfinished, DayIsFull.
    """
    return _hand_in(work, claim_to_write(work, idea_id, Step.HAND_IN), pledged=pledged)


@command
def submit_idea(
    work: Work,
    *,
    paper: Paper,
    pledged: bool,
    creators: Sequence[CreatorEntry] = (),
    unit_id: int | None = None,
) -> Idea:
    """Write and hand in at once, for who has everything ready: a program, or a form sent whole.

    Without ``creators`` the author made it alone. Refuses what ``begin_draft``, ``name_creators`` and ``hand_in`` refuse.
    """
    idea, author = new_idea(work, unit_id=unit_id)
    entries = creators or (sole_creator(work, author),)
    people = people_named(work, entries) if creators else [author]
    idea.people = people_of(work, idea, people)
    write(work, idea, paper)
    lines = [
        line_of(work, idea, position, person, entry)
        for position, (person, entry) in enumerate(zip(people, entries, strict=True), 1)
    ]
    _lay_on_desk(work, idea, lines, pledged=pledged)
    # Stored once, as it lies on the desk: at a deadline everything written twice is waited for by somebody else.
    idea.save(force_insert=True)
    for line in lines:
        line.idea = idea
    IdeaCreator.objects.bulk_create(lines)
    _tell(work, idea, lines, before=IdeaStage.DRAFT)
    return idea


def _hand_in(work: Work, idea: Idea, *, pledged: bool) -> Idea:
    before, lines = IdeaStage(idea.stage), list(idea.creators.order_by("position"))
    _lay_on_desk(work, idea, lines, pledged=pledged)
    idea.save()
    IdeaCreator.objects.bulk_update(lines, _HANDED_OVER)
    place_attachments(
        work,
        "idea",
        idea.pk,
        placed=Placed(
            territory_path=idea.territory_path, industry_path=idea.industry_path, people=tuple(idea.people)
        ),
    )
    _tell(work, idea, lines, before=before)
    return idea


_HANDED_OVER = ("people", "territory_path", "industry_path", "confirmed_at", "disputed_at", "dispute_words")


def _lay_on_desk(work: Work, idea: Idea, lines: Sequence[IdeaCreator], *, pledged: bool) -> None:
    """Decide whether it may be handed in, and put what follows onto the idea and its creators, still unstored.

    Refuses: PledgeNeeded, StepClosed, IdeaUnfinished, DayIsFull.
    """
    require_pledge(pledged)
    after = stage_after(IdeaStage(idea.stage), Step.HAND_IN)
    require_whole(paper_of(idea, creators=lines), today=date_of(work.now))
    if idea.handed_in_at is None:
        _refuse_a_full_day(work, idea)
        idea.handed_in_at = work.now
        idea.due_at = due_after(work.now, days=ANSWER_DAYS)
        idea.desk = idea.unit
        idea.territory_path, idea.industry_path = idea.unit.territory_path, idea.unit.industry_path
    else:
        # The clock goes on with what was left on it when it was stopped.
        idea.due_at = due_after_pause(work.now, days=idea.days_left or 0)
    idea.stopped_at = idea.days_left = idea.correction_due_at = idea.reminded_at = None
    # A job compares it with every earlier text before the minute is up: that is no work for a deadline.
    idea.compared_at = None
    idea.chase_at = idea.due_at
    idea.stage = after
    idea.people = _readers(work, idea, lines)
    pinyin, initials = pinyin_pair(idea.title)
    idea.title_pinyin, idea.title_initials = pinyin[:255], initials[:60]
    names = " ".join([idea.unit.name, *(one.name for one in lines)])
    idea.search = stored_vector(a=idea.title, b=names, c=body_of(idea))
    for line in lines:
        line.people, line.territory_path, line.industry_path = (
            idea.people,
            idea.territory_path,
            idea.industry_path,
        )
        # Who hands in says by it that their own share is right.
        if line.person_id == work.actor.person_id and line.confirmed_at is None:
            line.confirmed_at, line.disputed_at, line.dispute_words = work.now, None, ""


def _tell(work: Work, idea: Idea, lines: Sequence[IdeaCreator], *, before: IdeaStage) -> None:
    """Record it, and tell the desk, the co-creators, an author for whom it was typed, and machines."""
    typist = idea.typed_by_id
    work.record(
        "idea.hand_in", idea, stage=(before, idea.stage), due_at=(None, idea.due_at), typed_by=(None, typist)
    )
    tell_desk(work, idea, Event.IDEA_HANDED_IN)
    silent = [one.person_id for one in lines if one.confirmed_at is None and one.disputed_at is None]
    tell_people(work, idea, Event.SHARE_TO_CONFIRM, [one for one in silent if one != idea.author_id])
    if typist and typist == work.actor.person_id:
        tell_people(work, idea, Event.IDEA_TYPED_FOR_YOU, [idea.author_id])
    announce_idea(work, idea, HappeningName.IDEA_HANDED_IN)


def _refuse_a_full_day(work: Work, idea: Idea) -> None:
    midnight = datetime.combine(date_of(work.now), time.min, tzinfo=CHINA)
    today = Idea.objects.filter(author=idea.author_id, handed_in_at__gte=midnight).count()
    if today >= IDEAS_A_DAY:
        raise DayIsFull(count=today, name=idea.author.name)


def _readers(work: Work, idea: Idea, lines: Sequence[IdeaCreator]) -> list[int]:
    """Its creators, and who typed it; but an officer who typed for a worker reads it by office, and may answer it."""
    people = [idea.author_id, *(one.person_id for one in lines)]
    typist = idea.typed_by_id
    answers = idea.unit_id in work.actor.desks_for(Power.IDEA_ANSWER)
    if typist and not (typist == work.actor.person_id and answers):
        people.append(typist)
    return list(dict.fromkeys(people))


@command
def take_back(work: Work, *, idea_id: int, reason: str = "") -> Idea:
    """Its author takes an idea back before it is answered, or throws a draft away. It stays in the record.

    Refuses: Missing, OnlyItsPeople, StepClosed.
    """
    idea = work.claim(Idea, idea_id)
    if work.actor.person_id not in (idea.author_id, idea.typed_by_id):
        raise OnlyItsPeople(name=idea.author.name)
    before = IdeaStage(idea.stage)
    idea.stage = stage_after(before, Step.TAKE_BACK)
    idea.chase_at = None
    idea.save(update_fields=["stage", "chase_at"])
    work.record("idea.take_back", idea, reason=reason.strip()[:500], stage=(before, idea.stage))
    if idea.handed_in_at is not None:
        announce_idea(work, idea, HappeningName.IDEA_WITHDRAWN)
    return idea
