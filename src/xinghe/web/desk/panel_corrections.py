"""Corrections that judges of one panel asked for after the end; a second person grants one, and changes nothing of it."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xinghe.access.fence import fenced
from xinghe.reviews import actions, queries
from xinghe.web.desk.frame import desk_page
from xinghe.web.desk.panels import panel_title
from xinghe.web.kit.doors import actor_of, changing, reading
from xinghe.web.kit.parts import Badge


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionShown:
    """One correction; ``grant_url`` where this reader may grant it."""

    judge: str
    entry: str
    entry_url: str
    reason: str
    asked_at: datetime
    state: Badge
    granted_by: str
    granted_at: datetime | None
    grant_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionsPage:
    """The corrections of one panel."""

    title: str
    panel_url: str
    rows: tuple[CorrectionShown, ...]


@require_GET
@reading
def panel_corrections(request: HttpRequest, code: str) -> HttpResponse:
    """What judges asked for, what waits in front."""
    actor = actor_of(request)
    found = queries.panel_for(actor, code)
    page = CorrectionsPage(
        title=panel_title(found),
        panel_url=reverse("desk:panel", args=[code]),
        rows=tuple(_shown(code, one) for one in queries.corrections_of(actor, code)),
    )
    return desk_page(request, "desk/panel_corrections.html", page)


def _shown(code: str, one: queries.CorrectionRow) -> CorrectionShown:
    is_granted = one.granted_at is not None
    state = (
        Badge(word=_("granted"), tone="good")
        if is_granted
        else Badge(word=_("waits for a second person"), tone="wait")
    )
    grant = reverse("desk:panel-grant-correction", args=[code, one.id])
    return CorrectionShown(
        judge=one.judge,
        entry=one.title or one.application,
        entry_url=reverse("desk:application", args=[one.application]) if one.title else "",
        reason=one.reason,
        asked_at=one.asked_at,
        state=state,
        granted_by=one.granted_by,
        granted_at=one.granted_at,
        grant_url=grant if one.is_grantable else "",
    )


@require_POST
@changing
def grant_correction(request: HttpRequest, code: str, correction_id: int) -> HttpResponse:
    """Agree that the judge's other score stands in place of the one given."""
    actor = actor_of(request)
    with fenced(actor):
        found = queries.panel_for(actor, code)
    actions.grant_correction(actor, panel_id=found.pk, correction_id=correction_id)
    messages.success(
        request, _("Granted. The judge's correction counts, and what stood before stays in the record.")
    )
    return redirect("desk:panel-corrections", code)
