"""One result of an officer: what it is, what it resembles, its history, and what may be done to it."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from xinghe.access.actor import Actor
from xinghe.access.checks import may
from xinghe.access.fence import fenced
from xinghe.access.powers import Power
from xinghe.results import actions, queries
from xinghe.results.vocab import BASIS_LABELS, CATEGORY_LABELS, FIELD_LABELS, STAGE_LABELS, Stage
from xinghe.texts.queries import similarities_of
from xinghe.web.desk.frame import desk_page
from xinghe.web.desk.lineage import result_lineage
from xinghe.web.desk.result_list import stage_badge
from xinghe.web.desk.similarities import Found, found_similarity
from xinghe.web.kit.doors import actor_of, changing, reading
from xinghe.web.kit.history import act_word, history
from xinghe.web.kit.lineage import LineageShown
from xinghe.web.kit.parts import Act, Badge, Event
from xinghe.web.kit.words import word


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
        min_length=4,
        max_length=500,
        help_text=gettext_lazy("The people concerned will read it."),
    )


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
class Fact:
    """A fact of the result with its name."""

    name: str
    value: object
    kind: str = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One similarity: the evidence, what was ruled, and where to rule."""

    evidence: Evidence
    ruling: Badge
    ruled_by: str
    ruling_reason: str
    url: str
    form: RulingForm | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPage:
    """One result."""

    code: str
    title: str
    stage: Badge
    facts: tuple[Fact, ...]
    creators: tuple[tuple[str, str], ...]
    sections: tuple[Fact, ...]
    similarities: tuple[Found, ...]
    lineage: LineageShown
    events: tuple[Event, ...]
    next_words: str
    acts: tuple[Act, ...]
    public_url: str


@require_GET
@reading
def result(request: HttpRequest, code: str) -> HttpResponse:
    """One result: what it is, what it resembles, what happened to it, what may be done next."""
    actor = actor_of(request)
    found = queries.result_for(actor, code)
    may_clear = may(actor, Power.RESULT_CLEAR, found)
    words, acts = _next(actor, found, may_clear=may_clear)
    page = ResultPage(
        code=found.code,
        title=found.title,
        stage=stage_badge(found.stage),
        facts=(
            Fact(name=_("Category"), value=word(CATEGORY_LABELS, found.category)),
            Fact(name=_("Field"), value=word(FIELD_LABELS, found.field)),
            Fact(name=_("Unit"), value=found.unit.name),
            Fact(name=_("Credit code"), value=found.unit.uscc),
            Fact(name=_("Finished"), value=found.finished, kind="day"),
            Fact(name=_("In use since"), value=found.applied, kind="day"),
            Fact(name=_("Yearly benefit"), value=found.benefit, kind="amount"),
            Fact(name=_("Basis"), value=word(BASIS_LABELS, found.benefit_basis)),
            Fact(
                name=_("First creator on the front line"),
                value=_("yes") if found.first_is_frontline else _("no"),
            ),
            Fact(name=_("Intellectual property"), value=found.property_rights),
        ),
        creators=tuple((creator.name, f"{creator.share.normalize():f}%") for creator in found.creators.all()),
        sections=(
            Fact(name=_("Problem"), value=found.problem),
            Fact(name=_("Solution"), value=found.solution),
            Fact(name=_("Innovation"), value=found.innovation),
            Fact(name=_("Effect"), value=found.effect),
        ),
        similarities=tuple(
            _found(one, may_rule=may_clear)
            for one in similarities_of(actor, subject_kind="result", subject_id=found.pk)
        ),
        lineage=result_lineage(actor, found, may_tie=may_clear),
        events=(*history("results.result", found.pk, words={"stage": STAGE_LABELS}), _recorded(found)),
        next_words=words,
        acts=acts,
        public_url=reverse("public:result", args=[found.code]) if found.stage == Stage.PUBLISHED else "",
    )
    return desk_page(request, "desk/result.html", page)


def _recorded(found: queries.Result) -> Event:
    """How it came in. A workbook leaves one entry for a batch of lines; here each line has its own."""
    note = ""
    if found.workbook:
        note = _("line %(row)s of %(file)s") % {"row": found.workbook_row, "file": found.workbook.file_name}
    return Event(
        at=found.recorded_at,
        act=act_word("result.record"),
        who=found.recorded_by.name if found.recorded_by else _("command line"),
        note=note,
    )


def _next(actor: Actor, found: queries.Result, *, may_clear: bool) -> tuple[str, tuple[Act, ...]]:
    """What may be done next, in words, and why not where not."""
    may_publish = may(actor, Power.RESULT_PUBLISH, found)
    withdraw = Act(
        label=_("Withdraw"),
        url=reverse("desk:result-withdraw", args=[found.code]),
        method="post",
        grave=True,
        question=_("It stays in the record and nowhere else."),
        form=ReasonForm(auto_id="withdraw-%s"),
    )
    if found.stage == Stage.RECORDED:
        reason = ""
        if found.recorded_by_id == actor.person_id:
            reason = _("You recorded it yourself; a second person clears it.")
        elif not may_clear:
            reason = _("None of your offices carries this here.")
        clear = Act(
            label=_("Clear"),
            url=reverse("desk:result-clear", args=[found.code]),
            method="post",
            primary=True,
            reason=reason,
        )
        return _("Recorded. A second person looks at it before it can be published."), (
            (withdraw, clear) if may_publish else (clear,)
        )
    if not may_publish:
        return _("Nothing is left for you to do here."), ()
    back = Act(
        label=_("Take back"),
        url=reverse("desk:result-return", args=[found.code]),
        method="post",
        question=_("It becomes “recorded” again and leaves the public pages."),
        form=ReasonForm(auto_id="back-%s"),
    )
    if found.stage == Stage.CLEARED:
        publish = Act(
            label=_("Publish"),
            url=reverse("desk:result-publish", args=[found.code]),
            method="post",
            primary=True,
        )
        return _("Cleared by a second person. It may be published."), (withdraw, back, publish)
    if found.stage == Stage.PUBLISHED:
        return _("Published. Anybody can find it."), (withdraw, back)
    return _("Withdrawn. It stays in the record."), ()


def _found(one: ShownSimilarity, *, may_rule: bool) -> Found:
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
        ours=Side(title=one.text.title, text=one.text.body, spans=_in_order(ours), facts=(_("this result"),)),
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


def _number(request: HttpRequest, code: str) -> int:
    actor = actor_of(request)
    with fenced(actor):
        return queries.result_for(actor, code).pk


@require_POST
@changing
def clear(request: HttpRequest, code: str) -> HttpResponse:
    """Clear as a second person."""
    actions.clear_result(actor_of(request), result_id=_number(request, code))
    messages.success(request, _("Cleared. It may be published now."))
    return redirect("desk:result", code)


@require_POST
@changing
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """Put before the public."""
    actions.publish_result(actor_of(request), result_id=_number(request, code))
    messages.success(request, _("Published. Anybody can find it now."))
    return redirect("desk:result", code)


@require_POST
@changing
def take_back(request: HttpRequest, code: str) -> HttpResponse:
    """Undo clearing and publishing."""
    reason = request.POST.get("reason", "")
    actions.return_result(actor_of(request), result_id=_number(request, code), reason=reason)
    messages.success(request, _("Taken back. It waits to be cleared again."))
    return redirect("desk:result", code)


@require_POST
@changing
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take out of use."""
    reason = request.POST.get("reason", "")
    actions.withdraw_result(actor_of(request), result_id=_number(request, code), reason=reason)
    messages.success(request, _("Withdrawn."))
    return redirect("desk:result", code)


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
        code = queries.code_of(actor, subject_of(similarity))
    return redirect("desk:result", code)
