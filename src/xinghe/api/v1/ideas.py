"""Ideas as a program reads them: lists, drafts, one with all that is written."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from xinghe.api.doors import actor_of, reads
from xinghe.api.paging import DEFAULT_SIZE, Cursor, Page, Size, page_of
from xinghe.api.values import PathCode, Place, Words, sorts
from xinghe.foundation import clock
from xinghe.ideas import queries
from xinghe.ideas.vocab import IdeaStage
from xinghe.integrations.vocab import Scope
from xinghe.results.vocab import Category
from xinghe.results.vocab import Field as Branch

router = Router(tags=["ideas"])


class IdeaUnitOut(BaseModel):
    """A union by number and name."""

    id: int
    name: str


class IdeaLine(BaseModel):
    """An idea in a list."""

    code: str
    title: str
    category: str
    field: str
    stage: IdeaStage
    unit: IdeaUnitOut
    desk: IdeaUnitOut | None = Field(
        description="The union whose turn it is to answer; null before it is handed in."
    )
    creators: list[str]
    handed_in_at: datetime | None
    due_at: datetime | None = Field(description="By when its desk answers.")
    similar_coverage: float | None


class MeasureOut(BaseModel):
    """One figure before and after."""

    name: str
    unit: str
    before: str
    after: str


class IdeaCreatorOut(BaseModel):
    """One of those who made it, with their share in per cent and their own word on it."""

    name: str
    share: Decimal
    post: str
    is_frontline: bool
    confirmed_at: datetime | None
    disputed_at: datetime | None


class IdeaOut(BaseModel):
    """One idea with all that its reader may read."""

    code: str
    revision: int = Field(description="Raised by every saving; sent back with the next one.")
    stage: IdeaStage
    title: str
    category: str
    field: str
    unit: IdeaUnitOut
    desk: IdeaUnitOut | None
    problem: str
    solution: str
    innovation: str
    effect: str
    said_new: str = Field(description="What its author says is new beside earlier texts.")
    measures: list[MeasureOut]
    creators: list[IdeaCreatorOut]
    finished_date: date | None
    applied_date: date | None
    scope: str
    benefit_yuan: Decimal | None
    benefit_qualifier: str
    benefit_basis: str
    property_rights: str
    prior_awards: str
    handed_in_at: datetime | None
    due_at: datetime | None
    correction_due_at: datetime | None
    answered_at: datetime | None
    reasons: list[str]
    answer_words: str
    reward_yuan: Decimal | None
    merged_into: str | None = Field(description="The code of the idea in which it goes on.")
    result_code: str | None = Field(description="The code of the result that it became.")


def _union(union: object) -> IdeaUnitOut | None:
    return IdeaUnitOut.model_validate(union, from_attributes=True) if union is not None else None


def _line(idea: queries.Idea) -> IdeaLine:
    return IdeaLine.model_validate(
        {
            "code": idea.code,
            "title": idea.title,
            "category": idea.category,
            "field": idea.field,
            "stage": idea.stage,
            "unit": _union(idea.unit),
            "desk": _union(idea.desk),
            "creators": [one.name for one in idea.creators.all()],
            "handed_in_at": idea.handed_in_at,
            "due_at": idea.due_at,
            "similar_coverage": idea.similar_coverage,
        }
    )


# Columns that are shown under their own names.
_AS_THEY_ARE = frozenset(IdeaOut.model_fields) - {
    "unit",
    "desk",
    "measures",
    "creators",
    "merged_into",
    "result_code",
}


def _whole(idea: queries.Idea) -> IdeaOut:
    creators = sorted(idea.creators.all(), key=lambda one: one.position)
    shown = {name: getattr(idea, name) for name in _AS_THEY_ARE} | {
        "unit": _union(idea.unit),
        "desk": _union(idea.desk),
        "measures": idea.measures,
        "creators": [IdeaCreatorOut.model_validate(one, from_attributes=True) for one in creators],
        "merged_into": idea.merged_into.code if idea.merged_into else None,
        "result_code": idea.result.code if idea.result else None,
    }
    return IdeaOut.model_validate(shown)


@reads(router, "", scopes=(Scope.IDEAS_READ,), answers=Page[IdeaLine])
def list_ideas(
    request: HttpRequest,
    q: Words = "",
    place: Place = "",
    category: Annotated[Category | None, Query()] = None,
    field: Annotated[Branch | None, Query()] = None,
    stage: Annotated[IdeaStage | None, Query()] = None,
    late: Annotated[bool, Query(description="Only those that wait for an answer beyond their term.")] = False,
    similar: Annotated[bool, Query(description="Only those with similarities.")] = False,
    my_desk: Annotated[bool, Query(description="Only those that the bearer may answer now.")] = False,
    sort: Annotated[str, Query(pattern=sorts(queries.SORTS), description="“-” first: downwards.")] = "",
    cursor: Cursor = "",
    size: Size = DEFAULT_SIZE,
) -> Page[IdeaLine]:
    """What was handed in at the bearer's unions, and what the bearer made; no drafts."""
    wanted = queries.IdeaFilter(
        words=q,
        place_path=place,
        stage=stage or "",
        category=category or "",
        field=field or "",
        late=late,
        similar=similar,
        my_desk=my_desk,
    )
    found = queries.idea_list(actor_of(request), wanted, now=clock.now(), sort=sort, cursor=cursor, size=size)
    return page_of(found.page, [_line(one) for one in found.page.rows], found.count)


class DraftLine(BaseModel):
    """A draft of the bearer's, or one that they type for somebody."""

    code: str
    title: str
    author: str
    revision: int
    saved_at: datetime


class DraftsOut(BaseModel):
    """All drafts, the last saved first."""

    items: list[DraftLine]


@reads(router, "/drafts", scopes=(Scope.IDEAS_READ,), answers=DraftsOut)
def list_drafts(request: HttpRequest) -> DraftsOut:
    """The bearer's own drafts and those they type for others."""
    rows = queries.drafts_of(actor_of(request))
    return DraftsOut(
        items=[
            DraftLine(
                code=one.code,
                title=one.title,
                author=one.author.name,
                revision=one.revision,
                saved_at=one.saved_at,
            )
            for one in rows
        ]
    )


@reads(router, "/{code}", scopes=(Scope.IDEAS_READ,), answers=IdeaOut)
def get_idea(request: HttpRequest, code: PathCode) -> IdeaOut:
    """One idea, a draft of the bearer's among them."""
    return _whole(queries.idea_for(actor_of(request), code))
