"""Long work: what was asked for, how far it is, how it ended, and a way to stop it."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xinghe.foundation.errors import gettext_noop
from xinghe.foundation.keyset import Sort, keyset_page
from xinghe.jobs import actions, queries
from xinghe.jobs.queries import Run
from xinghe.jobs.registry import job_kind
from xinghe.jobs.vocab import RUN_STATE_LABELS, RunState
from xinghe.web.desk.frame import desk_page
from xinghe.web.kit.address import columns, cursor_of, pager_of
from xinghe.web.kit.doors import actor_of, changing, reading
from xinghe.web.kit.history import SYSTEMS
from xinghe.web.kit.parts import Act, Badge, Column, Job, Pager, Tone
from xinghe.web.kit.words import word

TONES: dict[RunState, Tone] = {
    RunState.WAITING: "",
    RunState.RUNNING: "wait",
    RunState.DONE: "good",
    RunState.FAILED: "bad",
    RunState.CANCELLED: "bad",
}
_STATES = {
    RunState.WAITING: "waiting",
    RunState.RUNNING: "running",
    RunState.DONE: "done",
    RunState.FAILED: "stopped",
    RunState.CANCELLED: "stopped",
}

# What kinds of work say of their outcome.
_OUTCOMES = {
    "rows": gettext_noop("lines"),
    "accepted": gettext_noop("accepted"),
    "refused": gettext_noop("refused"),
    "texts": gettext_noop("texts"),
    "pairs": gettext_noop("similar pairs"),
    "new": gettext_noop("new ones"),
    "results": gettext_noop("results"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """One run in the list."""

    url: str
    title: str
    state: Badge
    person: str
    asked_at: object
    ended_at: object
    done: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunListPage:
    """Runs, the newest first."""

    columns: tuple[Column, ...]
    rows: tuple[RunRow, ...]
    pager: Pager


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPage:
    """One run."""

    title: str
    job: Job
    state: Badge
    person: str
    asked_at: object
    ended_at: object
    failure: str
    outcome: tuple[tuple[str, str], ...]
    acts: tuple[Act, ...]


def job_of(run: Run) -> Job:
    """A run as the progress bar shows it; it is asked again while it moves."""
    return Job(
        title=_(job_kind(run.code).title),
        state=_STATES[RunState(run.state)],  # type: ignore[arg-type]  # the four words of Job
        done=run.done,
        total=run.total or 0,
        note=word(RUN_STATE_LABELS, run.state),
        poll_url=reverse("desk:run-progress", args=[run.pk]),
    )


@require_GET
@reading
def run_list(request: HttpRequest) -> HttpResponse:
    """What this person asked for, and what they look after."""
    found = keyset_page(
        queries.runs_for(actor_of(request)), Sort(column="id", descending=True), cursor=cursor_of(request.GET)
    )
    heads = (
        ("title", _("Work"), "text"),
        ("state", _("State"), "text"),
        ("done", _("Done"), "number"),
        ("person", _("Asked for by"), "text"),
        ("asked", _("Asked for"), "text"),
        ("ended", _("Ended"), "text"),
    )
    page = RunListPage(
        columns=columns(request.GET, heads),
        rows=tuple(
            RunRow(
                url=reverse("desk:run", args=[run.pk]),
                title=_(job_kind(run.code).title),
                state=Badge(word=word(RUN_STATE_LABELS, run.state), tone=TONES[RunState(run.state)]),
                person=run.person.name if run.person else word(SYSTEMS, run.system),
                asked_at=run.asked_at,
                ended_at=run.ended_at,
                done=run.done,
                total=run.total or 0,
            )
            for run in found.rows
        ),
        pager=pager_of(request.GET, found),
    )
    return desk_page(request, "desk/runs.html", page)


@require_GET
@reading
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """One run: progress, outcome, or why it stopped."""
    found = queries.run_for(actor_of(request), run_id)
    stop = Act(
        label=_("Stop this work"),
        url=reverse("desk:run-cancel", args=[run_id]),
        method="post",
        grave=True,
        question=_("What is finished stays; the rest is not done."),
    )
    failure = found.failure
    page = RunPage(
        title=_(job_kind(found.code).title),
        job=job_of(found),
        state=Badge(word=word(RUN_STATE_LABELS, found.state), tone=TONES[RunState(found.state)]),
        person=found.person.name if found.person else word(SYSTEMS, found.system),
        asked_at=found.asked_at,
        ended_at=found.ended_at,
        failure=_failure(failure),
        outcome=tuple((word(_OUTCOMES, name), str(value)) for name, value in found.outcome.items()),
        acts=(stop,)
        if found.state in (RunState.WAITING, RunState.RUNNING) and not found.cancel_asked_at
        else (),
    )
    return desk_page(request, "desk/run.html", page)


def _failure(failure: dict[str, object]) -> str:
    if not failure:
        return ""
    if failure.get("sentence"):
        return _(str(failure["sentence"])) % failure["params"]
    if failure.get("code") == "too_many_attempts":
        return _("It was started %(count)s times and never ended. Tell the operator.") % failure["params"]
    return _("It stopped unexpectedly. Tell the operator this reference: %(reference)s.") % failure["params"]


@require_GET
@reading
def run_progress(request: HttpRequest, run_id: int) -> HttpResponse:
    """Only the progress bar, for a page that waits."""
    found = queries.run_for(actor_of(request), run_id)
    response = render(request, "kit/parts/progress.html", {"job": job_of(found)})
    if found.state not in (RunState.WAITING, RunState.RUNNING):
        response.headers["HX-Refresh"] = "true"
    return response


@require_POST
@changing
def run_cancel(request: HttpRequest, run_id: int) -> HttpResponse:
    """Stop it."""
    actions.cancel_run(actor_of(request), run_id=run_id)
    messages.success(request, _("Asked to stop. It stops at its next step."))
    return redirect("desk:run", run_id)
