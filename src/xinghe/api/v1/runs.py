"""Long work: what was asked for, how far it is, how it ended, and a way to stop it."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Router
from pydantic import BaseModel, Field

from xinghe.access.actor import Actor
from xinghe.api.doors import actor_of, changes, reads
from xinghe.api.paging import DEFAULT_SIZE, Cursor, Page, Size, page_of
from xinghe.api.values import PathId
from xinghe.foundation.keyset import Sort, keyset_page
from xinghe.integrations.vocab import Scope
from xinghe.jobs import actions, queries
from xinghe.jobs.registry import job_kind

router = Router(tags=["runs"])


class RunOut(BaseModel):
    """One piece of long work."""

    id: int
    code: str
    title: str = Field(description="What people call it, in the language of Accept-Language.")
    state: str
    done: int
    total: int | None
    outcome: dict[str, Any] = Field(description="What became of it, by kind of work.")
    failure_code: str
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


def _out(run: queries.Run) -> RunOut:
    return RunOut(
        id=run.pk,
        code=run.code,
        title=gettext(job_kind(run.code).title),
        state=run.state,
        done=run.done,
        total=run.total,
        outcome=run.outcome,
        failure_code=str(run.failure.get("code", "")),
        asked_at=run.asked_at,
        started_at=run.started_at,
        ended_at=run.ended_at,
    )


def _shown(actor: Actor, run: object) -> RunOut:
    assert isinstance(run, queries.Run)
    return _out(run)


@reads(router, "", scopes=(Scope.RUNS_READ,), answers=Page[RunOut])
def list_runs(request: HttpRequest, cursor: Cursor = "", size: Size = DEFAULT_SIZE) -> Page[RunOut]:
    """What the bearer asked for, and what they look after, the newest first."""
    order = Sort(column="id", descending=True)
    found = keyset_page(queries.runs_for(actor_of(request)), order, cursor=cursor, size=size)
    return page_of(found, [_out(run) for run in found.rows])


@reads(router, "/{run_id}", scopes=(Scope.RUNS_READ,), answers=RunOut)
def get_run(request: HttpRequest, run_id: PathId) -> RunOut:
    """One piece of long work."""
    return _out(queries.run_for(actor_of(request), run_id))


@changes(router, "/{run_id}/cancel", scope=Scope.RUNS_WRITE, answers=RunOut, shows=_shown)
def cancel_run(request: HttpRequest, run_id: PathId) -> None:
    """Stop it at its next step; what it finished stays."""
    actions.cancel_run(actor_of(request), run_id=run_id)
