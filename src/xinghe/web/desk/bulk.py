"""Act on many at once: what was ticked, what would become of each, one question, then long work row by row."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.jobs.actions import NothingChosen, TooManyChosen, ask_bulk
from xinghe.jobs.jobs import rehearse
from xinghe.jobs.queries import subjects_of_run
from xinghe.jobs.registry import BulkAct, find_bulk_act
from xinghe.jobs.vocab import MOST_ROWS, TRIED_AT_ONCE, RowOutcome
from xinghe.web.desk.frame import desk_page
from xinghe.web.desk.run_rows import number_in, outcome_badge, said
from xinghe.web.kit.doors import actor_of, changing
from xinghe.web.kit.lists import find_listing, listing_of
from xinghe.web.kit.parts import Badge, Figure, Place


class BulkForm(forms.Form):
    """What is asked once for all rows, from the fields of the act."""

    def __init__(self, data: QueryDict | None, *, act: BulkAct, actor: Actor, chosen: Sequence[int]) -> None:
        super().__init__(data)
        for one in act.fields:
            shared: dict[str, Any] = {
                "label": _(one.label),
                "help_text": _(one.help_text) if one.help_text else "",
            }
            self.fields[one.name] = (
                forms.ChoiceField(choices=_unchosen(offered), **shared)
                if (offered := one.offered(actor, chosen))
                else forms.CharField(
                    widget=forms.Textarea(attrs={"rows": 3}),
                    required=one.least > 0,
                    min_length=one.least or None,
                    max_length=one.most,
                    **shared,
                )
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class TriedRow:
    """One thing that was chosen, and what would become of it."""

    title: str
    outcome: Badge
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkPage:
    """What would happen, before it does."""

    title: str
    back: Place | None
    act: str
    numbers: str
    undoes: str
    count: int
    tried: int
    totals: tuple[Figure, ...]
    rows: tuple[TriedRow, ...]
    form: BulkForm
    is_grave: bool
    fit: int


@require_POST
@changing
def bulk(request: HttpRequest) -> HttpResponse:
    """How many were chosen, and which; what the act would refuse of the first of them. Nothing is changed.

    Refuses: NothingChosen, TooManyChosen.
    """
    actor, act = actor_of(request), _act(request.POST)
    chosen = _chosen(actor, request.POST, act)
    return _preview(request, actor, act, chosen, _form(actor, act, chosen))


@require_POST
@changing
def bulk_ask(request: HttpRequest) -> HttpResponse:
    """Do it, or rehearse all of it, as long work."""
    actor, act = actor_of(request), _act(request.POST)
    chosen = _chosen(actor, request.POST, act)
    undoes = request.POST.get("undoes", "")
    is_rehearsal = "rehearse" in request.POST
    params = _trial(act)
    if not is_rehearsal:
        form = _form(actor, act, chosen, data=request.POST)
        if not form.is_valid():
            return _preview(request, actor, act, chosen, form, status=422)
        params = form.cleaned_data
    run = ask_bulk(
        actor,
        act=act.code,
        subject_ids=chosen,
        params=params,
        is_rehearsal=is_rehearsal,
        undoes=int(undoes) if undoes.isdecimal() else None,
    )
    if not is_rehearsal:
        messages.success(request, _("It is under way. This page says what becomes of each row."))
    return redirect("desk:run", run.pk)


def _preview(
    request: HttpRequest,
    actor: Actor,
    act: BulkAct,
    chosen: Sequence[int],
    form: BulkForm,
    *,
    status: int = 200,
) -> HttpResponse:
    with fenced(actor):
        labels = act.labels(actor, chosen)
    chosen = [one for one in chosen if one in labels]
    if not chosen:
        raise NothingChosen
    verdicts = rehearse(actor, act, chosen[:TRIED_AT_ONCE], params=_trial(act))
    fit = sum(one.outcome is RowOutcome.FIT for one in verdicts)
    listing = listing_of(act.subject_kind)
    page = BulkPage(
        title=_(act.title),
        back=Place(label=listing.title, url=reverse(listing.page)) if listing else None,
        act=act.code,
        numbers=",".join(map(str, chosen)),
        undoes=request.POST.get("undoes", ""),
        count=len(chosen),
        tried=len(verdicts),
        totals=(
            Figure(label=_("Chosen"), value=f"{len(chosen):,}"),
            Figure(label=_("Can be done"), value=f"{fit:,}"),
            Figure(label=_("Would be refused"), value=f"{len(verdicts) - fit:,}"),
        ),
        rows=tuple(
            TriedRow(
                title=labels[one.subject_id],
                outcome=outcome_badge(one.outcome),
                why=said(one.sentence, one.params),
            )
            for one in verdicts
        ),
        form=form,
        is_grave=act.is_grave,
        fit=fit,
    )
    return desk_page(request, "desk/bulk.html", page, status=status)


def _form(actor: Actor, act: BulkAct, chosen: Sequence[int], *, data: QueryDict | None = None) -> BulkForm:
    with fenced(actor):
        return BulkForm(data, act=act, actor=actor, chosen=chosen)


def _unchosen(offered: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Where there is more than one, nothing is chosen beforehand: it is done to many at once."""
    choices = [(value, _(label)) for value, label in offered]
    return choices if len(choices) == 1 else [("", _("Please choose")), *choices]


def _act(asked: QueryDict) -> BulkAct:
    try:
        return find_bulk_act(asked.get("act", ""))
    except LookupError:
        raise Http404 from None


def _chosen(actor: Actor, asked: QueryDict, act: BulkAct) -> list[int]:
    """The numbers of a first choice (ticked, or all that match an address) or of a choice made before."""
    if asked.get("all"):
        listing = find_listing(asked.get("list", ""))
        if listing is None or listing.subject != act.subject_kind:
            raise Http404
        with fenced(actor):
            found = list(listing.numbers(actor, QueryDict(asked.get("query", "")), MOST_ROWS + 1))
    elif run_id := number_in(asked.get("run", "")):
        with fenced(actor):
            found = [
                one
                for outcome in asked.getlist("outcome")
                if outcome in set(RowOutcome)
                for one in subjects_of_run(actor, run_id, RowOutcome(outcome))
            ]
    else:
        written = [*asked.getlist("ids"), *asked.get("numbers", "").split(",")]
        found = [number for number in map(number_in, written) if number]
    if len(found) > MOST_ROWS:
        raise TooManyChosen(found=len(found), limit=MOST_ROWS)
    return list(dict.fromkeys(found))


def _trial(act: BulkAct) -> dict[str, object]:
    return {one.name: one.trial for one in act.fields}
