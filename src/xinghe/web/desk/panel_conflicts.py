"""Conflicts of interest of one panel: found in records, declared, noted by an officer, and lifted by two persons."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_GET, require_POST

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import ROLE_LABELS, Role
from xinghe.foundation.errors import Refusal
from xinghe.programmes.rules.terms import Terms
from xinghe.reviews import actions, queries
from xinghe.reviews.vocab import CONFLICT_LABELS, SOURCE_LABELS, TIE_LABELS, ConflictKind, Source
from xinghe.web.desk.frame import desk_page
from xinghe.web.desk.panels import panel_title
from xinghe.web.desk.panels_forms import PinForm, ReviewReasonForm
from xinghe.web.kit.address import changed, chips
from xinghe.web.kit.called import called_categories
from xinghe.web.kit.doors import actor_of, changing, reading, sentence
from xinghe.web.kit.lists import ListForm, search_box
from xinghe.web.kit.parts import Act, Badge, Chip, Pager, Place
from xinghe.web.kit.words import labelled, word

PAGE = 50
# How a conflict stands, for the tabs.
STANDS, ASKED, ENDED = "stands", "asked", "ended"
_STATES = {
    STANDS: gettext_noop("stands"),
    ASKED: gettext_noop("waits for a second person"),
    ENDED: gettext_noop("lifted or over"),
}


class ConflictFilterForm(ListForm):
    """What stands in the address of the list."""

    q = search_box(gettext_lazy("Judge or entry"), most=40)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of conflict"), required=False, choices=labelled(CONFLICT_LABELS)
    )
    source = forms.ChoiceField(
        label=gettext_lazy("How it came to be known"), required=False, choices=labelled(SOURCE_LABELS)
    )
    state = forms.ChoiceField(required=False, choices=labelled(_STATES), widget=forms.HiddenInput)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictShown:
    """One conflict with what may be done about it."""

    judge: str
    entry: str
    entry_url: str
    kind: str
    fact: str
    source: str
    found_at: datetime
    ended_at: datetime | None
    state: Badge
    lift_reason: str
    settle_url: str
    settle: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlingShown:
    """The conflict that somebody is about to have lifted, with the act."""

    words: str
    act: Act


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictsPage:
    """The conflicts of one panel."""

    title: str
    panel_url: str
    refusal: str
    form: ConflictFilterForm
    chips: tuple[Chip, ...]
    tabs: tuple[Place, ...]
    rows: tuple[ConflictShown, ...]
    total: str
    pager: Pager
    find_url: str
    settling: SettlingShown | None
    pin: PinForm | None
    is_pin_open: bool
    pin_url: str


@require_GET
@reading
def panel_conflicts(request: HttpRequest, code: str) -> HttpResponse:
    """The conflicts of a panel, those that stand in front."""
    return _page(request, code)


def _page(
    request: HttpRequest,
    code: str,
    *,
    typed: Mapping[str, forms.Form] | None = None,
    refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    actor, sent = actor_of(request), typed or {}
    found = queries.panel_for(actor, code)
    terms = found.call.said_terms
    form = ConflictFilterForm(request.GET)
    form.is_valid()
    every = queries.conflicts_of(actor, code)
    kept = [one for one in every if _is_wanted(one, form.cleaned_data)]
    first = _first_of(request.GET)
    may = queries.may_arrange(actor, found)
    pin = sent.get("pin") or (_pin_form(actor, found) if may else None)
    page = ConflictsPage(
        title=panel_title(found),
        panel_url=reverse("desk:panel", args=[code]),
        refusal=sentence(refusal) if refusal else "",
        form=form,
        chips=chips(form, request.GET),
        tabs=_tabs(every, request.GET),
        rows=tuple(_shown(one, terms, request.GET, may=may) for one in islice(kept, first, first + PAGE)),
        total=f"{len(kept):,}",
        pager=Pager(
            previous=changed(request.GET, first=max(first - PAGE, 0) or None) if first else "",
            next=changed(request.GET, first=first + PAGE) if first + PAGE < len(kept) else "",
        ),
        find_url=reverse("desk:panel-find-conflicts", args=[code]) if may else "",
        settling=_settling(actor, code, every, request.GET.get("settle", ""), sent, terms) if may else None,
        pin=pin,  # type: ignore[arg-type]  # the form of that act
        is_pin_open="pin" in sent,
        pin_url=reverse("desk:panel-pin-conflict", args=[code]),
    )
    return desk_page(request, "desk/panel_conflicts.html", page, status=refusal.status if refusal else status)


def _first_of(query: QueryDict) -> int:
    asked = query.get("first", "")
    return int(asked) if asked.isdecimal() and len(asked) < 6 else 0


def _state(one: queries.ConflictRow) -> str:
    return ENDED if one.ended_at else ASKED if one.is_lift_asked else STANDS


def _is_wanted(one: queries.ConflictRow, read: Mapping[str, Any]) -> bool:
    words = read.get("q", "").strip().lower()
    return (
        (not words or words in one.judge.lower() or words in one.application.lower())
        and read.get("kind") in ("", None, one.kind)
        and read.get("source") in ("", None, one.source)
        and read.get("state") in ("", None, _state(one))
    )


def _tabs(every: tuple[queries.ConflictRow, ...], query: QueryDict) -> tuple[Place, ...]:
    asked = query.get("state", "")
    states = [_state(one) for one in every]
    return (
        Place(label=_("All"), url=changed(query, state=None, first=None), here=not asked, count=len(states)),
        *(
            Place(
                label=_(_STATES[state]),
                url=changed(query, state=state, first=None),
                here=asked == state,
                count=states.count(state),
            )
            for state in (STANDS, ASKED, ENDED)
        ),
    )


def _fact(one: queries.ConflictRow, terms: Terms) -> str:
    """The fact in the reader's language: what the records show is kept in codes, what somebody wrote in their words."""
    if one.source != Source.DERIVED:
        return one.fact
    first, _space, rest = one.fact.partition(" ")
    if one.kind == ConflictKind.CO_CREATOR:
        return ""  # the kind says it all
    if one.kind == ConflictKind.OWN_ENTRY:
        return called_categories(terms).get(one.fact, "")
    if one.kind == ConflictKind.OFFICE_ON_WAY and first in set(Role):
        return f"{rest} · {word(ROLE_LABELS, first)}"
    if one.kind in (ConflictKind.SHARED_WORK, ConflictKind.MENTORING, ConflictKind.STUDIO):
        return f"{word(TIE_LABELS, first)} {rest}"
    return one.fact


def _shown(one: queries.ConflictRow, terms: Terms, query: QueryDict, *, may: bool) -> ConflictShown:
    badges = {
        STANDS: Badge(word=_("stands"), tone="bad"),
        ASKED: Badge(word=_("waits for a second person"), tone="wait"),
        ENDED: Badge(word=_("lifted by two") if one.is_lifted else _("ended with its fact")),
    }
    may_settle = may and one.ended_at is None
    return ConflictShown(
        judge=one.judge,
        entry=one.application,
        entry_url=reverse("desk:application", args=[one.application]),
        kind=word(CONFLICT_LABELS, one.kind),
        fact=_fact(one, terms),
        source=word(SOURCE_LABELS, one.source),
        found_at=one.found_at,
        ended_at=one.ended_at,
        state=badges[_state(one)],
        lift_reason=one.lift_reason,
        settle_url=changed(query, settle=one.id) + "#settle" if may_settle else "",
        settle=_("Lift") if one.is_lift_asked else _("Ask to lift"),
    )


def _settling(
    actor: Actor,
    code: str,
    every: tuple[queries.ConflictRow, ...],
    asked: str,
    sent: Mapping[str, forms.Form],
    terms: Terms,
) -> SettlingShown | None:
    """The conflict that the address names, or whose form came back, with what may be done about it."""
    one = next(
        (row for row in every if row.ended_at is None and (str(row.id) == asked or f"lift-{row.id}" in sent)),
        None,
    )
    if one is None:
        return None
    kind = word(CONFLICT_LABELS, one.kind)
    words = f"{one.judge} · {one.application} · {kind} · {_fact(one, terms)}"
    return SettlingShown(words=words, act=_act(actor, code, one, sent))


def _act(actor: Actor, code: str, one: queries.ConflictRow, sent: Mapping[str, forms.Form]) -> Act:
    if not one.is_lift_asked:
        return Act(
            label=_("Ask to lift"),
            url=reverse("desk:panel-ask-lift", args=[code, one.id]),
            question=_("Then a colleague has to agree before the judge may read this entry."),
            form=sent.get(f"lift-{one.id}") or ReviewReasonForm(auto_id=f"lift-{one.id}-%s"),
        )
    if one.lift_asked_by == actor.person_id:
        return Act(label=_("Lift"), reason=_("You asked for it yourself; a colleague agrees."))
    return Act(
        label=_("Lift"),
        url=reverse("desk:panel-grant-lift", args=[code, one.id]),
        grave=True,
        question=_("The judge may read this entry from now on. The reason that was given: %(reason)s")
        % {"reason": one.lift_reason},
    )


def _pin_form(actor: Actor, found: queries.Panel, sent: QueryDict | None = None) -> PinForm:
    pool = queries.pool_for(actor).filter(union_id=found.union_id)
    return PinForm(
        sent,
        judges=[(one.pk, f"{one.person.name} {one.employer}".strip()) for one in pool],
        entries=[
            (one.number, f"{one.code} {one.title}") for one in queries.entries_with_judges(actor, found.code)
        ],
    )


@require_POST
@changing
def find_conflicts(request: HttpRequest, code: str) -> HttpResponse:
    """Look through the records now; the clerk does it every few minutes too."""
    actor = actor_of(request)
    with fenced(actor):
        found = queries.panel_for(actor, code)
    began, ended = actions.find_conflicts(actor, panel_id=found.pk)
    said = {"began": began, "ended": ended}
    messages.success(request, _("Looked through the records: %(began)s new, %(ended)s ended.") % said)
    return redirect("desk:panel-conflicts", code)


@require_POST
@changing
def pin_conflict(request: HttpRequest, code: str) -> HttpResponse:
    """Note a conflict that no record shows."""
    actor = actor_of(request)
    with fenced(actor):
        found = queries.panel_for(actor, code)
        form = _pin_form(actor, found, request.POST)
        if not form.is_valid():
            return _page(request, code, typed={"pin": form}, status=422)
    read = form.cleaned_data
    actions.pin_conflict(
        actor,
        panel_id=found.pk,
        judge_id=read["judge"],
        application_id=read["application"],
        kind=read["kind"],
        words=read["words"],
    )
    messages.success(request, _("Noted. The judge does not get this entry; assign again if they had it."))
    return redirect("desk:panel-conflicts", code)


@require_POST
@changing
def ask_lift(request: HttpRequest, code: str, conflict_id: int) -> HttpResponse:
    """Ask that a conflict be lifted; a second person agrees."""
    actor = actor_of(request)
    form = ReviewReasonForm(request.POST, auto_id=f"lift-{conflict_id}-%s")
    with fenced(actor):
        found = queries.panel_for(actor, code)
        if not form.is_valid():
            return _page(request, code, typed={f"lift-{conflict_id}": form}, status=422)
    actions.ask_lift(actor, panel_id=found.pk, conflict_id=conflict_id, reason=form.cleaned_data["reason"])
    messages.success(request, _("Asked for. A colleague agrees or leaves it."))
    return redirect("desk:panel-conflicts", code)


@require_POST
@changing
def grant_lift(request: HttpRequest, code: str, conflict_id: int) -> HttpResponse:
    """Agree that a conflict be lifted."""
    actor = actor_of(request)
    with fenced(actor):
        found = queries.panel_for(actor, code)
    actions.grant_lift(actor, panel_id=found.pk, conflict_id=conflict_id)
    messages.success(request, _("Lifted. The judge may read this entry; assign again to give it to them."))
    return redirect("desk:panel-conflicts", code)
