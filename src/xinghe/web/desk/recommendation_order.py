"""The order of a desk's pile: places typed into fields or moved one by one, on any device and without script."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import Power
from xinghe.foundation import clock
from xinghe.foundation.errors import Forbidden
from xinghe.recommendations import actions, queries
from xinghe.web.desk.frame import desk_page
from xinghe.web.desk.recommendation_list import state_badge
from xinghe.web.kit.doors import actor_of, changing, reading
from xinghe.web.kit.parts import Badge, Column, Place

_FIELD = "place-"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """One line: what can be moved has a field, what left the desk has its place in words."""

    number: int
    field: str
    place: str
    title: str
    url: str
    unit: str
    state: Badge
    is_movable: bool
    is_placed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPage:
    """The order of one desk and year."""

    desk: str
    year: int
    url: str
    tabs: tuple[Place, ...]
    columns: tuple[Column, ...]
    rows: tuple[OrderRow, ...]
    has_movable: bool


def _address(desk_id: int, year: int) -> str:
    return f"{reverse('desk:recommendation-order')}?desk={desk_id}&year={year}"


def _asked(actor: Actor, query: QueryDict) -> tuple[int, int]:
    """The desk and year of an address, else the first of the actor's and the present one."""
    desks = [desk.pk for desk in queries.desks_to_order(actor)]
    if not desks:
        raise Forbidden(power=Power.RECOMMENDATION_DECIDE)
    desk_id, year = _number(query.get("desk")), _number(query.get("year"))
    return (desk_id if desk_id in desks else desks[0]), year or clock.today().year


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


@require_GET
@reading
def order(request: HttpRequest) -> HttpResponse:
    """What lies at a desk of the actor's, with a place for each."""
    actor = actor_of(request)
    desk_id, year = _asked(actor, request.GET)
    desks = {desk.pk: desk.short_name or desk.name for desk in queries.desks_to_order(actor)}
    placed = queries.order_of(actor, desk_id=desk_id, year=year)
    page = OrderPage(
        desk=desks[desk_id],
        year=year,
        url=reverse("desk:recommendation-order-save") + f"?desk={desk_id}&year={year}",
        tabs=_tabs(desks, desk_id=desk_id, year=year),
        columns=(
            Column(label=_("Ranked"), kind="number"),
            Column(label=_("Result")),
            Column(label=_("Unit")),
            Column(label=_("State"), kind="tight"),
            Column(label=_("Move"), kind="tight"),
        ),
        rows=tuple(_row(line) for line in placed),
        has_movable=any(line.is_movable for line in placed),
    )
    return desk_page(request, "desk/recommendation_order.html", page)


def _tabs(desks: dict[int, str], *, desk_id: int, year: int) -> tuple[Place, ...]:
    """The other years of this desk, and the other desks of this person."""
    years = sorted({year, clock.today().year, *queries.years_of(desk_id)}, reverse=True)
    own = [Place(label=str(one), url=_address(desk_id, one), here=one == year) for one in years]
    others = [
        Place(label=name, url=_address(number, year)) for number, name in desks.items() if number != desk_id
    ]
    return (*own, *others)


def _row(line: queries.Placed) -> OrderRow:
    one = line.recommendation
    return OrderRow(
        number=one.pk,
        field=f"{_FIELD}{one.pk}",
        place=str(line.position or ""),
        title=one.result.title,
        url=reverse("desk:recommendation", args=[one.pk]),
        unit=one.result.unit.name,
        state=state_badge(one.state),
        is_movable=line.is_movable,
        is_placed=line.position is not None,
    )


@require_POST
@changing
def order_save(request: HttpRequest) -> HttpResponse:
    """Keep the order that was typed, after moving one line if its button was pressed."""
    actor = actor_of(request)
    with fenced(actor):
        desk_id, year = _asked(actor, request.GET)
        placed = queries.order_of(actor, desk_id=desk_id, year=year)
    wanted = _moved(_typed(placed, request.POST), request.POST)
    count = actions.rank_pile(actor, desk_id=desk_id, year=year, order=wanted)
    messages.success(request, _("The order is kept; %(count)s have a place.") % {"count": count})
    return redirect(_address(desk_id, year))


def _typed(placed: Sequence[queries.Placed], sent: QueryDict) -> list[int]:
    """The movable ones in the order of the numbers typed; equal numbers stay as they stood, empty ones fall out."""
    typed = [
        (_number(sent.get(f"{_FIELD}{line.recommendation.pk}", "").strip()), line.recommendation.pk)
        for line in placed
        if line.is_movable
    ]
    return [number for place, number in sorted(typed, key=lambda one: one[0]) if place]


def _moved(order: list[int], sent: QueryDict) -> list[int]:
    """One up, one down, or a new one at the end."""
    for name, step in (("up", -1), ("down", 1)):
        number = _number(sent.get(name))
        if number in order:
            at = order.index(number)
            order.pop(at)
            order.insert(max(at + step, 0), number)
    last = _number(sent.get("last"))
    return [*order, last] if last and last not in order else order
