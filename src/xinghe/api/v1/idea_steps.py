"""What is done with an idea: written, handed in, confirmed, answered, verified."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from django.http import HttpRequest
from pydantic import BaseModel, Field

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.api.deposited import Later
from xinghe.api.doors import actor_of, changes
from xinghe.api.v1.ideas import router
from xinghe.api.values import Id, PathCode, ReasonIn, RemarkIn, Sent, Text
from xinghe.foundation.amounts import Amount, Qualifier
from xinghe.foundation.clock import today
from xinghe.foundation.text import tidy
from xinghe.ideas import actions, queries
from xinghe.ideas.queries import Idea
from xinghe.ideas.rules.paper import SOLE_CREATOR, CreatorLine, Measure, Paper, tidied
from xinghe.ideas.rules.whole import require_pledge, require_whole
from xinghe.ideas.vocab import POST_LIMIT, CorrectionReason, IdeaStage, RefusalReason
from xinghe.ideas.vocab import Scope as Use
from xinghe.integrations.vocab import Scope
from xinghe.results.vocab import Basis, Category
from xinghe.results.vocab import Field as Branch

V = TypeVar("V", bound=Callable[..., Any])
Yuan = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=2)]
_PROSE = 10_000


class MeasureIn(Sent):
    """One figure before and after: what was measured, in which unit."""

    name: Text = Field(max_length=60)
    unit: Text = Field(default="", max_length=20)
    before: Text = Field(max_length=40)
    after: Text = Field(max_length=40)


class PaperIn(Sent):
    """What is written. A draft may lack anything; what is handed in may not."""

    title: Text = Field(default="", max_length=200)
    category: Category | None = None
    field: Branch | None = None
    problem: Text = Field(default="", max_length=_PROSE)
    solution: Text = Field(default="", max_length=_PROSE)
    innovation: Text = Field(default="", max_length=_PROSE)
    effect: Text = Field(default="", max_length=_PROSE)
    said_new: Text = Field(default="", max_length=_PROSE)
    measures: list[MeasureIn] = Field(default_factory=list, max_length=8)
    finished: date | None = None
    applied: date | None = None
    scope: Use | None = None
    benefit_yuan: Yuan | None = None
    benefit_qualifier: Qualifier = Qualifier.EXACT
    benefit_basis: Basis | None = None
    property_rights: Text = Field(default="", max_length=_PROSE)
    prior_awards: Text = Field(default="", max_length=_PROSE)

    def paper(self) -> Paper:
        """The same as the house knows it."""
        same = self.model_dump(include=_SAME)
        benefit = None
        if self.benefit_yuan is not None:
            benefit = Amount(yuan=self.benefit_yuan, qualifier=self.benefit_qualifier)
        measures = tuple(Measure(**one.model_dump()) for one in self.measures)
        return Paper(**same, measures=measures, benefit=benefit, basis=self.benefit_basis)


# What is called alike on a paper.
_SAME = set(PaperIn.model_fields) - {"measures", "benefit_yuan", "benefit_qualifier", "benefit_basis"}


class CreatorIn(Sent):
    """A creator. Staff number and name must both be right, so that nobody can look people up."""

    staff_number: Text = Field(max_length=40)
    name: Text = Field(max_length=60)
    share: Decimal = Field(gt=0, le=100, max_digits=5, decimal_places=2)
    post: Text = Field(default="", max_length=30)
    is_frontline: bool = False

    def entry(self) -> actions.CreatorEntry:
        """The same as the house knows it."""
        return actions.CreatorEntry(**self.model_dump())

    def line(self) -> CreatorLine:
        """The same on the paper, before anybody has looked up who it is."""
        return CreatorLine(
            person_id=0,
            name=self.name,
            share=self.share,
            post=tidy(self.post)[:POST_LIMIT],
            is_frontline=self.is_frontline,
        )


Creators = Annotated[list[CreatorIn], Field(max_length=5)]


class IdeaIn(PaperIn):
    """A whole idea, to be handed in at once. Without creators its author made it alone."""

    creators: Creators = Field(default_factory=list)
    unit_id: Id | None = Field(
        default=None, description="The unit whose code was scanned; else the author's own."
    )
    pledged: bool = Field(description="That it is true, one's own, and no secret.")


class BeginIn(Sent):
    """Whose draft, and where."""

    for_person_id: Id | None = Field(default=None, description="As an assistant: the worker who invented it.")
    unit_id: Id | None = None


class SaveIn(PaperIn):
    """What is written so far."""

    revision: Annotated[int, Field(ge=0, le=2**31 - 1)] | None = Field(
        default=None, description="The one that was read; another one meanwhile is refused. Null overwrites."
    )


class CreatorsIn(Sent):
    """Who made it, in order."""

    creators: Creators


class PledgeIn(Sent):
    """The pledge of who hands in."""

    pledged: bool = Field(description="That it is true, one's own, and no secret.")


class RefuseIn(Sent):
    """Reasons that can be counted, and words for this one."""

    reasons: list[RefusalReason] = Field(min_length=1, max_length=7)
    words: Text = Field(max_length=500)


class CorrectionIn(Sent):
    """What is to be corrected, and words for this one."""

    reasons: list[CorrectionReason] = Field(min_length=1, max_length=6)
    words: Text = Field(max_length=500)


class MergeIn(Sent):
    """In which one it goes on, and why."""

    into: Text = Field(max_length=40, description="The code of the other idea.")
    words: Text = Field(max_length=500)


class ImplementIn(Sent):
    """Since when it is in use."""

    day: date
    words: Text = Field(default="", max_length=500)


class RewardIn(Sent):
    """What the unit gave its creators together."""

    amount: Yuan
    words: Text = Field(default="", max_length=500)


class IdeaState(BaseModel):
    """Where an idea stands after a step; the whole of it is read with ``get_idea``."""

    code: str
    stage: IdeaStage
    revision: int
    handed_in_at: datetime | None
    due_at: datetime | None
    answered_at: datetime | None


def _state(actor: Actor, changed: object) -> IdeaState:
    """0 queries: what the step returned, not read again."""
    idea = changed.idea if isinstance(changed, queries.IdeaCreator) else changed
    return IdeaState.model_validate(idea, from_attributes=True)


def _number(request: HttpRequest, code: str) -> int:
    actor = actor_of(request)
    with fenced(actor):
        return queries.idea_for(actor, code).pk


def _step(path: str, *, status: int = 200, later: Later[Any] | None = None) -> Callable[[V], V]:
    return changes(
        router, path, scope=Scope.IDEAS_WRITE, answers=IdeaState, shows=_state, status=status, later=later
    )


def _examine(body: IdeaIn) -> None:
    """0 queries. Refuses: PledgeNeeded, IdeaUnfinished."""
    require_pledge(body.pledged)
    creators = tuple(one.line() for one in body.creators) or (SOLE_CREATOR,)
    require_whole(replace(tidied(body.paper()), creators=creators), today=today())


def _submit(actor: Actor, body: IdeaIn) -> Idea:
    return actions.submit_idea(
        actor,
        paper=body.paper(),
        pledged=body.pledged,
        creators=[one.entry() for one in body.creators],
        unit_id=body.unit_id,
    )


def _address(state: IdeaState) -> str:
    return f"/api/v1/ideas/{state.code}"


@_step("", status=201, later=Later(examine=_examine, act=_submit, leads_to=_address))
def submit_idea(request: HttpRequest, body: IdeaIn) -> None:
    """Write an idea and hand it in at once."""
    _submit(actor_of(request), body)


@_step("/drafts", status=201)
def begin_draft(request: HttpRequest, body: BeginIn) -> None:
    """Begin a draft."""
    actions.begin_draft(actor_of(request), for_person_id=body.for_person_id, unit_id=body.unit_id)


@_step("/{code}/save")
def save_draft(request: HttpRequest, code: PathCode, body: SaveIn) -> None:
    """Keep what is written so far, whatever is still missing."""
    actions.save_draft(
        actor_of(request), idea_id=_number(request, code), paper=body.paper(), revision=body.revision
    )


@_step("/{code}/creators")
def name_creators(request: HttpRequest, code: PathCode, body: CreatorsIn) -> None:
    """Say who made it, in order, with their shares."""
    creators = [one.entry() for one in body.creators]
    actions.name_creators(actor_of(request), idea_id=_number(request, code), creators=creators)


@_step("/{code}/hand-in")
def hand_in_idea(request: HttpRequest, code: PathCode, body: PledgeIn) -> None:
    """Hand a draft in, or a corrected idea again."""
    actions.hand_in(actor_of(request), idea_id=_number(request, code), pledged=body.pledged)


@_step("/{code}/take-back")
def take_back_idea(request: HttpRequest, code: PathCode, body: RemarkIn) -> None:
    """Take an idea back before it is answered, or throw a draft away."""
    actions.take_back(actor_of(request), idea_id=_number(request, code), reason=body.words)


@_step("/{code}/confirm-share")
def confirm_share(request: HttpRequest, code: PathCode) -> None:
    """Say that the bearer took part, with the share that is written."""
    actions.confirm_share(actor_of(request), idea_id=_number(request, code))


@_step("/{code}/dispute-share")
def dispute_share(request: HttpRequest, code: PathCode, body: ReasonIn) -> None:
    """Say that the share, or being named at all, is not right."""
    actions.dispute_share(actor_of(request), idea_id=_number(request, code), words=body.words)


@_step("/{code}/accept")
def accept_idea(request: HttpRequest, code: PathCode, body: RemarkIn) -> None:
    """Say yes: it will be implemented."""
    actions.accept(actor_of(request), idea_id=_number(request, code), words=body.words)


@_step("/{code}/refuse")
def refuse_idea(request: HttpRequest, code: PathCode, body: RefuseIn) -> None:
    """Say no, and why."""
    actions.refuse(actor_of(request), idea_id=_number(request, code), reasons=body.reasons, words=body.words)


@_step("/{code}/ask-correction")
def ask_correction(request: HttpRequest, code: PathCode, body: CorrectionIn) -> None:
    """Send it back to be corrected; the clock stops until it comes again."""
    actions.ask_correction(
        actor_of(request), idea_id=_number(request, code), reasons=body.reasons, words=body.words
    )


@_step("/{code}/merge")
def merge_idea(request: HttpRequest, code: PathCode, body: MergeIn) -> None:
    """Let it go on in another one."""
    actions.merge(actor_of(request), idea_id=_number(request, code), into_code=body.into, words=body.words)


@_step("/{code}/reopen")
def reopen_idea(request: HttpRequest, code: PathCode, body: ReasonIn) -> None:
    """Take an answer back, also a merge."""
    actions.reopen(actor_of(request), idea_id=_number(request, code), reason=body.words)


@_step("/{code}/take-over")
def take_over_idea(request: HttpRequest, code: PathCode, body: ReasonIn) -> None:
    """Answer a late idea at a union above in place of its unit."""
    actions.take_over(actor_of(request), idea_id=_number(request, code), reason=body.words)


@_step("/{code}/implement")
def implement_idea(request: HttpRequest, code: PathCode, body: ImplementIn) -> None:
    """Note that an accepted idea is in use."""
    actions.implement(actor_of(request), idea_id=_number(request, code), day=body.day, words=body.words)


@_step("/{code}/verify")
def verify_idea(request: HttpRequest, code: PathCode, body: RemarkIn) -> None:
    """Say that it does what it says: it becomes a result."""
    actions.verify(actor_of(request), idea_id=_number(request, code), words=body.words)


@_step("/{code}/reward")
def reward_idea(request: HttpRequest, code: PathCode, body: RewardIn) -> None:
    """Note what the unit gave its creators together, in yuan."""
    actions.reward(actor_of(request), idea_id=_number(request, code), amount=body.amount, words=body.words)
