"""The list of calls: an officer's own with their drafts, and every published one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_GET

from xinghe.access.actor import Actor
from xinghe.access.powers import Power
from xinghe.foundation import clock
from xinghe.programmes import queries
from xinghe.programmes.vocab import CALL_STATE_LABELS, CallState
from xinghe.web.desk.applications_list import kind_choices, kind_title
from xinghe.web.desk.frame import desk_page
from xinghe.web.desk.waiting import waiting_in
from xinghe.web.kit.address import changed, chips, cursor_of
from xinghe.web.kit.doors import actor_of, reading
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

_TONES: dict[CallState, Tone] = {
    CallState.DRAFT: "",
    CallState.IN_APPROVAL: "wait",
    CallState.APPROVED: "wait",
    CallState.OPEN: "good",
    CallState.CANCELLED: "bad",
    CallState.ARCHIVED: "",
}


class CallFilterForm(ListForm):
    """What stands in the address of the list."""

    q = search_box(gettext_lazy("Search"))
    kind = forms.ChoiceField(label=gettext_lazy("Kind of programme"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False, choices=labelled(CALL_STATE_LABELS)
    )
    year = forms.IntegerField(label=gettext_lazy("Year"), required=False, min_value=1949, max_value=2100)
    union = forms.TypedChoiceField(label=gettext_lazy("Union"), required=False, coerce=int, empty_value=None)
    # Set by the tab “waits for me”; a new search keeps it.
    mine = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None, *, actor: Actor) -> None:
        super().__init__(data)
        self.fields["kind"].choices = kind_choices()  # type: ignore[attr-defined]  # a ChoiceField
        unions = [("", _("All")), *queries.union_choices_of_calls(actor)]
        self.fields["union"].choices = unions  # type: ignore[attr-defined]  # a ChoiceField

    def wanted(self) -> queries.CallFilter:
        """The narrowing; whatever cannot be read narrows nothing."""
        self.is_valid()
        read = self.cleaned_data
        return queries.CallFilter(
            q=read.get("q", ""),
            kind=read.get("kind", ""),
            state=read.get("state", ""),
            year=read.get("year"),
            union_id=read.get("union"),
            waits_for_me=bool(read.get("mine")),
        )


def state_badge(call: queries.Call, now: datetime) -> Badge:
    """How a call stands; of a published one, whether it takes applications at this moment."""
    if call.state == CallState.OPEN and call.opens_at and call.closes_at:
        if now < call.opens_at:
            return Badge(word=_("published, opens later"), tone="wait")
        if now < call.closes_at:
            return Badge(word=_("takes applications"), tone="good")
        return Badge(word=pgettext("call", "closed"), tone="")
    return Badge(word=word(CALL_STATE_LABELS, call.state), tone=_TONES[CallState(call.state)])


CALLS: Listing[queries.Call] = enter_listing(
    Listing(
        name="calls",
        title=gettext_lazy("Calls"),
        page="desk:calls",
        columns=(
            ListColumn(key="title", label=gettext_lazy("Call"), cell=lambda one: one.title, width=34),
            ListColumn(
                key="state",
                label=gettext_lazy("State"),
                cell=lambda one: state_badge(one, clock.now()),
                kind="tight",
                width=18,
            ),
            ListColumn(
                key="kind",
                label=gettext_lazy("Kind of programme"),
                cell=lambda one: kind_title(one.kind_code),
                width=26,
            ),
            ListColumn(key="union", label=gettext_lazy("Union"), cell=lambda one: one.union.name, width=24),
            ListColumn(
                key="opens",
                label=gettext_lazy("Opens"),
                cell=lambda one: one.opens_at,
                kind="number",
                width=18,
            ),
            ListColumn(
                key="closes",
                label=gettext_lazy("Closes"),
                cell=lambda one: one.closes_at,
                kind="number",
                width=18,
            ),
            ListColumn(key="year", label=gettext_lazy("Year"), cell=lambda one: str(one.year), kind="tight"),
            ListColumn(
                key="edition", label=gettext_lazy("Edition"), cell=lambda one: one.edition, usual=False
            ),
            ListColumn(
                key="made",
                label=gettext_lazy("Begun"),
                cell=lambda one: one.made_at,
                kind="number",
                usual=False,
                width=18,
            ),
            ListColumn(
                key="code", label=pgettext_lazy("call", "Code"), cell=lambda one: one.code, usual=False
            ),
        ),
        numbers=lambda actor, query, limit: queries.call_numbers(
            actor, CallFilterForm(query, actor=actor).wanted(), sort=query.get("sort", ""), limit=limit
        ),
        rows=queries.calls_of_numbers,
        url=lambda one: reverse("desk:call", args=[one.code]),
        sortable=tuple(queries.CALL_SORTS),
        default="-made",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallListPage:
    """The list."""

    form: CallFilterForm
    chips: tuple[Chip, ...]
    tabs: tuple[Place, ...]
    totals: tuple[Figure, ...]
    list: ShownList
    new_url: str


@require_GET
@reading
def call_list(request: HttpRequest) -> HttpResponse:
    """Calls within the actor's reach, narrowed and ordered by the address."""
    actor = actor_of(request)
    form = CallFilterForm(request.GET, actor=actor)
    found = queries.call_list(
        actor, form.wanted(), sort=request.GET.get("sort", ""), cursor=cursor_of(request.GET)
    )
    page = CallListPage(
        form=form,
        chips=chips(form, request.GET),
        tabs=_tabs(actor, request.GET, waiting=waiting_in(request)["calls"]),
        totals=(Figure(label=_("Calls"), value=count_words(found.count)),),
        list=CALLS.shown(request.GET, actor, found.page, total=found.count),
        new_url=reverse("desk:call-new") if actor.carries(Power.CALL_MAKE) else "",
    )
    return desk_page(request, "desk/calls.html", page)


def _tabs(actor: Actor, query: QueryDict, *, waiting: int) -> tuple[Place, ...]:
    """What waits for this person's approval, and the states with how many stand in each. 1 query."""
    asked, mine = query.get("state", ""), bool(query.get("mine"))
    counts = queries.state_counts_of_calls(actor)
    every = Place(label=_("All"), url=changed(query, state=None, mine=None), here=not (asked or mine))
    waits = Place(
        label=_("Waits for me"),
        url=changed(query, state=None, mine="on"),
        here=mine,
        count=waiting,
    )
    states = (
        Place(
            label=word(CALL_STATE_LABELS, state),
            url=changed(query, state=state, mine=None),
            here=asked == state and not mine,
            count=counts[state],
        )
        for state in CallState
        if counts.get(state)
    )
    return (every, *((waits,) if actor.carries(Power.CALL_APPROVE) else ()), *states)
