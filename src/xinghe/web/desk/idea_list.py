"""The list of ideas as an officer narrows, orders, ticks and takes it away."""

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
from xinghe.foundation import clock
from xinghe.foundation.sheets import OutKind
from xinghe.ideas import queries
from xinghe.ideas.rules.clocks import due_date
from xinghe.ideas.vocab import IDEA_STAGE_LABELS, IdeaStage
from xinghe.results.vocab import CATEGORY_LABELS, FIELD_LABELS
from xinghe.unions.queries import place_choices
from xinghe.web.desk.frame import desk_page
from xinghe.web.kit.address import chips, cursor_of
from xinghe.web.kit.doors import actor_of, reading
from xinghe.web.kit.ideas import stage_badge
from xinghe.web.kit.lists import (
    Cell,
    ListColumn,
    ListForm,
    Listing,
    ShownList,
    count_words,
    enter_listing,
    search_box,
)
from xinghe.web.kit.parts import Badge, Chip, Figure
from xinghe.web.kit.words import day_word, labelled, word


class IdeaFilterForm(ListForm):
    """What stands in the address of the list."""

    q = search_box(gettext_lazy("Search"))
    place = forms.ChoiceField(label=gettext_lazy("Place"), required=False)
    stage = forms.ChoiceField(label=gettext_lazy("Stage"), required=False)
    category = forms.ChoiceField(
        label=gettext_lazy("Category"), required=False, choices=labelled(CATEGORY_LABELS)
    )
    field = forms.ChoiceField(label=gettext_lazy("Field"), required=False, choices=labelled(FIELD_LABELS))
    desk = forms.BooleanField(label=gettext_lazy("My turn"), required=False)
    late = forms.BooleanField(label=gettext_lazy("Late"), required=False)
    similar = forms.BooleanField(label=gettext_lazy("With similarities"), required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, actor: Actor) -> None:
        super().__init__(data)
        self.fields["place"].choices = [("", _("All")), *place_choices(actor)]  # type: ignore[attr-defined]
        stages = [one for one in labelled(IDEA_STAGE_LABELS) if one[0] != IdeaStage.DRAFT]
        self.fields["stage"].choices = stages  # type: ignore[attr-defined]

    def wanted(self) -> queries.IdeaFilter:
        """The narrowing; whatever cannot be read narrows nothing."""
        self.is_valid()
        read = self.cleaned_data
        return queries.IdeaFilter(
            words=read.get("q", ""),
            place_path=read.get("place", ""),
            stage=read.get("stage", ""),
            category=read.get("category", ""),
            field=read.get("field", ""),
            late=bool(read.get("late")),
            similar=bool(read.get("similar")),
            my_desk=bool(read.get("desk")),
        )


def _numbers(actor: Actor, query: QueryDict, limit: int) -> list[int]:
    wanted = IdeaFilterForm(query, actor=actor).wanted()
    return queries.idea_numbers(actor, wanted, now=clock.now(), sort=query.get("sort", ""), limit=limit)


def _people(idea: queries.Idea) -> str:
    return "、".join(creator.name for creator in idea.creators.all())


def _due(idea: queries.Idea) -> Cell:
    if idea.stage != IdeaStage.HANDED_IN or idea.due_at is None:
        return ""
    last = due_date(idea.due_at)
    if clock.now() >= idea.due_at:
        return Badge(word=_("late since %(day)s") % {"day": day_word(last)}, tone="bad")
    return last


IDEAS: Listing[queries.Idea] = enter_listing(
    Listing(
        name="ideas",
        title=gettext_lazy("Ideas"),
        page="desk:ideas",
        columns=(
            ListColumn(key="title", label=gettext_lazy("Idea"), cell=lambda one: one.title, width=34),
            ListColumn(
                key="stage",
                label=gettext_lazy("Stage"),
                cell=lambda one: stage_badge(one.stage),
                kind="tight",
            ),
            ListColumn(key="due", label=gettext_lazy("Answer by"), cell=_due, kind="number"),
            ListColumn(
                key="category",
                label=gettext_lazy("Category"),
                cell=lambda one: word(CATEGORY_LABELS, one.category),
                kind="tight",
            ),
            ListColumn(
                key="field",
                label=gettext_lazy("Field"),
                cell=lambda one: word(FIELD_LABELS, one.field),
                usual=False,
            ),
            ListColumn(key="unit", label=gettext_lazy("Unit"), cell=lambda one: one.unit.name, width=26),
            ListColumn(key="creators", label=gettext_lazy("Creators"), cell=_people, width=24),
            ListColumn(
                key="handed_in",
                label=pgettext_lazy("day", "Handed in"),
                cell=lambda one: one.handed_in_at,
                kind="number",
                width=17,
            ),
            ListColumn(
                key="similar",
                label=gettext_lazy("Similar"),
                cell=lambda one: f"{one.similar_coverage:.0%}" if one.similar_coverage else "",
                kind="number",
            ),
            ListColumn(
                key="code", label=pgettext_lazy("idea", "Code"), cell=lambda one: one.code, usual=False
            ),
            ListColumn(
                key="answered",
                label=gettext_lazy("Answered"),
                cell=lambda one: one.answered_at,
                kind="number",
                usual=False,
                width=17,
            ),
            ListColumn(
                key="answer",
                label=gettext_lazy("Answer"),
                cell=lambda one: one.answer_words,
                usual=False,
                width=40,
            ),
            ListColumn(
                key="reward",
                label=gettext_lazy("Reward (yuan)"),
                cell=lambda one: one.reward_yuan,
                kind="number",
                usual=False,
                out=OutKind.MONEY,
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
        ),
        numbers=_numbers,
        rows=queries.ideas_of_numbers,
        url=lambda one: reverse("desk:idea", args=[one.code]),
        sortable=tuple(queries.SORTS),
        default="-recorded",
        subject="ideas.idea",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaListPage:
    """The list."""

    form: IdeaFilterForm
    chips: tuple[Chip, ...]
    totals: tuple[Figure, ...]
    list: ShownList
    is_narrowed: bool


@require_GET
@reading
def idea_list(request: HttpRequest) -> HttpResponse:
    """Ideas handed in at the actor's unions, narrowed and ordered by the address."""
    actor = actor_of(request)
    form = IdeaFilterForm(request.GET, actor=actor)
    found = queries.idea_list(
        actor,
        form.wanted(),
        now=clock.now(),
        sort=request.GET.get("sort", ""),
        cursor=cursor_of(request.GET),
    )
    shown = chips(form, request.GET)
    page = IdeaListPage(
        form=form,
        chips=shown,
        totals=(Figure(label=_("Ideas"), value=count_words(found.count)),),
        list=IDEAS.shown(request.GET, actor, found.page, total=found.count),
        is_narrowed=bool(shown),
    )
    return desk_page(request, "desk/ideas.html", page)
