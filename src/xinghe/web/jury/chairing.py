"""What a chair alone sees: scores as they come in while all sit together, and after the end those off the middle."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from xinghe.access.actor import Actor
from xinghe.foundation.errors import Missing
from xinghe.reviews import queries
from xinghe.reviews.vocab import PanelState
from xinghe.web.jury.frame import jury_page
from xinghe.web.jury.reviewing import seat_for
from xinghe.web.jury.ways import ways_of
from xinghe.web.kit.doors import actor_of, reading
from xinghe.web.kit.parts import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveShown:
    """An entry as its scores come in."""

    place: int
    title: str
    given: int
    expected: int
    missing: str
    mean: str
    is_up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Live:
    """All entries that the chair may judge, in the running order."""

    rows: tuple[LiveShown, ...]
    given: int
    expected: int
    poll_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChairPage:
    """``live`` while it is open, then ``off``."""

    call: str
    ways: tuple[Place, ...]
    live: Live | None
    off: tuple[queries.OffRow, ...]
    is_over: bool


@require_GET
@reading
def chair(request: HttpRequest, code: str) -> HttpResponse:
    """Scores for the chair's eyes. Nobody else finds this page."""
    actor = actor_of(request)
    seat = _chaired(actor, code)
    is_over = seat.panel_state is PanelState.CLOSED
    page = ChairPage(
        call=seat.call,
        ways=ways_of(actor, code, "chair"),
        live=None if is_over else live_shown(actor, code),
        off=queries.off_the_middle_for(actor, code) if is_over else (),
        is_over=is_over,
    )
    return jury_page(request, "jury/chair.html", page)


@require_GET
@reading
def chair_live(request: HttpRequest, code: str) -> HttpResponse:
    """The table alone, asked every few seconds until the panel is closed."""
    actor = actor_of(request)
    if _chaired(actor, code).panel_state is not PanelState.OPEN:
        return render(request, "jury/_live_over.html")
    return render(request, "jury/_live.html", {"live": live_shown(actor, code)})


def live_shown(actor: Actor, code: str) -> Live:
    """The scores so far. Refuses: Missing, to everybody but the chair."""
    rows = queries.live_for_chair(actor, code)
    found = queries.sitting_for(actor, code)
    places = {row.number: row for row in found.rows if row.number is not None}
    titles = {row.number: row.title for row in queries.entries_for(actor, code)}
    up = found.now.place if found.now else 0
    shown = [
        LiveShown(
            place=places[row.number].place if row.number in places else 0,
            title=titles.get(row.number, ""),
            given=row.given,
            expected=row.expected,
            missing=_missing(row.expected - row.given),
            mean=row.mean,
            is_up=row.number in places and places[row.number].place == up,
        )
        for row in rows
    ]
    return Live(
        rows=tuple(sorted(shown, key=lambda one: one.place)),
        given=sum(row.given for row in rows),
        expected=sum(row.expected for row in rows),
        poll_url=reverse("jury:chair-live", args=[code]),
    )


def _missing(count: int) -> str:
    if not count:
        return _("all have scored")
    return ngettext("%(count)s has not scored yet", "%(count)s have not scored yet", count) % {"count": count}


def _chaired(actor: Actor, code: str) -> queries.Invitation:
    """The chair's own seat. Refuses: Missing, also when the results are released: then everybody reads them."""
    seat = seat_for(actor, code)
    if not seat.is_chair or seat.panel_state is PanelState.RELEASED:
        raise Missing
    return seat
