"""Who judges what on one panel: assigned by the kernel, refused with every reason it gives, and how far each has come."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xinghe.access.fence import fenced
from xinghe.foundation import clock
from xinghe.foundation.errors import Refusal
from xinghe.reviews import actions, queries
from xinghe.reviews.rules.identity import Whose
from xinghe.reviews.rules.refusals import NotAssigned
from xinghe.reviews.vocab import PanelState
from xinghe.web.desk.frame import desk_page
from xinghe.web.desk.panels import panel_title
from xinghe.web.desk.panels_steps import next_words, panel_acts
from xinghe.web.kit.address import changed
from xinghe.web.kit.answers import own_words
from xinghe.web.kit.doors import actor_of, changing, reading, sentence
from xinghe.web.kit.draws import field_words
from xinghe.web.kit.parts import Act, Figure, Pager, Place

PAGE = 100
# Looking through the texts of an entry takes three questions to the database.
_TEXTS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonShown:
    """Why the entries cannot be assigned, with what to change; ``about`` are the entries and judges it speaks of."""

    words: str
    entries: tuple[str, ...]
    judges: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryShown:
    """An entry and who judges it."""

    title: str
    code: str
    url: str
    judges: tuple[str, ...]
    is_short: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentPage:
    """Who judges what."""

    title: str
    panel_url: str
    refusal: str
    reasons: tuple[ReasonShown, ...]
    figures: tuple[Figure, ...]
    loads: tuple[queries.LoadRow, ...]
    shows_done: bool
    tabs: tuple[Place, ...]
    rows: tuple[EntryShown, ...]
    pager: Pager
    next_words: str
    acts: tuple[Act, ...]


@require_GET
@reading
def panel_assignment(request: HttpRequest, code: str) -> HttpResponse:
    """The assignment as it stands: loads judge by judge, and the judges of each entry."""
    return _page(request, code)


def _page(request: HttpRequest, code: str, *, refusal: Refusal | None = None) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    standing = queries.panel_standing(actor, code)
    found = standing.panel
    every = queries.entries_with_judges(actor, code)
    is_short_only = request.GET.get("short") == "on"
    kept = [one for one in every if one.is_short or not is_short_only]
    first = _first_of(request.GET)
    is_hidden = found.sits_together and found.state == PanelState.OPEN
    reasons = _reasons(refusal, every, queries.pool_for(actor)) if isinstance(refusal, NotAssigned) else ()
    page = AssignmentPage(
        title=panel_title(found),
        panel_url=reverse("desk:panel", args=[code]),
        refusal=_said(refusal, reasons),
        reasons=reasons,
        figures=(
            Figure(label=_("Entries"), value=f"{standing.entries:,}"),
            Figure(
                label=_("With too few judges"),
                value=f"{standing.short:,}",
                definition=_("Entries with fewer than %(n)s judges without a conflict.")
                % {"n": standing.needed},
            ),
            Figure(label=_("Assignments"), value=f"{standing.assigned:,}"),
            *(
                (Figure(label=_("Scores given"), value=f"{standing.given:,}"),)
                if standing.given is not None and standing.assigned
                else ()
            ),
        ),
        loads=() if is_hidden else queries.loads_of(actor, code),
        shows_done=not is_hidden
        and found.state not in (PanelState.DRAFT, PanelState.DRAWN, PanelState.INVITED),
        tabs=(
            Place(
                label=_("All"),
                url=changed(request.GET, short=None, first=None),
                here=not is_short_only,
                count=len(every),
            ),
            Place(
                label=_("With too few judges"),
                url=changed(request.GET, short="on", first=None),
                here=is_short_only,
                count=standing.short,
            ),
        ),
        rows=tuple(
            EntryShown(
                title=one.title,
                code=one.code,
                url=reverse("desk:application", args=[one.code]) if one.title else "",
                judges=one.judges,
                is_short=one.is_short,
            )
            for one in islice(kept, first, first + PAGE)
        ),
        pager=_pager(request.GET, first, PAGE, len(kept)),
        next_words=next_words(standing, now),
        acts=panel_acts(standing, now, may_arrange=queries.may_arrange(actor, found)),
    )
    return desk_page(request, "desk/panel_assignment.html", page, status=refusal.status if refusal else 200)


def _first_of(query: QueryDict) -> int:
    asked = query.get("first", "")
    return int(asked) if asked.isdecimal() and len(asked) < 6 else 0


def _pager(query: QueryDict, first: int, size: int, total: int) -> Pager:
    return Pager(
        previous=changed(query, first=max(first - size, 0) or None) if first else "",
        next=changed(query, first=first + size) if first + size < total else "",
    )


def _said(refusal: Refusal | None, reasons: tuple[ReasonShown, ...]) -> str:
    if refusal is None:
        return ""
    return gettext(refusal.message) if reasons else sentence(refusal)


def _reasons(
    refusal: NotAssigned, entries: tuple[queries.EntryJudges, ...], pool: Any
) -> tuple[ReasonShown, ...]:
    """Every reason of the kernel, with codes of entries, names of judges and words for fields in place of its numbers."""
    codes: Mapping[int, str] = {one.number: one.code for one in entries}
    names: Mapping[int, str] = {one.pk: one.person.name for one in pool}
    labels = field_words()
    found = []
    for reason in refusal.reasons:
        held = {one.name: getattr(reason, one.name) for one in fields(reason)}
        named = {}
        if "entry" in held:
            named["entry"] = codes.get(held["entry"], "")
        if "field" in held:
            named["field"] = labels.get(held["field"], held["field"] or _("all fields"))
        found.append(
            ReasonShown(
                words=replace(reason, **named).said(gettext),
                entries=tuple(codes.get(one, "") for one in held.get("entries", ())),
                judges=tuple(names.get(one, "") for one in held.get("judges", ())),
            )
        )
    return tuple(found)


@require_POST
@changing
def assign(request: HttpRequest, code: str) -> HttpResponse:
    """Give every entry its judges, or say all that stands against it."""
    actor = actor_of(request)
    with fenced(actor):
        found = queries.panel_for(actor, code)
    try:
        new, dropped = actions.assign(actor, panel_id=found.pk)
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        with fenced(actor):
            return _page(request, code, refusal=refusal)
    said = {"new": f"{new:,}", "dropped": f"{dropped:,}"}
    messages.success(
        request, _("Assigned: %(new)s new, %(dropped)s taken back. What was scored stays.") % said
    )
    return redirect("desk:panel-assignment", code)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagShown:
    """A name that shows in a text."""

    field: str
    whose: str
    name: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlaggedShown:
    """An entry whose texts say whose it is."""

    title: str
    code: str
    url: str
    flags: tuple[FlagShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamesPage:
    """Names in the texts that judges will read."""

    title: str
    panel_url: str
    looked_at: str
    rows: tuple[FlaggedShown, ...]
    pager: Pager


@require_GET
@reading
def panel_names(request: HttpRequest, code: str) -> HttpResponse:
    """Look through the texts of some entries at a time for names of people and firms."""
    actor = actor_of(request)
    found = queries.panel_for(actor, code)
    every = [one for one in queries.entries_with_judges(actor, code) if one.title]
    first = _first_of(request.GET)
    here = every[first : first + _TEXTS]
    labels = {field.name: own_words(field.label) for field in found.call.said_terms.form.fields}
    rows = []
    for one in here:
        flags = queries.identity_flags(actor, one.code)
        if flags:
            rows.append(
                FlaggedShown(
                    title=one.title,
                    code=one.code,
                    url=reverse("desk:application", args=[one.code]),
                    flags=tuple(
                        FlagShown(
                            field=labels.get(flag.field, flag.field),
                            whose=_("a person") if flag.whose is Whose.PERSON else _("a firm"),
                            name=flag.name,
                            found=flag.found,
                        )
                        for flag in flags
                    ),
                )
            )
    page = NamesPage(
        title=panel_title(found),
        panel_url=reverse("desk:panel", args=[code]),
        looked_at=_("Entries %(first)s to %(last)s of %(all)s were looked at.")
        % {"first": first + 1, "last": first + len(here), "all": f"{len(every):,}"}
        if here
        else "",
        rows=tuple(rows),
        pager=_pager(request.GET, first, _TEXTS, len(every)),
    )
    return desk_page(request, "desk/panel_names.html", page)
