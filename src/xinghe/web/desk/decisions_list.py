"""The list of decisions, and where a decision of naming begins."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import Power
from xinghe.decisions import queries
from xinghe.decisions.actions import begin_naming
from xinghe.decisions.vocab import (
    DECISION_KIND_LABELS,
    DECISION_STATE_LABELS,
    DecisionState,
)
from xinghe.foundation.errors import Forbidden
from xinghe.programmes.queries import call_for
from xinghe.web.desk.frame import desk_page
from xinghe.web.desk.waiting import waiting_in
from xinghe.web.kit.address import changed, chips, cursor_of
from xinghe.web.kit.doors import actor_of, changing, reading
from xinghe.web.kit.lists import (
    ListColumn,
    ListForm,
    Listing,
    ShownList,
    count_words,
    enter_listing,
    search_box,
)
from xinghe.web.kit.parts import Badge, Chip, Figure, Place, Tone
from xinghe.web.kit.words import labelled, word

_TONES: dict[DecisionState, Tone] = {
    DecisionState.DRAFT: "wait",
    DecisionState.ISSUED: "good",
    DecisionState.DROPPED: "",
}


class DecisionFilterForm(ListForm):
    """What stands in the address of the list."""

    q = search_box(gettext_lazy("Search"))
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), required=False, choices=labelled(DECISION_KIND_LABELS)
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False, choices=labelled(DECISION_STATE_LABELS)
    )
    call = forms.ChoiceField(label=gettext_lazy("Call"), required=False)
    year = forms.IntegerField(label=gettext_lazy("Year"), required=False, min_value=1949, max_value=2100)
    # Set by the tab “waits for me”; a new search keeps it.
    mine = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None, *, actor: Actor) -> None:
        super().__init__(data)
        calls = [("", _("All")), *queries.calls_of_decisions(actor)]
        self.fields["call"].choices = calls  # type: ignore[attr-defined]  # a ChoiceField

    def wanted(self) -> queries.DecisionFilter:
        """The narrowing; whatever cannot be read narrows nothing."""
        self.is_valid()
        read = self.cleaned_data
        return queries.DecisionFilter(
            q=read.get("q", ""),
            state=read.get("state", ""),
            kind=read.get("kind", ""),
            call=read.get("call", ""),
            year=read.get("year"),
            waits_for_me=bool(read.get("mine")),
        )


def decision_badge(decision: queries.Decision) -> Badge:
    """How far it has come."""
    return Badge(word=word(DECISION_STATE_LABELS, decision.state), tone=_TONES[DecisionState(decision.state)])


def number_of(decision: queries.Decision) -> str:
    """The number under which it was issued; empty for a draft."""
    return decision.paper.printed_number if decision.paper else ""


DECISIONS: Listing[queries.Decision] = enter_listing(
    Listing(
        name="decisions",
        title=gettext_lazy("Decisions"),
        page="desk:decisions",
        columns=(
            ListColumn(key="title", label=gettext_lazy("Title"), cell=lambda one: one.title, width=44),
            ListColumn(
                key="kind",
                label=gettext_lazy("Kind"),
                cell=lambda one: word(DECISION_KIND_LABELS, one.kind),
            ),
            ListColumn(key="state", label=gettext_lazy("State"), cell=decision_badge, kind="tight"),
            ListColumn(key="number", label=gettext_lazy("Number"), cell=number_of, kind="tight", width=24),
            ListColumn(
                key="day", label=pgettext_lazy("decision", "Dated"), cell=lambda one: one.dated_on, width=14
            ),
            ListColumn(
                key="named",
                label=gettext_lazy("Named in it"),
                cell=lambda one: one.named or None,  # type: ignore[attr-defined]  # counted by the query
                kind="number",
            ),
            ListColumn(
                key="call",
                label=gettext_lazy("Call"),
                cell=lambda one: one.call.title,
                usual=False,
                width=36,
            ),
            ListColumn(
                key="union",
                label=gettext_lazy("Union"),
                cell=lambda one: one.union.name,
                usual=False,
                width=24,
            ),
            ListColumn(
                key="maker", label=gettext_lazy("Drafted by"), cell=lambda one: one.made_by.name, usual=False
            ),
            ListColumn(
                key="issuer",
                label=gettext_lazy("Issued by"),
                cell=lambda one: one.issued_by.name if one.issued_by else "",
                usual=False,
            ),
            ListColumn(
                key="made",
                label=gettext_lazy("Begun"),
                cell=lambda one: one.made_at,
                kind="number",
                usual=False,
                width=18,
            ),
        ),
        numbers=lambda actor, query, limit: queries.decision_numbers(
            actor, DecisionFilterForm(query, actor=actor).wanted(), sort=query.get("sort", ""), limit=limit
        ),
        rows=queries.decisions_of_numbers,
        url=lambda one: reverse("desk:decision", args=[one.code]),
        sortable=tuple(queries.DECISION_SORTS),
        default="-made",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallShown:
    """A call whose list waits for a decision."""

    code: str
    title: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionListPage:
    """The list."""

    form: DecisionFilterForm
    chips: tuple[Chip, ...]
    tabs: tuple[Place, ...]
    totals: tuple[Figure, ...]
    list: ShownList
    calls: tuple[CallShown, ...]
    new_url: str
    awards_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionNewPage:
    """Where a decision of naming begins."""

    calls: tuple[CallShown, ...]


@require_GET
@reading
def decision_list(request: HttpRequest) -> HttpResponse:
    """Decisions within the actor's reach, narrowed and ordered by the address."""
    actor = actor_of(request)
    form = DecisionFilterForm(request.GET, actor=actor)
    found = queries.decision_list(
        actor, form.wanted(), sort=request.GET.get("sort", ""), cursor=cursor_of(request.GET)
    )
    may_make = actor.carries(Power.DECISION_MAKE)
    page = DecisionListPage(
        form=form,
        chips=chips(form, request.GET),
        tabs=_tabs(actor, request.GET, waiting=waiting_in(request)["decisions"]),
        totals=(Figure(label=_("Decisions"), value=count_words(found.count)),),
        list=DECISIONS.shown(request.GET, actor, found.page, total=found.count),
        calls=_calls(actor) if may_make else (),
        new_url=reverse("desk:decision-new") if may_make else "",
        awards_url=reverse("desk:awards"),
    )
    return desk_page(request, "desk/decisions.html", page)


def _tabs(actor: Actor, query: QueryDict, *, waiting: int) -> tuple[Place, ...]:
    """What waits for this person as the second one, and the states with how many stand in each. 1 query."""
    asked, mine = query.get("state", ""), bool(query.get("mine"))
    counts = queries.decision_state_counts(actor)
    every = Place(label=_("All"), url=changed(query, state=None, mine=None), here=not (asked or mine))
    waits = Place(
        label=_("Waits for me"),
        url=changed(query, state=None, mine="on"),
        here=mine,
        count=waiting,
    )
    states = (
        Place(
            label=word(DECISION_STATE_LABELS, state),
            url=changed(query, state=state, mine=None),
            here=asked == state and not mine,
            count=counts[state],
        )
        for state in DecisionState
        if counts.get(state)
    )
    return (every, *((waits,) if actor.carries(Power.DECISION_ISSUE) else ()), *states)


def _calls(actor: Actor) -> tuple[CallShown, ...]:
    return tuple(
        CallShown(
            code=one.call.code,
            title=one.call.title,
            words=ngettext(
                "%(number)s application is confirmed and not named yet.",
                "%(number)s applications are confirmed and not named yet.",
                one.confirmed,
            )
            % {"number": f"{one.confirmed:,}"},
        )
        for one in queries.calls_to_name(actor)
    )


@require_http_methods(["GET", "POST"])
@changing
def decision_new(request: HttpRequest) -> HttpResponse:
    """Choose the call whose confirmed applications are named, and begin."""
    actor = actor_of(request)
    if not actor.carries(Power.DECISION_MAKE):
        raise Forbidden(power=Power.DECISION_MAKE)
    if request.method == "POST":
        with fenced(actor):
            call = call_for(actor, request.POST.get("call", ""))
        made = begin_naming(actor, call_id=call.pk)
        messages.success(request, _("Begun. Look its words over; a second person issues it."))
        return redirect("desk:decision-edit", made.code)
    with fenced(actor):
        return desk_page(request, "desk/decision_new.html", DecisionNewPage(calls=_calls(actor)))
