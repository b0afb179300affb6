"""What a work resembles, side by side, and what an officer rules on it: for results and ideas alike."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from xinghe.access.fence import fenced
from xinghe.ideas import queries as idea_queries
from xinghe.results import queries
from xinghe.texts.actions import rule_on_similarity
from xinghe.texts.queries import ShownSimilarity, subject_of
from xinghe.texts.vocab import RULING_LABELS, VERDICT_LABELS, Ruling, SubjectKind
from xinghe.web.kit.doors import actor_of, changing
from xinghe.web.kit.parts import Badge, Evidence, Side, Span
from xinghe.web.kit.words import labelled, word


class RulingForm(forms.Form):
    """What a similarity means."""

    ruling = forms.ChoiceField(
        label=gettext_lazy("Ruling"),
        choices=[(key, label) for key, label in labelled(RULING_LABELS) if key not in ("", Ruling.OPEN)],
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 2}), min_length=4, max_length=500
    )
    tie = forms.BooleanField(
        label=gettext_lazy("Also tie the two in the lineage"),
        required=False,
        help_text=gettext_lazy("For “improves on the earlier one” and “the same work recorded again”."),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One similarity: the evidence, what was ruled, and where to rule."""

    evidence: Evidence
    ruling: Badge
    ruled_by: str
    ruling_reason: str
    url: str
    form: RulingForm | None


def found_similarity(one: ShownSimilarity, *, may_rule: bool) -> Found:
    """One similarity for a page; ``may_rule`` puts the form beside it."""
    found, ours, other = one.found, [], []
    for number, passage in enumerate(found.passages, start=1):
        ours.append(Span(start=passage["a"][0], end=passage["a"][1], number=number))
        other.append(Span(start=passage["b"][0], end=passage["b"][1], number=number))
    passages = ngettext("%(n)s passage", "%(n)s passages", len(other)) % {"n": len(other)}
    if one.source is not None:
        theirs = Side(title=one.source.title, text=one.source.body, spans=_in_order(other), facts=(passages,))
    else:
        words = _(
            "The earlier text stands at a union that you do not look after; its officers can show it to you."
        )
        theirs = Side(title=_("an earlier text"), text=words, spans=(), facts=(passages,))
    evidence = Evidence(
        key=f"s{found.pk}",
        share=f"{found.coverage:.0%}",
        finding=word(VERDICT_LABELS, found.verdict),
        ours=Side(title=one.text.title, text=one.text.body, spans=_in_order(ours), facts=(_("this one"),)),
        other=theirs,
    )
    return Found(
        evidence=evidence,
        ruling=Badge(
            word=word(RULING_LABELS, found.ruling), tone="wait" if found.ruling == Ruling.OPEN else "good"
        ),
        ruled_by=found.ruled_by.name if found.ruled_by else "",
        ruling_reason=found.ruling_reason,
        url=reverse("desk:similarity-rule", args=[found.pk]),
        form=RulingForm(auto_id=f"ruling-{found.pk}-%s") if may_rule else None,
    )


def _in_order(spans: list[Span]) -> tuple[Span, ...]:
    """Spans by place, cut where two overlap: a character is marked once."""
    placed: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, one.end)):
        start = max(span.start, placed[-1].end if placed else 0)
        if start < span.end:
            placed.append(Span(start=start, end=span.end, number=span.number))
    return tuple(placed)


@require_POST
@changing
def rule(request: HttpRequest, similarity_id: int) -> HttpResponse:
    """Say what a similarity means."""
    form = RulingForm(request.POST)
    ruling = Ruling(form.data["ruling"]) if form.data.get("ruling") in set(Ruling) else Ruling.OPEN
    similarity = rule_on_similarity(
        actor_of(request),
        similarity_id=similarity_id,
        ruling=ruling,
        reason=request.POST.get("reason", ""),
        tie="tie" in request.POST,
    )
    messages.success(request, _("Your ruling is in the record."))
    actor = actor_of(request)
    with fenced(actor):
        kind, number = subject_of(similarity)
        if kind == SubjectKind.IDEA:
            return redirect("desk:idea", idea_queries.code_of(actor, number))
        return redirect("desk:result", queries.code_of(actor, number))
