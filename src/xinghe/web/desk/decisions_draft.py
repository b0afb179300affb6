"""The words of a decision, to be changed until it is issued."""

from dataclasses import dataclass

from django.contrib import messages
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import Power
from xinghe.decisions import queries
from xinghe.decisions.actions import change_decision
from xinghe.decisions.actions.drafting import DecisionNotSo
from xinghe.decisions.vocab import DecisionKind, DecisionState
from xinghe.foundation.errors import Forbidden, Refusal
from xinghe.web.desk.decisions_forms import DecisionForm, first_words
from xinghe.web.desk.frame import desk_page
from xinghe.web.kit.doors import actor_of, changing, sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionEditPage:
    """A draft."""

    title: str
    url: str
    pdf_url: str
    form: DecisionForm
    first: tuple[BoundField, ...]
    naming: tuple[BoundField, ...]
    signing: tuple[BoundField, ...]
    annexes: tuple[tuple[BoundField, BoundField], ...]
    has_annexes: bool


@require_http_methods(["GET", "POST"])
@changing
def decision_edit(request: HttpRequest, code: str) -> HttpResponse:
    """What a draft says; it is kept when the button is pressed."""
    actor = actor_of(request)
    with fenced(actor):
        found = _own_draft(actor, code)
        text = queries.text_of(found)
        form = DecisionForm(
            request.POST or None,
            initial=dict(first_words(text)),
            is_naming=found.kind == DecisionKind.NAMING,
            annexes=len(text.annexes),
        )
        if request.method == "GET":
            return _edit_page(request, found, form)
    if form.is_valid() and _kept(actor, found.pk, form):
        messages.success(request, _("Kept."))
        return redirect("desk:decision", code)
    with fenced(actor):
        return _edit_page(request, found, form, status=422)


def _own_draft(actor: Actor, code: str) -> queries.Decision:
    """A draft that this person may change. Refuses: Missing, Forbidden, DecisionNotSo."""
    found = queries.decision_for(actor, code)
    if found.union_id not in actor.desks_for(Power.DECISION_MAKE):
        raise Forbidden(power=Power.DECISION_MAKE)
    if found.state != DecisionState.DRAFT:
        raise DecisionNotSo(state=DecisionState(found.state))
    return found


def _kept(actor: Actor, decision_id: int, form: DecisionForm) -> bool:
    """Whether the command took it; what it refuses stands above the form, with everything that was typed."""
    try:
        change_decision(actor, decision_id=decision_id, text=form.text())
    except Refusal as refusal:
        if refusal.status != 422:
            raise
        form.add_error(None, sentence(refusal))
        return False
    return True


def _edit_page(
    request: HttpRequest, found: queries.Decision, form: DecisionForm, *, status: int = 200
) -> HttpResponse:
    is_naming = found.kind == DecisionKind.NAMING
    annexes = form.annexes()
    page = DecisionEditPage(
        title=found.title,
        url=reverse("desk:decision", args=[found.code]),
        pdf_url=reverse("desk:decision-paper", args=[found.code, "pdf"]),
        form=form,
        first=tuple(form[name] for name in ("title", "addressee", "body")),
        naming=tuple(form[name] for name in ("list_title", "certificate_words")) if is_naming else (),
        signing=tuple(form[name] for name in ("cosigners", "copies", "dated_on")),
        annexes=annexes,
        has_annexes=any(title.value() or text.errors or title.errors for title, text in annexes),
    )
    return desk_page(request, "desk/decision_edit.html", page, status=status)
