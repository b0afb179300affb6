"""What is done on the award sheet: the ranking frozen, one more judge asked, the record taken away to be checked."""

import csv
import io
import json
from collections.abc import Callable
from typing import Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.programmes.queries import application_for
from xinghe.reviews import actions, queries
from xinghe.reviews.queries import award_sheet as sheets
from xinghe.web.desk.panel_award import AskForm, award_page, stem_of
from xinghe.web.kit.doors import actor_of, changing, reading


@require_POST
@changing
def award_freeze(request: HttpRequest, code: str) -> HttpResponse:
    """Freeze the ranking, for the first time or anew."""
    actor = actor_of(request)
    actions.rank_panel(actor, panel_id=_panel_id(actor, code))
    messages.success(request, _("The ranking is frozen, with all it was made from."))
    return redirect("desk:panel-award", code)


@require_POST
@changing
def award_ask(request: HttpRequest, code: str) -> HttpResponse:
    """Ask one more judge about one entry."""
    actor = actor_of(request)
    form = AskForm(request.POST, auto_id=_id_of(request.POST))
    panel_id = _panel_id(actor, code)
    if not form.is_valid():
        with fenced(actor):
            return award_page(request, code, typed=form, status=422)
    read = form.cleaned_data
    with fenced(actor):
        entry = application_for(actor, read["application"])
    actions.add_review(
        actor,
        panel_id=panel_id,
        application_id=entry.pk,
        seat_code=read["seat"],
        closes_at=read["closes_at"],
    )
    messages.success(request, _("Asked. When the score is in, freeze the ranking anew."))
    return redirect("desk:panel-award", code)


@require_POST
@changing
def award_ask_anew(request: HttpRequest, code: str) -> HttpResponse:
    """After the release, ask for a new ranking; a second person agrees."""
    actor = actor_of(request)
    actions.ask_rerank(actor, panel_id=_panel_id(actor, code), reason=request.POST.get("reason", ""))
    messages.success(request, _("Asked for. A colleague agrees or leaves it."))
    return redirect("desk:panel-award", code)


@require_POST
@changing
def award_rank_anew(request: HttpRequest, code: str, rerank_id: int) -> HttpResponse:
    """Agree to a new ranking after the release."""
    actor = actor_of(request)
    actions.grant_rerank(actor, panel_id=_panel_id(actor, code), rerank_id=rerank_id)
    messages.success(request, _("Ranked anew. The earlier ranking stays in the record."))
    return redirect("desk:panel-award", code)


def _id_of(sent: QueryDict) -> str:
    """What the fields of the form that was sent are called on the page."""
    return f"ask-{sent.get('application', '')[:10]}-{sent.get('seat', '')[:10]}-%s"


def _panel_id(actor: Actor, code: str) -> int:
    with fenced(actor):
        return queries.panel_for(actor, code).pk


@require_GET
@reading
def award_record(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The record as the kernel made it, or its scores as a table: what anybody needs to make the ranking again.

    Judges stand in it by codes that only the panel's officers can read.
    """
    written = _FORMS.get(form)
    if written is None:
        raise Http404
    sheet = sheets.award_sheet(actor_of(request), code)
    content, kind = written(sheet)
    response = HttpResponse(content, content_type=kind)
    disposition = content_disposition_header(as_attachment=True, filename=f"{stem_of(sheet)}.{form}")
    response.headers["Content-Disposition"] = disposition or "attachment"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _as_json(sheet: sheets.AwardSheet) -> tuple[str, str]:
    return json.dumps(sheet.ranking.record, ensure_ascii=False, indent=1) + "\n", "application/json"


def _as_csv(sheet: sheets.AwardSheet) -> tuple[str, str]:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(("entry", "judge", "criterion", "score"))
    writer.writerows(sheet.ranking.record["scores"])
    return stream.getvalue(), "text/csv; charset=utf-8"


_FORMS: Final[dict[str, Callable[[sheets.AwardSheet], tuple[str, str]]]] = {"json": _as_json, "csv": _as_csv}
