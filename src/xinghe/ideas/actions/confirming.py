"""Each creator says by their own sign-in whether the share written for them is right."""

from xinghe.access.work import Work, command
from xinghe.foundation.errors import Missing, Refusal, gettext_noop
from xinghe.ideas.actions.telling import tell_people
from xinghe.ideas.models import Idea, IdeaCreator
from xinghe.ideas.rules.words import checked_words
from xinghe.ideas.vocab import IdeaStage
from xinghe.messaging.vocab import Event


class ShareSettled(Refusal):
    """What has become a result is no longer shared out anew here."""

    code = "share_settled"
    message = gettext_noop(
        "The shares of this idea are settled: it stands at “%(stage)s”. Ask your union, if one of them is wrong."
    )


@command
def confirm_share(work: Work, *, idea_id: int) -> IdeaCreator:
    """Say that one took part, with the share that is written. Saying it again changes nothing.

    Refuses: Missing, ShareSettled.
    """
    idea, mine = _mine(work, idea_id)
    mine.confirmed_at, mine.disputed_at, mine.dispute_words = mine.confirmed_at or work.now, None, ""
    mine.save(update_fields=["confirmed_at", "disputed_at", "dispute_words"])
    work.record("idea.confirm_share", idea, share=(None, mine.share), person=(None, mine.person_id))
    return mine


@command
def dispute_share(work: Work, *, idea_id: int, words: str) -> IdeaCreator:
    """Say that the share, or being named at all, is not right; its author reads why.

    Refuses: Missing, ShareSettled, WordsNeeded.
    """
    idea, mine = _mine(work, idea_id)
    mine.confirmed_at, mine.disputed_at, mine.dispute_words = None, work.now, checked_words(words)
    mine.save(update_fields=["confirmed_at", "disputed_at", "dispute_words"])
    work.record("idea.dispute_share", idea, reason=mine.dispute_words, person=(None, mine.person_id))
    tell_people(work, idea, Event.SHARE_DISPUTED, [idea.author_id])
    return mine


def _mine(work: Work, idea_id: int) -> tuple[Idea, IdeaCreator]:
    idea = work.claim(Idea, idea_id)
    mine = idea.creators.select_for_update().filter(person=work.actor.person_id or 0).first()
    if mine is None or idea.stage == IdeaStage.DRAFT:
        raise Missing
    if idea.stage in (IdeaStage.VERIFIED, IdeaStage.WITHDRAWN):
        raise ShareSettled(stage=IdeaStage(idea.stage))
    return idea, mine
