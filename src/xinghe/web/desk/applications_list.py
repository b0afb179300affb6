"""The list of applications as a desk narrows, orders, ticks and takes it away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from xinghe.access.actor import Actor
from xinghe.access.powers import Power
from xinghe.foundation import clock
from xinghe.foundation.keyset import KeysetPage
from xinghe.programmes import queries
from xinghe.programmes.jobs.bulk import SUBJECT
from xinghe.programmes.registry import every_kind
from xinghe.programmes.vocab import JUDGED, PHASE_LABELS, Phase
from xinghe.unions.vocab import LINE_LABELS
from xinghe.web.desk.frame import desk_page
from xinghe.web.desk.waiting import waiting_in
from xinghe.web.kit.address import changed, chips, cursor_of
from xinghe.web.kit.answers import own_words
from xinghe.web.kit.applications import phase_badge
from xinghe.web.kit.doors import actor_of, reading
from xinghe.web.kit.glance import at_a_glance
from xinghe.web.kit.lists import (
    ListColumn,
    ListForm,
    Listing,
    ShownList,
    count_words,
    enter_listing,
    search_box,
)
from xinghe.web.kit.parts import Badge, Chip, Figure, Place
from xinghe.web.kit.words import labelled, word

_LISTED = {phase: label for phase, label in PHASE_LABELS.items() if phase is not Phase.DRAFT}


def kind_title(code: str) -> str:
    """What a kind is called; the code of one that is not installed any more."""
    return next((own_words(kind.title) for kind in every_kind() if kind.code == code), code)


def kind_choices() -> list[tuple[str, str]]:
    """Every installed kind, the empty choice first."""
    return [("", _("All")), *((kind.code, own_words(kind.title)) for kind in every_kind())]


class ApplicationFilterForm(ListForm):
    """What stands in the address of the list."""

    q = search_box(gettext_lazy("Search"))
    call = forms.ChoiceField(label=gettext_lazy("Call"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind of programme"), required=False)
    phase = forms.ChoiceField(label=gettext_lazy("Phase"), required=False, choices=labelled(_LISTED))
    category = forms.ChoiceField(label=gettext_lazy("Category"), required=False)
    unit = forms.CharField(label=gettext_lazy("Applying unit"), required=False, max_length=60)
    # Set by the tab “at my desk”; a new search keeps it.
    mine = forms.BooleanField(required=False, widget=forms.HiddenInput)
    late = forms.BooleanField(label=gettext_lazy("Late"), required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, actor: Actor) -> None:
        super().__init__(data)
        categories = {code: label for kind in every_kind() for code, label in kind.categories}
        choices = {
            "call": [("", _("All")), *queries.call_choices(actor)],
            "kind": kind_choices(),
            "category": [
                ("", _("All")),
                *((code, own_words(label)) for code, label in categories.items()),
            ],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]  # a ChoiceField

    def wanted(self) -> queries.ApplicationFilter:
        """The narrowing; whatever cannot be read narrows nothing."""
        self.is_valid()
        read = self.cleaned_data
        return queries.ApplicationFilter(
            q=read.get("q", ""),
            call=read.get("call", ""),
            kind=read.get("kind", ""),
            phase=read.get("phase", ""),
            category=read.get("category", ""),
            unit=read.get("unit", ""),
            waits_for_me=bool(read.get("mine")),
            late_at=clock.now() if read.get("late") else None,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationRow:
    """One line: an application, its category in words, and the place its reader may know."""

    one: queries.Application
    category: str
    place: str
    is_late: bool


def _rows(actor: Actor, found: Sequence[queries.Application]) -> tuple[ApplicationRow, ...]:
    words, now = queries.category_words([one.call_id for one in found]), clock.now()
    return tuple(
        ApplicationRow(
            one=one,
            category=own_words(words.get(one.call_id, {}).get(one.category, one.category)),
            place=_place(actor, one),
            is_late=one.due_at is not None and one.due_at <= now,
        )
        for one in found
    )


def _place(actor: Actor, one: queries.Application) -> str:
    found = queries.place_of(one, actor.paths)
    return f"{found.position} · {found.desk.short_name or found.desk.name}" if found else ""


def _page_of(actor: Actor, page: KeysetPage[queries.Application]) -> KeysetPage[Any]:
    """The same page, its rows with their words."""
    return KeysetPage(
        rows=_rows(actor, page.rows),
        next_cursor=page.next_cursor,
        previous_cursor=page.previous_cursor,
    )


def _lies_at(row: ApplicationRow) -> str:
    return row.one.desk.name if row.one.desk else _("the applicant")


def _since(row: ApplicationRow) -> datetime | None:
    """Since when it lies there; while it is judged only who decides knows."""
    is_judged = row.one.told_phase in JUDGED
    return None if is_judged and not row.one.is_known else row.one.lies_since


def _due(row: ApplicationRow) -> Any:
    if row.is_late and row.one.due_at is not None:
        return Badge(word=f"{_('late')} {row.one.due_at.astimezone(clock.CHINA):%Y-%m-%d}", tone="bad")
    return row.one.due_at


APPLICATIONS: Listing[ApplicationRow] = enter_listing(
    Listing(
        name="applications",
        title=gettext_lazy("Applications"),
        page="desk:applications",
        columns=(
            ListColumn(
                key="title", label=gettext_lazy("Application"), cell=lambda row: row.one.title, width=34
            ),
            ListColumn(
                key="phase",
                label=gettext_lazy("Phase"),
                cell=lambda row: phase_badge(row.one.seen_phase, veiled=not row.one.is_known),
                kind="tight",
            ),
            ListColumn(key="desk", label=gettext_lazy("Lies at"), cell=_lies_at, width=24),
            ListColumn(
                key="since",
                label=gettext_lazy("Since"),
                cell=_since,
                kind="number",
                width=18,
            ),
            ListColumn(key="place", label=gettext_lazy("Ranked"), cell=lambda row: row.place),
            ListColumn(
                key="unit", label=gettext_lazy("Applying unit"), cell=lambda row: row.one.unit.name, width=26
            ),
            ListColumn(
                key="category",
                label=gettext_lazy("Category"),
                cell=lambda row: row.category,
                kind="tight",
            ),
            ListColumn(key="call", label=gettext_lazy("Call"), cell=lambda row: row.one.call.title, width=30),
            ListColumn(
                key="kind",
                label=gettext_lazy("Kind of programme"),
                cell=lambda row: kind_title(row.one.kind_code),
                usual=False,
                width=24,
            ),
            ListColumn(
                key="applicant",
                label=gettext_lazy("Applicant"),
                cell=lambda row: row.one.applicant.name,
                usual=False,
            ),
            ListColumn(
                key="recommended_by",
                label=gettext_lazy("Recommending unit"),
                cell=lambda row: row.one.recommended_by.name if row.one.recommended_by else "",
                usual=False,
                width=24,
            ),
            ListColumn(
                key="reserve",
                label=gettext_lazy("Stand-in"),
                cell=lambda row: _("yes") if row.one.is_reserve else "",
                usual=False,
                kind="tight",
            ),
            ListColumn(
                key="line",
                label=gettext_lazy("Recommending line"),
                cell=lambda row: word(LINE_LABELS, row.one.line),
                usual=False,
                kind="tight",
            ),
            ListColumn(
                key="due",
                label=gettext_lazy("Correction due"),
                cell=_due,
                kind="number",
                usual=False,
                width=18,
            ),
            ListColumn(
                key="handed_in",
                label=gettext_lazy("Handed in"),
                cell=lambda row: row.one.handed_in_at,
                kind="number",
                usual=False,
                width=18,
            ),
            ListColumn(
                key="code",
                label=pgettext_lazy("application", "Code"),
                cell=lambda row: row.one.code,
                usual=False,
            ),
        ),
        numbers=lambda actor, query, limit: queries.application_numbers(
            actor,
            ApplicationFilterForm(query, actor=actor).wanted(),
            sort=query.get("sort", ""),
            limit=limit,
        ),
        rows=lambda actor, numbers: _rows(actor, queries.applications_of_numbers(actor, numbers)),
        url=lambda row: reverse("desk:application", args=[row.one.code]),
        number=lambda row: row.one.pk,
        sortable=tuple(queries.SORTS),
        default="-handed_in",
        subject=SUBJECT,
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationListPage:
    """The list."""

    form: ApplicationFilterForm
    chips: tuple[Chip, ...]
    tabs: tuple[Place, ...]
    totals: tuple[Figure, ...]
    list: ShownList
    order_url: str


@require_GET
@reading
def application_list(request: HttpRequest) -> HttpResponse:
    """Applications within the actor's reach, narrowed and ordered by the address."""
    actor = actor_of(request)
    form = ApplicationFilterForm(request.GET, actor=actor)
    found = queries.application_list(
        actor, form.wanted(), sort=request.GET.get("sort", ""), cursor=cursor_of(request.GET)
    )
    page = ApplicationListPage(
        form=form,
        chips=chips(form, request.GET),
        tabs=_tabs(request),
        totals=(Figure(label=_("Applications"), value=count_words(found.count)),),
        list=APPLICATIONS.shown(request.GET, actor, _page_of(actor, found.page), total=found.count),
        order_url=reverse("desk:application-order") if actor.carries(Power.APPLICATION_FORWARD) else "",
    )
    return desk_page(request, "desk/applications.html", page)


def _tabs(request: HttpRequest) -> tuple[Place, ...]:
    """What lies at a desk of this person, and the phases with how many stand in each. At most 1 query."""
    actor, query = actor_of(request), request.GET
    asked, mine = query.get("phase", ""), bool(query.get("mine"))
    counts = at_a_glance(request, "applications by phase", lambda: queries.phase_counts(actor))
    waits = Place(
        label=_("At my desk"),
        url=changed(query, phase=None, mine="on"),
        here=mine,
        count=waiting_in(request)["applications"],
    )
    every = Place(label=_("All"), url=changed(query, phase=None, mine=None), here=not (asked or mine))
    phases = (
        Place(
            label=word(PHASE_LABELS, phase),
            url=changed(query, phase=phase, mine=None),
            here=asked == phase and not mine,
            count=counts[phase],
        )
        for phase in Phase
        if counts.get(phase)
    )
    return (waits, every, *phases)
