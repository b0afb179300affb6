"""The list of objections: what waits, whose turn it is, until when."""

from collections.abc import Mapping
from dataclasses import dataclass
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
from xinghe.foundation.errors import Forbidden
from xinghe.foundation.keyset import Count, KeysetPage
from xinghe.notices import queries
from xinghe.notices.queries import ObjectionFilter, ObjectionRow
from xinghe.notices.vocab import CHANNEL_LABELS, OBJECTING_LABELS, OBJECTION_STATE_LABELS, ObjectionState
from xinghe.web.desk.frame import desk_page
from xinghe.web.desk.waiting import waiting_in
from xinghe.web.kit.address import changed, chips
from xinghe.web.kit.doors import actor_of, reading
from xinghe.web.kit.lists import (
    ListColumn,
    ListForm,
    Listing,
    ShownList,
    enter_listing,
    search_box,
)
from xinghe.web.kit.notices import objection_badge
from xinghe.web.kit.parts import Badge, Chip, Figure, Place
from xinghe.web.kit.words import day_word, labelled, word


class ObjectionFilterForm(ListForm):
    """What stands in the address of the list."""

    q = search_box(gettext_lazy("Search"))
    notice = forms.CharField(label=gettext_lazy("Code of the notice"), required=False, max_length=10)
    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False, choices=labelled(OBJECTION_STATE_LABELS)
    )
    late = forms.BooleanField(label=gettext_lazy("Late"), required=False)
    # Set by the tabs; a new search keeps them.
    mine = forms.BooleanField(required=False, widget=forms.HiddenInput)
    all = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def wanted(self) -> ObjectionFilter:
        """The narrowing; whatever cannot be read narrows nothing."""
        self.is_valid()
        read = self.cleaned_data
        return ObjectionFilter(
            q=read.get("q", ""),
            notice=read.get("notice", ""),
            state=read.get("state", ""),
            settled_too=bool(read.get("all")),
            mine=bool(read.get("mine")),
            late=bool(read.get("late")),
        )


def due_badge(row: ObjectionRow) -> Badge | str:
    """The last day of the step that it waits for."""
    if row.due_on is None:
        return ""
    if row.is_late:
        return Badge(word=_("late since %(day)s") % {"day": day_word(row.due_on)}, tone="bad")
    return day_word(row.due_on)


def _about(row: ObjectionRow) -> str:
    return row.line or _("not about a line of the list")


OBJECTIONS: Listing[ObjectionRow] = enter_listing(
    Listing(
        name="objections",
        title=gettext_lazy("Objections"),
        page="desk:objections",
        columns=(
            ListColumn(key="line", label=gettext_lazy("About"), cell=_about, width=34),
            ListColumn(
                key="state",
                label=gettext_lazy("State"),
                cell=lambda row: objection_badge(row.state),
                kind="tight",
                width=18,
            ),
            ListColumn(key="due", label=gettext_lazy("Until"), cell=due_badge, kind="tight", width=18),
            ListColumn(
                key="investigator",
                label=gettext_lazy("Looks into it"),
                cell=lambda row: row.investigator,
            ),
            ListColumn(
                key="received",
                label=gettext_lazy("Received"),
                cell=lambda row: row.received_at,
                kind="number",
                width=18,
            ),
            ListColumn(
                key="objecting",
                label=gettext_lazy("Objects"),
                cell=lambda row: word(OBJECTING_LABELS, row.objecting),
                kind="tight",
                width=18,
            ),
            ListColumn(
                key="notice",
                label=gettext_lazy("Public notice"),
                cell=lambda row: row.notice_title,
                width=30,
            ),
            ListColumn(
                key="channel",
                label=gettext_lazy("Came by"),
                cell=lambda row: word(CHANNEL_LABELS, row.channel),
                usual=False,
                kind="tight",
            ),
            ListColumn(
                key="code",
                label=pgettext_lazy("objection", "Code"),
                cell=lambda row: row.code,
                usual=False,
            ),
        ),
        numbers=lambda actor, query, limit: _numbers(actor, query)[:limit],
        rows=lambda actor, numbers: queries.objections_of_numbers(actor, numbers, clock.now()),
        url=lambda row: reverse("desk:objection", args=[row.code]),
        number=lambda row: row.id,
    )
)


def _numbers(actor: Actor, query: QueryDict) -> list[int]:
    found = queries.objections_for(actor, ObjectionFilterForm(query).wanted(), clock.now())
    return [row.id for row in found]


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectionListPage:
    """The list."""

    form: ObjectionFilterForm
    chips: tuple[Chip, ...]
    tabs: tuple[Place, ...]
    totals: tuple[Figure, ...]
    list: ShownList


@require_GET
@reading
def objection_list(request: HttpRequest) -> HttpResponse:
    """The objections that the actor handles, by their last day, the late ones first. Refuses: Forbidden."""
    actor, now = actor_of(request), clock.now()
    if not actor.carries(Power.OBJECTION_READ):
        raise Forbidden(power=Power.OBJECTION_READ)
    form = ObjectionFilterForm(request.GET)
    found = queries.objections_for(actor, form.wanted(), now)
    late = sum(row.is_late for row in found)
    whole = KeysetPage(rows=found, next_cursor="", previous_cursor="")  # type: ignore[type-var]  # plain rows
    page = ObjectionListPage(
        form=form,
        chips=chips(form, request.GET),
        tabs=_tabs(actor, request.GET, waiting=waiting_in(request)["objections"]),
        totals=(
            Figure(label=_("Objections"), value=f"{len(found):,}"),
            Figure(label=_("Late"), value=f"{late:,}"),
        ),
        list=OBJECTIONS.shown(request.GET, actor, whole, total=Count(number=len(found), is_capped=False)),
    )
    return desk_page(request, "desk/objections.html", page)


def _tabs(actor: Actor, query: QueryDict, *, waiting: int) -> tuple[Place, ...]:
    """What waits, what this person looks into, everything, and the states. 1 query."""
    asked = query.get("state", "")
    mine, every = bool(query.get("mine")), bool(query.get("all"))
    counts: Mapping[str, int] = queries.objection_state_counts(actor)

    def tab(label: str, *, here: bool, count: int = 0, **told: Any) -> Place:
        url = changed(query, **{"state": None, "mine": None, "all": None, **told})
        return Place(label=label, url=url, here=here, count=count)

    plain = not (asked or mine or every)
    return (
        tab(_("To be handled"), here=plain, count=waiting),
        tab(_("I look into"), here=mine, mine="on"),
        tab(_("All"), here=every and not asked, all="on"),
        *(
            tab(word(OBJECTION_STATE_LABELS, state), here=asked == state, count=counts[state], state=state)
            for state in ObjectionState
            if counts.get(state)
        ),
    )
