"""What stands over the pages on which a panel's work is decided: which panel, how far it is, and the other pages."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from xinghe.programmes.vocab import PHASE_LABELS
from xinghe.reviews.queries import Panel
from xinghe.reviews.vocab import PANEL_STATE_LABELS, PanelState
from xinghe.web.kit.called import called_category
from xinghe.web.kit.parts import Badge, Place, Tone
from xinghe.web.kit.words import word

_TONES: dict[str, Tone] = {PanelState.OPEN: "wait", PanelState.CLOSED: "wait", PanelState.RELEASED: "good"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelHead:
    """Which panel a page is about."""

    code: str
    call: str
    what: str
    url: str
    state: Badge
    tabs: tuple[Place, ...]


def panel_head(panel: Panel, here: str) -> PanelHead:
    """The head of one of these pages; ``here`` is its route."""
    labels = {
        "desk:panel-award": _("Award sheet"),
        "desk:panel-meeting": _("Decision meeting"),
        "desk:panel-release": _("Release"),
    }
    return PanelHead(
        code=panel.code,
        call=panel.call.title,
        what=panel_words(panel),
        url=reverse("desk:panel", args=[panel.code]),
        state=Badge(word=word(PANEL_STATE_LABELS, panel.state), tone=_TONES.get(panel.state, "")),
        tabs=tuple(
            Place(label=label, url=reverse(name, args=[panel.code]), here=name == here)
            for name, label in labels.items()
        ),
    )


def panel_words(panel: Panel) -> str:
    """Which round of the call it is: the phase, and the category where it has one."""
    parts = (word(PHASE_LABELS, panel.phase), called_category(panel.call.said_terms, panel.category))
    return " · ".join(part for part in parts if part)
