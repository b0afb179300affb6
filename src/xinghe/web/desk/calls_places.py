"""The recommending units of a call with their places (名额): a table to fill in, one unit to add, the same for many."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import Power
from xinghe.foundation import clock
from xinghe.foundation.errors import Forbidden, Refusal
from xinghe.programmes import actions, queries
from xinghe.programmes.rules.quota import Quota
from xinghe.unions.queries import union_choices, union_named
from xinghe.unions.vocab import UNION_KIND_LABELS, UnionKind
from xinghe.web.desk.calls_list import state_badge
from xinghe.web.desk.frame import desk_page
from xinghe.web.kit.called import called_categories
from xinghe.web.kit.doors import actor_of, changing, reading, sentence
from xinghe.web.kit.parts import Badge, Figure
from xinghe.web.kit.words import word

_LARGEST = 9999


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryCell:
    """One category of one unit: the most and the least of it, with the names of their fields."""

    label: str
    most_name: str
    most: str
    least_name: str
    least: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesRow:
    """One recommending unit with its places as they stand."""

    union_id: int
    name: str
    most: str
    reserve: str
    target: str
    used: str
    left: str
    is_full: bool
    categories: tuple[CategoryCell, ...]
    by_category: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesShown:
    """Every recommending unit that this person looks into, and the sums."""

    rows: tuple[PlacesRow, ...]
    totals: tuple[Figure, ...]
    live: str


class AddForm(forms.Form):
    """A unit to add, by its name or code."""

    union = forms.CharField(
        label=gettext_lazy("Recommending unit"),
        max_length=120,
        widget=forms.TextInput(attrs={"list": "unions", "autocomplete": "off", "data-search": True}),
        help_text=gettext_lazy("Full name or code."),
    )
    most = forms.IntegerField(label=gettext_lazy("Places"), min_value=0, max_value=_LARGEST, required=False)


class SameForm(forms.Form):
    """The same for every unit of one sort right below the organiser."""

    kind = forms.ChoiceField(label=gettext_lazy("To all"))
    most = forms.IntegerField(label=gettext_lazy("Places"), min_value=0, max_value=_LARGEST, required=False)
    reserve = forms.IntegerField(
        label=gettext_lazy("Stand-ins"), min_value=0, max_value=_LARGEST, required=False
    )
    target = forms.IntegerField(
        label=gettext_lazy("To be built"), min_value=0, max_value=_LARGEST, required=False
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPlacesPage:
    """The places of one call."""

    title: str
    state: Badge
    call_url: str
    save_url: str
    add_url: str
    same_url: str
    places: PlacesShown
    has_categories: bool
    add: AddForm
    same: SameForm
    unions: tuple[str, ...]


def places_shown(actor: Actor, call: queries.Call) -> PlacesShown:
    """The units with their places, as far as the actor looks into them. 2 queries."""
    categories = tuple(called_categories(call.said_terms).items())
    found = queries.quotas_of(actor, call)
    sums = (
        (_("Recommending units"), len(found)),
        (_("Places"), sum(one.slots.most or 0 for one in found)),
        (_("Places used"), sum(one.slots.used for one in found)),
        (_("Left"), sum(one.slots.left or 0 for one in found)),
    )
    rows = tuple(_row(one, categories) for one in found)
    totals = tuple(Figure(label=label, value=f"{number:,}") for label, number in sums)
    live = ",".join(f"#used-{one.union_id},#left-{one.union_id}" for one in rows)
    return PlacesShown(rows=rows, totals=totals if rows else (), live=live)


def _row(one: queries.QuotaRow, categories: tuple[tuple[str, str], ...]) -> PlacesRow:
    quota, slots = one.quota, one.slots
    number = quota.union_id
    limits = [
        _("%(category)s at most %(most)s") % {"category": label, "most": quota.by_category[code]}
        for code, label in categories
        if code in quota.by_category
    ]
    limits += [
        _("%(category)s at least %(least)s") % {"category": label, "least": quota.least_of[code]}
        for code, label in categories
        if code in quota.least_of
    ]
    return PlacesRow(
        union_id=number,
        name=quota.union.name,
        most=_written(quota.most),
        reserve=_written(quota.reserve),
        target=_written(quota.target),
        used=f"{slots.used}+{slots.reserve_used}" if slots.reserve_used else str(slots.used),
        left=_written(slots.left),
        is_full=slots.left == 0,
        categories=tuple(
            CategoryCell(
                label=label,
                most_name=f"most-{number}-{code}",
                most=_written(quota.by_category.get(code)),
                least_name=f"least-{number}-{code}",
                least=_written(quota.least_of.get(code)),
            )
            for code, label in categories
        ),
        by_category=_("; ").join(limits),
    )


def _written(number: int | None) -> str:
    return "" if number is None else str(number)


def _own(actor: Actor, code: str) -> queries.Call:
    """A call whose places this person gives. Refuses: Missing, Forbidden."""
    call = queries.call_for(actor, code)
    if call.union_id not in actor.desks_for(Power.CALL_MAKE):
        raise Forbidden(power=Power.CALL_MAKE)
    return call


@require_GET
@reading
def call_places(request: HttpRequest, code: str) -> HttpResponse:
    """The places of a call, to be changed also while it is open."""
    actor = actor_of(request)
    call = _own(actor, code)
    places = places_shown(actor, call)
    page = CallPlacesPage(
        title=call.title,
        state=state_badge(call, clock.now()),
        call_url=reverse("desk:call", args=[code]),
        save_url=reverse("desk:call-places-save", args=[code]),
        add_url=reverse("desk:call-places-add", args=[code]),
        same_url=reverse("desk:call-places-same", args=[code]),
        places=places,
        has_categories=bool(call.said_terms.categories),
        add=AddForm(auto_id="add-%s"),
        same=_same_form(call, None),
        unions=tuple(union_choices(actor)),
    )
    return desk_page(request, "desk/call_places.html", page)


def _same_form(call: queries.Call, data: QueryDict | None) -> SameForm:
    """With the sorts of unions that stand right below the organiser. 1 query."""
    counts: dict[str, int] = {}
    for _number, _name, kind in queries.unions_right_below(call.union_id):
        counts[kind] = counts.get(kind, 0) + 1
    form = SameForm(data, auto_id="same-%s")
    form.fields["kind"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
        (kind, f"{word(UNION_KIND_LABELS, kind)} ({count})")
        for kind, count in sorted(counts.items(), key=lambda one: list(UnionKind).index(UnionKind(one[0])))
    ]
    return form


@require_POST
@changing
def call_places_save(request: HttpRequest, code: str) -> HttpResponse:
    """Keep what was typed: each unit that differs is one command; what one is refused, the others keep."""
    actor, sent = actor_of(request), request.POST
    with fenced(actor):
        call = _own(actor, code)
        rows = queries.quotas_of(actor, call)
        categories = tuple(one for one, _label in call.said_terms.categories)
    kept, refused = 0, 0
    for one in rows:
        number = one.quota.union_id
        wanted = (
            None if sent.get("remove") == str(number) else _typed(one.quota.said, number, sent, categories)
        )
        if wanted == one.quota.said:
            continue
        try:
            actions.give_places(actor, call_id=call.pk, union_id=number, quota=wanted)
            kept += 1
        except Refusal as refusal:
            messages.error(request, sentence(refusal))
            refused += 1
    if not refused:
        messages.success(request, _("Kept; %(count)s units were changed.") % {"count": kept})
    return redirect("desk:call-places", code)


def _typed(before: Quota, number: int, sent: QueryDict, categories: tuple[str, ...]) -> Quota:
    """The places that were typed for one unit; what was not sent or is no number stays as it was."""
    if f"most-{number}" not in sent:
        return before
    return Quota(
        most=_read(sent, f"most-{number}", before.most),
        reserve=_read(sent, f"reserve-{number}", before.reserve) or 0,
        target=_read(sent, f"target-{number}", before.target),
        by_category=_shares(sent, f"most-{number}-", before.by_category or {}, categories),
        least_of=_shares(sent, f"least-{number}-", before.least_of or {}, categories),
    )


def _shares(
    sent: QueryDict, prefix: str, before: Mapping[str, int], categories: tuple[str, ...]
) -> dict[str, int]:
    found = {code: _read(sent, f"{prefix}{code}", before.get(code)) for code in categories}
    return {code: number for code, number in found.items() if number is not None}


def _read(sent: QueryDict, name: str, before: int | None) -> int | None:
    text = sent.get(name)
    if text is None:
        return before
    text = text.strip()
    if not text:
        return None
    return int(text) if text.isascii() and text.isdigit() and int(text) <= _LARGEST else before


@require_POST
@changing
def call_places_add(request: HttpRequest, code: str) -> HttpResponse:
    """Give places to one more unit. Refuses: UnionUnclear, and what the command refuses."""
    actor = actor_of(request)
    form = AddForm(request.POST)
    form.is_valid()
    with fenced(actor):
        call = _own(actor, code)
        union = union_named(actor, form.cleaned_data.get("union", ""))
        before = next((one for one in queries.quotas_of(actor, call) if one.quota.union_id == union.pk), None)
    quota = before.quota.said if before else Quota()
    actions.give_places(
        actor,
        call_id=call.pk,
        union_id=union.pk,
        quota=replace(quota, most=form.cleaned_data.get("most")),
    )
    messages.success(request, _("“%(union)s” may recommend.") % {"union": union.name})
    return redirect("desk:call-places", code)


@require_POST
@changing
def call_places_same(request: HttpRequest, code: str) -> HttpResponse:
    """Give the same to every unit of one sort right below the organiser."""
    actor = actor_of(request)
    with fenced(actor):
        call = _own(actor, code)
        form = _same_form(call, request.POST)
        below = queries.unions_right_below(call.union_id)
        held = {one.quota.union_id: one.quota.said for one in queries.quotas_of(actor, call)}
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(map(str, errors)))
        return redirect("desk:call-places", code)
    read, count = form.cleaned_data, 0
    for number, _name, kind in below:
        if kind != read["kind"]:
            continue
        quota = replace(
            held.get(number, Quota()),
            most=read["most"],
            reserve=read["reserve"] or 0,
            target=read["target"],
        )
        try:
            actions.give_places(actor, call_id=call.pk, union_id=number, quota=quota)
            count += 1
        except Refusal as refusal:
            messages.error(request, sentence(refusal))
    messages.success(request, _("%(count)s units have the same now.") % {"count": count})
    return redirect("desk:call-places", code)
