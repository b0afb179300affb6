"""The union tree as an officer sees it: found by name or pinyin, one union with its history and its people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from xinghe.access.actor import Actor
from xinghe.access.powers import ROLE_LABELS
from xinghe.foundation import clock
from xinghe.foundation.keyset import Sort, capped_count, keyset_page, numbers_in_order
from xinghe.ideas.vocab import ANSWER_DAYS
from xinghe.unions import queries
from xinghe.unions.vocab import LINE_LABELS, UNION_KIND_LABELS
from xinghe.web.desk.arranging import arranging_acts
from xinghe.web.desk.frame import desk_page
from xinghe.web.kit.address import chips, cursor_of
from xinghe.web.kit.doors import actor_of, reading
from xinghe.web.kit.history import history
from xinghe.web.kit.lists import (
    ListColumn,
    ListForm,
    Listing,
    ShownList,
    count_words,
    enter_listing,
    search_box,
)
from xinghe.web.kit.parts import Act, Chip, Event, Figure, Place
from xinghe.web.kit.qr import qr_picture
from xinghe.web.kit.words import labelled, word


class UnionFilterForm(ListForm):
    """What stands in the address of the tree."""

    q = search_box(gettext_lazy("Name, pinyin or credit code"), most=60)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False, choices=labelled(UNION_KIND_LABELS))


@dataclass(frozen=True, slots=True, kw_only=True)
class UnionLine:
    """One union in the list, and under whom it stands."""

    pk: int
    name: str
    kind: str
    code: str
    above: str
    lines: str


def _lines(unions: Sequence[Any]) -> tuple[UnionLine, ...]:
    above = queries.parent_names(unions)
    return tuple(
        UnionLine(
            pk=one.pk,
            name=one.name,
            kind=word(UNION_KIND_LABELS, one.kind),
            code=one.uscc or one.division_code,
            above=above.get(one.pk, ""),
            lines=_("both lines") if one.territory_path and one.industry_path else "",
        )
        for one in unions
    )


def _found(actor: Actor, query: QueryDict) -> tuple[QuerySet[Any], Sort]:
    """The unions of an address, and their order."""
    form = UnionFilterForm(query)
    form.is_valid()
    rows = queries.unions_found(
        actor, words=form.cleaned_data.get("q", ""), kind=form.cleaned_data.get("kind", "")
    )
    by_name = query.get("sort") or "path"
    return rows, Sort(
        column="name_pinyin" if "name" in by_name else "territory_path", descending=by_name.startswith("-")
    )


def _numbers(actor: Actor, query: QueryDict, limit: int) -> list[int]:
    rows, order = _found(actor, query)
    return numbers_in_order(rows, order, limit=limit)


UNIONS: Listing[UnionLine] = enter_listing(
    Listing(
        name="unions",
        title=gettext_lazy("Union tree"),
        page="desk:unions",
        columns=(
            ListColumn(key="name", label=gettext_lazy("Union"), cell=lambda one: one.name, width=34),
            ListColumn(key="kind", label=gettext_lazy("Kind"), cell=lambda one: one.kind),
            ListColumn(key="lines", label=gettext_lazy("Lines to the top"), cell=lambda one: one.lines),
            ListColumn(key="above", label=gettext_lazy("Under"), cell=lambda one: one.above, width=26),
            ListColumn(key="code", label=pgettext_lazy("union", "Code"), cell=lambda one: one.code, width=21),
        ),
        numbers=_numbers,
        rows=lambda actor, numbers: _lines(queries.unions_of_numbers(actor, numbers)),
        url=lambda one: reverse("desk:union", args=[one.pk]),
        sortable=("name",),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnionListPage:
    """Unions."""

    form: UnionFilterForm
    chips: tuple[Chip, ...]
    totals: tuple[Figure, ...]
    list: ShownList


@require_GET
@reading
def union_list(request: HttpRequest) -> HttpResponse:
    """The unions this person may look at."""
    actor = actor_of(request)
    form = UnionFilterForm(request.GET)
    rows, order = _found(actor, request.GET)
    found = keyset_page(rows, order, cursor=cursor_of(request.GET), size=40)
    count = capped_count(rows)
    page = UnionListPage(
        form=form,
        chips=chips(form, request.GET),
        totals=(Figure(label=_("Unions"), value=count_words(count)),),
        list=UNIONS.shown(request.GET, actor, found, rows=_lines(found.rows), total=count),
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
    poster_url: str
    acts: tuple[Act, ...]


@require_GET
@reading
def union(request: HttpRequest, union_id: int) -> HttpResponse:
    """One union: its ways to the top, its earlier names and parents, who holds office there."""
    actor = actor_of(request)
    found = queries.union_for(actor, union_id)
    paths = [path for path in (found.territory_path, found.industry_path) if path]
    trails = [list(queries.ancestors(path)) for path in dict.fromkeys(paths)]
    # What lies above one's own unions has a name here, and no page.
    open_to = queries.unions_open_to(actor, [one.pk for trail in trails for one in trail])
    page = UnionPage(
        name=found.name,
        kind=word(UNION_KIND_LABELS, found.kind),
        code=found.uscc or found.division_code,
        trails=tuple(
            tuple(
                Place(label=one.name, url=reverse("desk:union", args=[one.pk]) if one.pk in open_to else "")
                for one in trail
            )
            for trail in trails
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
        poster_url=reverse("desk:union-poster", args=[found.pk]),
        acts=arranging_acts(actor_of(request), found, name=found.name),
    )
    return desk_page(request, "desk/union.html", page)


@dataclass(frozen=True, slots=True, kw_only=True)
class PosterPage:
    """A sheet to post where people pass by."""

    name: str
    days: int
    address: str
    qr_url: str
    union_url: str


def _posted_address(union_id: int) -> str:
    return f"{settings.XINGHE.origin}{reverse('portal:idea-new')}?unit={union_id}"


@require_GET
@reading
def union_poster(request: HttpRequest, union_id: int) -> HttpResponse:
    """The sheet with the union's own code: whoever scans it writes an idea there."""
    found = queries.union_for(actor_of(request), union_id)
    page = PosterPage(
        name=found.name,
        days=ANSWER_DAYS,
        address=_posted_address(found.pk),
        qr_url=reverse("desk:union-qr", args=[found.pk]),
        union_url=reverse("desk:union", args=[found.pk]),
    )
    return desk_page(request, "desk/union_poster.html", page)


@require_GET
@reading
def union_qr(request: HttpRequest, union_id: int) -> HttpResponse:
    """The address on the poster as a QR picture."""
    return qr_picture(_posted_address(queries.union_for(actor_of(request), union_id).pk))
