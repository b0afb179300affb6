"""What waits for somebody who judges, told wherever they begin their day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xinghe.access.actor import Actor
from xinghe.reviews import queries
from xinghe.reviews.vocab import PanelState, SeatState
from xinghe.web.kit.words import instant_word

# An invitation is answered until its panel closes.
ANSWERABLE = frozenset({PanelState.INVITED, PanelState.OPEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgingWait:
    """Something that waits for a judge: of which contest, in words, and until when."""

    title: str
    words: str
    url: str
    at: datetime


def judging_waits(actor: Actor, *, now: datetime) -> tuple[JudgingWait, ...]:
    """Invitations to answer and entries to score; nothing for who has no seat. About 6 queries."""
    seats = queries.invitations(actor)
    entries = queries.entries_by_panel(actor) if seats else {}
    return tuple(one for seat in seats for one in _waits(seat, entries.get(seat.panel, ()), now=now))


def is_unanswered(seat: queries.Invitation) -> bool:
    """Whether somebody was asked and can still say yes or no."""
    return seat.state is SeatState.INVITED and seat.panel_state in ANSWERABLE


def unscored(rows: tuple[queries.EntryRow, ...], *, now: datetime) -> tuple[queries.EntryRow, ...]:
    """The entries that still want a score and may be given one."""
    return tuple(row for row in rows if not (row.is_scored or row.is_abstained) and now < row.closes_at)


def _waits(
    seat: queries.Invitation, entries: tuple[queries.EntryRow, ...], *, now: datetime
) -> Iterator[JudgingWait]:
    if is_unanswered(seat):
        yield JudgingWait(
            title=seat.call,
            words=_("You are invited to judge. Say whether you take the seat."),
            url=reverse("jury:home"),
            at=seat.opens_at,
        )
    over = (PanelState.CLOSED, PanelState.RELEASED)
    if seat.state is not SeatState.ACCEPTED or seat.panel_state not in (PanelState.OPEN, *over):
        return
    rows = entries if seat.opens_at <= now else ()
    # Of a panel that is closed or released, only those for which a further judge was asked are still open.
    if seat.panel_state in over:
        rows = tuple(row for row in rows if row.closes_at != seat.closes_at)
    if todo := unscored(rows, now=now):
        ends_at = min(row.closes_at for row in todo)
        words = ngettext(
            "%(count)s entry to score until %(instant)s",
            "%(count)s entries to score until %(instant)s",
            len(todo),
        )
        yield JudgingWait(
            title=seat.call,
            words=words % {"count": len(todo), "instant": instant_word(ends_at)},
            url=reverse("jury:panel", args=[seat.panel]),
            at=ends_at,
        )
