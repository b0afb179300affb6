"""A defence while all sit together: who is up now by which clock, who comes next; the chair moves it on."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xinghe.access.fence import fenced
from xinghe.foundation import clock
from xinghe.foundation.errors import Refusal
from xinghe.reviews import actions, queries
from xinghe.reviews.vocab import (
    ASKING_MINUTES,
    MOST_MINUTES,
    PART_LABELS,
    PRESENTING_MINUTES,
    PanelState,
    Part,
)
from xinghe.web.jury.frame import jury_page
from xinghe.web.jury.ways import ways_of
from xinghe.web.kit.doors import actor_of, changing, reading, sentence
from xinghe.web.kit.parts import Badge, Place, Tone


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceShown:
    """A line of the running order. Without ``url`` there is nothing to score for this judge."""

    place: int
    title: str
    whose: str
    words: str
    badge: Badge | None
    url: str
    is_up: bool
    was_up: bool
    is_ours: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NowShown:
    """What everybody sees at the same time. ``mark`` changes whenever anything of it does."""

    mark: str
    now_url: str
    is_over: bool
    up: PlaceShown | None
    next: PlaceShown | None
    part: Badge | None
    minutes: str
    part_minutes: int
    since: datetime | None
    until: datetime | None
    at: datetime
    rows: tuple[PlaceShown, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Controls:
    """What the chair may do: call up a place, start a part of it, make a break."""

    places: tuple[PlaceShown, ...]
    chosen: int
    presenting: str
    asking: str
    most_minutes: int
    parts: tuple[tuple[str, str, bool], ...]
    place: int
    may_break: bool
    call_url: str
    part_url: str
    break_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SittingPage:
    """The sitting of one panel for one judge."""

    call: str
    ways: tuple[Place, ...]
    now: NowShown
    controls: Controls | None
    screen_url: str
    trouble: str


@require_GET
@reading
def sitting(request: HttpRequest, code: str) -> HttpResponse:
    """The running order with who is up now; for the chair what moves it on."""
    return _page(request, code)


@require_GET
@reading
def sitting_now(request: HttpRequest, code: str) -> HttpResponse:
    """What stands now: asked every few seconds, and answered with nothing while nothing has changed."""
    is_screen = "screen" in request.GET
    now = now_shown(queries.sitting_for(actor_of(request), code), is_screen=is_screen)
    if request.GET.get("seen", "") == now.mark:
        return HttpResponse(status=204)
    template = "jury/_screen_now.html" if is_screen else "jury/_sitting_now.html"
    return render(request, template, {"now": now})


@require_GET
@reading
def sitting_screen(request: HttpRequest, code: str) -> HttpResponse:
    """The same for a screen on the wall: who is up, by which clock, who comes next; no score, no name of a judge."""
    found = queries.sitting_for(actor_of(request), code)
    page = SittingPage(
        call=found.call,
        ways=(),
        now=now_shown(found, is_screen=True),
        controls=None,
        screen_url=reverse("jury:sitting", args=[code]),
        trouble="",
    )
    return render(request, "jury/screen.html", {"page": page})


@require_POST
@changing
def sitting_call(request: HttpRequest, code: str) -> HttpResponseBase:
    """The chair calls an entry up, by its place."""
    data = request.POST
    try:
        actions.call_up(
            actor_of(request),
            panel_code=code,
            place=_whole(data.get("place", "")),
            presenting=_whole(data.get("presenting", "")),
            asking=_whole(data.get("asking", "")),
        )
    except Refusal as refusal:
        return _refused(request, code, refusal)
    return redirect("jury:sitting", code)


@require_POST
@changing
def sitting_part(request: HttpRequest, code: str) -> HttpResponseBase:
    """The chair starts the clock for the presentation or for questions."""
    part = Part.ASKING if request.POST.get("part") == Part.ASKING else Part.PRESENTING
    try:
        actions.start_part(
            actor_of(request), panel_code=code, place=_whole(request.POST.get("place", "")), part=part
        )
    except Refusal as refusal:
        return _refused(request, code, refusal)
    return redirect("jury:sitting", code)


@require_POST
@changing
def sitting_break(request: HttpRequest, code: str) -> HttpResponseBase:
    """The chair makes a break."""
    try:
        actions.make_break(actor_of(request), panel_code=code)
    except Refusal as refusal:
        return _refused(request, code, refusal)
    return redirect("jury:sitting", code)


def _refused(request: HttpRequest, code: str, refusal: Refusal) -> HttpResponse:
    with fenced(actor_of(request)):
        return _page(request, code, trouble=sentence(refusal), status=refusal.status)


def _page(request: HttpRequest, code: str, *, trouble: str = "", status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    found = queries.sitting_for(actor, code)
    now = now_shown(found)
    may_move = found.is_chair and found.state is PanelState.OPEN and bool(found.rows)
    page = SittingPage(
        call=found.call,
        ways=ways_of(actor, code, "sitting"),
        now=now,
        controls=_controls(request, found, now) if may_move else None,
        screen_url=reverse("jury:sitting-screen", args=[code]),
        trouble=trouble,
    )
    return jury_page(request, "jury/sitting.html", page, status=status)


def now_shown(found: queries.Sitting, *, is_screen: bool = False) -> NowShown:
    """What stands now, in words."""
    up_place = found.now.place if found.now else 0
    is_over = found.state is not PanelState.OPEN
    rows = tuple(_row(found, row, up_place=0 if is_over else up_place) for row in found.rows)
    up = next((row for row in rows if row.is_up), None)
    coming = [
        row
        for row, told in zip(rows, found.rows, strict=True)
        if not (told.is_withdrawn or told.was_up or row.is_up)
    ]
    # Who was passed over comes after the others.
    following = next((row for row in coming if row.place > up_place), next(iter(coming), None))
    is_running = found.now is not None and not is_over
    way = reverse("jury:sitting-now", args=[found.panel])
    done = "".join(str(int(row.is_scored) + 2 * int(row.is_abstained)) for row in found.rows)
    since = found.now.since.isoformat() if found.now else ""
    mark = f"{found.state}.{since}.{'' if is_screen else done}"
    return NowShown(
        mark=mark,
        now_url=f"{way}?{urlencode({'seen': mark, **({'screen': '1'} if is_screen else {})})}",
        is_over=is_over,
        up=up,
        next=None if is_over else following,
        part=_part(found.now.part) if found.now and is_running else None,
        minutes=_minutes(found.now) if found.now and up else "",
        part_minutes=found.now.presenting if found.now else 0,
        since=found.now.since if found.now else None,
        until=found.now.until if found.now and is_running else None,
        at=clock.now(),
        rows=rows,
        total=len(rows),
    )


def _part(part: Part) -> Badge:
    tones: dict[Part, Tone] = {Part.PRESENTING: "good", Part.ASKING: "wait"}
    return Badge(word=_(PART_LABELS[part]), tone=tones.get(part, ""))


def _minutes(now: queries.UpNow) -> str:
    return _("%(presenting)s minutes to present, %(asking)s for questions") % {
        "presenting": now.presenting,
        "asking": now.asking,
    }


def _row(found: queries.Sitting, row: queries.SittingRow, *, up_place: int) -> PlaceShown:
    words, badge, url = "", None, ""
    if row.is_withdrawn:
        words = _("withdrawn")
    elif row.number is None:
        words = _("You are not in on this one.")
    else:
        url = reverse("jury:entry", args=[found.panel, row.number])
        if row.is_scored:
            badge = Badge(word=_("scored"), tone="good")
        elif row.is_abstained:
            badge = Badge(word=_("abstained"))
    return PlaceShown(
        place=row.place,
        title=row.title,
        whose=" · ".join(filter(None, (row.unit, row.applicant))),
        words=words,
        badge=badge,
        url=url,
        is_up=row.place == up_place,
        was_up=row.was_up,
        is_ours=row.number is not None,
    )


def _controls(request: HttpRequest, found: queries.Sitting, now: NowShown) -> Controls:
    sent, at = request.POST, found.now
    presenting = sent.get("presenting") or str(at.presenting if at else PRESENTING_MINUTES)
    asking = sent.get("asking") or str(at.asking if at else ASKING_MINUTES)
    waiting = [row for row, told in zip(now.rows, found.rows, strict=True) if not told.is_withdrawn]
    part = at.part if at and now.up else None
    return Controls(
        places=tuple(waiting),
        chosen=now.next.place if now.next else waiting[0].place if waiting else 0,
        presenting=presenting[:4],
        asking=asking[:4],
        most_minutes=MOST_MINUTES,
        parts=_parts(part) if part else (),
        place=now.up.place if now.up else 0,
        may_break=now.up is not None,
        call_url=reverse("jury:sitting-call", args=[found.panel]),
        part_url=reverse("jury:sitting-part", args=[found.panel]),
        break_url=reverse("jury:sitting-break", args=[found.panel]),
    )


def _parts(part: Part) -> tuple[tuple[str, str, bool], ...]:
    """(value, what the button says, whether it is what usually comes next)."""
    began = _("Start the presentation") if part is Part.CALLED else _("Start the presentation again")
    asks = _("Start the questions again") if part is Part.ASKING else _("Start the questions")
    return (
        (Part.PRESENTING.value, began, part is Part.CALLED),
        (Part.ASKING.value, asks, part is Part.PRESENTING),
    )


def _whole(text: str) -> int:
    """A small number as it was typed; 0, which is refused in words, for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
