"""The list of results as an officer narrows, orders, ticks and takes it away."""

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
from xinghe.foundation.sheets import OutKind
from xinghe.results import queries
from xinghe.results.vocab import BASIS_LABELS, CATEGORY_LABELS, FIELD_LABELS, STAGE_LABELS, Stage
from xinghe.unions.queries import place_choices
from xinghe.web.desk.frame import desk_page
from xinghe.web.kit.address import chips, cursor_of
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
from xinghe.web.kit.parts import Badge, Chip, Figure, Tone
from xinghe.web.kit.words import labelled, word

STAGE_TONES: dict[Stage, Tone] = {
    Stage.RECORDED: "wait",
    Stage.CLEARED: "good",
    Stage.PUBLISHED: "good",
    Stage.WITHDRAWN: "bad",
}


class ResultFilterForm(ListForm):
    """What stands in the address of the list."""

    q = search_box(gettext_lazy("Search"))
    place = forms.ChoiceField(label=gettext_lazy("Place"), required=False)
    category = forms.ChoiceField(
        label=gettext_lazy("Category"), required=False, choices=labelled(CATEGORY_LABELS)
    )
    field = forms.ChoiceField(label=gettext_lazy("Field"), required=False, choices=labelled(FIELD_LABELS))
    year = forms.IntegerField(label=gettext_lazy("Year"), required=False, min_value=1949, max_value=2100)
    stage = forms.ChoiceField(label=gettext_lazy("Stage"), required=False, choices=labelled(STAGE_LABELS))
    similar = forms.BooleanField(label=gettext_lazy("With similarities"), required=False)
    workbook = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None, *, actor: Actor) -> None:
        super().__init__(data)
        self.fields["place"].choices = [("", _("All")), *place_choices(actor)]  # type: ignore[attr-defined]

    def wanted(self) -> queries.ResultFilter:
        """The narrowing; whatever cannot be read narrows nothing."""
        self.is_valid()
        read = self.cleaned_data
        return queries.ResultFilter(
            words=read.get("q", ""),
            place_path=read.get("place", ""),
            category=read.get("category", ""),
            field=read.get("field", ""),
            year=read.get("year"),
            stage=read.get("stage", ""),
            similar=bool(read.get("similar")),
            workbook_id=read.get("workbook"),
        )


def _wanted(actor: Actor, query: QueryDict) -> queries.ResultFilter:
    return ResultFilterForm(query, actor=actor).wanted()


def _people(result: queries.Result) -> str:
    return "、".join(creator.name for creator in result.creators.all())


def _people_with_shares(result: queries.Result) -> str:
    return "、".join(f"{creator.name}({creator.share.normalize():f}%)" for creator in result.creators.all())


RESULTS: Listing[queries.Result] = enter_listing(
    Listing(
        name="results",
        title=gettext_lazy("Five-small results"),
        page="desk:results",
        columns=(
            ListColumn(key="title", label=gettext_lazy("Result"), cell=lambda one: one.title, width=34),
            ListColumn(
                key="stage",
                label=gettext_lazy("Stage"),
                cell=lambda one: stage_badge(one.stage),
                kind="tight",
            ),
            ListColumn(
                key="category",
                label=gettext_lazy("Category"),
                cell=lambda one: word(CATEGORY_LABELS, one.category),
                kind="tight",
            ),
            ListColumn(
                key="field", label=gettext_lazy("Field"), cell=lambda one: word(FIELD_LABELS, one.field)
            ),
            ListColumn(key="unit", label=gettext_lazy("Unit"), cell=lambda one: one.unit.name, width=26),
            ListColumn(key="creators", label=gettext_lazy("Creators"), cell=_people, width=30),
            ListColumn(
                key="finished", label=gettext_lazy("Finished"), cell=lambda one: one.finished, kind="number"
            ),
            ListColumn(
                key="similar",
                label=gettext_lazy("Similar"),
                cell=lambda one: f"{one.similar_coverage:.0%}" if one.similar_coverage else "",
                kind="number",
            ),
            ListColumn(
                key="code", label=pgettext_lazy("result", "Code"), cell=lambda one: one.code, usual=False
            ),
            ListColumn(
                key="uscc",
                label=gettext_lazy("Credit code"),
                cell=lambda one: one.unit.uscc,
                usual=False,
                width=21,
            ),
            ListColumn(
                key="shares", label=gettext_lazy("Shares"), cell=_people_with_shares, usual=False, width=30
            ),
            ListColumn(
                key="applied",
                label=gettext_lazy("In use since"),
                cell=lambda one: one.applied,
                kind="number",
                usual=False,
            ),
            ListColumn(
                key="benefit",
                label=gettext_lazy("Yearly benefit (yuan)"),
                cell=lambda one: one.benefit,
                kind="number",
                usual=False,
                width=16,
                out=OutKind.MONEY,
            ),
            ListColumn(
                key="basis",
                label=gettext_lazy("Basis"),
                cell=lambda one: word(BASIS_LABELS, one.benefit_basis),
                usual=False,
            ),
            ListColumn(
                key="problem",
                label=gettext_lazy("Problem"),
                cell=lambda one: one.problem,
                usual=False,
                width=40,
            ),
            ListColumn(
                key="solution",
                label=gettext_lazy("Solution"),
                cell=lambda one: one.solution,
                usual=False,
                width=40,
            ),
            ListColumn(
                key="innovation",
                label=gettext_lazy("Innovation"),
                cell=lambda one: one.innovation,
                usual=False,
                width=40,
            ),
            ListColumn(
                key="effect", label=gettext_lazy("Effect"), cell=lambda one: one.effect, usual=False, width=40
            ),
            ListColumn(
                key="rights",
                label=gettext_lazy("Intellectual property"),
                cell=lambda one: one.property_rights,
                usual=False,
                width=24,
            ),
        ),
        numbers=lambda actor, query, limit: queries.result_numbers(
            actor, _wanted(actor, query), sort=query.get("sort", ""), limit=limit
        ),
        rows=queries.results_of_numbers,
        url=lambda one: reverse("desk:result", args=[one.code]),
        sortable=tuple(queries.SORTS),
        default="-recorded",
        subject="results.result",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultListPage:
    """The list."""

    form: ResultFilterForm
    chips: tuple[Chip, ...]
    totals: tuple[Figure, ...]
    list: ShownList
    import_url: str


@require_GET
@reading
def result_list(request: HttpRequest) -> HttpResponse:
    """Results of the actor's unions, narrowed and ordered by the address."""
    actor = actor_of(request)
    form = ResultFilterForm(request.GET, actor=actor)
    sort = request.GET.get("sort", "")
    found = queries.result_list(actor, form.wanted(), sort=sort, cursor=cursor_of(request.GET))
    page = ResultListPage(
        form=form,
        chips=chips(form, request.GET),
        totals=(Figure(label=_("Results"), value=count_words(found.count)),),
        list=RESULTS.shown(request.GET, actor, found.page, total=found.count),
        import_url=reverse("desk:workbook-new") if actor.carries(Power.RESULT_RECORD) else "",
    )
    return desk_page(request, "desk/results.html", page)


def stage_badge(stage: str) -> Badge:
    """A stage as the lists show it."""
    return Badge(word=word(STAGE_LABELS, stage), tone=STAGE_TONES[Stage(stage)])
