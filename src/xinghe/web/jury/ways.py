"""From page to page within one panel: the entries, the sitting, the visits, the votes, and what is the chair's."""

from django.urls import reverse
from django.utils.translation import gettext as _

from xinghe.access.actor import Actor
from xinghe.programmes.rules.judging import Settling
from xinghe.programmes.vocab import Phase
from xinghe.reviews import queries
from xinghe.reviews.vocab import PanelState
from xinghe.web.jury.reviewing import seat_for
from xinghe.web.kit.parts import Place


def ways_of(actor: Actor, code: str, here: str) -> tuple[Place, ...]:
    """Where one may go within a panel; ``here`` is the name of the route that asks. 3 queries. Refuses: Missing."""
    seat = seat_for(actor, code)
    found = [("panel", _("Entries"))]
    if seat.phase is Phase.DEFENCE:
        found.append(("sitting", _("Sitting")))
    if seat.phase is Phase.SITE_VISIT:
        found.append(("visits", _("Looks on site")))
    if seat.panel_state is not PanelState.OPEN and queries.settling_of(code) != Settling.SCORE:
        found.append(("votes", _("Votes")))
    is_live = seat.phase is Phase.DEFENCE and seat.panel_state is PanelState.OPEN
    if seat.is_chair and (is_live or seat.panel_state is PanelState.CLOSED):
        found.append(("chair", _("Live scores") if is_live else _("Scores off the middle")))
    return tuple(
        Place(label=label, url=reverse(f"jury:{name}", args=[code]), here=name == here)
        for name, label in found
    )
