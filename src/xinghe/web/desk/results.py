"""One result of an officer: what it is, what it resembles, its history, and what may be done to it."""

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
from xinghe.access.checks import may
from xinghe.access.fence import fenced
from xinghe.access.powers import Power
from xinghe.results import actions, queries
from xinghe.results.vocab import BASIS_LABELS, CATEGORY_LABELS, FIELD_LABELS, STAGE_LABELS, Stage
from xinghe.texts.queries import similarities_of
from xinghe.web.desk.frame import desk_page
from xinghe.web.desk.lineage import result_lineage
from xinghe.web.desk.recommending import Recommended, recommending
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A fact of the result with its name."""

    name: str
    value: object
    kind: str = "text"


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
    recommended: tuple[Recommended, ...]
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
    may_rule = may_clear or actor.carries(Power.SIMILARITY_RULE)
    recommended = recommending(actor, found)
    words, acts = _next(actor, found, may_clear=may_clear)
    if recommended.act is not None:
        words = words if acts else _("You may recommend it to the union above.")
        acts = (*acts, recommended.act)
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
            found_similarity(one, may_rule=may_rule)
            for one in similarities_of(actor, subject_kind="result", subject_id=found.pk)
        ),
        lineage=result_lineage(actor, found, may_tie=may_clear),
        events=(*history("results.result", found.pk, words={"stage": STAGE_LABELS}), _recorded(found)),
        recommended=recommended.earlier,
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
