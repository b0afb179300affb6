"""The draws of a panel: what is fixed and promised, the seed revealed, who was seated, and the record to take away."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.foundation.errors import Refusal
from xinghe.papers.rules.pdf import pdf_of
from xinghe.reviews import actions, queries
from xinghe.reviews.vocab import SEAT_STATE_LABELS, DrawPurpose, PanelState, SeatState
from xinghe.web.desk.frame import desk_page
from xinghe.web.desk.panels import SEAT_TONES, category_of, panel_title
from xinghe.web.desk.panels_forms import BeaconForm, CommitForm, SupervisorForm
from xinghe.web.kit.doors import actor_of, changing, reading, sentence
from xinghe.web.kit.draw_paper import judges_paper, order_paper
from xinghe.web.kit.draws import (
    Verifying,
    field_words,
    left_out,
    reason_word,
    record_name,
    stratum_word,
    verifying,
)
from xinghe.web.kit.parts import Act, Badge
from xinghe.web.kit.words import word


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawShown:
    """A draw since it was promised: what was published, what was signed, and the ways to both."""

    commitment: str
    head: str
    supervisor: str
    beacon_source: str
    committed_at: datetime
    drawn_at: datetime | None
    paper_url: str
    record_url: str
    public_url: str
    reveal: Act | None
    verifying: Verifying | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatedShown:
    """Somebody drawn, as a seat or a stand-by, in the order of the lots."""

    place: int
    code: str
    name: str
    employer: str
    state: Badge


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledShown:
    """Somebody in the pool: the fields they stand in, or why they are left out."""

    code: str
    name: str
    employer: str
    fields: str
    reasons: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawPage:
    """The draws of one panel."""

    title: str
    code: str
    panel_url: str
    refusal: str
    seats_wanted: int
    entries: int
    pool_size: int
    pool_url: str
    form: CommitForm | None
    commit_url: str
    draw: DrawShown | None
    seated: tuple[SeatedShown, ...]
    replaced: tuple[str, ...]
    drawable: tuple[PooledShown, ...]
    left_out: tuple[PooledShown, ...]
    reasons: tuple[tuple[str, int], ...]
    has_order: bool
    order_form: SupervisorForm | None
    order_url: str
    order: DrawShown | None
    running: tuple[queries.OrderRow, ...]


@require_GET
@reading
def panel_draw(request: HttpRequest, code: str) -> HttpResponse:
    """The draw of the judges, and of the running order where a panel sits together."""
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
    standing = queries.panel_standing(actor, code)
    found, draw = standing.panel, standing.draw
    may = queries.may_arrange(actor, found)
    pool = _pooled(actor, code) if draw else ()
    out = tuple(one for one in pool if one.reasons)
    can_order = found.sits_together and found.state in _ORDERED
    page = DrawPage(
        title=panel_title(found),
        code=code,
        panel_url=reverse("desk:panel", args=[code]),
        refusal=sentence(refusal) if refusal else "",
        seats_wanted=found.seats,
        entries=standing.entries,
        pool_size=standing.pool,
        pool_url=f"{reverse('desk:judges')}?union={found.union_id}",
        form=sent.get("commit") or _commit_form(actor, found)  # type: ignore[arg-type]  # the form of that act
        if may and draw is None and found.state == PanelState.DRAFT
        else None,
        commit_url=reverse("desk:panel-commit", args=[code]),
        draw=_draw_shown(code, DrawPurpose.JUDGES, draw, sent, may=may) if draw else None,
        seated=_seated(actor, code),
        replaced=tuple(map(_replaced, queries.replacements_of(actor, code))) if draw else (),
        drawable=tuple(one for one in pool if not one.reasons),
        left_out=out,
        reasons=left_out(one.excluded for one in queries.drawn_pool(actor, code)) if draw else (),
        has_order=found.sits_together,
        order_form=sent.get("commit-order") or SupervisorForm(auto_id="order-%s")  # type: ignore[arg-type]
        if may and can_order and standing.order is None
        else None,
        order_url=reverse("desk:panel-commit-order", args=[code]),
        order=_draw_shown(code, DrawPurpose.ORDER, standing.order, sent, may=may and can_order)
        if standing.order
        else None,
        running=queries.drawn_order(actor, code),
    )
    return desk_page(request, "desk/panel_draw.html", page, status=refusal.status if refusal else status)


_ORDERED = (PanelState.DRAFT, PanelState.DRAWN, PanelState.INVITED, PanelState.OPEN)


def _commit_form(actor: Actor, found: queries.Panel, sent: Any = None) -> CommitForm:
    words = field_words()
    counts = queries.fields_of_pools(actor, union_id=found.union_id)
    known = {code: (words.get(code, code), number) for code, number in counts.items()}
    return CommitForm(sent, initial={"most_of_employer": 1}, fields_known=known)


def _draw_shown(
    code: str,
    purpose: DrawPurpose,
    draw: queries.DrawStanding,
    sent: Mapping[str, forms.Form],
    *,
    may: bool,
) -> DrawShown:
    is_drawn = draw.drawn_at is not None
    act = "reveal" if purpose is DrawPurpose.JUDGES else "reveal-order"
    reveal = Act(
        label=_("Reveal the seed and draw"),
        url=reverse(f"desk:panel-{act}", args=[code]),
        method="post",
        primary=True,
        question=_("Is the commitment published, and does the supervisor look on? A draw is held once."),
        form=sent.get(act) or BeaconForm() if draw.beacon_source else None,
    )
    return DrawShown(
        commitment=draw.commitment,
        head=draw.head,
        supervisor=draw.supervisor,
        beacon_source=draw.beacon_source,
        committed_at=draw.committed_at,
        drawn_at=draw.drawn_at,
        paper_url=reverse("desk:panel-draw-paper", args=[code, purpose]),
        record_url=reverse("desk:panel-draw-record", args=[code, purpose]) if is_drawn else "",
        public_url=reverse("public:draw", args=[code]),
        reveal=reveal if may and not is_drawn else None,
        verifying=verifying(record_name(code, purpose), commitment=draw.commitment, head=draw.head)
        if is_drawn
        else None,
    )


def _seated(actor: Actor, code: str) -> tuple[SeatedShown, ...]:
    return tuple(
        SeatedShown(
            place=one.position,
            code=one.code,
            name=one.name,
            employer=one.employer,
            state=Badge(word=word(SEAT_STATE_LABELS, one.state), tone=SEAT_TONES[SeatState(one.state)]),
        )
        for one in queries.seats_of(actor, code)
    )


def _pooled(actor: Actor, code: str) -> tuple[PooledShown, ...]:
    words = field_words()
    return tuple(
        PooledShown(
            code=one.code,
            name=one.name,
            employer=one.employer,
            fields=_("; ").join(stratum_word(name, words) for name in one.strata),
            reasons=_("; ").join(reason_word(reason) for reason in one.excluded),
        )
        for one in queries.drawn_pool(actor, code)
    )


def _replaced(one: queries.Replacement) -> str:
    return _("%(leaves)s left (%(reason)s), %(takes)s took the seat") % {
        "leaves": one.leaves,
        "reason": reason_word(one.reason),
        "takes": one.takes or _("nobody"),
    }


DRAW_ACTS = ("commit", "reveal", "commit-order", "reveal-order")


@require_POST
@changing
def draw_act(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Promise or hold a draw; what the kernel refuses stands above the form, with everything that was typed."""
    actor = actor_of(request)
    with fenced(actor):
        standing = queries.panel_standing(actor, code)
        form = _sent(request, actor, standing, name)
        if not form.is_valid():
            return _page(request, code, typed={name: form}, status=422)
    try:
        said = _done(actor, standing.panel.pk, name, form)
    except Refusal as refusal:
        if refusal.status not in (409, 422):
            raise
        with fenced(actor):
            return _page(request, code, typed={name: form}, refusal=refusal)
    messages.success(request, said)
    return redirect("desk:panel-draw", code)


def _sent(request: HttpRequest, actor: Actor, standing: queries.PanelStanding, name: str) -> forms.Form:
    if name == "commit":
        return _commit_form(actor, standing.panel, request.POST)
    if name == "commit-order":
        return SupervisorForm(request.POST, auto_id="order-%s")
    has_beacon = name == "reveal" and standing.draw is not None and standing.draw.beacon_source
    return BeaconForm(request.POST) if has_beacon else forms.Form(request.POST)


def _done(actor: Actor, number: int, name: str, form: forms.Form) -> str:
    read = form.cleaned_data
    if isinstance(form, CommitForm):
        actions.commit_draw(
            actor,
            panel_id=number,
            supervisor=read["supervisor"],
            by_field=form.by_field(),
            most_of_employer=read["most_of_employer"],
            most_of_group=read["most_of_group"],
            beacon_source=read["beacon_source"],
        )
        return _("The pool is fixed and the draw is promised. Publish the commitment before you draw.")
    match name:
        case "reveal":
            actions.draw_panel(actor, panel_id=number, beacon=read.get("beacon", ""))
            return _("The judges are drawn. Print the record and have it signed, then invite them.")
        case "commit-order":
            actions.commit_order(actor, panel_id=number, supervisor=read["supervisor"])
            return _("The draw of the running order is promised.")
    actions.draw_order(actor, panel_id=number)
    return _("The running order is drawn.")


@require_GET
@reading
def draw_record(request: HttpRequest, code: str, purpose: str) -> HttpResponse:
    """The whole record of a draw that was held, as a file that proves itself."""
    queries.panel_for(actor_of(request), code)
    record = next((one.record for one in queries.draws_of(code) if one.purpose == purpose), None)
    if record is None:
        raise Http404
    response = HttpResponse(
        json.dumps(record, ensure_ascii=False, indent=1) + "\n",
        content_type="application/json; charset=utf-8",
    )
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=record_name(code, purpose)) or "attachment"
    )
    return response


@require_GET
@reading
def draw_paper(request: HttpRequest, code: str, purpose: str) -> HttpResponse:
    """The commitment, or the record since it was drawn, to be printed and signed."""
    actor = actor_of(request)
    standing = queries.panel_standing(actor, code)
    draw = {DrawPurpose.JUDGES: standing.draw, DrawPurpose.ORDER: standing.order}.get(purpose)  # type: ignore[call-overload]
    if draw is None:
        raise Http404
    found, category = standing.panel, category_of(standing.panel)
    if purpose == DrawPurpose.ORDER:
        paper = order_paper(found, draw, category=category, order=queries.drawn_order(actor, code))
    else:
        paper = judges_paper(
            found,
            draw,
            category=category,
            pool=queries.drawn_pool(actor, code),
            seats=queries.seats_of(actor, code),
            replaced=queries.replacements_of(actor, code),
        )
    response = HttpResponse(pdf_of(paper), content_type="application/pdf")
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=False, filename=f"{paper.title}-{code}.pdf") or "inline"
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
