"""The list of panels: which contest each judges, how far it has come, and until when it takes scores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from xinghe.access.actor import Actor
from xinghe.access.powers import Power
from xinghe.foundation import clock
from xinghe.foundation.keyset import KeysetPage
from xinghe.programmes.queries import category_words
from xinghe.programmes.vocab import JUDGED, PHASE_LABELS, Phase
from xinghe.reviews import queries
from xinghe.reviews.vocab import PANEL_STATE_LABELS, PanelState
from xinghe.web.desk.frame import desk_page
from xinghe.web.kit.address import changed, chips, cursor_of
from xinghe.web.kit.answers import own_words
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

_TONES: dict[PanelState, Tone] = {
    PanelState.DRAFT: "",
    PanelState.DRAWN: "wait",
    PanelState.INVITED: "wait",
    PanelState.OPEN: "good",
    PanelState.CLOSED: "",
    PanelState.RELEASED: "good",
}
_PHASES = {phase: PHASE_LABELS[phase] for phase in Phase if phase in JUDGED}


class PanelFilterForm(ListForm):
    """What stands in the address of the list."""

    q = search_box(gettext_lazy("Call or code"))
    call = forms.ChoiceField(label=gettext_lazy("Call"), required=False)
    phase = forms.ChoiceField(label=gettext_lazy("Phase"), required=False, choices=labelled(_PHASES))
    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False, choices=labelled(PANEL_STATE_LABELS)
    )
    # Set by the tab “under way at my desk”; a new search keeps it.
    mine = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None, *, actor: Actor) -> None:
        super().__init__(data)
        calls = [("", _("All")), *queries.call_choices_of_panels(actor)]
        self.fields["call"].choices = calls  # type: ignore[attr-defined]  # a ChoiceField

    def wanted(self) -> queries.PanelFilter:
        """The narrowing; whatever cannot be read narrows nothing."""
        self.is_valid()
        read = self.cleaned_data
        return queries.PanelFilter(
            q=read.get("q", ""),
            call=read.get("call", ""),
            phase=read.get("phase", ""),
            state=read.get("state", ""),
            is_mine=bool(read.get("mine")),
        )


def panel_badge(panel: queries.Panel, now: datetime) -> Badge:
    """How a panel stands; of an open one, whether it takes scores at this moment."""
    if panel.state == PanelState.OPEN:
        if now < panel.opens_at:
            return Badge(word=_("ready, opens later"), tone="wait")
        if now >= panel.closes_at:
            return Badge(word=_("time is over, to be closed"), tone="wait")
    return Badge(word=word(PANEL_STATE_LABELS, panel.state), tone=_TONES[PanelState(panel.state)])


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelRow:
    """One line: a panel, and its category in words."""

    one: queries.Panel
    category: str


def _rows(found: Sequence[queries.Panel]) -> tuple[PanelRow, ...]:
    words = category_words([one.call_id for one in found])
    return tuple(
        PanelRow(one=one, category=own_words(words.get(one.call_id, {}).get(one.category, one.category)))
        for one in found
    )


def _page_of(page: KeysetPage[queries.Panel]) -> KeysetPage[Any]:
    """The same page, its rows with their words."""
    return KeysetPage(
        rows=_rows(page.rows), next_cursor=page.next_cursor, previous_cursor=page.previous_cursor
    )


PANELS: Listing[PanelRow] = enter_listing(
    Listing(
        name="panels",
        title=gettext_lazy("Panels"),
        page="desk:panels",
        columns=(
            ListColumn(key="call", label=gettext_lazy("Call"), cell=lambda row: row.one.call.title, width=34),
            ListColumn(
                key="state",
                label=gettext_lazy("State"),
                cell=lambda row: panel_badge(row.one, clock.now()),
                kind="tight",
                width=18,
            ),
            ListColumn(
                key="phase",
                label=gettext_lazy("Phase"),
                cell=lambda row: word(PHASE_LABELS, row.one.phase),
                kind="tight",
            ),
            ListColumn(key="category", label=gettext_lazy("Category"), cell=lambda row: row.category),
            ListColumn(
                key="seats", label=gettext_lazy("Seats"), cell=lambda row: row.one.seats, kind="number"
            ),
            ListColumn(
                key="opens",
                label=gettext_lazy("Opens"),
                cell=lambda row: row.one.opens_at,
                kind="number",
                width=18,
            ),
            ListColumn(
                key="closes",
                label=gettext_lazy("Closes"),
                cell=lambda row: row.one.closes_at,
                kind="number",
                width=18,
            ),
            ListColumn(
                key="union", label=gettext_lazy("Union"), cell=lambda row: row.one.union.name, width=24
            ),
            ListColumn(
                key="per_entry",
                label=gettext_lazy("Judges for each entry"),
                cell=lambda row: row.one.per_entry,
                kind="number",
                usual=False,
            ),
            ListColumn(
                key="blind",
                label=gettext_lazy("Blind"),
                cell=lambda row: _("yes") if row.one.is_blind else _("no"),
                kind="tight",
                usual=False,
            ),
            ListColumn(
                key="made",
                label=gettext_lazy("Begun"),
                cell=lambda row: row.one.made_at,
                kind="number",
                usual=False,
                width=18,
            ),
            ListColumn(
                key="code", label=pgettext_lazy("panel", "Code"), cell=lambda row: row.one.code, usual=False
            ),
        ),
        numbers=lambda actor, query, limit: queries.panel_numbers(
            actor, PanelFilterForm(query, actor=actor).wanted(), sort=query.get("sort", ""), limit=limit
        ),
        rows=lambda actor, numbers: _rows(queries.panels_of_numbers(actor, numbers)),
        url=lambda row: reverse("desk:panel", args=[row.one.code]),
        number=lambda row: row.one.pk,
        sortable=tuple(queries.PANEL_SORTS),
        default="-made",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelListPage:
    """The list."""

    form: PanelFilterForm
    chips: tuple[Chip, ...]
    tabs: tuple[Place, ...]
    totals: tuple[Figure, ...]
    list: ShownList
    new_url: str


@require_GET
@reading
def panel_list(request: HttpRequest) -> HttpResponse:
    """Panels within the actor's reach, narrowed and ordered by the address."""
    actor = actor_of(request)
    form = PanelFilterForm(request.GET, actor=actor)
    found = queries.panel_list(
        actor, form.wanted(), sort=request.GET.get("sort", ""), cursor=cursor_of(request.GET)
    )
    page = PanelListPage(
        form=form,
        chips=chips(form, request.GET),
        tabs=_tabs(actor, request.GET),
        totals=(Figure(label=_("Panels"), value=count_words(found.count)),),
        list=PANELS.shown(request.GET, actor, _page_of(found.page), total=found.count),
        new_url=reverse("desk:panel-new") if actor.carries(Power.PANEL_ARRANGE) else "",
    )
    return desk_page(request, "desk/panels.html", page)


def _tabs(actor: Actor, query: QueryDict) -> tuple[Place, ...]:
    """What is under way at a desk of this person, and the states with how many stand in each. 4 queries."""
    asked, mine = query.get("state", ""), bool(query.get("mine"))
    counts = queries.panel_state_counts(actor)
    every = Place(label=_("All"), url=changed(query, state=None, mine=None), here=not (asked or mine))
    under_way = Place(
        label=_("Under way at my desk"),
        url=changed(query, state=None, mine="on"),
        here=mine,
        count=queries.panels_under_way(actor).count() if actor.carries(Power.PANEL_ARRANGE) else 0,
    )
    states = (
        Place(
            label=word(PANEL_STATE_LABELS, state),
            url=changed(query, state=state, mine=None),
            here=asked == state and not mine,
            count=counts[state],
        )
        for state in PanelState
        if counts.get(state)
    )
    return (every, *((under_way,) if actor.carries(Power.PANEL_ARRANGE) else ()), *states)
