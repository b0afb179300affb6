"""The list of awards: what was named, by which decision, and whether it holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from xinghe.access.actor import Actor
from xinghe.decisions import queries
from xinghe.decisions.rules.wording import code_on_paper
from xinghe.foundation.errors import gettext_noop
from xinghe.web.desk.frame import desk_page
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
from xinghe.web.kit.parts import Badge, Chip, Figure, Place
from xinghe.web.kit.words import labelled, word

STANDING_LABELS = {queries.HOLDS: gettext_noop("holds"), queries.REVOKED: gettext_noop("revoked")}


class AwardFilterForm(ListForm):
    """What stands in the address of the list."""

    q = search_box(gettext_lazy("Search"))
    call = forms.ChoiceField(label=gettext_lazy("Call"), required=False)
    standing = forms.ChoiceField(
        label=gettext_lazy("State"), required=False, choices=labelled(STANDING_LABELS)
    )
    year = forms.IntegerField(label=gettext_lazy("Year"), required=False, min_value=1949, max_value=2100)
    # Set by the page of a decision; a new search keeps it.
    decision = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None, *, actor: Actor) -> None:
        super().__init__(data)
        calls = [("", _("All")), *queries.calls_of_awards(actor)]
        self.fields["call"].choices = calls  # type: ignore[attr-defined]  # a ChoiceField

    def wanted(self) -> queries.AwardFilter:
        """The narrowing; whatever cannot be read narrows nothing."""
        self.is_valid()
        read = self.cleaned_data
        return queries.AwardFilter(
            q=read.get("q", ""),
            decision=read.get("decision", ""),
            call=read.get("call", ""),
            year=read.get("year"),
            standing=read.get("standing", ""),
        )


def award_badge(award: queries.Award) -> Badge:
    """Whether it holds."""
    if award.revoked_on is not None:
        return Badge(word=word(STANDING_LABELS, queries.REVOKED), tone="bad")
    return Badge(word=word(STANDING_LABELS, queries.HOLDS), tone="good")


AWARDS: Listing[queries.Award] = enter_listing(
    Listing(
        name="awards",
        title=gettext_lazy("Awards"),
        page="desk:awards",
        columns=(
            ListColumn(key="title", label=gettext_lazy("Title"), cell=lambda one: one.title, width=40),
            ListColumn(
                key="place",
                label=gettext_lazy("Place in the list"),
                cell=lambda one: one.position,
                kind="number",
            ),
            ListColumn(key="grade", label=gettext_lazy("Grade"), cell=lambda one: one.grade_said),
            ListColumn(key="unit", label=gettext_lazy("Unit"), cell=lambda one: one.unit_name, width=28),
            ListColumn(
                key="document", label=gettext_lazy("Document"), cell=lambda one: one.document, width=24
            ),
            ListColumn(key="day", label=gettext_lazy("Named on"), cell=lambda one: one.named_on, width=14),
            ListColumn(key="standing", label=gettext_lazy("State"), cell=award_badge, kind="tight"),
            ListColumn(
                key="recipient",
                label=gettext_lazy("Made out to"),
                cell=lambda one: one.recipient,
                usual=False,
                width=40,
            ),
            ListColumn(
                key="call", label=gettext_lazy("Call"), cell=lambda one: one.call.title, usual=False, width=36
            ),
            ListColumn(
                key="code",
                label=gettext_lazy("Code of the certificate"),
                cell=lambda one: code_on_paper(one.code),
                usual=False,
            ),
            ListColumn(
                key="revoked",
                label=gettext_lazy("Revoked by"),
                cell=lambda one: one.revoked_document,
                usual=False,
                width=24,
            ),
        ),
        numbers=lambda actor, query, limit: queries.award_numbers(
            actor, AwardFilterForm(query, actor=actor).wanted(), sort=query.get("sort", ""), limit=limit
        ),
        rows=queries.awards_of_numbers,
        url=lambda one: reverse("desk:award", args=[one.code]),
        sortable=tuple(queries.AWARD_SORTS),
        default="-named",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardListPage:
    """The list."""

    form: AwardFilterForm
    chips: tuple[Chip, ...]
    tabs: tuple[Place, ...]
    totals: tuple[Figure, ...]
    list: ShownList
    decision_url: str


@require_GET
@reading
def award_list(request: HttpRequest) -> HttpResponse:
    """Awards within the actor's reach, narrowed and ordered by the address."""
    actor = actor_of(request)
    form = AwardFilterForm(request.GET, actor=actor)
    wanted = form.wanted()
    found = queries.award_list(actor, wanted, sort=request.GET.get("sort", ""), cursor=cursor_of(request.GET))
    page = AwardListPage(
        form=form,
        chips=chips(form, request.GET),
        tabs=_tabs(request.GET),
        totals=(Figure(label=_("Awards"), value=count_words(found.count)),),
        list=AWARDS.shown(request.GET, actor, found.page, total=found.count),
        decision_url=reverse("desk:decision", args=[wanted.decision]) if wanted.decision.isalnum() else "",
    )
    return desk_page(request, "desk/awards.html", page)


def _tabs(query: QueryDict) -> tuple[Place, ...]:
    asked = query.get("standing", "")
    every = Place(label=_("All"), url=changed(query, standing=None), here=not asked)
    return (
        every,
        *(
            Place(label=_(label), url=changed(query, standing=standing), here=asked == standing)
            for standing, label in STANDING_LABELS.items()
        ),
    )
