"""The calls that somebody may answer, and the step before an application is begun: about what, and what stands against it."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from xinghe.access.fence import fenced
from xinghe.foundation import clock
from xinghe.foundation.errors import Refusal
from xinghe.programmes import actions, queries
from xinghe.programmes.actions.applying import AppliedAlready, NoUnit
from xinghe.results.vocab import CATEGORY_LABELS
from xinghe.web.kit.applications import phase_badge
from xinghe.web.kit.calls import TimeLeft, Unmet, conditions_unmet, time_left
from xinghe.web.kit.doors import actor_of, changing, reading, sentence
from xinghe.web.kit.parts import Badge
from xinghe.web.kit.words import word
from xinghe.web.portal.frame import portal_page

# Nobody chooses among more; the newest come first.
MOST_RESULTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnApplication:
    """An application of one's own to a call."""

    title: str
    phase: Badge
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRow:
    """One open call."""

    title: str
    kind: str
    organiser: str
    url: str
    public_url: str
    time: TimeLeft
    closes_at: datetime | None
    own: tuple[OwnApplication, ...]
    is_full: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CallsPage:
    """What one may apply for."""

    rows: tuple[CallRow, ...]
    has_unit: bool
    public_url: str
    own_url: str


@require_GET
@reading
def calls(request: HttpRequest) -> HttpResponse:
    """The open calls to which the way from my unit leads."""
    actor, now = actor_of(request), clock.now()
    found = queries.calls_to_enter(actor, now)
    page = CallsPage(
        rows=tuple(_row(one, now=now) for one in found),
        has_unit=bool(found) or queries.own_unit(actor) is not None,
        public_url=reverse("public:calls"),
        own_url=reverse("portal:applications"),
    )
    return portal_page(request, "portal/calls.html", page)


def _row(found: queries.CallToEnter, *, now: datetime) -> CallRow:
    call = found.call
    return CallRow(
        title=call.title,
        kind=_(call.kind.title),
        organiser=call.union.name,
        url=reverse("portal:call", args=[call.code]),
        public_url=reverse("public:call", args=[call.code]),
        time=time_left(call, now=now),
        closes_at=call.closes_at,
        own=tuple(_own(one) for one in found.own),
        is_full=found.is_full,
    )


def _own(application: queries.Application) -> OwnApplication:
    return OwnApplication(
        title=application.title or _("untitled"),
        phase=phase_badge(application.told_phase, veiled=True),
        url=reverse("portal:application", args=[application.code]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultChoice:
    """A recorded result that may be entered, and what already stands against it."""

    number: int
    title: str
    detail: str
    unmet: tuple[Unmet, ...]
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginCallPage:
    """Before an application is begun."""

    title: str
    kind: str
    organiser: str
    time: TimeLeft
    closes_at: datetime | None
    public_url: str
    needs_result: bool
    results: tuple[ResultChoice, ...]
    unmet: tuple[Unmet, ...]
    own: tuple[OwnApplication, ...]
    may_begin: bool
    why_not: str
    trouble: str


@require_http_methods(["GET", "POST"])
@changing
def call(request: HttpRequest, code: str) -> HttpResponse:
    """Begin an application to a call: about which result, and what of its conditions is not met already."""
    if request.method == "POST":
        return _begun(request, code)
    return _page(request, code)


def _begun(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    with fenced(actor):
        call_id = queries.published_call(code).pk
    chosen = _number(request.POST.get("result", ""))
    try:
        begun = actions.begin_application(actor, call_id=call_id, result_id=chosen)
    except Refusal as refusal:
        return _page(request, code, chosen=chosen, trouble=sentence(refusal), status=refusal.status)
    return redirect("portal:application-write", begun.code, "1")


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 18 else None


def _page(
    request: HttpRequest, code: str, *, chosen: int | None = None, trouble: str = "", status: int = 200
) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    with fenced(actor):
        found = queries.published_call(code)
        entry = next((one for one in queries.calls_to_enter(actor, now) if one.call.pk == found.pk), None)
        time, unit = time_left(found, now=now), queries.own_unit(actor)
        needs_result = found.kind.needs_result
        results = _results(request, found, chosen) if needs_result and entry else ()
        bare = () if needs_result or not entry else queries.prospects(actor, found, [None])
        why_not = ""
        if not time.is_open:
            why_not = time.words
        elif unit is None:
            why_not = sentence(NoUnit())
        elif entry is None:
            why_not = _("“%(organiser)s”, which called, does not stand above your unit “%(unit)s”.") % {
                "organiser": found.union.name,
                "unit": unit.name,
            }
        elif entry.is_full:
            why_not = sentence(AppliedAlready(count=len(entry.own), call=found.title))
        elif needs_result and not results:
            why_not = _(
                "It is about a recorded result, and none of yours can be entered: have an idea verified by your unit first."
            )
        page = BeginCallPage(
            title=found.title,
            kind=_(found.kind.title),
            organiser=found.union.name,
            time=time,
            closes_at=found.closes_at,
            public_url=reverse("public:call", args=[code]),
            needs_result=needs_result,
            results=results,
            unmet=tuple(unmet for one in bare for unmet in conditions_unmet(one)),
            own=tuple(_own(one) for one in entry.own) if entry else (),
            may_begin=not why_not,
            why_not=why_not,
            trouble=trouble,
        )
        return portal_page(request, "portal/call.html", page, status=status)


def _results(request: HttpRequest, call: queries.Call, chosen: int | None) -> tuple[ResultChoice, ...]:
    actor = actor_of(request)
    results = list(queries.results_to_enter(actor, call_id=call.pk)[:MOST_RESULTS])
    return tuple(
        ResultChoice(
            number=result.pk,
            title=result.title,
            detail=f"{word(CATEGORY_LABELS, result.category)} · {result.year}",
            unmet=conditions_unmet(begun),
            is_chosen=result.pk == chosen,
        )
        for result, begun in zip(results, queries.prospects(actor, call, results), strict=True)
    )
