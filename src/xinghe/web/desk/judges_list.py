"""The pool of judges as an officer narrows, orders and takes it away, with how much each has to read."""

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
from xinghe.foundation import clock
from xinghe.foundation.keyset import KeysetPage
from xinghe.reviews import queries
from xinghe.reviews.queries import Judge, Workload
from xinghe.web.desk.frame import desk_page
from xinghe.web.kit.address import chips, cursor_of
from xinghe.web.kit.doors import actor_of, reading
from xinghe.web.kit.draws import field_words
from xinghe.web.kit.lists import (
    ListColumn,
    ListForm,
    Listing,
    ShownList,
    count_words,
    enter_listing,
    search_box,
)
from xinghe.web.kit.parts import Badge, Chip, Figure


class JudgeFilterForm(ListForm):
    """What stands in the address of the list."""

    q = search_box(gettext_lazy("Name, pinyin initials or speciality"), most=60)
    field = forms.ChoiceField(label=gettext_lazy("Field"), required=False)
    employer = forms.CharField(label=gettext_lazy("Employer"), required=False, max_length=60)
    union = forms.TypedChoiceField(
        label=gettext_lazy("Pool of"), required=False, coerce=int, empty_value=None
    )
    free = forms.BooleanField(label=gettext_lazy("Has time today"), required=False)
    gone = forms.BooleanField(label=gettext_lazy("Taken out"), required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, actor: Actor) -> None:
        super().__init__(data)
        words = field_words()
        named = [(code, words.get(code, code)) for code in queries.fields_of_pools(actor)]
        self.fields["field"].choices = [("", _("All")), *named]  # type: ignore[attr-defined]  # ChoiceFields
        unions = [("", _("All")), *queries.union_choices_of_pools(actor)]
        self.fields["union"].choices = unions  # type: ignore[attr-defined]

    def wanted(self) -> queries.JudgeFilter:
        """The narrowing; whatever cannot be read narrows nothing. Who was taken out is shown when asked for."""
        self.is_valid()
        read = self.cleaned_data
        return queries.JudgeFilter(
            q=read.get("q", ""),
            field=read.get("field", ""),
            employer=read.get("employer", ""),
            union_id=read.get("union"),
            free_on=clock.today() if read.get("free") else None,
            is_active=not read.get("gone"),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeRow:
    """One line: a judge, their fields in words, and what they have to read."""

    one: Judge
    fields: str
    load: Workload


def _rows(actor: Actor, found: Sequence[Judge]) -> tuple[JudgeRow, ...]:
    words, loads = field_words(), queries.workloads_of(actor, [one.pk for one in found])
    return tuple(
        JudgeRow(
            one=one,
            fields=_("; ").join(words.get(code, code) for code in one.fields),
            load=loads[one.pk],
        )
        for one in found
    )


def free_badge(judge: Judge) -> Badge:
    """Whether a judge may be drawn today, and if not until or since when."""
    today = clock.today()
    if not judge.is_active:
        return Badge(word=_("taken out"), tone="bad")
    if judge.available_from is not None and today < judge.available_from:
        return Badge(word=_("has time from %(day)s") % {"day": judge.available_from}, tone="wait")
    if judge.available_until is not None:
        if today >= judge.available_until:
            return Badge(word=_("no time since %(day)s") % {"day": judge.available_until}, tone="wait")
        return Badge(word=_("has time until %(day)s") % {"day": judge.available_until}, tone="good")
    return Badge(word=_("has time"), tone="good")


JUDGES: Listing[JudgeRow] = enter_listing(
    Listing(
        name="judges",
        title=gettext_lazy("Pool of judges"),
        page="desk:judges",
        columns=(
            ListColumn(key="name", label=gettext_lazy("Name"), cell=lambda row: row.one.person.name),
            ListColumn(
                key="free",
                label=gettext_lazy("Has time"),
                cell=lambda row: free_badge(row.one),
                kind="tight",
                width=18,
            ),
            ListColumn(
                key="employer", label=gettext_lazy("Employer"), cell=lambda row: row.one.employer, width=26
            ),
            ListColumn(key="fields", label=gettext_lazy("Expert in"), cell=lambda row: row.fields, width=30),
            ListColumn(
                key="speciality",
                label=gettext_lazy("Speciality and title"),
                cell=lambda row: row.one.speciality,
                width=24,
            ),
            ListColumn(
                key="entries",
                label=gettext_lazy("Entries now"),
                cell=lambda row: row.load.entries_now,
                kind="number",
            ),
            ListColumn(
                key="seats",
                label=gettext_lazy("Panels now"),
                cell=lambda row: row.load.seats_now,
                kind="number",
            ),
            ListColumn(
                key="union", label=gettext_lazy("Pool of"), cell=lambda row: row.one.union.name, width=24
            ),
            ListColumn(
                key="all",
                label=gettext_lazy("Entries ever"),
                cell=lambda row: sum(row.load.by_year.values()),
                kind="number",
                usual=False,
            ),
            ListColumn(
                key="group",
                label=gettext_lazy("Group of enterprises"),
                cell=lambda row: row.one.employer_group,
                usual=False,
                width=24,
            ),
            ListColumn(
                key="wish",
                label=gettext_lazy("At most so many entries"),
                cell=lambda row: row.one.load_wish,
                kind="number",
                usual=False,
            ),
            ListColumn(
                key="enrolled",
                label=gettext_lazy("In the pool since"),
                cell=lambda row: row.one.enrolled_at,
                kind="number",
                usual=False,
                width=18,
            ),
            ListColumn(
                key="code", label=pgettext_lazy("judge", "Code"), cell=lambda row: row.one.code, usual=False
            ),
        ),
        numbers=lambda actor, query, limit: queries.judge_numbers(
            actor, JudgeFilterForm(query, actor=actor).wanted(), sort=query.get("sort", ""), limit=limit
        ),
        rows=lambda actor, numbers: _rows(actor, queries.judges_of_numbers(actor, numbers)),
        url=lambda row: reverse("desk:judge", args=[row.one.code]),
        number=lambda row: row.one.pk,
        sortable=tuple(queries.JUDGE_SORTS),
        default="-enrolled",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeListPage:
    """The pools."""

    form: JudgeFilterForm
    chips: tuple[Chip, ...]
    totals: tuple[Figure, ...]
    list: ShownList
    new_url: str


@require_GET
@reading
def judge_list(request: HttpRequest) -> HttpResponse:
    """The judges of the pools within the actor's reach, narrowed and ordered by the address."""
    actor = actor_of(request)
    form = JudgeFilterForm(request.GET, actor=actor)
    found = queries.judge_list(
        actor, form.wanted(), sort=request.GET.get("sort", ""), cursor=cursor_of(request.GET)
    )
    rows: KeysetPage[Any] = KeysetPage(
        rows=_rows(actor, found.page.rows),
        next_cursor=found.page.next_cursor,
        previous_cursor=found.page.previous_cursor,
    )
    page = JudgeListPage(
        form=form,
        chips=chips(form, request.GET),
        totals=(Figure(label=_("Judges"), value=count_words(found.count)),),
        list=JUDGES.shown(request.GET, actor, rows, total=found.count),
        new_url=reverse("desk:judge-new") if actor.carries(Power.JUDGE_KEEP) else "",
    )
    return desk_page(request, "desk/judges.html", page)
