"""Release what several panels of a call found, at one instant: who learns what is said before, and asked about once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from xinghe.access.checks import may
from xinghe.access.fence import fenced
from xinghe.access.powers import Power
from xinghe.programmes.actions import release_decisions
from xinghe.programmes.queries import untold_count
from xinghe.reviews import actions, queries
from xinghe.reviews.queries.releasing import ToRelease, panel_ids, releases_of
from xinghe.reviews.vocab import PANEL_STATE_LABELS, PanelState
from xinghe.web.desk.frame import desk_page
from xinghe.web.desk.panel_award_frame import PanelHead, panel_head, panel_words
from xinghe.web.kit.doors import actor_of, changing, reading
from xinghe.web.kit.parts import Badge
from xinghe.web.kit.words import word

# The panels that are chosen stand in the address, each by its code.
_WITH = "with"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRow:
    """A panel of the call, and whether it can be released with the others."""

    code: str
    what: str
    url: str
    state: Badge
    entries: int
    missing: str
    is_ready: bool
    is_chosen: bool
    released_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownShown:
    """Who would learn what."""

    who: str
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasePage:
    """What would be released, and to whom."""

    head: PanelHead
    rows: tuple[ReleaseRow, ...]
    known: tuple[KnownShown, ...]
    chosen: tuple[str, ...]
    count_words: str
    left_words: str
    untold: int
    may_tell: bool
    nothing: str


@require_GET
@reading
def release(request: HttpRequest, code: str) -> HttpResponse:
    """The panels of the call, and what becomes known with those that are chosen."""
    actor = actor_of(request)
    panel = queries.panel_for(actor, code)
    found = releases_of(actor, panel.call_id)
    ready = {one.panel.code for one in found if one.is_ready}
    asked = request.GET.getlist(_WITH)
    chosen = [one for one in found if one.panel.code in (ready & set(asked) if asked else ready)]
    page = ReleasePage(
        head=panel_head(panel, "desk:panel-release"),
        rows=tuple(_row(one, is_chosen=one in chosen) for one in found),
        known=tuple(_known(chosen)),
        chosen=tuple(one.panel.code for one in chosen),
        count_words=ngettext("Release %(count)s panel", "Release %(count)s panels", len(chosen))
        % {"count": len(chosen)},
        left_words=_left(found, chosen),
        untold=untold_count(panel.call_id) if found else 0,
        may_tell=bool(found) and may(actor, Power.APPLICATION_DECIDE, panel.call),
        nothing="" if found else _nothing(panel.state),
    )
    return desk_page(request, "desk/panel_release.html", page)


def _nothing(state: str) -> str:
    if state in (PanelState.CLOSED, PanelState.RELEASED):
        return _("Officers of the organiser who rank its panels release the results.")
    return _("Nothing can be released before the panel has closed and its ranking is frozen.")


def _row(one: ToRelease, *, is_chosen: bool) -> ReleaseRow:
    panel = one.panel
    is_out = panel.state == PanelState.RELEASED
    return ReleaseRow(
        code=panel.code,
        what=panel_words(panel),
        url=reverse("desk:panel-award", args=[panel.code]),
        state=Badge(word=word(PANEL_STATE_LABELS, panel.state), tone="good" if is_out else "wait"),
        entries=one.entries,
        missing=_(one.missing) if one.missing else "",
        is_ready=one.is_ready,
        is_chosen=is_chosen,
        released_at=panel.released_at,
    )


def _known(chosen: Sequence[ToRelease]) -> Iterable[KnownShown]:
    if not chosen:
        return
    people = len(frozenset().union(*(one.people for one in chosen)))
    judges = len(frozenset().union(*(one.judges for one in chosen)))
    yield KnownShown(
        who=ngettext("%(count)s applicant", "%(count)s applicants", people) % {"count": people},
        what=_("the rank and score of their own entry, and what judges wrote about it without their names"),
    )
    yield KnownShown(
        who=ngettext("%(count)s judge", "%(count)s judges", judges) % {"count": judges},
        what=_("the rank and score of each entry they judged"),
    )
    yield KnownShown(
        who=_("Who looks into panels at the union and above it"), what=_("the whole ranking with its record")
    )
    yield KnownShown(who=_("Everybody"), what=_("the names of the judges; no entry, no rank and no score"))


def _left(found: Sequence[ToRelease], chosen: Sequence[ToRelease]) -> str:
    """That others of the call would learn theirs later, if it is so."""
    left = sum(one.panel.state == PanelState.CLOSED and one not in chosen for one in found)
    words = ngettext(
        "%(count)s closed panel of this call is not among them: its applicants learn theirs later.",
        "%(count)s closed panels of this call are not among them: their applicants learn theirs later.",
        left,
    )
    return words % {"count": left} if left and chosen else ""


@require_POST
@changing
def release_together(request: HttpRequest, code: str) -> HttpResponse:
    """Release the panels that the page before showed, all of them or none."""
    actor, chosen = actor_of(request), request.POST.getlist(_WITH)
    with fenced(actor):
        queries.panel_for(actor, code)
        numbers = panel_ids(actor, chosen)
    released = actions.release_together(actor, panel_ids=numbers)
    words = ngettext(
        "The results of %(count)s panel are released.",
        "The results of %(count)s panels are released.",
        len(released),
    )
    messages.success(request, words % {"count": len(released)})
    return redirect("desk:panel-release", code)


@require_POST
@changing
def tell_declined(request: HttpRequest, code: str) -> HttpResponse:
    """Tell everybody of the call who was declined since its judging, at one instant."""
    actor = actor_of(request)
    with fenced(actor):
        call_id = queries.panel_for(actor, code).call_id
    told = release_decisions(actor, call_id=call_id)
    words = ngettext(
        "The people of %(count)s application were told.",
        "The people of %(count)s applications were told.",
        told,
    )
    messages.success(request, words % {"count": told})
    return redirect("desk:panel-release", code)
