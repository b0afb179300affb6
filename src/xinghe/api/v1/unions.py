"""Unions of the tree that the bearer may look at."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import BaseModel, Field

from xinghe.api.doors import actor_of, reads
from xinghe.api.paging import DEFAULT_SIZE, Cursor, Page, Size, page_of
from xinghe.api.values import PathId, Words
from xinghe.foundation.keyset import Sort, capped_count, keyset_page
from xinghe.integrations.vocab import Scope
from xinghe.unions import queries
from xinghe.unions.vocab import UnionKind

router = Router(tags=["unions"])


class UnionOut(BaseModel):
    """One union as it stands today."""

    id: int
    name: str
    short_name: str
    kind: str
    division_code: str
    uscc: str
    territory_path: str = Field(
        description="The numbers of the unions above it and its own; empty where it does not stand."
    )
    industry_path: str


def _shown(union: Any) -> UnionOut:  # a row of unions; faces do not know its model
    return UnionOut(
        id=union.pk,
        name=union.name,
        short_name=union.short_name,
        kind=union.kind,
        division_code=union.division_code,
        uscc=union.uscc,
        territory_path=union.territory_path,
        industry_path=union.industry_path,
    )


@reads(router, "", scopes=(Scope.UNIONS_READ,), answers=Page[UnionOut])
def list_unions(
    request: HttpRequest,
    q: Words = "",
    kind: Annotated[UnionKind | None, Query()] = None,
    cursor: Cursor = "",
    size: Size = DEFAULT_SIZE,
) -> Page[UnionOut]:
    """The unions that the bearer may look at, in the order of the tree."""
    rows = queries.unions_found(actor_of(request), words=q, kind=kind or "")
    found = keyset_page(rows, Sort(column="territory_path"), cursor=cursor, size=size)
    return page_of(found, [_shown(union) for union in found.rows], capped_count(rows))


@reads(router, "/{union_id}", scopes=(Scope.UNIONS_READ,), answers=UnionOut)
def get_union(request: HttpRequest, union_id: PathId) -> UnionOut:
    """One union."""
    return _shown(queries.union_for(actor_of(request), union_id))
