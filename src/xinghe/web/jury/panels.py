"""One panel as its judge meets it: the entries by number, how far they have come, and what became of them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from xinghe.foundation import clock
from xinghe.reviews import queries
from xinghe.reviews.vocab import PanelState
from xinghe.web.jury.frame import jury_page
from xinghe.web.jury.reviewing import SeatShown, seat_for, seat_shown, state_of, state_words, takes_scores
from xinghe.web.jury.ways import ways_of
from xinghe.web.kit.doors import actor_of, reading
from xinghe.web.kit.judging import unscored
from xinghe.web.kit.parts import Badge, Place
from xinghe.web.kit.words import instant_word

FILTERS: Final = ("todo", "draft", "scored", "abstained")


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryShown:
    """A line of the list."""

    number: int
    title: str
    state: Badge
    url: str
    closes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelPage:
    """What a judge has on one panel."""

    seat: SeatShown
    ways: tuple[Place, ...]
    tabs: tuple[Place, ...]
    rows: tuple[EntryShown, ...]
    is_filtered: bool
    next_url: str
    next_number: int
    outcomes: tuple[queries.JudgeOutcome, ...]
    sheet_url: str
    sheet_send_url: str
    receipts_url: str


@require_GET
@reading
def panel(request: HttpRequest, code: str) -> HttpResponse:
    """My entries by number, how far I have come, and where to go on."""
    actor, now = actor_of(request), clock.now()
    seat = seat_for(actor, code)
    rows = queries.entries_for(actor, code)
    wanted = request.GET.get("state", "")
    wanted = wanted if wanted in FILTERS else ""
    todo = [row for row in unscored(rows, now=now) if takes_scores(seat, row.closes_at, now=now)]
    ways = ways_of(actor, code, "panel")
    is_released = seat.panel_state is PanelState.RELEASED
    page = PanelPage(
        seat=seat_shown(seat, rows, now=now),
        ways=ways if len(ways) > 1 else (),
        tabs=_tabs(code, rows, wanted),
        rows=tuple(_entry(code, row, seat) for row in rows if not wanted or state_of(row) == wanted),
        is_filtered=bool(wanted),
        next_url=reverse("jury:entry", args=[code, todo[0].number]) if todo else "",
        next_number=todo[0].number if todo else 0,
        outcomes=queries.outcomes_for_judge(actor, code) if is_released else (),
        sheet_url=reverse("jury:sheet", args=[code]) if rows else "",
        sheet_send_url=reverse("jury:sheet-send", args=[code]) if rows and (todo or not is_released) else "",
        receipts_url=reverse("jury:receipts", args=[code]),
    )
    return jury_page(request, "jury/panel.html", page)


def _tabs(code: str, rows: Sequence[queries.EntryRow], wanted: str) -> tuple[Place, ...]:
    way, counts = reverse("jury:panel", args=[code]), Counter(map(state_of, rows))
    return (
        Place(label=_("All"), url=way, here=not wanted, count=len(rows)),
        *(
            Place(label=badge.word, url=f"{way}?state={name}", here=wanted == name, count=counts[name])
            for name, badge in state_words().items()
        ),
    )


def _entry(code: str, row: queries.EntryRow, seat: queries.Invitation) -> EntryShown:
    return EntryShown(
        number=row.number,
        title=row.title,
        state=state_words()[state_of(row)],
        url=reverse("jury:entry", args=[code, row.number]),
        closes=instant_word(row.closes_at) if row.closes_at != seat.closes_at else "",
    )
