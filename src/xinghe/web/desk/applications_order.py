"""The order of a desk's pile for one call: places typed into fields or moved one by one, on any device, without script."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import Power
from xinghe.foundation.errors import Forbidden
from xinghe.programmes import actions, queries
from xinghe.web.desk.frame import desk_page
from xinghe.web.kit.applications import phase_badge
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
class ApplicationOrderPage:
    """The order of one desk for one call."""

    desk: str
    call: str
    url: str
    tabs: tuple[Place, ...]
    columns: tuple[Column, ...]
    rows: tuple[OrderRow, ...]
    has_movable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """The desk and call of an address, with the others there are."""

    desk_id: int
    call: str
    desks: dict[int, str]
    calls: dict[str, str]


def _address(desk_id: int, call: str) -> str:
    return f"{reverse('desk:application-order')}?{urlencode([('desk', desk_id), ('call', call)])}"


def _asked(actor: Actor, query: QueryDict) -> _Asked:
    """The desk and call of an address, else the first of the actor's desks and its newest call. 2 queries."""
    desks = {one.pk: one.short_name or one.name for one in queries.desks_to_rank(actor)}
    if not desks:
        raise Forbidden(power=Power.APPLICATION_FORWARD)
    wanted = _number(query.get("desk"))
    desk_id = wanted if wanted in desks else next(iter(desks))
    calls = dict(queries.calls_at(desk_id))
    call = query.get("call", "")
    return _Asked(
        desk_id=desk_id, call=call if call in calls else next(iter(calls), ""), desks=desks, calls=calls
    )


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


@require_GET
@reading
def order(request: HttpRequest) -> HttpResponse:
    """What lies at a desk of the actor's for one call, with a place for each."""
    actor = actor_of(request)
    asked = _asked(actor, request.GET)
    placed = queries.order_of(actor, desk_id=asked.desk_id, call=asked.call) if asked.call else ()
    address = urlencode([("desk", asked.desk_id), ("call", asked.call)])
    page = ApplicationOrderPage(
        desk=asked.desks[asked.desk_id],
        call=asked.calls.get(asked.call, ""),
        url=f"{reverse('desk:application-order-save')}?{address}",
        tabs=_tabs(asked),
        columns=(
            Column(label=_("Ranked"), kind="number"),
            Column(label=_("Application")),
            Column(label=_("Applying unit")),
            Column(label=_("Phase"), kind="tight"),
            Column(label=_("Move"), kind="tight"),
        ),
        rows=_rows(placed),
        has_movable=any(line.is_movable for line in placed),
    )
    return desk_page(request, "desk/application_order.html", page)


def _tabs(asked: _Asked) -> tuple[Place, ...]:
    """The other calls of this desk, and the other desks of this person."""
    own = [
        Place(label=title, url=_address(asked.desk_id, code), here=code == asked.call)
        for code, title in asked.calls.items()
    ]
    others = [
        Place(label=name, url=_address(number, asked.call))
        for number, name in asked.desks.items()
        if number != asked.desk_id
    ]
    return (*own, *others)


def _rows(placed: Sequence[queries.PlacedApplication]) -> tuple[OrderRow, ...]:
    # A pile is long: addresses and states are made once and not for every line.
    before, after = reverse("desk:application", args=["CODE"]).split("CODE")
    kinds = {(line.application.seen_phase, line.application.is_known) for line in placed}
    states = {(phase, is_known): phase_badge(phase, veiled=not is_known) for phase, is_known in kinds}
    return tuple(
        OrderRow(
            number=line.application.pk,
            field=f"{_FIELD}{line.application.pk}",
            place=str(line.position or ""),
            title=line.application.title,
            url=f"{before}{line.application.code}{after}",
            unit=line.application.unit.name,
            state=states[line.application.seen_phase, line.application.is_known],
            is_movable=line.is_movable,
            is_placed=line.position is not None,
        )
        for line in placed
    )


@require_POST
@changing
def order_save(request: HttpRequest) -> HttpResponse:
    """Keep the order that was typed, after moving one line if its button was pressed."""
    actor = actor_of(request)
    with fenced(actor):
        asked = _asked(actor, request.GET)
        placed = queries.order_of(actor, desk_id=asked.desk_id, call=asked.call) if asked.call else ()
    if not placed:
        return redirect(_address(asked.desk_id, asked.call))
    wanted = _moved(_typed(placed, request.POST), request.POST)
    count = actions.rank_pile(
        actor, desk_id=asked.desk_id, call_id=placed[0].application.call_id, order=wanted
    )
    messages.success(request, _("The order is kept; %(count)s have a place.") % {"count": count})
    return redirect(_address(asked.desk_id, asked.call))


def _typed(placed: Sequence[queries.PlacedApplication], sent: QueryDict) -> list[int]:
    """The movable ones in the order of the numbers typed; equal numbers stay as they stood, empty ones fall out."""
    typed = [
        (_number(sent.get(f"{_FIELD}{line.application.pk}", "").strip()), line.application.pk)
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
