"""Five-small results: the officer's list, one result, and its way to the public pages."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.api.doors import actor_of, changes, reads
from xinghe.api.paging import DEFAULT_SIZE, Cursor, Page, Size, page_of
from xinghe.api.values import LARGEST, PathCode, Place, ReasonIn, RemarkIn, Words, sorts
from xinghe.integrations.vocab import Scope
from xinghe.results import actions, queries
from xinghe.results.vocab import Category, Stage
from xinghe.results.vocab import Field as Branch

router = Router(tags=["results"])


class UnitOut(BaseModel):
    """The unit where it was made."""

    id: int
    name: str
    uscc: str


class CreatorOut(BaseModel):
    """One of those who made it. The shares total 100."""

    name: str
    share: Decimal


class DayOut(BaseModel):
    """A day as precise as it is known."""

    date: date
    precision: str = Field(description="day, month or year: what of the date is known.")


class ResultLine(BaseModel):
    """A result in a list."""

    code: str
    title: str
    category: str
    field: str
    unit: UnitOut
    creators: list[CreatorOut]
    finished: DayOut
    year: int
    stage: str
    similar_coverage: float | None = Field(
        description="The largest share of its text that an earlier one covers."
    )


class ResultOut(ResultLine):
    """One result with all that an officer reads."""

    applied: DayOut | None
    problem: str
    solution: str
    innovation: str
    effect: str
    benefit_yuan: Decimal | None
    benefit_qualifier: str
    benefit_basis: str
    property_rights: str
    first_is_frontline: bool
    recorded_at: datetime
    cleared_at: datetime | None
    published_at: datetime | None


def _line(result: queries.Result) -> dict[str, object]:
    finished = result.finished
    return {
        "code": result.code,
        "title": result.title,
        "category": result.category,
        "field": result.field,
        "unit": UnitOut(id=result.unit.pk, name=result.unit.name, uscc=result.unit.uscc),
        "creators": [CreatorOut(name=one.name, share=one.share) for one in result.creators.all()],
        "finished": DayOut(date=finished.date, precision=finished.precision),
        "year": result.year,
        "stage": result.stage,
        "similar_coverage": result.similar_coverage,
    }


def _whole(result: queries.Result) -> ResultOut:
    applied = result.applied
    return ResultOut.model_validate(
        {
            **_line(result),
            "applied": DayOut(date=applied.date, precision=applied.precision) if applied else None,
            "problem": result.problem,
            "solution": result.solution,
            "innovation": result.innovation,
            "effect": result.effect,
            "benefit_yuan": result.benefit_yuan,
            "benefit_qualifier": result.benefit_qualifier,
            "benefit_basis": result.benefit_basis,
            "property_rights": result.property_rights,
            "first_is_frontline": result.first_is_frontline,
            "recorded_at": result.recorded_at,
            "cleared_at": result.cleared_at,
            "published_at": result.published_at,
        }
    )


def _shown(actor: Actor, result: object) -> ResultOut:
    """What a step returned, as the one who took it reads it. 2 queries."""
    assert isinstance(result, queries.Result)
    return _whole(queries.result_for(actor, result.code))


def _number(request: HttpRequest, code: str) -> int:
    actor = actor_of(request)
    with fenced(actor):
        return queries.result_for(actor, code).pk


@reads(router, "", scopes=(Scope.RESULTS_READ,), answers=Page[ResultLine])
def list_results(
    request: HttpRequest,
    q: Words = "",
    place: Place = "",
    category: Annotated[Category | None, Query()] = None,
    field: Annotated[Branch | None, Query()] = None,
    year: Annotated[int | None, Query(ge=1949, le=2100)] = None,
    stage: Annotated[Stage | None, Query()] = None,
    similar: Annotated[bool, Query(description="Only those with similarities.")] = False,
    workbook: Annotated[int | None, Query(ge=1, le=LARGEST)] = None,
    sort: Annotated[str, Query(pattern=sorts(queries.SORTS), description="“-” first: downwards.")] = "",
    cursor: Cursor = "",
    size: Size = DEFAULT_SIZE,
) -> Page[ResultLine]:
    """The results of the bearer's unions, narrowed and ordered as on the page."""
    wanted = queries.ResultFilter(
        words=q,
        place_path=place,
        category=category or "",
        field=field or "",
        year=year,
        stage=stage or "",
        similar=similar,
        workbook_id=workbook,
    )
    found = queries.result_list(actor_of(request), wanted, sort=sort, cursor=cursor, size=size)
    return page_of(
        found.page, [ResultLine.model_validate(_line(one)) for one in found.page.rows], found.count
    )


@reads(router, "/{code}", scopes=(Scope.RESULTS_READ,), answers=ResultOut)
def get_result(request: HttpRequest, code: PathCode) -> ResultOut:
    """One result."""
    return _whole(queries.result_for(actor_of(request), code))


@changes(router, "/{code}/clear", scope=Scope.RESULTS_WRITE, answers=ResultOut, shows=_shown)
def clear_result(request: HttpRequest, code: PathCode, body: RemarkIn) -> None:
    """Clear a recorded result as a second person."""
    actions.clear_result(actor_of(request), result_id=_number(request, code), reason=body.words)


@changes(router, "/{code}/publish", scope=Scope.RESULTS_WRITE, answers=ResultOut, shows=_shown)
def publish_result(request: HttpRequest, code: PathCode) -> None:
    """Put a cleared result before the public."""
    actions.publish_result(actor_of(request), result_id=_number(request, code))


@changes(router, "/{code}/return", scope=Scope.RESULTS_WRITE, answers=ResultOut, shows=_shown)
def return_result(request: HttpRequest, code: PathCode, body: ReasonIn) -> None:
    """Take a clearance back, or a result off the public pages."""
    actions.return_result(actor_of(request), result_id=_number(request, code), reason=body.words)


@changes(router, "/{code}/withdraw", scope=Scope.RESULTS_WRITE, answers=ResultOut, shows=_shown)
def withdraw_result(request: HttpRequest, code: PathCode, body: ReasonIn) -> None:
    """Take a result out of use; it stays in the record."""
    actions.withdraw_result(actor_of(request), result_id=_number(request, code), reason=body.words)
