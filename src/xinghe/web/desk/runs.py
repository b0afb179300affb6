"""Long work: what was asked for, how far it is, how it ended, and a way to stop it."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from xinghe.foundation.errors import gettext_noop
from xinghe.foundation.keyset import Sort, keyset_page
from xinghe.jobs import actions, queries
from xinghe.jobs.queries import Run
from xinghe.jobs.registry import job_kind
from xinghe.jobs.vocab import RUN_STATE_LABELS, RunState
from xinghe.web.desk.frame import desk_page
from xinghe.web.desk.run_rows import RunRows, rows_shown, title_of
from xinghe.web.kit.address import cursor_of
from xinghe.web.kit.doors import actor_of, changing, reading
from xinghe.web.kit.history import SYSTEMS
from xinghe.web.kit.lists import ListColumn, Listing, ShownList, enter_listing
from xinghe.web.kit.parts import Act, Badge, Job, Tone
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
    "certificates": gettext_noop("certificates"),
}


def _run_title(run: Run) -> str:
    return title_of(run, _(job_kind(run.code).title))


def _asked_by(run: Run) -> str:
    return run.person.name if run.person else word(SYSTEMS, run.system)


def _state(run: Run) -> Badge:
    return Badge(word=word(RUN_STATE_LABELS, run.state), tone=TONES[RunState(run.state)])


RUNS: Listing[Run] = enter_listing(
    Listing(
        name="runs",
        title=gettext_lazy("Long work"),
        page="desk:runs",
        columns=(
            ListColumn(key="title", label=gettext_lazy("Work"), cell=_run_title, width=30),
            ListColumn(key="state", label=gettext_lazy("State"), cell=_state, kind="tight"),
            ListColumn(
                key="done",
                label=gettext_lazy("Done"),
                cell=lambda run: f"{run.done:,} / {run.total:,}" if run.total else f"{run.done:,}",
                kind="number",
            ),
            ListColumn(key="person", label=gettext_lazy("Asked for by"), cell=_asked_by),
            ListColumn(key="asked", label=gettext_lazy("Asked for"), cell=lambda run: run.asked_at, width=17),
            ListColumn(key="ended", label=gettext_lazy("Ended"), cell=lambda run: run.ended_at, width=17),
        ),
        numbers=lambda actor, query, limit: queries.run_numbers(actor, limit=limit),
        rows=queries.runs_of_numbers,
        url=lambda run: reverse("desk:run", args=[run.pk]),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunListPage:
    """Runs, the newest first."""

    list: ShownList


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
    rows: RunRows | None
    file_url: str
    acts: tuple[Act, ...]


def job_of(run: Run) -> Job:
    """A run as the progress bar shows it; it is asked again while it moves."""
    return Job(
        title=_run_title(run),
        state=_STATES[RunState(run.state)],  # type: ignore[arg-type]  # the four words of Job
        done=run.done,
        total=run.total or 0,
        note=word(RUN_STATE_LABELS, run.state),
        poll_url=reverse("desk:run-progress", args=[run.pk]),
        url=reverse("desk:run", args=[run.pk]),
    )


@require_GET
@reading
def run_list(request: HttpRequest) -> HttpResponse:
    """What this person asked for, and what they look after."""
    actor = actor_of(request)
    found = keyset_page(
        queries.runs_for(actor), Sort(column="id", descending=True), cursor=cursor_of(request.GET)
    )
    page = RunListPage(list=RUNS.shown(request.GET, actor, found))
    return desk_page(request, "desk/runs.html", page)


@require_GET
@reading
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    """One run: progress, outcome, or why it stopped."""
    actor = actor_of(request)
    found = queries.run_for(actor, run_id)
    stop = Act(
        label=_("Stop this work"),
        url=reverse("desk:run-cancel", args=[run_id]),
        method="post",
        grave=True,
        question=_("What is finished stays; the rest is not done."),
    )
    failure = found.failure
    page = RunPage(
        title=_run_title(found),
        job=job_of(found),
        state=_state(found),
        person=_asked_by(found),
        asked_at=found.asked_at,
        ended_at=found.ended_at,
        failure=_failure(failure),
        outcome=tuple(
            (word(_OUTCOMES, name), f"{value:,}")
            for name, value in found.outcome.items()
            if isinstance(value, int) and found.code != "jobs.bulk"
        ),
        rows=rows_shown(actor, found, request.GET)
        if found.code == "jobs.bulk" and found.person_id == actor.person_id
        else None,
        file_url=reverse("desk:run-file", args=[run_id])
        if "file" in found.outcome and found.person_id == actor.person_id
        else "",
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
