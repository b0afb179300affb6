"""Beginning a panel: the call first, with what lies before its judges; then what its terms propose."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import Power
from xinghe.foundation import clock
from xinghe.foundation.errors import Forbidden, Missing, Refusal
from xinghe.programmes.queries import Call
from xinghe.programmes.vocab import JUDGED, PHASE_LABELS, Phase
from xinghe.reviews import actions, queries
from xinghe.web.desk.frame import desk_page
from xinghe.web.desk.panels_forms import PanelForm
from xinghe.web.kit.called import called_categories
from xinghe.web.kit.doors import actor_of, changing, sentence
from xinghe.web.kit.words import word

# One judge more than an entry needs keeps a panel going when somebody has a conflict.
_SPARE = 2
_USUAL_TIME = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallToJudge:
    """A call to begin a panel for, with what lies in its phases of judging."""

    title: str
    union: str
    url: str
    waiting: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelNewPage:
    """Where a panel begins: the calls to choose from, or the form of the chosen one."""

    calls: tuple[CallToJudge, ...]
    call: str
    call_url: str
    form: PanelForm | None
    refusal: str = ""


@require_http_methods(["GET", "POST"])
@changing
def panel_new(request: HttpRequest) -> HttpResponse:
    """Choose a call, look at what its terms propose, and begin."""
    actor = actor_of(request)
    if not actor.carries(Power.PANEL_ARRANGE):
        raise Forbidden(power=Power.PANEL_ARRANGE)
    with fenced(actor):
        calls = queries.calls_to_judge(actor)
    asked = request.GET.get("call", "")
    if not asked:
        page = PanelNewPage(
            calls=tuple(_call_shown(call, counts) for call, counts in calls), call="", call_url="", form=None
        )
        return desk_page(request, "desk/panel_new.html", page)
    chosen = next(((call, counts) for call, counts in calls if call.code == asked), None)
    if chosen is None:
        raise Missing
    call, counts = chosen
    form = _form(request, call, counts)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            made = _begun(actor, call, form.cleaned_data)
        except Refusal as why:
            refusal = why
        else:
            messages.success(request, _("Begun. Next: promise the draw."))
            return redirect("desk:panel", made.code)
    page = PanelNewPage(
        calls=(),
        call=call.title,
        call_url=reverse("desk:call", args=[call.code]),
        form=form,
        refusal=sentence(refusal) if refusal else "",
    )
    status = refusal.status if refusal else 422 if form.errors else 200
    return desk_page(request, "desk/panel_new.html", page, status=status)


def _phases(call: Call) -> list[Phase]:
    return [phase for phase in Phase if phase in JUDGED & call.kind.reachable]


def _call_shown(call: Call, counts: Mapping[str, int]) -> CallToJudge:
    return CallToJudge(
        title=call.title,
        union=call.union.name,
        url=f"{reverse('desk:panel-new')}?call={call.code}",
        waiting=tuple(
            f"{word(PHASE_LABELS, phase)} {counts[phase]:,}" for phase in _phases(call) if counts.get(phase)
        ),
    )


def _form(request: HttpRequest, call: Call, counts: Mapping[str, int]) -> PanelForm:
    terms, phases = call.said_terms, _phases(call)
    now = clock.now().astimezone(clock.CHINA).replace(minute=0, second=0, microsecond=0)
    waiting = [phase for phase in phases if counts.get(phase)]
    return PanelForm(
        request.POST or None,
        initial={
            "phase": next(iter(waiting or phases), ""),
            "seats": terms.judging.per_entry + _SPARE,
            "per_entry": terms.judging.per_entry,
            "is_blind": terms.judging.is_blind,
            "opens_at": now,
            "closes_at": (now + _USUAL_TIME).replace(hour=18),
        },
        phases=[
            (
                phase,
                _("%(phase)s: %(n)s entries")
                % {"phase": word(PHASE_LABELS, phase), "n": counts.get(phase, 0)},
            )
            for phase in phases
        ],
        categories=list(called_categories(terms).items()),
    )


def _begun(actor: Actor, call: Call, read: Mapping[str, Any]) -> queries.Panel:
    return actions.begin_panel(
        actor,
        call_id=call.pk,
        phase=read["phase"],
        category=read.get("category", ""),
        opens_at=read["opens_at"],
        closes_at=read["closes_at"],
        seats=read["seats"],
        per_entry=read["per_entry"],
        is_blind=read["is_blind"],
        cut=read["cut"],
    )
