"""In which step a panel is, what is next, and the acts that bring it on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from xinghe.programmes.rules.judging import Settling
from xinghe.reviews.queries import Panel, PanelStanding
from xinghe.reviews.vocab import PanelState, SeatState
from xinghe.web.kit.parts import Act


@dataclass(frozen=True, slots=True, kw_only=True)
class StepShown:
    """One step on the way of a panel."""

    name: str
    state: Literal["done", "here", "later"]
    note: str = ""


def steps_taken(standing: PanelStanding) -> int:
    """How many of the nine steps are behind: begun, promised, drawn, invited, assigned, open, closed, ranked, released."""
    match PanelState(standing.panel.state):
        case PanelState.DRAFT:
            return 2 if standing.draw else 1
        case PanelState.DRAWN:
            return 3
        case PanelState.INVITED:
            return 5 if standing.is_assigned else 4
        case PanelState.OPEN:
            return 6
        case PanelState.CLOSED:
            return 8 if standing.is_ranked or standing.panel.settling == Settling.VOTE else 7
        case PanelState.RELEASED:
            return 9


def steps_shown(standing: PanelStanding) -> tuple[StepShown, ...]:
    """The whole way, each step with its count."""
    seats, wanted = standing.seats, standing.panel.seats
    accepted = seats[SeatState.ACCEPTED]
    ready = standing.entries - standing.short
    names = (
        (pgettext("step of a panel", "begun"), _("%(n)s in the pool") % {"n": f"{standing.pool:,}"}),
        (pgettext("step of a panel", "draw promised"), ""),
        (
            pgettext("step of a panel", "drawn"),
            _("%(n)s of %(of)s seats") % {"n": standing.sitting, "of": wanted},
        ),
        (
            pgettext("step of a panel", "invited"),
            _("%(n)s of %(of)s accepted") % {"n": accepted, "of": wanted},
        ),
        (
            pgettext("step of a panel", "assigned"),
            _("%(n)s of %(of)s entries") % {"n": f"{ready:,}", "of": f"{standing.entries:,}"},
        ),
        (pgettext("step of a panel", "open"), _given(standing)),
        (pgettext("step of a panel", "closed"), ""),
        (pgettext("step of a panel", "ranked"), ""),
        (pgettext("step of a panel", "released"), ""),
    )
    taken = steps_taken(standing)
    # The step that was taken last is where the panel stands; what it counts may still grow.
    return tuple(
        StepShown(
            name=name,
            state="done" if at < taken else "here" if at == taken else "later",
            note=note if at <= taken or (at == 5 and taken == 4) else "",
        )
        for at, (name, note) in enumerate(names, 1)
    )


def _given(standing: PanelStanding) -> str:
    if standing.given is None or not standing.assigned:
        return ""
    return _("%(n)s of %(of)s scores") % {"n": f"{standing.given:,}", "of": f"{standing.assigned:,}"}


def next_words(standing: PanelStanding, now: datetime) -> str:
    """What comes next, with the numbers that it hangs on."""
    panel = standing.panel
    match steps_taken(standing):
        case 1:
            if not standing.pool:
                return _("The pool of judges is empty. Enrol judges, then promise the draw.")
            return _("Next: fix who stands in the pool and promise the draw.")
        case 2:
            return _("The draw is promised. Publish the commitment, then draw before the supervisor's eyes.")
        case 3:
            return _("The judges are drawn. Next: invite them.")
        case 4:
            return _waiting(standing)
        case 5:
            if panel.sits_together and not standing.has_chair:
                return _("Every entry has its judges. Name a chair, then open.")
            return _("Every entry has its judges. It can be opened.")
        case 6:
            if now >= panel.closes_at:
                return _("The time is over. Close it.")
            if standing.given is not None and standing.given >= standing.assigned:
                return _("All scores are given. It can be closed before its end.")
            return _("The judges are at work.")
        case 7:
            return _("It is closed. Next: the ranking.")
        case 8:
            return _("The order is fixed. Next: release the results, together with the panels beside it.")
    return _("The results are released. Nothing is left to do here.")


def _waiting(standing: PanelStanding) -> str:
    waits = standing.seats[SeatState.INVITED]
    if waits:
        return ngettext(
            "%(n)s judge has not answered the invitation yet.",
            "%(n)s judges have not answered the invitation yet.",
            waits,
        ) % {"n": waits}
    if not standing.entries:
        return _("No application lies in this phase yet. Admit applications, then assign them.")
    return _("All who were asked have answered. Next: assign the entries.")


def panel_acts(standing: PanelStanding, now: datetime, *, may_arrange: bool) -> tuple[Act, ...]:
    """The acts of the bar below, the usual one last. 0 queries."""
    if not may_arrange:
        return ()
    code, is_over = standing.panel.code, now >= standing.panel.closes_at
    taken = steps_taken(standing)

    def act(name: str, label: str, question: str, *, primary: bool = True) -> Act:
        url = reverse(f"desk:panel-{name}", args=[code])
        return Act(label=label, url=url, method="post", question=question, primary=primary)

    again = act(
        "assign",
        _("Assign again"),
        _("What was scored stays; as little as possible is moved."),
        primary=False,
    )
    match taken:
        case 1 | 2:
            label = _("To the draw")
            return (Act(label=label, url=reverse("desk:panel-draw", args=[code]), primary=True),)
        case 3:
            return (act("invite", _("Invite all"), _("Everybody who was drawn is asked to take the seat.")),)
        case 4:
            words = _("Every entry gets its judges: experts first, loads even, nobody with a conflict.")
            return (act("assign", _("Assign the entries"), words),)
        case 5:
            words = _("From then on method, criteria and end are fixed, and the judges see their entries.")
            return (again, act("open", _("Open for scores"), words))
        case 6:
            words = _("No score is taken any more. This cannot be undone.")
            return (again, act("close", _("Close"), words, primary=is_over))
    after = {7: "desk:panel-award", 8: "desk:panel-release"}
    if taken not in after:
        return ()
    label = _("Award sheet") if taken == 7 else _("Release")
    return (Act(label=label, url=reverse(after[taken], args=[code]), primary=True),)


def after_closing(panel: Panel) -> tuple[tuple[str, str], ...]:
    """(words, address) of the pages from the close to the release; the place for their links on the panel's page."""
    if panel.state not in (PanelState.CLOSED, PanelState.RELEASED):
        return ()
    named = (
        ("desk:panel-award", _("Award sheet")),
        ("desk:panel-meeting", _("Decision meeting")),
        ("desk:panel-release", _("Release")),
    )
    return tuple((label, reverse(name, args=[panel.code])) for name, label in named)
