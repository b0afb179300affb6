"""One numbered paper: its files, the decision it is, and that it is void."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.access.powers import Power
from xinghe.decisions.queries import decision_of_paper
from xinghe.papers import actions, queries
from xinghe.papers.queries import Paper
from xinghe.papers.vocab import LEAST_REASON, PAPER_KIND_LABELS, PaperState
from xinghe.web.desk.frame import desk_page
from xinghe.web.desk.papers import paper_badge
from xinghe.web.kit.doors import actor_of, changing, reading
from xinghe.web.kit.history import history
from xinghe.web.kit.parts import Act, Badge, Event
from xinghe.web.kit.words import day_word, word


class VoidForm(forms.Form):
    """Why a number no longer counts."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        min_length=LEAST_REASON,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Everybody who sees the paper reads it."),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperPage:
    """One numbered paper."""

    title: str
    number: str
    state: Badge
    facts: tuple[tuple[str, str], ...]
    void_reason: str
    decision_url: str
    pdf_url: str
    docx_url: str
    events: tuple[Event, ...]
    next_words: str
    acts: tuple[Act, ...]


@require_GET
@reading
def paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """One numbered paper."""
    return _page(request, paper_id)


def _page(
    request: HttpRequest, paper_id: int, *, typed: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    actor = actor_of(request)
    found = queries.paper_for(actor, paper_id)
    decision = decision_of_paper(actor, found.pk)
    facts = (
        (_("Kind"), word(PAPER_KIND_LABELS, found.kind)),
        (_("Union"), found.union.name),
        (_("Date of the document"), day_word(found.issued_on)),
        (_("Issued by"), found.issued_by.name),
        (_("Made void by"), found.voided_by.name if found.voided_by else ""),
    )
    page = PaperPage(
        title=found.title,
        number=found.printed_number,
        state=paper_badge(found),
        facts=tuple((name, value) for name, value in facts if value),
        void_reason=found.void_reason,
        decision_url=reverse("desk:decision", args=[decision.code]) if decision else "",
        pdf_url=reverse("desk:paper-file", args=[found.pk, "pdf"]),
        docx_url=reverse("desk:paper-file", args=[found.pk, "docx"]) if found.docx_digest else "",
        events=history("papers.paper", found.pk, words={}),
        next_words=_next_words(found, is_decision=decision is not None),
        acts=() if decision else _acts(actor, found, typed=typed),
    )
    return desk_page(request, "desk/paper.html", page, status=status)


def _next_words(found: Paper, *, is_decision: bool) -> str:
    if found.state == PaperState.VOID:
        return _("It is void; its number is never given again.")
    if is_decision:
        return _("A decision is taken back by another decision, never by making its paper void.")
    return _("It counts.")


def _acts(actor: Actor, found: Paper, *, typed: forms.Form | None) -> tuple[Act, ...]:
    if found.state == PaperState.VOID or found.union_id not in actor.desks_for(Power.PAPER_ISSUE):
        return ()
    return (
        Act(
            label=_("Make it void"),
            url=reverse("desk:paper-void", args=[found.pk]),
            method="post",
            grave=True,
            form=typed or VoidForm(auto_id="void-%s"),
            question=_("Its number is never given again, and its files stay. This cannot be undone."),
        ),
    )


@require_POST
@changing
def paper_void(request: HttpRequest, paper_id: int) -> HttpResponse:
    """Say that a paper no longer counts."""
    actor = actor_of(request)
    with fenced(actor):
        found = queries.paper_for(actor, paper_id)
    form = VoidForm(request.POST, auto_id="void-%s")
    if not form.is_valid():
        with fenced(actor):
            return _page(request, paper_id, typed=form, status=422)
    actions.void_paper(actor, paper_id=found.pk, reason=form.cleaned_data["reason"])
    messages.success(request, _("Made void."))
    return redirect("desk:paper", paper_id)
