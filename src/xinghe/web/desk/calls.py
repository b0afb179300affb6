"""One call: how it stands, what comes next and who must act, its terms, its places, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

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
from xinghe.access.powers import Power
from xinghe.foundation import clock
from xinghe.foundation.errors import Missing
from xinghe.programmes import actions, queries
from xinghe.programmes.rules.evidence import EvidenceNeed
from xinghe.programmes.rules.judging import METHOD_LABELS, SETTLING_LABELS
from xinghe.programmes.rules.terms import Terms
from xinghe.programmes.vocab import CALL_STATE_LABELS, EVIDENCE_LABELS, PHASE_LABELS, CallState, Phase
from xinghe.web.desk.applications_list import kind_title
from xinghe.web.desk.calls_acts import FORMS, call_acts
from xinghe.web.desk.calls_list import state_badge
from xinghe.web.desk.calls_places import PlacesShown, places_shown
from xinghe.web.desk.frame import desk_page
from xinghe.web.kit.answers import own_words, without_values
from xinghe.web.kit.called import called_categories
from xinghe.web.kit.doors import actor_of, changing, reading
from xinghe.web.kit.history import history
from xinghe.web.kit.parts import Act, Badge, Event, Figure
from xinghe.web.kit.words import word


@dataclass(frozen=True, slots=True, kw_only=True)
class TermShown:
    """One line of the terms: what it is called, and the number or words beside it."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtensionShown:
    """A longer time that somebody asked for."""

    until: datetime
    reason: str
    asked_by: str
    asked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPage:
    """One call."""

    title: str
    code: str
    state: Badge
    facts: tuple[tuple[str, str], ...]
    announcement: str
    extension: ExtensionShown | None
    figures: tuple[Figure, ...]
    rubric: tuple[TermShown, ...]
    grades: tuple[TermShown, ...]
    evidence: tuple[TermShown, ...]
    sections: tuple[TermShown, ...]
    articles: tuple[TermShown, ...]
    digest: str
    places: PlacesShown
    places_url: str
    edit_url: str
    notices_url: str
    panels_url: str
    panel_new_url: str
    events: tuple[Event, ...]
    next_words: str
    acts: tuple[Act, ...]


@require_GET
@reading
def call(request: HttpRequest, code: str) -> HttpResponse:
    """One call, for the officers of its union and those below."""
    return _page(request, code)


def _page(
    request: HttpRequest, code: str, *, typed: Mapping[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    found = queries.call_for(actor, code)
    terms = found.said_terms
    looks_after = _looks_after(actor, found)
    is_open = found.state == CallState.OPEN
    asked = queries.extension_asked(found) if looks_after and is_open else None
    may_make = found.union_id in actor.desks_for(Power.CALL_MAKE)
    acts = call_acts(actor, found, asked, typed=typed or {})
    is_drafted = found.state == CallState.DRAFT
    page = CallPage(
        title=found.title,
        code=found.code,
        state=state_badge(found, now),
        facts=_facts(found, terms),
        announcement=found.announcement,
        extension=ExtensionShown(
            until=asked.until, reason=asked.reason, asked_by=asked.asked_by.name, asked_at=asked.asked_at
        )
        if asked
        else None,
        figures=_figures(actor, found),
        rubric=tuple(
            TermShown(
                label=own_words(one.label),
                value=_("%(points)s points") % {"points": one.points},
                note=own_words(one.guidance),
            )
            for one in terms.rubric.criteria
        ),
        grades=tuple(_grade(terms, one.code, one.label, one.most) for one in terms.grades),
        evidence=tuple(_evidence(one) for one in terms.evidence),
        sections=tuple(
            TermShown(
                label=own_words(one.title), value=_("; ").join(own_words(field.label) for field in one.fields)
            )
            for one in terms.form.sections
        ),
        articles=_articles(found, terms),
        digest=found.terms_digest,
        places=places_shown(actor, found),
        places_url=reverse("desk:call-places", args=[code]) if may_make and _is_live(found) else "",
        edit_url=reverse("desk:call-edit", args=[code]) if may_make and is_drafted else "",
        notices_url=f"{reverse('desk:notices')}?call={code}"
        if is_open and actor.carries(Power.NOTICE_READ)
        else "",
        panels_url=f"{reverse('desk:panels')}?call={code}"
        if is_open and actor.carries(Power.PANEL_READ)
        else "",
        panel_new_url=f"{reverse('desk:panel-new')}?call={code}"
        if is_open and found.union_id in actor.desks_for(Power.PANEL_ARRANGE)
        else "",
        events=history("programmes.call", found.pk, words={"state": CALL_STATE_LABELS})
        if looks_after
        else (),
        next_words=_next_words(found, asked is not None, now),
        acts=acts,
    )
    return desk_page(request, "desk/call.html", page, status=status)


def _looks_after(actor: Actor, found: queries.Call) -> bool:
    """Whether its making is this person's business: a reader from elsewhere sees the published terms alone."""
    paths = actor.paths_for(Power.CALL_READ)
    lines = (found.territory_path, found.industry_path)
    return any(line.startswith(path) for path in paths for line in lines if line)


def _is_live(found: queries.Call) -> bool:
    return found.state not in (CallState.CANCELLED, CallState.ARCHIVED)


def _facts(found: queries.Call, terms: Terms) -> tuple[tuple[str, str], ...]:
    judging = terms.judging
    blind = _("without knowing whose it is") if judging.is_blind else _("knowing whose it is")
    facts = (
        (_("Kind of programme"), kind_title(found.kind_code)),
        (_("Organiser"), found.union.name),
        (_("Edition"), found.edition),
        (_("Year"), str(found.year)),
        (_("Takes applications from"), _moment(found.opens_at)),
        (_("Closes at"), _moment(found.closes_at)),
        (
            _("Public notice"),
            ngettext("%(n)s working day", "%(n)s working days", terms.notice_days) % {"n": terms.notice_days}
            if terms.notice_days
            else "",
        ),
        (
            _("Judging"),
            _("%(number)s judges for each, %(blind)s") % {"number": judging.per_entry, "blind": blind},
        ),
        (_("Scores"), word(METHOD_LABELS, judging.method)),
        (_("Settled by"), word(SETTLING_LABELS, judging.settling)),
        (
            _("Categories"),
            _("; ").join(called_categories(terms).values()),
        ),
    )
    return tuple((name, value) for name, value in facts if value)


def _moment(instant: datetime | None) -> str:
    return f"{instant.astimezone(clock.CHINA):%Y-%m-%d %H:%M}" if instant else ""


def _grade(terms: Terms, code: str, label: str, most: int | None) -> TermShown:
    number = _("not limited") if most is None else _("at most %(most)s") % {"most": most}
    return TermShown(label=own_words(terms.labels.get(code, label)), value=number)


def _evidence(need: EvidenceNeed) -> TermShown:
    code, least, most = need.code, need.least, need.most
    number = (
        _("at least %(least)s, at most %(most)s") % {"least": least, "most": most}
        if least
        else _("if there are any, at most %(most)s") % {"most": most}
    )
    return TermShown(
        label=f"{code} {word(EVIDENCE_LABELS, code)}",
        value=number,
        note=own_words(need.hint),
    )


def _articles(found: queries.Call, terms: Terms) -> tuple[TermShown, ...]:
    return tuple(
        TermShown(
            label=terms.citations.get(one.code, own_words(one.article)),
            value=without_values(own_words(one.sentence)),
        )
        for one in found.kind.conditions
    )


def _figures(actor: Actor, found: queries.Call) -> tuple[Figure, ...]:
    """How many applications stand in each phase, as far as this person reads them. 1 query."""
    counts = queries.applications_by_phase(actor, found)
    address = f"{reverse('desk:applications')}?call={found.code}"
    if not counts:
        return ()
    every = Figure(label=_("Applications"), value=f"{sum(counts.values()):,}", url=address)
    return (
        every,
        *(
            Figure(
                label=word(PHASE_LABELS, phase), value=f"{counts[phase]:,}", url=f"{address}&phase={phase}"
            )
            for phase in Phase
            if counts.get(phase)
        ),
    )


def _next_words(found: queries.Call, is_asked: bool, now: datetime) -> str:
    """What comes next, and who must act."""
    match CallState(found.state):
        case CallState.DRAFT:
            return _("%(person)s is drafting it. When its dates are set, it is sent for approval.") % {
                "person": found.made_by.name
            }
        case CallState.IN_APPROVAL:
            return _("A second person of %(union)s approves it, not %(person)s, who made it.") % {
                "union": found.union.name,
                "person": found.made_by.name,
            }
        case CallState.APPROVED:
            return _("It is approved and is published next; then its terms are frozen.")
        case CallState.CANCELLED:
            return _("It was given up.")
        case CallState.ARCHIVED:
            return _("It is over and kept.")
    if is_asked:
        return _("A longer time was asked for; a second person of the union grants it.")
    assert found.closes_at is not None  # a published call is dated, by constraint
    if now < found.closes_at:
        return _("It takes applications until %(instant)s.") % {"instant": _moment(found.closes_at)}
    return _("It is closed. What was handed in goes on desk by desk.")


_SAID = {
    "send": lambda: _("Sent. A second person of your union is told."),
    "approve": lambda: _("Approved. It can be published now."),
    "send-back": lambda: _("Sent back. Whoever made it reads why."),
    "open": lambda: _("Published. Its terms are frozen from now on."),
    "cancel": lambda: _("Given up."),
    "extend": lambda: _("Asked for. A second person grants it."),
    "grant": lambda: _("Granted. It closes later, for everybody alike."),
}
ACTS = tuple(_SAID)


@require_POST
@changing
def call_act(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Do one of the acts of the bar below."""
    actor = actor_of(request)
    with fenced(actor):
        found = queries.call_for(actor, code)
        asked = queries.extension_asked(found) if name == "grant" else None
    kind = FORMS.get(name)
    form = kind(request.POST, auto_id=f"{name}-%s") if kind else forms.Form(request.POST)
    if not form.is_valid():
        with fenced(actor):
            return _page(request, code, typed={name: form}, status=422)
    read = form.cleaned_data
    match name:
        case "send":
            actions.send_for_approval(actor, call_id=found.pk)
        case "approve":
            actions.approve_call(actor, call_id=found.pk)
        case "send-back":
            actions.send_back_call(actor, call_id=found.pk, reason=read["reason"])
        case "open":
            actions.open_call(actor, call_id=found.pk)
        case "cancel":
            actions.cancel_call(actor, call_id=found.pk, reason=read["reason"])
        case "extend":
            actions.ask_extension(actor, call_id=found.pk, until=read["until"], reason=read["reason"])
        case "grant":
            if asked is None:
                raise Missing
            actions.grant_extension(actor, extension_id=asked.pk)
    messages.success(request, _SAID[name]())
    return redirect("desk:call", code)
