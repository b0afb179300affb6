"""What the commands of judging begin with: a panel taken by somebody who may, is no party, and at the right time."""

from collections.abc import Collection

from xinghe.access.powers import Power
from xinghe.access.work import Work
from xinghe.reviews.models import Panel
from xinghe.reviews.models.standing import hold
from xinghe.reviews.queries.panels import is_party
from xinghe.reviews.rules.refusals import PanelNotSo, PartyToPanel
from xinghe.reviews.vocab import PanelState


def take_panel(
    work: Work, panel_id: int, power: Power, states: Collection[PanelState], *, alone: bool = False
) -> Panel:
    """A panel locked for change; ``alone`` waits for whoever writes scores. Refuses: Missing, Forbidden, PartyToPanel,
    PanelNotSo."""
    hold(panel_id, alone=alone)
    panel = work.claim(Panel, panel_id)
    work.require(power, panel)
    if is_party(work.actor, panel):
        raise PartyToPanel
    if PanelState(panel.state) not in states:
        raise PanelNotSo(state=PanelState(panel.state))
    return panel


def advance(work: Work, panel: Panel, state: PanelState, verb: str, **changes: tuple[object, object]) -> None:
    """Bring a panel into its next state and write it down."""
    before, panel.state = panel.state, state
    panel.version += 1
    panel.save()
    work.record(verb, panel, reason="", state=(before, state), **changes)
