"""Recommendations: results on their one way up one line, and what desks do with them."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, TypeVar

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.api.doors import actor_of, changes, reads
from xinghe.api.paging import DEFAULT_SIZE, Cursor, Page, Size, page_of
from xinghe.api.values import LARGEST, Id, PathId, Sent, Text, Words, sorts
from xinghe.integrations.vocab import Scope
from xinghe.recommendations import actions, queries
from xinghe.recommendations.vocab import CORRECTION_DAYS, MOST_CORRECTION_DAYS, OPINION_LIMIT, State
from xinghe.recommendations.vocab import Reason as ReasonCode
from xinghe.results.queries import result_for
from xinghe.results.vocab import Field as Branch
from xinghe.unions.vocab import Line

router = Router(tags=["recommendations"])
V = TypeVar("V", bound=Callable[..., Any])


class DeskOut(BaseModel):
    """A union on the way."""

    id: int
    name: str


class RecommendationOut(BaseModel):
    """One recommendation."""

    id: int
    result_code: str
    result_title: str
    line: Line
    state: State
    year: int
    desk: DeskOut = Field(description="Whose turn it is, or where it ended.")
    version: int = Field(description="Raised by every step; sent back with the next one.")
    lies_since: datetime
    due_at: datetime | None = Field(description="Until when a correction is awaited.")


class StepOut(BaseModel):
    """One thing done with it."""

    act: str
    desk: DeskOut
    person: str
    at: datetime
    reasons: list[str]
    words: str


class RecommendationWithWay(RecommendationOut):
    """One recommendation with its opinion and the steps it took."""

    opinion: str
    steps: list[StepOut]


class PutForwardIn(Sent):
    """Which result, on which line."""

    result_code: Text = Field(max_length=40)
    line: Line | None = Field(default=None, description="Only where the unit stands on two; chosen for good.")
    opinion: Text = Field(default="", max_length=OPINION_LIMIT)


class StepIn(Sent):
    """What is said with a step."""

    words: Text = Field(default="", max_length=500)
    version: Id | None = Field(
        default=None, description="The one that was read; a step in between is refused."
    )


class ReturnIn(Sent):
    """Why it goes back, and for how long."""

    reasons: list[ReasonCode] = Field(min_length=1, max_length=len(ReasonCode))
    words: Text = Field(max_length=500)
    days: int = Field(default=CORRECTION_DAYS, ge=1, le=MOST_CORRECTION_DAYS, description="Working days.")
    version: Id | None = None


class DeclineIn(Sent):
    """Why it ends here."""

    reasons: list[ReasonCode] = Field(min_length=1, max_length=len(ReasonCode))
    words: Text = Field(max_length=500)
    version: Id | None = None


class OrderIn(Sent):
    """The order of what lies at a desk: numbers of recommendations, the best first."""

    desk_id: Id
    year: int = Field(ge=2000, le=2100)
    order: list[Id] = Field(max_length=1_000)


class OrderOut(BaseModel):
    """How many have a place now."""

    ranked: int


def _facts(held: queries.Recommendation) -> dict[str, object]:
    return {
        "id": held.pk,
        "result_code": held.result.code,
        "result_title": held.result.title,
        "line": held.line,
        "state": held.state,
        "year": held.year,
        "desk": DeskOut.model_validate(held.desk, from_attributes=True),
        "version": held.version,
        "lies_since": held.lies_since,
        "due_at": held.due_at,
    }


def _shown(actor: Actor, held: object) -> RecommendationOut:
    assert isinstance(held, queries.Recommendation)
    return RecommendationOut.model_validate(_facts(held))


def _ranked(actor: Actor, ranked: object) -> OrderOut:
    return OrderOut.model_validate({"ranked": ranked})


@reads(router, "", scopes=(Scope.RECOMMENDATIONS_READ,), answers=Page[RecommendationOut])
def list_recommendations(
    request: HttpRequest,
    q: Words = "",
    state: Annotated[State | None, Query()] = None,
    line: Annotated[Line | None, Query()] = None,
    field: Annotated[Branch | None, Query()] = None,
    year: Annotated[int | None, Query(ge=2000, le=2100)] = None,
    desk: Annotated[int | None, Query(ge=1, le=LARGEST)] = None,
    waits_for_me: Annotated[bool, Query(description="Only those that wait for the bearer.")] = False,
    sort: Annotated[str, Query(pattern=sorts(queries.SORTS), description="“-” first: downwards.")] = "",
    cursor: Cursor = "",
    size: Size = DEFAULT_SIZE,
) -> Page[RecommendationOut]:
    """The recommendations that the bearer may read, the newest first unless ordered otherwise."""
    wanted = queries.RecommendationFilter(
        words=q,
        state=state or "",
        line=line or "",
        field=field or "",
        year=year,
        desk_id=desk,
        waits_for_me=waits_for_me,
    )
    actor = actor_of(request)
    found = queries.recommendation_list(actor, wanted, sort=sort, cursor=cursor, size=size)
    return page_of(found.page, [_shown(actor, one) for one in found.page.rows], found.count)


# Before what stands under a number: an address goes to the first that fits.
@changes(router, "/order", scope=Scope.RECOMMENDATIONS_WRITE, answers=OrderOut, shows=_ranked)
def order_recommendations(request: HttpRequest, body: OrderIn) -> None:
    """Put what lies at a desk in an order."""
    actions.rank_pile(actor_of(request), desk_id=body.desk_id, year=body.year, order=body.order)


@reads(router, "/{recommendation_id}", scopes=(Scope.RECOMMENDATIONS_READ,), answers=RecommendationWithWay)
def get_recommendation(request: HttpRequest, recommendation_id: PathId) -> RecommendationWithWay:
    """One recommendation with the steps it took."""
    held = queries.recommendation_for(actor_of(request), recommendation_id)
    steps = [
        StepOut(
            act=one.act,
            desk=DeskOut.model_validate(one.desk, from_attributes=True),
            person=one.person.name,
            at=one.at,
            reasons=one.reasons,
            words=one.words,
        )
        for one in queries.steps_of(held)
    ]
    return RecommendationWithWay.model_validate({**_facts(held), "opinion": held.opinion, "steps": steps})


def _step(path: str, *, status: int = 200) -> Callable[[V], V]:
    return changes(
        router,
        path,
        scope=Scope.RECOMMENDATIONS_WRITE,
        answers=RecommendationOut,
        shows=_shown,
        status=status,
    )


@_step("", status=201)
def put_forward(request: HttpRequest, body: PutForwardIn) -> None:
    """Recommend a result of the bearer's unit."""
    actor = actor_of(request)
    with fenced(actor):
        number = result_for(actor, body.result_code).pk
    actions.put_forward(actor, result_id=number, line=body.line, opinion=body.opinion)


@_step("/{recommendation_id}/forward")
def forward_recommendation(request: HttpRequest, recommendation_id: PathId, body: StepIn) -> None:
    """Send it on to the next desk of its line."""
    actions.forward(
        actor_of(request), recommendation_id=recommendation_id, opinion=body.words, version=body.version
    )


@_step("/{recommendation_id}/accept")
def accept_recommendation(request: HttpRequest, recommendation_id: PathId, body: StepIn) -> None:
    """Say at the top that it has arrived."""
    actions.accept(
        actor_of(request), recommendation_id=recommendation_id, opinion=body.words, version=body.version
    )


@_step("/{recommendation_id}/return")
def return_recommendation(request: HttpRequest, recommendation_id: PathId, body: ReturnIn) -> None:
    """Give it back to its unit to correct."""
    actions.return_for_correction(
        actor_of(request),
        recommendation_id=recommendation_id,
        reasons=body.reasons,
        words=body.words,
        days=body.days,
        version=body.version,
    )


@_step("/{recommendation_id}/hand-in-again")
def hand_in_recommendation_again(request: HttpRequest, recommendation_id: PathId, body: StepIn) -> None:
    """Give a corrected one back to the desk that returned it."""
    actions.hand_in_again(
        actor_of(request), recommendation_id=recommendation_id, words=body.words, version=body.version
    )


@_step("/{recommendation_id}/decline")
def decline_recommendation(request: HttpRequest, recommendation_id: PathId, body: DeclineIn) -> None:
    """End it at the bearer's desk."""
    actions.decline(
        actor_of(request),
        recommendation_id=recommendation_id,
        reasons=body.reasons,
        words=body.words,
        version=body.version,
    )


@_step("/{recommendation_id}/withdraw")
def withdraw_recommendation(request: HttpRequest, recommendation_id: PathId, body: StepIn) -> None:
    """Take one back that has not arrived."""
    actions.withdraw(
        actor_of(request), recommendation_id=recommendation_id, words=body.words, version=body.version
    )


@_step("/{recommendation_id}/undo-forward")
def undo_forward(request: HttpRequest, recommendation_id: PathId, body: StepIn) -> None:
    """Take a forwarding back before the next desk has acted."""
    actions.undo_forward(actor_of(request), recommendation_id=recommendation_id, version=body.version)
