"""Who the token stands for, and what it is for."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router
from pydantic import BaseModel, Field

from xinghe.api.doors import caller_of, reads

router = Router(tags=["me"])


class OfficeOut(BaseModel):
    """An office held at this moment."""

    role: str
    union_id: int
    union_name: str
    paths: list[str] = Field(description="Where in the tree it reaches: there and below.")


class TokenOut(BaseModel):
    """The token that was sent."""

    name: str
    scopes: list[str]
    with_offices: bool = Field(
        description="Whether it was made in a session with a second factor, and brings offices."
    )
    expires_at: datetime


class MeOut(BaseModel):
    """The bearer and their token."""

    id: int
    name: str
    offices: list[OfficeOut]
    token: TokenOut


@reads(router, "", scopes=(), answers=MeOut)
def get_me(request: HttpRequest) -> MeOut:
    """Who the token stands for, with the offices that it brings at this moment."""
    caller = caller_of(request)
    offices = [
        OfficeOut(role=one.role, union_id=one.union_id, union_name=one.union_name, paths=list(one.paths))
        for one in caller.actor.offices
    ]
    token = TokenOut(
        name=caller.bearer.token_name,
        scopes=sorted(caller.bearer.scopes),
        with_offices=caller.bearer.with_offices,
        expires_at=caller.bearer.expires_at,
    )
    return MeOut(id=caller.bearer.person_id, name=caller.bearer.person_name, offices=offices, token=token)
