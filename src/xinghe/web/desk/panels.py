"""One panel: in which step it is, who sits on it, and what may be done next."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.foundation import clock
from xinghe.foundation.errors import Refusal
from xinghe.programmes.rules.judging import METHOD_LABELS, SETTLING_LABELS
from xinghe.programmes.vocab import PHASE_LABELS
from xinghe.reviews import actions, queries
from xinghe.reviews.vocab import (
    BEFORE_OPENING,
    PANEL_STATE_LABELS,
    SEAT_STATE_LABELS,
    PanelState,
    SeatState,
)
from xinghe.web.desk.frame import desk_page
from xinghe.web.desk.panels_forms import VacateForm
from xinghe.web.desk.panels_list import panel_badge
from xinghe.web.desk.panels_steps import (
    StepShown,
    after_closing,
    next_words,
    panel_acts,
    steps_shown,
)
from xinghe.web.kit.called import called_category
from xinghe.web.kit.doors import actor_of, changing, reading, sentence
from xinghe.web.kit.history import history
from xinghe.web.kit.parts import Act, Badge, Event, Figure, Tone
from xinghe.web.kit.words import word

SEAT_TONES: dict[SeatState, Tone] = {
    SeatState.STANDBY: "",
    SeatState.SEATED: "wait",
    SeatState.INVITED: "wait",
    SeatState.ACCEPTED: "good",
    SeatState.DECLINED: "bad",
    SeatState.LEFT: "bad",
}
_SITTING = frozenset({SeatState.SEATED, SeatState.INVITED, SeatState.ACCEPTED})
_MAY_LEAVE = frozenset({PanelState.DRAWN, PanelState.INVITED, PanelState.OPEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatShown:
    """A seat, or a stand-by: who was drawn, how they stand, and what may be done about it."""

    place: int
    code: str
    name: str
    employer: str
    state: Badge
    note: str
    is_chair: bool
    may_chair: bool
    leave_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartShown:
    """A page about one side of the panel, with what waits there."""

    label: str
    url: str
    words: str
    tone: Tone = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelPage:
    """One panel."""

    title: str
    code: str
    state: Badge
    about: str
    call: str
    call_url: str
    refusal: str
    steps: tuple[StepShown, ...]
    figures: tuple[Figure, ...]
    parts: tuple[PartShown, ...]
    after: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    seats: tuple[SeatShown, ...]
    standbys: tuple[SeatShown, ...]
    chair_url: str
    leaving: str
    leave: Act | None
    events: tuple[Event, ...]
    next_words: str
    acts: tuple[Act, ...]


@require_GET
@reading
def panel(request: HttpRequest, code: str) -> HttpResponse:
    """One panel, for officers of its union and those above who are no party to it."""
    return _page(request, code)


def _page(
    request: HttpRequest,
    code: str,
    *,
    typed: Mapping[str, forms.Form] | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; ``typed`` holds the form of a seat that was not filled in rightly, by the seat's code."""
    actor, now = actor_of(request), clock.now()
    standing = queries.panel_standing(actor, code)
    found = standing.panel
    may_arrange = queries.may_arrange(actor, found)
    rows = queries.seats_of(actor, code)
    seats = [_seat(found, one, may_arrange=may_arrange) for one in rows]
    asked = next(iter(typed or {}), request.GET.get("leave", ""))
    leaving = next((one for one in rows if one.code == asked and _may_leave(found, one)), None)
    page = PanelPage(
        title=panel_title(found),
        code=found.code,
        state=panel_badge(found, now),
        about=panel_about(found),
        call=found.call.title,
        call_url=reverse("desk:call", args=[found.call.code]),
        refusal=sentence(refusal) if refusal else "",
        steps=steps_shown(standing),
        figures=_figures(standing),
        parts=_parts(standing),
        after=after_closing(found),
        facts=_facts(found),
        seats=tuple(
            shown for shown, one in zip(seats, rows, strict=True) if one.state is not SeatState.STANDBY
        ),
        standbys=tuple(
            shown for shown, one in zip(seats, rows, strict=True) if one.state is SeatState.STANDBY
        ),
        chair_url=reverse("desk:panel-chair", args=[code]),
        leaving=f"{leaving.name} {leaving.employer}" if leaving else "",
        leave=_leave(found, leaving, rows, typed or {}) if leaving and may_arrange else None,
        events=history("reviews.panel", found.pk, words={"state": PANEL_STATE_LABELS}),
        next_words=next_words(standing, now),
        acts=panel_acts(standing, now, may_arrange=may_arrange),
    )
    return desk_page(request, "desk/panel.html", page, status=refusal.status if refusal else status)


def category_of(found: queries.Panel) -> str:
    """What its category is called; nothing where it judges all of them."""
    return called_category(found.call.said_terms, found.category)


def panel_title(found: queries.Panel) -> str:
    """What a panel is called: its call's title, with the phase and the category that it judges."""
    return " · ".join(filter(None, (word(PHASE_LABELS, found.phase), category_of(found), found.call.title)))


def panel_about(found: queries.Panel) -> str:
    """When it takes scores, in a line."""
    opens, closes = (
        f"{one.astimezone(clock.CHINA):%Y-%m-%d %H:%M}" for one in (found.opens_at, found.closes_at)
    )
    return _("Takes scores from %(opens)s until %(closes)s") % {"opens": opens, "closes": closes}


def _facts(found: queries.Panel) -> tuple[tuple[str, str], ...]:
    judging = found.call.said_terms.judging
    facts = (
        (_("Organiser"), found.union.name),
        (_("Phase"), word(PHASE_LABELS, found.phase)),
        (_("Category"), category_of(found)),
        (_("Seats"), str(found.seats)),
        (_("Judges for each entry"), _("all who sit") if found.sits_together else str(found.per_entry)),
        (
            _("Blind review"),
            _("The judges do not learn whose an entry is.")
            if found.is_blind
            else _("The judges know whose an entry is."),
        ),
        (_("Scores"), word(METHOD_LABELS, found.method or judging.method)),
        (_("Settled by"), word(SETTLING_LABELS, found.settling or judging.settling)),
        (_("Entries above the line"), str(found.cut or "")),
    )
    return tuple((name, value) for name, value in facts if value)


def _figures(standing: queries.PanelStanding) -> tuple[Figure, ...]:
    found, seats = standing.panel, standing.seats
    address = f"{reverse('desk:applications')}?call={found.call.code}&phase={found.phase}"
    figures = [
        Figure(label=_("Entries"), value=f"{standing.entries:,}", url=address),
        Figure(
            label=_("Seats"),
            value=f"{standing.sitting} / {found.seats}",
            definition=_("Seats held or offered, of those there are."),
        ),
    ]
    if found.state != PanelState.DRAFT:
        figures += [
            Figure(label=_("Seats accepted"), value=str(seats[SeatState.ACCEPTED])),
            Figure(label=_("Not answered yet"), value=str(seats[SeatState.INVITED])),
            Figure(
                label=_("Turned down or left"), value=str(seats[SeatState.DECLINED] + seats[SeatState.LEFT])
            ),
            Figure(label=_("Stand-bys"), value=str(seats[SeatState.STANDBY])),
        ]
    if standing.assigned and standing.given is not None and found.state not in BEFORE_OPENING:
        figures.append(Figure(label=_("Scores given"), value=f"{standing.given:,} / {standing.assigned:,}"))
    return tuple(figures)


def _parts(standing: queries.PanelStanding) -> tuple[PartShown, ...]:
    code = standing.panel.code
    draw, order = standing.draw, standing.order
    words = (
        _("not promised yet")
        if draw is None
        else _("drawn")
        if draw.drawn_at
        else _("promised, not drawn yet")
    )
    if standing.panel.sits_together:
        order_words = (
            _("running order not drawn yet")
            if order is None or not order.drawn_at
            else _("running order drawn")
        )
        words = f"{words}; {order_words}"
    asked = standing.lifts_asked
    conflicts = ngettext("%(n)s stands", "%(n)s stand", standing.conflicts) % {"n": f"{standing.conflicts:,}"}
    if asked:
        conflicts += "; " + ngettext(
            "%(n)s waits for a second person", "%(n)s wait for a second person", asked
        ) % {"n": asked}
    short = ngettext(
        "%(n)s entry has too few judges", "%(n)s entries have too few judges", standing.short
    ) % {"n": f"{standing.short:,}"}
    parts = [
        PartShown(label=_("Draw"), url=reverse("desk:panel-draw", args=[code]), words=words),
        PartShown(
            label=_("Conflicts of interest"),
            url=reverse("desk:panel-conflicts", args=[code]),
            words=conflicts,
            tone="wait" if asked else "",
        ),
        PartShown(
            label=_("Assignment"),
            url=reverse("desk:panel-assignment", args=[code]),
            words=short
            if standing.short
            else _("every entry has its judges")
            if standing.entries
            else _("no entries yet"),
            tone="wait" if standing.short and standing.panel.state == PanelState.OPEN else "",
        ),
    ]
    if standing.panel.state not in BEFORE_OPENING:
        waiting = queries.corrections_waiting(standing.panel.pk)
        parts.append(
            PartShown(
                label=_("Corrections"),
                url=reverse("desk:panel-corrections", args=[code]),
                words=ngettext("%(n)s waits for a second person", "%(n)s wait for a second person", waiting)
                % {"n": waiting}
                if waiting
                else _("none waits"),
                tone="wait" if waiting else "",
            )
        )
    if standing.panel.is_blind:
        parts.append(
            PartShown(
                label=_("Names in the texts"),
                url=reverse("desk:panel-names", args=[code]),
                words=_("look before opening whether a text says whose it is"),
            )
        )
    return tuple(parts)


def _may_leave(found: queries.Panel, one: queries.SeatRow) -> bool:
    return one.state in _SITTING and PanelState(found.state) in _MAY_LEAVE


def _seat(found: queries.Panel, one: queries.SeatRow, *, may_arrange: bool) -> SeatShown:
    may_chair = may_arrange and one.state in _SITTING and not one.is_chair
    return SeatShown(
        place=one.position,
        code=one.code,
        name=one.name,
        employer=one.employer,
        state=Badge(word=word(SEAT_STATE_LABELS, one.state), tone=SEAT_TONES[one.state]),
        note=_note(one),
        is_chair=one.is_chair,
        may_chair=may_chair and PanelState(found.state) in BEFORE_OPENING,
        leave_url=f"?leave={one.code}#leave" if may_arrange and _may_leave(found, one) else "",
    )


def _leave(
    found: queries.Panel,
    one: queries.SeatRow,
    rows: tuple[queries.SeatRow, ...],
    typed: Mapping[str, forms.Form],
) -> Act:
    return Act(
        label=_("Replace"),
        url=reverse("desk:panel-vacate", args=[found.code]),
        grave=True,
        question=_("The next stand-by is asked, as the record of the draw says. This cannot be undone."),
        form=typed.get(one.code) or VacateForm(initial={"seat": one.code}, standbys=_standbys(rows)),
    )


def _standbys(rows: tuple[queries.SeatRow, ...]) -> list[tuple[str, str]]:
    standing_by = [one for one in rows if one.state is SeatState.STANDBY]
    return [(one.code, f"{one.name} {one.employer}") for one in standing_by[:_OFFERED]]


# More stand-bys than these nobody ticks off.
_OFFERED = 12


def _note(one: queries.SeatRow) -> str:
    at = one.answered_at or one.invited_at
    return " ".join(filter(None, (f"{at.astimezone(clock.CHINA):%m-%d %H:%M}" if at else "", one.words)))


def _invite(actor: Actor, number: int, _sent: forms.Form) -> str:
    count = actions.invite(actor, panel_id=number)
    return ngettext("%(n)s judge is invited.", "%(n)s judges are invited.", count) % {"n": count}


def _open(actor: Actor, number: int, _sent: forms.Form) -> str:
    actions.open_panel(actor, panel_id=number)
    return _("It is open. The judges see their entries.")


def _close(actor: Actor, number: int, _sent: forms.Form) -> str:
    actions.close_panel(actor, panel_id=number)
    return _("It is closed. No score is taken any more.")


def _chair(actor: Actor, number: int, sent: forms.Form) -> str:
    actions.name_chair(actor, panel_id=number, seat_code=sent.data.get("seat", "")[:10])
    return _("The chair is named.")


def _vacate(actor: Actor, number: int, sent: forms.Form) -> str:
    read = sent.cleaned_data
    actions.vacate_seat(
        actor,
        panel_id=number,
        seat_code=read["seat"],
        reason=read["reason"],
        unavailable=read.get("unavailable", ()),
    )
    return _("Noted. The next stand-by who can come has the seat.")


_DEEDS = {"invite": _invite, "open": _open, "close": _close, "chair": _chair, "vacate": _vacate}
ACTS = tuple(_DEEDS)


@require_POST
@changing
def panel_act(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Take the panel a step on, or change who sits on it; what is refused stands above the page."""
    actor = actor_of(request)
    with fenced(actor):
        found = queries.panel_for(actor, code)
        form = _sent(request, actor, found) if name == "vacate" else forms.Form(request.POST)
        if not form.is_valid():
            typed = {request.POST.get("seat", ""): form}
            return _page(request, code, typed=typed, status=422)
    try:
        said = _DEEDS[name](actor, found.pk, form)
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        with fenced(actor):
            return _page(request, code, refusal=refusal)
    messages.success(request, said)
    return redirect("desk:panel", code)


def _sent(request: HttpRequest, actor: Actor, found: queries.Panel) -> VacateForm:
    return VacateForm(request.POST, standbys=_standbys(queries.seats_of(actor, found.code)))
