"""What became of each row of a bulk act: the list on the page of its run, and what may be done next with its rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from xinghe.access.actor import Actor
from xinghe.foundation.errors import Labelled, Missing
from xinghe.foundation.keyset import Sort, keyset_page
from xinghe.jobs.queries import Run, RunRow, refusal_of_row, row_counts, rows_of_run, run_rows_of
from xinghe.jobs.registry import BulkAct, find_bulk_act
from xinghe.jobs.vocab import ENDED, ROW_OUTCOME_LABELS, RowOutcome
from xinghe.web.kit.address import changed, cursor_of
from xinghe.web.kit.doors import actor_of, reading
from xinghe.web.kit.lists import ListColumn, Listing, ShownList, enter_listing, listing_of
from xinghe.web.kit.parts import Badge, Place, Tone
from xinghe.web.kit.words import word

OUTCOME_TONES: dict[RowOutcome, Tone] = {
    RowOutcome.WAITING: "",
    RowOutcome.FIT: "good",
    RowOutcome.DONE: "good",
    RowOutcome.REFUSED: "bad",
    RowOutcome.FAILED: "bad",
    RowOutcome.UNDONE: "wait",
}


def outcome_badge(outcome: str) -> Badge:
    """What became of a row."""
    return Badge(word=word(ROW_OUTCOME_LABELS, outcome), tone=OUTCOME_TONES[RowOutcome(outcome)])


def said(sentence: str, params: Mapping[str, Any]) -> str:
    """A refusal that was kept as a sentence and what fills its places, in the reader's language."""
    called = {name: _(one.label) if isinstance(one, Labelled) else one for name, one in params.items()}
    return _(sentence) % called if sentence else ""


def number_in(text: str) -> int:
    """The number of a row in an address or a form, or 0: whatever somebody writes names nothing else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


def outcome_in(query: QueryDict) -> str:
    """The outcome a list of rows is narrowed to; anything else narrows nothing."""
    return query.get("outcome", "") if query.get("outcome") in set(RowOutcome) else ""


def _numbers(actor: Actor, query: QueryDict, limit: int) -> list[int]:
    rows = rows_of_run(actor, number_in(query.get("run", "")), outcome=outcome_in(query))
    return list(rows.values_list("pk", flat=True)[:limit])


RUN_ROWS: Listing[RunRow] = enter_listing(
    Listing(
        name="run-rows",
        title=gettext_lazy("Outcome"),
        page="desk:runs",
        columns=(
            ListColumn(key="title", label=gettext_lazy("Row"), cell=lambda row: row.label, width=34),
            ListColumn(
                key="outcome",
                label=gettext_lazy("Outcome"),
                cell=lambda row: outcome_badge(row.outcome),
                kind="tight",
            ),
            ListColumn(
                key="why", label=gettext_lazy("Why"), cell=lambda row: said(*refusal_of_row(row)), width=60
            ),
            ListColumn(key="code", label=gettext_lazy("Reason code"), cell=lambda row: row.code, usual=False),
            ListColumn(
                key="settled", label=gettext_lazy("When"), cell=lambda row: row.settled_at, usual=False
            ),
        ),
        numbers=_numbers,
        rows=run_rows_of,
        keeps_views=False,
        url=lambda row: reverse("desk:run-row", args=[row.run_id, row.pk]),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowsAct:
    """A bulk act that may follow on rows of one outcome; it leads to the page that shows what would happen."""

    label: str
    act: str
    run_id: int
    outcomes: tuple[str, ...]
    undoes: str = ""
    is_primary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRows:
    """The rows of one run: narrowed by outcome, and what may be done with them."""

    tabs: tuple[Place, ...]
    list: ShownList
    acts: tuple[RowsAct, ...]


def rows_shown(actor: Actor, run: Run, query: QueryDict) -> RunRows:
    """The rows of a bulk act for the page of its run. 2 queries."""
    counts = row_counts(actor, run.pk)
    outcome = outcome_in(query)
    found = keyset_page(
        rows_of_run(actor, run.pk, outcome=outcome),
        Sort(column="position"),
        cursor=cursor_of(query),
        size=50,
    )
    everything = Place(
        label=_("All"), url=changed(query, outcome=None), here=not outcome, count=sum(counts.values())
    )
    return RunRows(
        tabs=(
            everything,
            *(
                Place(
                    label=word(ROW_OUTCOME_LABELS, one),
                    url=changed(query, outcome=one.value),
                    here=one == outcome,
                    count=counts[one],
                )
                for one in RowOutcome
                if counts.get(one)
            ),
        ),
        list=RUN_ROWS.shown(query, actor, found, more=f"run={run.pk}"),
        acts=_acts(run, counts) if run.state in ENDED else (),
    )


def title_of(run: Run, title: str) -> str:
    """What a run is called: a bulk act by its verb, a rehearsal as such."""
    act = _bulk_act(run)
    if act is None:
        return title
    return _("Rehearsal: %(act)s") % {"act": _(act.title)} if run.arguments["is_rehearsal"] else _(act.title)


def _bulk_act(run: Run) -> BulkAct | None:
    try:
        return find_bulk_act(str(run.arguments["act"])) if run.code == "jobs.bulk" else None
    except LookupError:
        return None


def _acts(run: Run, counts: Mapping[str, int]) -> tuple[RowsAct, ...]:
    act = _bulk_act(run)
    if act is None:
        return ()
    undoes = str(run.arguments.get("undoes") or "")
    found = []
    if act.undo and counts.get(RowOutcome.DONE):
        found.append(
            RowsAct(
                label=_("Undo what was done"),
                act=act.undo,
                run_id=run.pk,
                outcomes=(RowOutcome.DONE,),
                undoes=str(run.pk),
            )
        )
    again = tuple(
        one for one in (RowOutcome.REFUSED, RowOutcome.FAILED, RowOutcome.WAITING) if counts.get(one)
    )
    if again:
        found.append(
            RowsAct(
                label=_("Try the others again"), act=act.code, run_id=run.pk, outcomes=again, undoes=undoes
            )
        )
    if counts.get(RowOutcome.FIT):
        found.append(
            RowsAct(
                label=_("Do it to those that can be done"),
                act=act.code,
                run_id=run.pk,
                outcomes=(RowOutcome.FIT,),
                undoes=undoes,
                is_primary=True,
            )
        )
    return tuple(found)


@require_GET
@reading
def run_row(request: HttpRequest, run_id: int, row_id: int) -> HttpResponseBase:
    """To the thing a row stands for, if it may still be seen. Refuses: Missing."""
    actor = actor_of(request)
    row = rows_of_run(actor, run_id).filter(pk=row_id).first()
    listing = listing_of(row.subject_kind) if row else None
    things = listing.rows(actor, [row.subject_id]) if row and listing else ()
    if not things or listing is None:
        raise Missing
    return redirect(listing.url(things[0]))
