"""The union tree as an officer sees it: found by name or pinyin, one union with its history and its people."""

from dataclasses import dataclass

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET

from xinghe.access.powers import ROLE_LABELS
from xinghe.foundation import clock
from xinghe.foundation.keyset import Sort, capped_count, keyset_page
from xinghe.unions import queries
from xinghe.unions.vocab import LINE_LABELS, UNION_KIND_LABELS
from xinghe.web.desk.arranging import arranging_acts
from xinghe.web.desk.frame import desk_page
from xinghe.web.kit.address import chips, columns, cursor_of, pager_of
from xinghe.web.kit.doors import actor_of, reading
from xinghe.web.kit.history import history
from xinghe.web.kit.lists import count_words
from xinghe.web.kit.parts import Act, Chip, Column, Event, Figure, Pager, Place
from xinghe.web.kit.words import labelled, word


class UnionFilterForm(forms.Form):
    """What stands in the address of the tree."""

    q = forms.CharField(label=gettext_lazy("Name, pinyin or credit code"), required=False, max_length=60)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False, choices=labelled(UNION_KIND_LABELS))
    sort = forms.CharField(required=False, widget=forms.HiddenInput)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnionRow:
    """One union in the list."""

    url: str
    name: str
    kind: str
    code: str
    above: str
    lines: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnionListPage:
    """Unions."""

    form: UnionFilterForm
    chips: tuple[Chip, ...]
    columns: tuple[Column, ...]
    rows: tuple[UnionRow, ...]
    totals: tuple[Figure, ...]
    pager: Pager


@require_GET
@reading
def union_list(request: HttpRequest) -> HttpResponse:
    """The unions this person may look at."""
    form = UnionFilterForm(request.GET)
    form.is_valid()
    rows = queries.unions_found(
        actor_of(request), words=form.cleaned_data.get("q", ""), kind=form.cleaned_data.get("kind", "")
    )
    by_name = request.GET.get("sort") or "path"
    order = Sort(
        column="name_pinyin" if "name" in by_name else "territory_path", descending=by_name.startswith("-")
    )
    found = keyset_page(rows, order, cursor=cursor_of(request.GET), size=40)
    above = queries.parent_names(found.rows)
    heads = (
        ("name", _("Union"), "text"),
        ("kind", _("Kind"), "text"),
        ("above", _("Under"), "text"),
        ("code", pgettext("union", "Code"), "text"),
    )
    page = UnionListPage(
        form=form,
        chips=chips(form, request.GET),
        columns=columns(request.GET, heads, sortable=("name",)),
        rows=tuple(
            UnionRow(
                url=reverse("desk:union", args=[one.pk]),
                name=one.name,
                kind=word(UNION_KIND_LABELS, one.kind),
                code=one.uscc or one.division_code,
                above=above.get(one.pk, ""),
                lines=_("both lines") if one.territory_path and one.industry_path else "",
            )
            for one in found.rows
        ),
        totals=(Figure(label=_("Unions"), value=count_words(capped_count(rows))),),
        pager=pager_of(request.GET, found),
    )
    return desk_page(request, "desk/unions.html", page)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What held from a date until another."""

    what: str
    line: str
    from_date: object
    until_date: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An office and who holds it."""

    person: str
    role: str
    from_at: object


@dataclass(frozen=True, slots=True, kw_only=True)
class UnionPage:
    """One union."""

    name: str
    kind: str
    code: str
    trails: tuple[tuple[Place, ...], ...]
    names: tuple[Period, ...]
    parents: tuple[Period, ...]
    offices: tuple[Held, ...]
    events: tuple[Event, ...]
    results_url: str
    acts: tuple[Act, ...]


@require_GET
@reading
def union(request: HttpRequest, union_id: int) -> HttpResponse:
    """One union: its ways to the top, its earlier names and parents, who holds office there."""
    found = queries.union_for(actor_of(request), union_id)
    paths = [path for path in (found.territory_path, found.industry_path) if path]
    page = UnionPage(
        name=found.name,
        kind=word(UNION_KIND_LABELS, found.kind),
        code=found.uscc or found.division_code,
        trails=tuple(
            tuple(
                Place(label=one.name, url=reverse("desk:union", args=[one.pk]))
                for one in queries.ancestors(path)
            )
            for path in dict.fromkeys(paths)
        ),
        names=tuple(
            Period(what=one.name, line="", from_date=one.from_date, until_date=one.until_date)
            for one in queries.names_of_union(found)
        ),
        parents=tuple(
            Period(
                what=one.parent.name if one.parent else "",
                line=word(LINE_LABELS, one.line),
                from_date=one.from_date,
                until_date=one.until_date,
            )
            for one in queries.parents_of_union(found)
        ),
        offices=tuple(
            Held(person=one.person.name, role=word(ROLE_LABELS, one.role), from_at=one.from_at)
            for one in queries.offices_at(found, now=clock.now())
        ),
        events=history("unions.union", found.pk, words={}),
        results_url=reverse("desk:results") + f"?place={paths[0]}" if paths else "",
        acts=arranging_acts(actor_of(request), found, name=found.name),
    )
    return desk_page(request, "desk/union.html", page)
