"""What follows a yes: it is implemented, verified and becomes a result; whoever made it is rewarded."""

from datetime import date
from decimal import Decimal

from xinghe.access.work import Work, command
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.ideas.actions.answering import claim_to_answer, move
from xinghe.ideas.actions.comparing import keep_text
from xinghe.ideas.actions.telling import announce_idea, tell_makers
from xinghe.ideas.models import Idea, IdeaCreator
from xinghe.ideas.queries.own import paper_of
from xinghe.ideas.rules.clocks import date_of
from xinghe.ideas.vocab import MOST_REWARD, WORDS_LIMIT, Step
from xinghe.integrations.vocab import HappeningName
from xinghe.messaging.vocab import Event
from xinghe.results.actions import MadeBy, ResultMade, record_result
from xinghe.texts.actions import pass_on


class CreatorsUnconfirmed(Refusal):
    """A share that nobody confirmed is a claim."""

    code = "creators_unconfirmed"
    message = gettext_noop(
        "%(count)s creators have not confirmed their share: %(names)s. Ask them to sign in and say whether it is right."
    )


class DayImpossible(Refusal):
    """Before it was handed in there was nothing to implement, and tomorrow has not come."""

    code = "day_impossible"
    message = gettext_noop(
        "%(day)s has not come yet; today is %(today)s. Enter the day on which it was in use."
    )
    status = 422


class RewardImpossible(Refusal):
    """A slip of the finger is the commonest large reward."""

    code = "reward_impossible"
    message = gettext_noop("%(amount)s yuan is not a reward. Enter more than 0 and at most %(most)s.")
    status = 422


@command
def implement(work: Work, *, idea_id: int, day: date, words: str = "") -> Idea:
    """Note that an accepted idea is in use since ``day``. Refuses: Missing, Forbidden, StepClosed, DayImpossible."""
    idea = claim_to_answer(work, idea_id)
    before = move(work, idea, Step.IMPLEMENT)
    today = date_of(work.now)
    if day > today:
        raise DayImpossible(day=day, today=today)
    idea.implemented_at = work.now
    idea.finished_date = idea.finished_date or day
    idea.applied_date = idea.applied_date or max(day, idea.finished_date)
    idea.save()
    reason = words.strip()[:WORDS_LIMIT]
    work.record("idea.implement", idea, reason=reason, stage=(before, idea.stage), day=(None, day))
    tell_makers(work, idea, Event.IDEA_ANSWERED)
    announce_idea(work, idea, HappeningName.IDEA_ANSWERED)
    return idea


@command
def verify(work: Work, *, idea_id: int, words: str = "") -> Idea:
    """Say that it does what it says: it becomes a five-small result of the unit, its text and its creators with it.

    Refuses: Missing, Forbidden, StepClosed, CreatorsUnconfirmed, ResultStands.
    """
    idea = claim_to_answer(work, idea_id)
    before = move(work, idea, Step.VERIFY)
    creators = list(idea.creators.order_by("position"))
    if open_ := [one.name for one in creators if one.confirmed_at is None]:
        raise CreatorsUnconfirmed(count=len(open_), names="、".join(open_))
    keep_text(work, idea)
    idea.result = record_result(work, _made(idea, creators), unit=idea.unit)
    idea.verified_by_id, idea.verified_at = work.actor.person_id, work.now
    idea.save()
    pass_on(work, subject_kind="idea", subject_id=idea.pk, to_kind="result", to_id=idea.result.pk)
    reason = words.strip()[:WORDS_LIMIT]
    work.record(
        "idea.verify", idea, reason=reason, stage=(before, idea.stage), result=(None, idea.result.code)
    )
    tell_makers(work, idea, Event.IDEA_ANSWERED)
    announce_idea(work, idea, HappeningName.IDEA_ANSWERED)
    return idea


def _made(idea: Idea, creators: list[IdeaCreator]) -> ResultMade:
    paper = paper_of(idea)
    assert paper.category and paper.field and paper.finished, "what was handed in and implemented has them"
    return ResultMade(
        title=paper.title,
        category=paper.category,
        field=paper.field,
        finished=paper.finished,
        applied=paper.applied,
        creators=tuple(MadeBy(name=one.name, share=one.share, person_id=one.person_id) for one in creators),
        first_is_frontline=creators[0].is_frontline,
        problem=paper.problem,
        solution=paper.solution,
        innovation=paper.innovation,
        effect=paper.effect,
        benefit=paper.benefit,
        basis=paper.basis,
        property_rights=paper.property_rights,
    )


@command
def reward(work: Work, *, idea_id: int, amount: Decimal, words: str = "") -> Idea:
    """Note what the unit gave its creators together, in yuan; noting it again replaces the amount, and the record keeps both.

    Refuses: Missing, Forbidden, StepClosed, RewardImpossible.
    """
    idea = claim_to_answer(work, idea_id)
    move(work, idea, Step.REWARD)
    if not amount.is_finite() or not 0 < amount <= MOST_REWARD or amount != amount.quantize(Decimal("0.01")):
        raise RewardImpossible(amount=amount, most=f"{MOST_REWARD:,}")
    before, idea.reward_yuan = idea.reward_yuan, amount
    idea.rewarded_at = work.now
    idea.save(update_fields=["reward_yuan", "rewarded_at"])
    work.record("idea.reward", idea, reason=words.strip()[:WORDS_LIMIT], reward_yuan=(before, amount))
    tell_makers(work, idea, Event.REWARD_GIVEN)
    return idea
