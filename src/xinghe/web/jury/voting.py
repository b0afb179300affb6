"""The decision meeting from a judge's side: for, against or abstained, once for each entry."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xinghe.access.fence import fenced
from xinghe.foundation.errors import Refusal
from xinghe.programmes.rules.judging import Settling
from xinghe.reviews import actions, queries
from xinghe.reviews.vocab import CHOICE_LABELS, Choice, PanelState
from xinghe.web.jury.frame import jury_page
from xinghe.web.jury.reviewing import seat_for
from xinghe.web.jury.ways import ways_of
from xinghe.web.kit.doors import actor_of, changing, reading, sentence
from xinghe.web.kit.parts import Badge, Place, Tone

_TONES: dict[Choice, Tone] = {Choice.YES: "good", Choice.NO: "bad", Choice.ABSTAIN: ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class BallotShown:
    """One entry: how one voted or may vote, and what came of it, when one may know."""

    number: int
    title: str
    entry_url: str
    vote_url: str
    own: Badge | None
    progress: str
    result: Badge | None
    counts: tuple[tuple[str, int], ...]
    trouble: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VotesPage:
    """The votes of one judge on one panel."""

    call: str
    ways: tuple[Place, ...]
    rows: tuple[BallotShown, ...]
    choices: tuple[tuple[str, str], ...]
    left: int
    nothing: str


@require_GET
@reading
def votes(request: HttpRequest, code: str) -> HttpResponse:
    """What there is to vote on, and how one voted."""
    return _page(request, code)


@require_POST
@changing
def vote(request: HttpRequest, code: str, number: int) -> HttpResponseBase:
    """Vote on one entry; it is given once."""
    try:
        actions.vote(actor_of(request), panel_code=code, number=number, choice=request.POST.get("choice", ""))
    except Refusal as refusal:
        with fenced(actor_of(request)):
            return _page(request, code, about=number, trouble=sentence(refusal), status=refusal.status)
    messages.success(request, _("Your vote on entry %(number)s is given.") % {"number": number})
    return redirect(f"{reverse('jury:votes', args=[code])}#entry-{number}")


def _page(
    request: HttpRequest, code: str, *, about: int = 0, trouble: str = "", status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    seat = seat_for(actor, code)
    ballots = queries.ballots_for(actor, code)
    page = VotesPage(
        call=seat.call,
        ways=ways_of(actor, code, "votes"),
        rows=tuple(_ballot(code, row, trouble=trouble if row.number == about else "") for row in ballots.rows)
        if ballots.settling != Settling.SCORE and ballots.state is not PanelState.OPEN
        else (),
        choices=tuple((one.value, _(CHOICE_LABELS[one])) for one in Choice),
        left=sum(row.may_vote for row in ballots.rows),
        nothing=_nothing(ballots),
    )
    return jury_page(request, "jury/votes.html", page, status=status)


def _nothing(ballots: queries.Ballots) -> str:
    """Why there is nothing to vote on."""
    if ballots.settling == Settling.SCORE:
        return _("This call is settled by scores. There is no vote.")
    if ballots.state is PanelState.OPEN:
        return _("The vote begins when scoring has closed.")
    return "" if ballots.rows else _("None of the entries is yours to vote on.")


def _ballot(code: str, row: queries.Ballot, *, trouble: str) -> BallotShown:
    own = Badge(word=_(CHOICE_LABELS[row.own]), tone=_TONES[row.own]) if row.own else None
    progress, result = "", None
    counts: tuple[tuple[str, int], ...] = ()
    if row.tally:
        result = (
            Badge(word=_("carried"), tone="good") if row.tally.is_carried else Badge(word=_("not carried"))
        )
        told = (row.tally.yes, row.tally.no, row.tally.abstained)
        counts = tuple((_(CHOICE_LABELS[one]), count) for one, count in zip(Choice, told, strict=True))
    elif row.expected is not None:
        progress = _("%(given)s of %(expected)s have voted") % {"given": row.given, "expected": row.expected}
    return BallotShown(
        number=row.number,
        title=row.title,
        entry_url=reverse("jury:entry", args=[code, row.number]),
        vote_url=reverse("jury:vote", args=[code, row.number]) if row.may_vote else "",
        own=own,
        progress=progress,
        result=result,
        counts=counts,
        trouble=trouble,
    )
