"""What a work resembles and what an officer ruled on it; what it comes from and what came of it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel, Field

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.api.doors import actor_of, changes, reads
from xinghe.api.values import PathCode, PathId, ReasonIn, Sent, Text
from xinghe.foundation.errors import Missing
from xinghe.ideas import queries as ideas
from xinghe.integrations.vocab import Scope
from xinghe.results import queries as results
from xinghe.texts import actions, queries
from xinghe.texts.vocab import Relation, Ruling, SubjectKind

router = Router(tags=["lineage"])

# An idea resembles results, a result comes from ideas: what stands here is of both.
_BOTH = (Scope.IDEAS_READ, Scope.RESULTS_READ)


class TextOut(BaseModel):
    """A recorded text."""

    title: str
    body: str


class PassageOut(BaseModel):
    """Two places that are alike: the first and the last character but one of each, counted in the bodies."""

    ours: tuple[int, int]
    earlier: tuple[int, int]


class RuledOut(BaseModel):
    """What a similarity means, in an officer's words."""

    id: int
    ruling: Ruling
    ruling_reason: str
    ruled_at: datetime | None


class SimilarityOut(RuledOut):
    """An earlier text that shares passages with this one, and what a person said of it."""

    coverage: float = Field(description="The share of this text that the earlier one covers.")
    coverage_of_earlier: float
    verdict: str
    passages: list[PassageOut]
    earlier: TextOut | None = Field(description="None where the bearer may not read the earlier text.")


class SimilaritiesOut(BaseModel):
    """A text, and what was found about it, the strongest first."""

    text: TextOut | None
    similarities: list[SimilarityOut]


class RulingIn(Sent):
    """What a similarity means. The machine shows; a person rules."""

    ruling: Ruling
    reason: Text = Field(max_length=500)
    tie: bool = Field(default=False, description="Also tie the two in the lineage, as the ruling says.")


class RelativeOut(BaseModel):
    """A work of the family. One that the bearer may not read has neither title nor code."""

    text: int = Field(description="What ties name it by.")
    distance: int
    kind: str
    code: str | None
    title: str


class TieOut(BaseModel):
    """What a later work is to an earlier one."""

    id: int
    later: int
    earlier: int
    relation: Relation
    reason: str
    made_at: datetime
    undone_at: datetime | None = None


class LineageOut(BaseModel):
    """Everything that ties lead to from one work, the nearest first."""

    start: int | None
    relatives: list[RelativeOut]
    ties: list[TieOut]
    is_cut: bool = Field(description="There is more than is shown.")


class TieIn(Sent):
    """Which other result, and what the later is to the earlier."""

    code: Text = Field(max_length=40, description="The other result: the bearer's to read, or public.")
    relation: Relation
    is_later: bool = Field(default=True, description="Whether the result of the address is the later one.")
    reason: Text = Field(max_length=500)


@reads(router, "/results/{code}/similarities", scopes=_BOTH, answers=SimilaritiesOut)
def list_similarities(request: HttpRequest, code: PathCode) -> SimilaritiesOut:
    """What a result resembles, with the passages that are alike."""
    actor = actor_of(request)
    return _similarities(actor, (SubjectKind.RESULT, results.result_for(actor, code).pk))


@reads(router, "/ideas/{code}/similarities", scopes=_BOTH, answers=SimilaritiesOut)
def list_idea_similarities(request: HttpRequest, code: PathCode) -> SimilaritiesOut:
    """What an idea resembles, or the result that it became, as far as the bearer looks after results there."""
    actor = actor_of(request)
    return _similarities(actor, _idea(actor, code))


def _idea(actor: Actor, code: str) -> actions.Subject:
    found = ideas.idea_for(actor, code)
    if found.result_id:
        return SubjectKind.RESULT, found.result_id
    return SubjectKind.IDEA, found.pk


def _similarities(actor: Actor, subject: actions.Subject) -> SimilaritiesOut:
    found = queries.similarities_of(actor, subject_kind=subject[0], subject_id=subject[1])
    return SimilaritiesOut(
        text=_text(found[0].text) if found else None, similarities=[_similarity(one) for one in found]
    )


def _text(text: Any) -> TextOut | None:
    return TextOut(title=text.title, body=text.body) if text is not None else None


def _similarity(one: queries.ShownSimilarity) -> SimilarityOut:
    found = one.found
    return SimilarityOut(
        id=found.pk,
        coverage=found.coverage,
        coverage_of_earlier=found.coverage_of_source,
        verdict=found.verdict,
        passages=[PassageOut(ours=place["a"], earlier=place["b"]) for place in found.passages],
        earlier=_text(one.source),
        ruling=Ruling(found.ruling),
        ruling_reason=found.ruling_reason,
        ruled_at=found.ruled_at,
    )


def _ruled(_actor: Actor, similarity: Any) -> RuledOut:
    return RuledOut(
        id=similarity.pk,
        ruling=similarity.ruling,
        ruling_reason=similarity.ruling_reason,
        ruled_at=similarity.ruled_at,
    )


@changes(
    router,
    "/similarities/{similarity_id}/rule",
    scope=Scope.RESULTS_WRITE,
    answers=RuledOut,
    shows=_ruled,
)
def rule_similarity(request: HttpRequest, similarity_id: PathId, body: RulingIn) -> None:
    """Say what a similarity means; it may be ruled on again."""
    actions.rule_on_similarity(
        actor_of(request), similarity_id=similarity_id, ruling=body.ruling, reason=body.reason, tie=body.tie
    )


@reads(router, "/results/{code}/lineage", scopes=_BOTH, answers=LineageOut)
def get_lineage(request: HttpRequest, code: PathCode) -> LineageOut:
    """The works that a result comes from and that came of it."""
    actor = actor_of(request)
    return _lineage(actor, (SubjectKind.RESULT, results.result_for(actor, code).pk))


@reads(router, "/ideas/{code}/lineage", scopes=_BOTH, answers=LineageOut)
def get_idea_lineage(request: HttpRequest, code: PathCode) -> LineageOut:
    """The works that an idea, or the result that it became, comes from and that came of it."""
    actor = actor_of(request)
    return _lineage(actor, _idea(actor, code))


def _lineage(actor: Actor, subject: actions.Subject) -> LineageOut:
    family = queries.family_of(actor, subject_kind=subject[0], subject_id=subject[1])
    codes = _codes(actor, family)
    return LineageOut(
        start=family.start or None,
        relatives=[
            RelativeOut(
                text=one.text_id,
                distance=one.distance,
                kind=one.subject_kind,
                code=codes.get((one.subject_kind, one.subject_id)),
                title=one.title,
            )
            for one in family.relatives
        ],
        ties=[
            TieOut(
                id=one.number,
                later=one.later,
                earlier=one.earlier,
                relation=one.relation,
                reason=one.reason,
                made_at=one.made_at,
            )
            for one in family.ties
        ],
        is_cut=family.is_cut,
    )


def _codes(actor: Actor, family: queries.Family) -> dict[tuple[str, int], str]:
    """The codes of those works of a family that the actor may read, or anybody. 3 queries, none without relatives."""
    found: dict[tuple[str, int], str] = {}
    for kind, readable in (
        (SubjectKind.RESULT, results.published()),
        (SubjectKind.RESULT, results.results_for(actor)),
        (SubjectKind.IDEA, ideas.ideas_for(actor)),
    ):
        numbers = [one.subject_id for one in family.relatives if one.subject_kind == kind]
        if numbers:
            for number, code in readable.filter(pk__in=numbers).values_list("pk", "code"):
                found[kind, number] = code
    return found


def _tied(_actor: Actor, tie: Any) -> TieOut:
    return TieOut(
        id=tie.pk,
        later=tie.later_id,
        earlier=tie.earlier_id,
        relation=tie.relation,
        reason=tie.undone_reason or tie.reason,
        made_at=tie.made_at,
        undone_at=tie.undone_at,
    )


@changes(router, "/results/{code}/ties", scope=Scope.RESULTS_WRITE, answers=TieOut, shows=_tied)
def tie_results(request: HttpRequest, code: PathCode, body: TieIn) -> None:
    """Tie a result to another one: one of them the bearer's to arrange, the other at least theirs to read."""
    actor = actor_of(request)
    with fenced(actor):
        here = (SubjectKind.RESULT, results.result_for(actor, code).pk)
        there = (SubjectKind.RESULT, _readable(actor, body.code))
    later, earlier = (here, there) if body.is_later else (there, here)
    actions.tie_texts(actor, later=later, earlier=earlier, relation=body.relation, reason=body.reason)


def _readable(actor: Actor, code: str) -> int:
    try:
        return results.result_for(actor, code).pk
    except Missing:
        return results.published_result(code).pk


@changes(router, "/ties/{lineage_id}/undo", scope=Scope.RESULTS_WRITE, answers=TieOut, shows=_tied)
def undo_tie(request: HttpRequest, lineage_id: PathId, body: ReasonIn) -> None:
    """Undo a tie. It stays in the record with both reasons, and may be drawn again."""
    actions.untie(actor_of(request), lineage_id=lineage_id, reason=body.words)
