"""Draws as officers see them, with names; and what anybody may know of the panel that a draw is for."""

from dataclasses import dataclass
from datetime import datetime

from xinghe.access.actor import Actor
from xinghe.foundation.errors import Missing
from xinghe.reviews.models import DrawRecord, Judge, Panel
from xinghe.reviews.models.standing import as_clerk
from xinghe.reviews.queries.panels import panel_for, titles_read
from xinghe.reviews.rules.draw import seats_in_order
from xinghe.reviews.vocab import DrawPurpose


@dataclass(frozen=True, slots=True, kw_only=True)
class PoolRow:
    """Somebody in the pool as the draw took them: by the code of the record, and why they are left out."""

    code: str
    name: str
    employer: str
    strata: tuple[str, ...]
    excluded: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """Somebody left, and who took the seat; names, for officers."""

    at: datetime
    leaves: str
    takes: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """An entry in the running order."""

    place: int
    code: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawPlace:
    """What a draw is for, as anybody may know it."""

    call: str
    call_code: str
    union: str
    phase: str
    category: str
    seats: int


def drawn_pool(actor: Actor, code: str) -> tuple[PoolRow, ...]:
    """Everybody who stood in the pool of a draw since it was promised, who may be drawn first. Refuses: Missing."""
    panel = panel_for(actor, code)
    with as_clerk():
        found = DrawRecord.objects.filter(panel=panel, purpose=DrawPurpose.JUDGES).first()
        if found is None:
            raise Missing
        judges = Judge.objects.select_related("person").in_bulk(list(found.ids.values()))
        rows = [
            PoolRow(
                code=one["id"],
                name=judges[found.ids[one["id"]]].person.name,
                employer=judges[found.ids[one["id"]]].employer,
                strata=tuple(one["strata"]),
                excluded=tuple(one["excluded"]),
            )
            for one in found.record["input"]["pool"]
        ]
    return tuple(sorted(rows, key=lambda row: (bool(row.excluded), row.code)))


def replacements_of(actor: Actor, code: str) -> tuple[Replacement, ...]:
    """Who left a drawn seat and who took it, in time. Refuses: Missing."""
    panel = panel_for(actor, code)
    with as_clerk():
        found = DrawRecord.objects.filter(panel=panel, purpose=DrawPurpose.JUDGES).first()
        if found is None:
            raise Missing
        judges = Judge.objects.select_related("person").in_bulk(list(found.ids.values()))
        names = {one: judges[number].person.name for one, number in found.ids.items()}
        return tuple(
            Replacement(
                at=datetime.fromisoformat(link["at"]),
                leaves=names[link["leaves"]],
                takes=names.get(link["takes"] or "", ""),
                reason=link["reason"],
            )
            for link in found.record["links"][2:]
        )


def drawn_order(actor: Actor, code: str) -> tuple[OrderRow, ...]:
    """The running order as it was drawn; nothing before. Refuses: Missing."""
    panel = panel_for(actor, code)
    with as_clerk():
        found = DrawRecord.objects.filter(panel=panel, purpose=DrawPurpose.ORDER).first()
        if found is None or found.drawn_at is None:
            return ()
        codes = seats_in_order(found.record["links"][1]["seated"])
    titles = titles_read(actor, panel)
    return tuple(OrderRow(place=at, code=one, title=titles.get(one, "")) for at, one in enumerate(codes, 1))


def draw_place(code: str) -> DrawPlace:
    """Which panel a draw is for, for anybody, since the draw was promised. 1 query. Refuses: Missing."""
    with as_clerk():
        rows = Panel.objects.filter(code=code, draws__isnull=False).select_related("call", "union")
        panel = rows.first()
        if panel is None:
            raise Missing
        return DrawPlace(
            call=panel.call.title,
            call_code=panel.call.code,
            union=panel.union.name,
            phase=panel.phase,
            category=panel.category,
            seats=panel.seats,
        )
