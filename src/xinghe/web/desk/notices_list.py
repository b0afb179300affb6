"""The list of notices: those being drafted, those before everybody, and those that are over."""

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
from xinghe.notices import queries
from xinghe.notices.vocab import NOTICE_STATE_LABELS, NoticeState
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
from xinghe.web.kit.notices import left_of, notice_badge
from xinghe.web.kit.parts import Badge, Chip, Figure, Place
from xinghe.web.kit.words import labelled, word


class NoticeFilterForm(ListForm):
    """What stands in the address of the list."""

    q = search_box(gettext_lazy("Search"))
    call = forms.ChoiceField(label=gettext_lazy("Call"), required=False)
    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False, choices=labelled(NOTICE_STATE_LABELS)
    )
    # Set by the tab “waits for me”; a new search keeps it.
    mine = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None, *, actor: Actor) -> None:
        super().__init__(data)
        calls = [("", _("All")), *queries.calls_of_notices(actor)]
        self.fields["call"].choices = calls  # type: ignore[attr-defined]  # a ChoiceField

    def wanted(self) -> queries.NoticeFilter:
        """The narrowing; whatever cannot be read narrows nothing."""
        self.is_valid()
        read = self.cleaned_data
        return queries.NoticeFilter(
            q=read.get("q", ""),
            call=read.get("call", ""),
            state=read.get("state", ""),
            waits_for_me=bool(read.get("mine")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLineShown:
    """One line of the list: a notice, how many lines it has, and how many objections to it are open."""

    one: queries.Notice
    lines: int
    open: int


def _rows(actor: Actor, found: Sequence[queries.Notice]) -> tuple[NoticeLineShown, ...]:
    numbers = [one.pk for one in found]
    lines, open_now = queries.line_counts(numbers), queries.open_counts(actor, numbers)
    return tuple(
        NoticeLineShown(one=one, lines=lines.get(one.pk, 0), open=open_now.get(one.pk, 0)) for one in found
    )


def state_badge(one: queries.Notice, now: datetime) -> Badge:
    """How a notice stands at this moment."""
    return notice_badge(
        one.state,
        takes_until=one.takes_until if one.published_at else None,
        is_confirmed=one.confirmed_at is not None,
        now=now,
    )


def _left(row: NoticeLineShown) -> str:
    is_running = row.one.state == NoticeState.PUBLISHED
    return left_of(row.one.takes_until, clock.now()) if is_running else ""


NOTICES: Listing[NoticeLineShown] = enter_listing(
    Listing(
        name="notices",
        title=gettext_lazy("Public notices"),
        page="desk:notices",
        columns=(
            ListColumn(
                key="title", label=gettext_lazy("Public notice"), cell=lambda row: row.one.title, width=34
            ),
            ListColumn(
                key="state",
                label=gettext_lazy("State"),
                cell=lambda row: state_badge(row.one, clock.now()),
                kind="tight",
                width=18,
            ),
            ListColumn(key="call", label=gettext_lazy("Call"), cell=lambda row: row.one.call.title, width=30),
            ListColumn(
                key="lines",
                label=gettext_lazy("Lines"),
                cell=lambda row: row.lines,
                kind="number",
                width=8,
            ),
            ListColumn(
                key="open",
                label=gettext_lazy("Open objections"),
                cell=lambda row: row.open or "",
                kind="number",
                width=10,
            ),
            ListColumn(
                key="opens",
                label=gettext_lazy("First day"),
                cell=lambda row: row.one.opens_on,
                kind="number",
                width=14,
            ),
            ListColumn(
                key="closes",
                label=gettext_lazy("Last day"),
                cell=lambda row: row.one.closes_on,
                kind="number",
                width=14,
            ),
            ListColumn(key="left", label=gettext_lazy("Time left"), cell=_left, kind="tight"),
            ListColumn(
                key="union",
                label=gettext_lazy("Union"),
                cell=lambda row: row.one.union.name,
                usual=False,
                width=24,
            ),
            ListColumn(
                key="made_by",
                label=gettext_lazy("Drafted by"),
                cell=lambda row: row.one.made_by.name,
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
                key="code",
                label=pgettext_lazy("notice", "Code"),
                cell=lambda row: row.one.code,
                usual=False,
            ),
        ),
        numbers=lambda actor, query, limit: queries.notice_numbers(
            actor, NoticeFilterForm(query, actor=actor).wanted(), sort=query.get("sort", ""), limit=limit
        ),
        rows=lambda actor, numbers: _rows(actor, queries.notices_of_numbers(actor, numbers)),
        url=lambda row: reverse("desk:notice", args=[row.one.code]),
        number=lambda row: row.one.pk,
        sortable=tuple(queries.NOTICE_SORTS),
        default="-made",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeListPage:
    """The list."""

    form: NoticeFilterForm
    chips: tuple[Chip, ...]
    tabs: tuple[Place, ...]
    totals: tuple[Figure, ...]
    list: ShownList
    new_url: str


@require_GET
@reading
def notice_list(request: HttpRequest) -> HttpResponse:
    """Notices within the actor's reach, narrowed and ordered by the address."""
    actor = actor_of(request)
    form = NoticeFilterForm(request.GET, actor=actor)
    found = queries.notice_page(
        actor, form.wanted(), sort=request.GET.get("sort", ""), cursor=cursor_of(request.GET)
    )
    shown = KeysetPage(
        rows=_rows(actor, found.page.rows),  # type: ignore[type-var]  # rows with their counts
        next_cursor=found.page.next_cursor,
        previous_cursor=found.page.previous_cursor,
    )
    page = NoticeListPage(
        form=form,
        chips=chips(form, request.GET),
        tabs=_tabs(actor, request.GET, waiting=waiting_in(request)["notices"]),
        totals=(Figure(label=_("Public notices"), value=count_words(found.count)),),
        list=NOTICES.shown(request.GET, actor, shown, total=found.count),
        new_url=reverse("desk:notice-new") if actor.carries(Power.NOTICE_MAKE) else "",
    )
    return desk_page(request, "desk/notices.html", page)


def _tabs(actor: Actor, query: QueryDict, *, waiting: int) -> tuple[Place, ...]:
    """What waits for a second person's publication, and the states with how many stand in each. 1 query."""
    asked, mine = query.get("state", ""), bool(query.get("mine"))
    counts = queries.notice_state_counts(actor)
    every = Place(label=_("All"), url=changed(query, state=None, mine=None), here=not (asked or mine))
    waits = Place(
        label=_("To publish"),
        url=changed(query, state=None, mine="on"),
        here=mine,
        count=waiting,
    )
    states = (
        Place(
            label=word(NOTICE_STATE_LABELS, state),
            url=changed(query, state=state, mine=None),
            here=asked == state and not mine,
            count=counts[state],
        )
        for state in NoticeState
        if counts.get(state)
    )
    return (every, *((waits,) if actor.carries(Power.NOTICE_PUBLISH) else ()), *states)
