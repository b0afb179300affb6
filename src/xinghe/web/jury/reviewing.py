"""What waits for a judge: invitations, and the panels they sit on with how far they have come."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_GET, require_POST

from xinghe.access.actor import Actor
from xinghe.foundation import clock
from xinghe.foundation.errors import Missing
from xinghe.programmes.vocab import PHASE_LABELS
from xinghe.reviews import actions, queries
from xinghe.reviews.vocab import SHOWN, PanelState, SeatState
from xinghe.web.jury.frame import jury_page
from xinghe.web.kit.answers import own_words
from xinghe.web.kit.doors import actor_of, changing, reading
from xinghe.web.kit.judging import is_unanswered
from xinghe.web.kit.parts import Act, Badge
from xinghe.web.kit.words import left_word

LONGEST_WORDS = 300


class DeclineForm(forms.Form):
    """Words beside turning a seat down."""

    words = forms.CharField(
        label=gettext_lazy("Why not this time?"),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy(
            "The organiser reads it. You may leave it empty. The seat does not come back."
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatShown:
    """A panel as its judge meets it: of which contest, how it stands, how far the judge has come."""

    title: str
    category: str
    phase: str
    badge: Badge
    time: str
    is_short: bool
    opens_at: datetime
    closes_at: datetime
    is_chair: bool
    url: str
    done: int
    total: int
    acts: tuple[Act, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """Every seat of one judge, what waits first."""

    invited: tuple[SeatShown, ...]
    sitting: tuple[SeatShown, ...]
    past: tuple[SeatShown, ...]
    availability_url: str


@require_GET
@reading
def home(request: HttpRequest) -> HttpResponse:
    """The seats somebody was asked to take or took."""
    actor, now = actor_of(request), clock.now()
    entries = queries.entries_by_panel(actor)
    seats = [
        (one, seat_shown(one, entries.get(one.panel, ()), now=now)) for one in queries.invitations(actor)
    ]
    sits = [
        one.state is SeatState.ACCEPTED and one.panel_state is not PanelState.RELEASED
        for one, _shown in seats
    ]
    page = HomePage(
        invited=tuple(shown for one, shown in seats if is_unanswered(one)),
        sitting=tuple(shown for (_one, shown), is_sitting in zip(seats, sits, strict=True) if is_sitting),
        past=tuple(
            shown
            for (one, shown), is_sitting in zip(seats, sits, strict=True)
            if not is_sitting and not is_unanswered(one)
        ),
        availability_url=reverse("jury:availability") if queries.own_pools(actor) else "",
    )
    return jury_page(request, "jury/home.html", page)


def seat_for(actor: Actor, code: str) -> queries.Invitation:
    """The seat that a judge took on a panel that shows its entries. Refuses: Missing."""
    for one in queries.invitations(actor):
        if one.panel == code and one.state is SeatState.ACCEPTED and one.panel_state in SHOWN:
            return one
    raise Missing


def seat_shown(
    seat: queries.Invitation, entries: tuple[queries.EntryRow, ...], *, now: datetime
) -> SeatShown:
    """A seat in words; with progress once its entries are there."""
    is_shown = seat.state is SeatState.ACCEPTED and seat.panel_state in SHOWN
    rows = entries if is_shown else ()
    badge, time = _standing(seat, now=now)
    left = seat.closes_at - now
    return SeatShown(
        title=seat.call,
        category=own_words(seat.category),
        phase=_(PHASE_LABELS[seat.phase]),
        badge=badge,
        time=time,
        is_short=seat.panel_state is PanelState.OPEN and left.days < 2,
        opens_at=seat.opens_at,
        closes_at=seat.closes_at,
        is_chair=seat.is_chair,
        url=reverse("jury:panel", args=[seat.panel]) if is_shown else "",
        done=sum(row.is_scored or row.is_abstained for row in rows),
        total=len(rows),
        acts=_answers_to(seat) if is_unanswered(seat) else (),
    )


def _answers_to(seat: queries.Invitation) -> tuple[Act, ...]:
    return (
        Act(
            label=_("Turn the seat down"),
            url=reverse("jury:decline", args=[seat.panel]),
            method="post",
            form=DeclineForm(auto_id=f"decline-{seat.panel}-%s"),
        ),
        Act(
            label=_("Take the seat"),
            url=reverse("jury:accept", args=[seat.panel]),
            method="post",
            primary=True,
            question=_(
                "You promise to read what is assigned to you and to score it in time, without a word to others."
            ),
        ),
    )


def _standing(seat: queries.Invitation, *, now: datetime) -> tuple[Badge, str]:
    """How the seat stands, and how long it still takes scores."""
    if seat.state is SeatState.DECLINED:
        return Badge(word=_("turned down")), ""
    if is_unanswered(seat):
        return Badge(word=_("asks for your answer"), tone="wait"), ""
    if seat.state is SeatState.INVITED:
        return Badge(word=_("not answered")), ""
    match seat.panel_state:
        case PanelState.RELEASED:
            return Badge(word=_("results released")), ""
        case PanelState.CLOSED:
            return Badge(word=_("scores are in")), _("It takes no more scores.")
        case PanelState.OPEN if now >= seat.closes_at:
            return Badge(word=_("scores are in")), _("It takes no more scores.")
        case PanelState.OPEN if now >= seat.opens_at:
            return Badge(word=_("takes scores"), tone="good"), left_word(seat.closes_at - now)
    return Badge(word=_("opens soon"), tone="wait"), _("The entries appear here when it opens.")


@require_POST
@changing
def accept(request: HttpRequest, code: str) -> HttpResponse:
    """Take the seat."""
    actions.accept_seat(actor_of(request), panel_code=code)
    messages.success(request, _("You sit on the panel. Its entries appear here when it opens."))
    return redirect("jury:home")


@require_POST
@changing
def decline(request: HttpRequest, code: str) -> HttpResponse:
    """Turn the seat down, with words if one likes."""
    actions.decline_seat(actor_of(request), panel_code=code, words=request.POST.get("words", ""))
    messages.success(request, _("The seat is turned down."))
    return redirect("jury:home")


def takes_scores(seat: queries.Invitation, closes_at: datetime, *, now: datetime) -> bool:
    """Whether an entry that is open until ``closes_at`` takes a score.

    A further judge may be asked after a panel closed, and after its release.
    """
    is_over = seat.panel_state in (PanelState.CLOSED, PanelState.RELEASED)
    is_open = seat.panel_state is PanelState.OPEN or (is_over and closes_at != seat.closes_at)
    return is_open and seat.opens_at <= now < closes_at


def state_of(row: queries.EntryRow) -> str:
    """How far the judge has come with an entry."""
    if row.is_scored or row.is_abstained:
        return "scored" if row.is_scored else "abstained"
    return "draft" if row.has_draft else "todo"


def state_words() -> dict[str, Badge]:
    """How each state is called."""
    return {
        "todo": Badge(word=_("not begun")),
        "draft": Badge(word=pgettext("score", "draft"), tone="wait"),
        "scored": Badge(word=_("scored"), tone="good"),
        "abstained": Badge(word=_("abstained")),
    }
