"""The unit's answer: accept, refuse with a reason, ask for a correction, merge; and open again what was answered."""

from collections.abc import Sequence

from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.foundation.errors import Missing, Refusal, gettext_noop
from xinghe.ideas.actions.comparing import keep_text
from xinghe.ideas.actions.telling import announce_idea, tell_makers
from xinghe.ideas.models import Idea
from xinghe.ideas.rules.clocks import days_left, due_after
from xinghe.ideas.rules.steps import stage_after
from xinghe.ideas.rules.words import checked_words
from xinghe.ideas.vocab import (
    ANSWER_DAYS,
    CORRECTION_DAYS,
    WORDS_LIMIT,
    CorrectionReason,
    IdeaStage,
    RefusalReason,
    Step,
)
from xinghe.integrations.vocab import HappeningName
from xinghe.messaging.vocab import Event
from xinghe.texts.actions import draw_tie, undo_ties
from xinghe.texts.vocab import Relation


class ReasonCodeNeeded(Refusal):
    """A reason that can be counted stands beside the words."""

    code = "reason_code_needed"
    message = gettext_noop(
        "No reason is ticked. Choose 1 or more from the list, and say it in your own words beside it."
    )
    status = 422


class MergeImpossible(Refusal):
    """Into itself, into what is itself merged, or into what is no longer in use."""

    code = "merge_impossible"
    message = gettext_noop(
        "“%(title)s” cannot take this idea in: it is the same one, or itself merged, or taken back. "
        "Name the 1 idea that goes on."
    )


def claim_to_answer(work: Work, idea_id: int) -> Idea:
    """The idea, locked, for who answers at its desk. Refuses: Missing, Forbidden."""
    idea = work.claim(Idea, idea_id)
    work.require(Power.IDEA_ANSWER, idea)
    return idea


def move(work: Work, idea: Idea, step: Step) -> IdeaStage:
    """Take a claimed idea one step on; returns the stage it left. Refuses: StepClosed."""
    before = IdeaStage(idea.stage)
    idea.stage = stage_after(before, step)
    return before


@command
def accept(work: Work, *, idea_id: int, words: str = "") -> Idea:
    """Say yes: it will be implemented. Refuses: Missing, Forbidden, StepClosed."""
    idea = claim_to_answer(work, idea_id)
    before = move(work, idea, Step.ACCEPT)
    _answer(work, idea, words=words.strip()[:WORDS_LIMIT])
    work.record("idea.accept", idea, reason=idea.answer_words, stage=(before, idea.stage))
    return idea


@command
def refuse(work: Work, *, idea_id: int, reasons: Sequence[RefusalReason], words: str) -> Idea:
    """Say no, and why: a reason that can be counted, and words for this one.

    Refuses: Missing, Forbidden, StepClosed, ReasonCodeNeeded, WordsNeeded.
    """
    idea = claim_to_answer(work, idea_id)
    before = move(work, idea, Step.REFUSE)
    if not reasons:
        raise ReasonCodeNeeded
    _answer(work, idea, words=checked_words(words), reasons=reasons)
    work.record("idea.refuse", idea, reason=idea.answer_words, stage=(before, idea.stage))
    return idea


def _answer(work: Work, idea: Idea, *, words: str, reasons: Sequence[str] = ()) -> None:
    idea.answer_words, idea.reasons = words, [str(reason) for reason in reasons]
    idea.answered_by_id, idea.answered_at = work.actor.person_id, work.now
    idea.chase_at = None
    idea.save()
    tell_makers(work, idea, Event.IDEA_MERGED if idea.stage == IdeaStage.MERGED else Event.IDEA_ANSWERED)
    announce_idea(work, idea, HappeningName.IDEA_ANSWERED)


@command
def ask_correction(work: Work, *, idea_id: int, reasons: Sequence[CorrectionReason], words: str) -> Idea:
    """Send it back to be corrected: the clock stops until it is handed in again.

    Refuses: Missing, Forbidden, StepClosed, ReasonCodeNeeded, WordsNeeded.
    """
    idea = claim_to_answer(work, idea_id)
    before = move(work, idea, Step.ASK_CORRECTION)
    if not reasons:
        raise ReasonCodeNeeded
    assert idea.due_at is not None, "what was handed in is due"
    idea.answer_words, idea.reasons = checked_words(words), [str(reason) for reason in reasons]
    idea.stopped_at, idea.days_left = work.now, days_left(work.now, due_at=idea.due_at)
    idea.correction_due_at = due_after(work.now, days=CORRECTION_DAYS)
    idea.chase_at = None
    idea.save()
    work.record(
        "idea.ask_correction",
        idea,
        reason=idea.answer_words,
        stage=(before, idea.stage),
        days_left=(None, idea.days_left),
    )
    tell_makers(work, idea, Event.CORRECTION_WANTED)
    announce_idea(work, idea, HappeningName.IDEA_ANSWERED)
    return idea


@command
def merge(work: Work, *, idea_id: int, into_code: str, words: str) -> Idea:
    """Let an idea go on in another one; the authors of both stay who they are, and it can be undone (``reopen``).

    Refuses: Missing, Forbidden, StepClosed, WordsNeeded, MergeImpossible, LineageWouldCircle.
    """
    idea = claim_to_answer(work, idea_id)
    before = move(work, idea, Step.MERGE)
    found = Idea.objects.filter(code=into_code.strip().upper().replace("\x00", "")).only("pk").first()
    if found is None:
        raise Missing
    into = work.claim(Idea, found.pk)
    closed = (IdeaStage.DRAFT, IdeaStage.MERGED, IdeaStage.WITHDRAWN)
    if into.pk == idea.pk or into.stage in closed:
        raise MergeImpossible(title=into.title)
    for one in (idea, into):
        if not one.result_id:
            keep_text(work, one)
    idea.merged_into = into
    _answer(work, idea, words=checked_words(words))
    draw_tie(
        work,
        later=("idea", idea.pk),
        earlier=("result", into.result_id) if into.result_id else ("idea", into.pk),
        relation=Relation.MERGED_INTO,
        reason=idea.answer_words,
    )
    work.record(
        "idea.merge", idea, reason=idea.answer_words, stage=(before, idea.stage), into=(None, into.code)
    )
    return idea


@command
def reopen(work: Work, *, idea_id: int, reason: str) -> Idea:
    """Take an answer back, also a merge: the idea waits again, with a full term. What was answered stays in the record.

    Refuses: Missing, Forbidden, StepClosed, WordsNeeded.
    """
    idea = claim_to_answer(work, idea_id)
    before = move(work, idea, Step.REOPEN)
    reason = checked_words(reason)
    if before == IdeaStage.MERGED:
        undo_ties(work, later=("idea", idea.pk), relation=Relation.MERGED_INTO, reason=reason)
    idea.merged_into = None
    idea.answered_by = idea.answered_at = idea.reminded_at = None
    idea.answer_words, idea.reasons = "", []
    idea.due_at = idea.chase_at = due_after(work.now, days=ANSWER_DAYS)
    idea.save()
    work.record("idea.reopen", idea, reason=reason, stage=(before, idea.stage), due_at=(None, idea.due_at))
    tell_makers(work, idea, Event.IDEA_ANSWERED)
    announce_idea(work, idea, HappeningName.IDEA_ANSWERED)
    return idea
