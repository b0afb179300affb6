"""What a release would make known, and to how many, before anybody presses the button."""

from collections.abc import Collection
from dataclasses import dataclass

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.programmes.models import Application
from xinghe.reviews.models import Panel, Seat
from xinghe.reviews.models.standing import as_clerk
from xinghe.reviews.queries.outcomes import latest_ranking
from xinghe.reviews.queries.panels import panels_for
from xinghe.reviews.queries.settling import unsettled_by
from xinghe.reviews.vocab import PanelState, SeatState


@dataclass(frozen=True, slots=True, kw_only=True)
class ToRelease:
    """A panel of a call. ``missing`` says what keeps it from its release; empty if nothing does, or it is released."""

    panel: Panel
    missing: str
    entries: int
    people: frozenset[int]
    judges: frozenset[int]

    @property
    def is_ready(self) -> bool:
        """Whether it can be released now."""
        return self.panel.state == PanelState.CLOSED and not self.missing


def releases_of(actor: Actor, call_id: int) -> tuple[ToRelease, ...]:
    """The panels of one call that the actor ranks, as far as they have closed. About 10 queries for each."""
    rows = within(actor, Power.PANEL_RANK, panels_for(actor)).filter(
        call=call_id, state__in=(PanelState.CLOSED, PanelState.RELEASED)
    )
    return tuple(_one(panel) for panel in rows.order_by("pk"))


def panel_ids(actor: Actor, codes: Collection[str]) -> list[int]:
    """The numbers of panels that the actor may look at, of these codes. 2 queries."""
    return list(panels_for(actor).filter(code__in=codes).order_by("pk").values_list("pk", flat=True))


def _one(panel: Panel) -> ToRelease:
    frozen = latest_ranking(panel)
    with as_clerk():
        codes = [line["entry"] for line in frozen.record["result"]["entries"]] if frozen else []
        people = Application.objects.filter(code__in=codes).values_list("people", flat=True)
        judges = Seat.objects.filter(panel=panel, state=SeatState.ACCEPTED).values_list(
            "person_id", flat=True
        )
        return ToRelease(
            panel=panel,
            missing=unsettled_by(panel) if panel.state == PanelState.CLOSED else "",
            entries=len(codes),
            people=frozenset(person for one in people for person in one),
            judges=frozenset(judges),
        )
