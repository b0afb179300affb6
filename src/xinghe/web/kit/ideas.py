"""An idea as its people and its desk both see it: what is written, how far it has come, who has it until when."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from xinghe.foundation.amounts import Amount
from xinghe.ideas.queries import Idea, paper_of
from xinghe.ideas.rules.clocks import date_of, due_date
from xinghe.ideas.vocab import (
    CORRECTION_REASON_LABELS,
    IDEA_STAGE_LABELS,
    REFUSAL_REASON_LABELS,
    SCOPE_LABELS,
    IdeaStage,
)
from xinghe.kernels.calendar import working_days_between
from xinghe.results.vocab import BASIS_LABELS, CATEGORY_LABELS, FIELD_LABELS
from xinghe.web.kit.parts import Badge, Tone
from xinghe.web.kit.words import day_word, word

IDEA_TONES: dict[IdeaStage, Tone] = {
    IdeaStage.DRAFT: "",
    IdeaStage.HANDED_IN: "wait",
    IdeaStage.CORRECTION: "wait",
    IdeaStage.ACCEPTED: "good",
    IdeaStage.REFUSED: "bad",
    IdeaStage.MERGED: "",
    IdeaStage.IMPLEMENTED: "good",
    IdeaStage.VERIFIED: "good",
    IdeaStage.WITHDRAWN: "",
}
REASON_LABELS: dict[str, str] = {
    **{str(key): label for key, label in CORRECTION_REASON_LABELS.items()},
    **{str(key): label for key, label in REFUSAL_REASON_LABELS.items()},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatorShown:
    """One creator with what they said of their share."""

    name: str
    post: str
    share: str
    state: Badge
    dispute_words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureShown:
    """A figure before and after, and by how much it changed."""

    name: str
    unit: str
    before: str
    after: str
    change: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """One point of the way: past, present or still to come."""

    name: str
    at: datetime | None
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the paper."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaShown:
    """One idea."""

    code: str
    title: str
    stage: Badge
    category: str
    field: str
    unit: str
    author: str
    typed_by: str
    sections: tuple[Section, ...]
    measures: tuple[MeasureShown, ...]
    creators: tuple[CreatorShown, ...]
    finished: date | None
    applied: date | None
    scope: str
    benefit: Amount | None
    basis: str
    where: str
    way: tuple[Milestone, ...]
    reasons: tuple[str, ...]
    answer_words: str
    answered_by: str
    reward: Amount | None
    merged_into_title: str
    merged_into_code: str
    result_code: str


def stage_badge(stage: str) -> Badge:
    """A stage as a word with its tone."""
    return Badge(word=word(IDEA_STAGE_LABELS, stage), tone=IDEA_TONES[IdeaStage(stage)])


def where_it_is(idea: Idea, *, now: datetime) -> str:
    """Who has it, and until when: one sentence, and the number of working days."""
    match IdeaStage(idea.stage):
        case IdeaStage.DRAFT:
            return _("Only you see it until you hand it in.")
        case IdeaStage.HANDED_IN:
            assert idea.due_at is not None and idea.desk is not None
            last, today = due_date(idea.due_at), date_of(now)
            if now >= idea.due_at:
                late = working_days_between(last, today)
                return ngettext(
                    "%(desk)s has been late with its answer for %(days)s working day; it was due on %(day)s.",
                    "%(desk)s has been late with its answer for %(days)s working days; it was due on %(day)s.",
                    late,
                ) % {"desk": idea.desk.name, "days": late, "day": day_word(last)}
            left = working_days_between(today, last)
            return ngettext(
                "%(desk)s has it and answers by %(day)s, in %(days)s working day.",
                "%(desk)s has it and answers by %(day)s, in %(days)s working days.",
                left,
            ) % {"desk": idea.desk.name, "days": left, "day": day_word(last)}
        case IdeaStage.CORRECTION:
            assert idea.correction_due_at is not None
            return _("Its author has it, to be corrected by %(day)s. The clock stands still until then.") % {
                "day": day_word(due_date(idea.correction_due_at))
            }
        case IdeaStage.ACCEPTED:
            return _("Accepted. The unit puts it into use and says when it is done.")
        case IdeaStage.IMPLEMENTED:
            return _("In use. The unit verifies that it does what it says.")
        case IdeaStage.VERIFIED:
            return _("Verified, and recorded as a result of the unit.")
        case IdeaStage.REFUSED:
            return _("Refused. The reason stands below.")
        case IdeaStage.MERGED:
            return _("It goes on in another idea; its creators stay who they are.")
        case IdeaStage.WITHDRAWN:
            return _("Taken back. It stays in the record and nowhere else.")


def idea_shown(idea: Idea, *, now: datetime) -> IdeaShown:
    """Everything a page shows of an idea whose people and creators are fetched. 0 queries."""
    paper = paper_of(idea)
    sections = (
        Section(name=_("Problem"), text=paper.problem),
        Section(name=_("Solution"), text=paper.solution),
        Section(name=_("Innovation"), text=paper.innovation),
        Section(name=_("Effect"), text=paper.effect),
        Section(name=_("What is new in it"), text=paper.said_new),
        Section(name=_("Intellectual property"), text=paper.property_rights),
        Section(name=_("Earlier awards"), text=paper.prior_awards),
    )
    return IdeaShown(
        code=idea.code,
        title=idea.title or _("untitled"),
        stage=stage_badge(idea.stage),
        category=word(CATEGORY_LABELS, idea.category),
        field=word(FIELD_LABELS, idea.field),
        unit=idea.unit.name,
        author=idea.author.name,
        typed_by=idea.typed_by.name if idea.typed_by else "",
        sections=tuple(section for section in sections if section.text),
        measures=tuple(
            MeasureShown(
                name=one.name,
                unit=one.unit,
                before=one.before,
                after=one.after,
                change="" if one.change is None else f"{one.change.normalize():+f}%",
            )
            for one in paper.measures
        ),
        creators=tuple(_creator(one, handed_in=idea.handed_in_at is not None) for one in idea.creators.all()),
        finished=paper.finished,
        applied=paper.applied,
        scope=word(SCOPE_LABELS, idea.scope),
        benefit=paper.benefit,
        basis=word(BASIS_LABELS, idea.benefit_basis),
        where=where_it_is(idea, now=now),
        way=_way(idea),
        reasons=tuple(word(REASON_LABELS, reason) for reason in idea.reasons),
        answer_words=idea.answer_words,
        answered_by=idea.answered_by.name if idea.answered_by else "",
        reward=Amount(yuan=idea.reward_yuan) if idea.reward_yuan else None,
        merged_into_title=idea.merged_into.title if idea.merged_into else "",
        merged_into_code=idea.merged_into.code if idea.merged_into else "",
        result_code=idea.result.code if idea.result else "",
    )


def _creator(one, *, handed_in: bool) -> CreatorShown:  # type: ignore[no-untyped-def]  # a row of a model that faces do not know
    if one.disputed_at:
        state = Badge(word=_("does not agree"), tone="bad")
    elif one.confirmed_at:
        state = Badge(word=pgettext("share", "confirmed"), tone="good")
    else:
        state = Badge(word=_("not yet confirmed"), tone="wait" if handed_in else "")
    share = f"{one.share.normalize():f}%"
    return CreatorShown(
        name=one.name, post=one.post, share=share, state=state, dispute_words=one.dispute_words
    )


def _way(idea: Idea) -> tuple[Milestone, ...]:
    # What is done is said as done, what is to come as what is to be done.
    points = [
        (_("handed in"), _("hand in"), idea.handed_in_at),
        (_("answered"), _("answer it"), idea.answered_at),
        (_("in use"), _("put into use"), idea.implemented_at),
        (_("verified"), _("verify"), idea.verified_at),
        (_("rewarded"), _("reward"), idea.rewarded_at),
    ]
    if idea.stage in (IdeaStage.REFUSED, IdeaStage.MERGED, IdeaStage.WITHDRAWN):
        points = [point for point in points if point[2] is not None]
    found, here = [], False
    for done, coming, at in points:
        state = "done" if at else "next"
        if not at and not here:
            state, here = "here", True
        found.append(Milestone(name=done if at else coming, at=at, state=state))
    return tuple(found)
