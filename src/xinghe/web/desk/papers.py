"""Numbered papers: the rows of numbers of one's unions with what each gives next, and the register of what was issued."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import Power
from xinghe.foundation import clock
from xinghe.foundation.errors import Missing, Refusal
from xinghe.papers import actions, queries
from xinghe.papers.queries import Paper
from xinghe.papers.rules.numbers import LONGEST_CODE, LONGEST_PATTERN, PATTERN
from xinghe.papers.vocab import PAPER_KIND_LABELS, PAPER_STATE_LABELS, PaperState
from xinghe.unions.queries import places_for
from xinghe.web.desk.frame import desk_page
from xinghe.web.kit.address import chips, cursor_of
from xinghe.web.kit.doors import actor_of, changing, reading, sentence
from xinghe.web.kit.lists import (
    ListColumn,
    ListForm,
    Listing,
    ShownList,
    count_words,
    enter_listing,
    search_box,
)
from xinghe.web.kit.parts import Act, Badge, Chip, Figure
from xinghe.web.kit.words import labelled, word


class SeriesForm(forms.Form):
    """A row of numbers: whose, under which code, and how a number is written."""

    union = forms.TypedChoiceField(label=gettext_lazy("In the name of"), coerce=int)
    code = forms.CharField(
        label=gettext_lazy("Code of the issuer"),
        max_length=LONGEST_CODE,
        help_text=gettext_lazy("机关代字, such as 鄂工发."),
    )
    pattern = forms.CharField(
        label=gettext_lazy("How a number is written"),
        max_length=LONGEST_PATTERN,
        initial=PATTERN,
        help_text=gettext_lazy("Counted from 1 anew each year. Code and pattern are chosen for good."),
    )


class PaperFilterForm(ListForm):
    """What stands in the address of the register."""

    q = search_box(gettext_lazy("Search"))
    series = forms.TypedChoiceField(
        label=gettext_lazy("Row of numbers"), required=False, coerce=int, empty_value=None
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False, choices=labelled(PAPER_KIND_LABELS))
    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False, choices=labelled(PAPER_STATE_LABELS)
    )
    year = forms.IntegerField(label=gettext_lazy("Year"), required=False, min_value=1949, max_value=2100)

    def __init__(self, data: Mapping[str, Any] | None, *, actor: Actor) -> None:
        super().__init__(data)
        series = [(str(one.pk), one.code) for one in queries.series_for(actor)]
        self.fields["series"].choices = [("", _("All")), *series]  # type: ignore[attr-defined]  # a ChoiceField

    def wanted(self) -> queries.PaperFilter:
        """The narrowing; whatever cannot be read narrows nothing."""
        self.is_valid()
        read = self.cleaned_data
        return queries.PaperFilter(
            q=read.get("q", ""),
            series_id=read.get("series"),
            kind=read.get("kind", ""),
            state=read.get("state", ""),
            year=read.get("year"),
        )


def paper_badge(paper: Paper) -> Badge:
    """Whether it counts."""
    tone = "good" if paper.state == PaperState.ISSUED else "bad"
    return Badge(word=word(PAPER_STATE_LABELS, paper.state), tone=tone)  # type: ignore[arg-type]  # two tones


PAPERS: Listing[Paper] = enter_listing(
    Listing(
        name="papers",
        title=gettext_lazy("Numbered papers"),
        page="desk:papers",
        columns=(
            ListColumn(
                key="number", label=gettext_lazy("Number"), cell=lambda one: one.printed_number, width=24
            ),
            ListColumn(key="title", label=gettext_lazy("Title"), cell=lambda one: one.title, width=44),
            ListColumn(
                key="kind", label=gettext_lazy("Kind"), cell=lambda one: word(PAPER_KIND_LABELS, one.kind)
            ),
            ListColumn(
                key="day",
                label=gettext_lazy("Date of the document"),
                cell=lambda one: one.issued_on,
                width=14,
            ),
            ListColumn(key="state", label=gettext_lazy("State"), cell=paper_badge, kind="tight"),
            ListColumn(
                key="union",
                label=gettext_lazy("Union"),
                cell=lambda one: one.union.name,
                usual=False,
                width=24,
            ),
            ListColumn(
                key="issuer",
                label=gettext_lazy("Issued by"),
                cell=lambda one: one.issued_by.name,
                usual=False,
            ),
            ListColumn(
                key="reason",
                label=gettext_lazy("Why it is void"),
                cell=lambda one: one.void_reason,
                usual=False,
            ),
        ),
        numbers=lambda actor, query, limit: queries.paper_numbers(
            actor, PaperFilterForm(query, actor=actor).wanted(), sort=query.get("sort", ""), limit=limit
        ),
        rows=queries.papers_of_numbers,
        url=lambda one: reverse("desk:paper", args=[one.pk]),
        sortable=("title", "day", "kind"),
        default="-issued",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesShown:
    """One row of numbers."""

    code: str
    pattern: str
    union: str
    next_number: str
    in_year: str
    in_all: str
    url: str
    state: Badge
    act: Act | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PapersPage:
    """Rows of numbers, and the register."""

    year: int
    series: tuple[SeriesShown, ...]
    open_form: SeriesForm | None
    is_open_asked: bool
    form: PaperFilterForm
    chips: tuple[Chip, ...]
    totals: tuple[Figure, ...]
    list: ShownList


@require_GET
@reading
def papers(request: HttpRequest) -> HttpResponse:
    """What was issued under numbers within the actor's reach, and the rows that the numbers come from."""
    return _page(request)


def _page(request: HttpRequest, *, typed: SeriesForm | None = None, status: int = 200) -> HttpResponse:
    actor, year = actor_of(request), clock.today().year
    form = PaperFilterForm(request.GET, actor=actor)
    found = queries.paper_list(
        actor, form.wanted(), sort=request.GET.get("sort", ""), cursor=cursor_of(request.GET)
    )
    page = PapersPage(
        year=year,
        series=tuple(_series(actor, row) for row in queries.series_rows(actor, year=year)),
        open_form=typed or _series_form(actor),
        is_open_asked=typed is not None,
        form=form,
        chips=chips(form, request.GET),
        totals=(Figure(label=_("Papers"), value=count_words(found.count)),),
        list=PAPERS.shown(request.GET, actor, found.page, total=found.count),
    )
    return desk_page(request, "desk/papers.html", page, status=status)


def _series_form(actor: Actor, data: Mapping[str, Any] | None = None) -> SeriesForm | None:
    """The form of a new row, for who may open one somewhere. 1 query."""
    unions = places_for(actor, Power.PAPER_ISSUE)
    if not unions:
        return None
    form = SeriesForm(data, auto_id="series-%s")
    form.fields["union"].choices = unions  # type: ignore[attr-defined]  # a ChoiceField
    return form


def _series(actor: Actor, row: queries.SeriesRow) -> SeriesShown:
    one = row.series
    may_close = one.is_open and one.union_id in actor.desks_for(Power.PAPER_ISSUE)
    close = Act(
        label=_("Close this row"),
        url=reverse("desk:series-close", args=[one.pk]),
        method="post",
        grave=True,
        question=_("No more numbers come from it. What it gave out stays. It is not opened again."),
    )
    return SeriesShown(
        code=one.code,
        pattern=one.pattern,
        union=one.union.name,
        next_number=row.next_number if one.is_open else "",
        in_year=f"{row.in_year:,}",
        in_all=f"{row.in_all:,}",
        url=f"{reverse('desk:papers')}?series={one.pk}",
        state=Badge(word=_("open"), tone="good") if one.is_open else Badge(word=_("closed")),
        act=close if may_close else None,
    )


@require_POST
@changing
def series_open(request: HttpRequest) -> HttpResponse:
    """Open a row of numbers; what is refused is said at the form."""
    actor = actor_of(request)
    form = _series_form(actor, request.POST)
    if form is None:
        raise Missing
    if form.is_valid():
        read = form.cleaned_data
        try:
            made = actions.open_series(
                actor, union_id=read["union"], code=read["code"], pattern=read["pattern"]
            )
        except Refusal as refusal:
            if refusal.status in (403, 404):
                raise
            form.add_error("pattern" if "pattern" in refusal.code else "code", sentence(refusal))
        else:
            messages.success(request, _("%(code)s is open.") % {"code": made.code})
            return redirect("desk:papers")
    with fenced(actor):
        return _page(request, typed=form, status=422)


@require_POST
@changing
def series_close(request: HttpRequest, series_id: int) -> HttpResponse:
    """Let no more numbers come from a row."""
    closed = actions.close_series(actor_of(request), series_id=series_id)
    messages.success(request, _("%(code)s is closed.") % {"code": closed.code})
    return redirect("desk:papers")
