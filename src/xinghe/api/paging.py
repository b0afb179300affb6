"""Lists: a page, what leads on and back, and how many there are."""

from typing import Annotated, Any, Generic, TypeVar

from ninja import Query
from pydantic import BaseModel, Field

from xinghe.foundation.keyset import Count, KeysetPage

T = TypeVar("T", bound=BaseModel)

Cursor = Annotated[
    str,
    Query(
        max_length=1000,
        description="“next” or “previous” of another page of the same list; empty: the first.",
    ),
]
Size = Annotated[int, Query(ge=1, le=100, description="Rows on a page.")]
DEFAULT_SIZE = 25


class CountOut(BaseModel):
    """How many there are. Beyond a cap counting stops: then there are more than ``number``."""

    number: int
    is_capped: bool


class Page(BaseModel, Generic[T]):
    """Some rows of a list. A page costs the same at the first row and at the millionth."""

    items: list[T]
    next: str | None = Field(description="The cursor of the page after this one; null on the last.")
    previous: str | None = Field(description="The cursor of the page before this one; null on the first.")
    count: CountOut | None = None


def page_of(page: KeysetPage[Any], items: list[T], count: Count | None = None) -> Page[T]:
    """The envelope around rows that are ready to show."""
    return Page(
        items=items,
        next=page.next_cursor or None,
        previous=page.previous_cursor or None,
        count=CountOut(number=count.number, is_capped=count.is_capped) if count else None,
    )
