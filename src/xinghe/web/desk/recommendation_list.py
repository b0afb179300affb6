"""The list of recommendations as a desk narrows, orders, ticks and takes it away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from xinghe.access.actor import Actor
from xinghe.access.powers import Power
from xinghe.foundation.keyset import KeysetPage
from xinghe.recommendations import queries
from xinghe.recommendations.jobs.bulk import SUBJECT
from xinghe.recommendations.vocab import STATE_LABELS, State
from xinghe.results.vocab import CATEGORY_LABELS, FIELD_LABELS
from xinghe.unions.vocab import LINE_LABELS
from xinghe.web.desk.frame import desk_page
from xinghe.web.desk.waiting import waiting_in
from xinghe.web.kit.address import changed, chips, cursor_of
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
from xinghe.web.kit.parts import Badge, Chip, Figure, Place, Tone
from xinghe.web.kit.words import labelled, word

STATE_TONES: dict[State, Tone] = {
    State.UNDER_WAY: "wait",
    State.RETURNED: "bad",
    State.ARRIVED: "good",
    State.DECLINED: "bad",
    State.WITHDRAWN: "",
}


class RecommendationFilterForm(ListForm):
    """What stands in the address of the list."""

    q = search_box(gettext_lazy("Search"))
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False, choices=labelled(STATE_LABELS))
    desk = forms.TypedChoiceField(label=gettext_lazy("Lies at"), required=False, coerce=int, empty_value=None)
    line = forms.ChoiceField(
        label=gettext_lazy("Recommending line"), required=False, choices=labelled(LINE_LABELS)
    )
    field = forms.ChoiceField(label=gettext_lazy("Field"), required=False, choices=labelled(FIELD_LABELS))
    year = forms.IntegerField(label=gettext_lazy("Year"), required=False, min_value=1949, max_value=2100)
    mine = forms.BooleanField(label=gettext_lazy("Waits for me"), required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, actor: Actor) -> None:
        super().__init__(data)
        self.fields["desk"].choices = [("", _("All")), *queries.desk_choices(actor)]  # type: ignore[attr-defined]

    def wanted(self) -> queries.RecommendationFilter:
        """The narrowing; whatever cannot be read narrows nothing."""
        self.is_valid()
        read = self.cleaned_data
        return queries.RecommendationFilter(
            words=read.get("q", ""),
            state=read.get("state", ""),
            desk_id=read.get("desk"),
            line=read.get("line", ""),
            field=read.get("field", ""),
            year=read.get("year"),
            waits_for_me=bool(read.get("mine")),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationRow:
    """One line of the list: a recommendation, and the rank its reader may know."""

    one: queries.Recommendation
    rank: queries.Ranking | None


def _rows(actor: Actor, found: Sequence[queries.Recommendation]) -> tuple[RecommendationRow, ...]:
    return tuple(RecommendationRow(one=one, rank=queries.rank_of(one, actor.paths)) for one in found)


def _page_of(actor: Actor, page: KeysetPage[queries.Recommendation]) -> KeysetPage[Any]:
    """The same page, its rows with their ranks."""
    return KeysetPage(
        rows=_rows(actor, page.rows), next_cursor=page.next_cursor, previous_cursor=page.previous_cursor
    )


def state_badge(state: str) -> Badge:
    """A state as the lists show it."""
    return Badge(word=word(STATE_LABELS, state), tone=STATE_TONES[State(state)])


def rank_words(rank: queries.Ranking | None) -> str:
    """The place and who gave it."""
    return f"{rank.position} · {rank.desk.short_name or rank.desk.name}" if rank else ""


def _creators(row: RecommendationRow) -> str:
    return "、".join(creator.name for creator in row.one.result.creators.all())


RECOMMENDATIONS: Listing[RecommendationRow] = enter_listing(
    Listing(
        name="recommendations",
        title=gettext_lazy("Recommendations"),
        page="desk:recommendations",
        columns=(
            ListColumn(
                key="title", label=gettext_lazy("Result"), cell=lambda row: row.one.result.title, width=34
            ),
            ListColumn(
                key="state",
                label=gettext_lazy("State"),
                cell=lambda row: state_badge(row.one.state),
                kind="tight",
            ),
            ListColumn(
                key="desk", label=gettext_lazy("Lies at"), cell=lambda row: row.one.desk.name, width=24
            ),
            ListColumn(
                key="since",
                label=gettext_lazy("Since"),
                cell=lambda row: row.one.lies_since,
                kind="number",
                width=18,
            ),
            ListColumn(key="rank", label=gettext_lazy("Ranked"), cell=lambda row: rank_words(row.rank)),
            ListColumn(
                key="unit", label=gettext_lazy("Unit"), cell=lambda row: row.one.result.unit.name, width=26
            ),
            ListColumn(
                key="line",
                label=gettext_lazy("Recommending line"),
                cell=lambda row: word(LINE_LABELS, row.one.line),
                kind="tight",
            ),
            ListColumn(
                key="year", label=gettext_lazy("Year"), cell=lambda row: str(row.one.year), kind="tight"
            ),
            ListColumn(
                key="due",
                label=gettext_lazy("Correction due"),
                cell=lambda row: row.one.due_at,
                kind="number",
                usual=False,
                width=18,
            ),
            ListColumn(
                key="put_forward",
                label=gettext_lazy("Recommended"),
                cell=lambda row: row.one.put_forward_at,
                kind="number",
                usual=False,
                width=18,
            ),
            ListColumn(
                key="opinion",
                label=gettext_lazy("Opinion"),
                cell=lambda row: row.one.opinion,
                usual=False,
                width=40,
            ),
            ListColumn(key="creators", label=gettext_lazy("Creators"), cell=_creators, usual=False, width=30),
            ListColumn(
                key="category",
                label=gettext_lazy("Category"),
                cell=lambda row: word(CATEGORY_LABELS, row.one.result.category),
                usual=False,
            ),
            ListColumn(
                key="field",
                label=gettext_lazy("Field"),
                cell=lambda row: word(FIELD_LABELS, row.one.result.field),
                usual=False,
            ),
            ListColumn(
                key="code",
                label=pgettext_lazy("result", "Code"),
                cell=lambda row: row.one.result.code,
                usual=False,
            ),
        ),
        numbers=lambda actor, query, limit: queries.recommendation_numbers(
            actor,
            RecommendationFilterForm(query, actor=actor).wanted(),
            sort=query.get("sort", ""),
            limit=limit,
        ),
        rows=lambda actor, numbers: _rows(actor, queries.recommendations_of_numbers(actor, numbers)),
        url=lambda row: reverse("desk:recommendation", args=[row.one.pk]),
        number=lambda row: row.one.pk,
        sortable=tuple(queries.SORTS),
        default="-put_forward",
        subject=SUBJECT,
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecommendationListPage:
    """The list."""

    form: RecommendationFilterForm
    chips: tuple[Chip, ...]
    tabs: tuple[Place, ...]
    totals: tuple[Figure, ...]
    list: ShownList
    order_url: str
    may_recommend: bool


@require_GET
@reading
def recommendation_list(request: HttpRequest) -> HttpResponse:
    """Recommendations within the actor's reach, narrowed and ordered by the address."""
    actor = actor_of(request)
    form = RecommendationFilterForm(request.GET, actor=actor)
    sort = request.GET.get("sort", "")
    found = queries.recommendation_list(actor, form.wanted(), sort=sort, cursor=cursor_of(request.GET))
    page = RecommendationListPage(
        form=form,
        chips=chips(form, request.GET),
        tabs=_tabs(request),
        totals=(Figure(label=_("Recommendations"), value=count_words(found.count)),),
        list=RECOMMENDATIONS.shown(request.GET, actor, _page_of(actor, found.page), total=found.count),
        order_url=reverse("desk:recommendation-order") if actor.carries(Power.RECOMMENDATION_DECIDE) else "",
        may_recommend=actor.carries(Power.RESULT_RECOMMEND),
    )
    return desk_page(request, "desk/recommendations.html", page)


def _tabs(request: HttpRequest) -> tuple[Place, ...]:
    """What waits for this person, and the states with how many stand in each. At most 1 query."""
    actor, query = actor_of(request), request.GET
    asked, mine = query.get("state", ""), bool(query.get("mine"))
    counts = at_a_glance(request, "recommendations by state", lambda: queries.state_counts(actor))
    waits = Place(
        label=_("Waits for me"),
        url=changed(query, state=None, mine="on"),
        here=mine,
        count=waiting_in(request)["recommendations"],
    )
    every = Place(label=_("All"), url=changed(query, state=None, mine=None), here=not (asked or mine))
    states = (
        Place(
            label=word(STATE_LABELS, state),
            url=changed(query, state=state, mine=None),
            here=asked == state and not mine,
            count=counts[state],
        )
        for state in State
        if counts.get(state)
    )
    return (waits, every, *states)
