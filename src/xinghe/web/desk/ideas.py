"""One idea at the desk: what is written, what it resembles, how long it has waited, and the answer."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

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
from xinghe.attachments.vocab import Slot
from xinghe.foundation import clock
from xinghe.ideas import actions, queries
from xinghe.ideas.vocab import (
    CORRECTION_REASON_LABELS,
    IDEA_STAGE_LABELS,
    LEAST_WORDS,
    MOST_REWARD,
    REFUSAL_REASON_LABELS,
    WORDS_LIMIT,
    CorrectionReason,
    IdeaStage,
    RefusalReason,
)
from xinghe.texts.queries import similarities_of
from xinghe.web.desk.frame import desk_page
from xinghe.web.desk.lineage import idea_lineage
from xinghe.web.desk.similarities import Found, found_similarity
from xinghe.web.kit.attachments import AttachmentsPart, attachments_part
from xinghe.web.kit.doors import actor_of, changing, reading
from xinghe.web.kit.history import history
from xinghe.web.kit.ideas import IdeaShown, idea_shown
from xinghe.web.kit.lineage import LineageShown
from xinghe.web.kit.parts import Act, Event
from xinghe.web.kit.words import labelled


def _words(*, required: bool = True, label: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label or gettext_lazy("In your own words"),
        required=required,
        widget=forms.Textarea(attrs={"rows": 3}),
        min_length=LEAST_WORDS if required else None,
        max_length=WORDS_LIMIT,
        help_text=gettext_lazy("The people concerned will read it."),
    )


class AcceptForm(forms.Form):
    """Yes."""

    words = _words(required=False)


class RefuseForm(forms.Form):
    """No, and why."""

    reasons = forms.MultipleChoiceField(
        label=gettext_lazy("Reason"),
        choices=labelled(REFUSAL_REASON_LABELS)[1:],
        widget=forms.CheckboxSelectMultiple,
    )
    words = _words()


class CorrectionForm(forms.Form):
    """What is to be corrected."""

    reasons = forms.MultipleChoiceField(
        label=gettext_lazy("Reason"),
        choices=labelled(CORRECTION_REASON_LABELS)[1:],
        widget=forms.CheckboxSelectMultiple,
    )
    words = _words()


class MergeForm(forms.Form):
    """Where it goes on."""

    into = forms.CharField(
        label=gettext_lazy("Code of the idea that goes on"),
        max_length=12,
        help_text=gettext_lazy("It stands below the title on its page."),
    )
    words = _words()


class ReasonForm(forms.Form):
    """Why."""

    words = _words(label=gettext_lazy("Reason"))


class ImplementForm(forms.Form):
    """Since when."""

    day = forms.DateField(
        label=gettext_lazy("In use since"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    words = _words(required=False)


class RewardForm(forms.Form):
    """How much."""

    amount = forms.DecimalField(
        label=gettext_lazy("Yuan, for all creators together"),
        min_value=Decimal("0.01"),
        max_value=MOST_REWARD,
        decimal_places=2,
    )
    words = _words(required=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class IdeaPage:
    """One idea."""

    shown: IdeaShown
    similarities: tuple[Found, ...]
    lineage: LineageShown
    attachments: tuple[AttachmentsPart, ...]
    events: tuple[Event, ...]
    next_words: str
    acts: tuple[Act, ...]
    merged_url: str
    result_url: str


@require_GET
@reading
def idea(request: HttpRequest, code: str) -> HttpResponse:
    """One idea, for who answers or looks on."""
    return _page(request, code)


def _page(
    request: HttpRequest, code: str, *, typed: Mapping[str, forms.Form] | None = None, status: int = 200
) -> HttpResponse:
    """The page; ``typed`` holds the form of an act that was not filled in rightly, with what is wrong."""
    actor = actor_of(request)
    found = queries.idea_for(actor, code)
    if found.stage == IdeaStage.DRAFT:
        return redirect("portal:idea", code)
    words, acts = _next(actor, found)
    acts = tuple(replace(act, form=(typed or {}).get(act.url.split("/")[-2], act.form)) for act in acts)
    kind, number = ("result", found.result_id) if found.result_id else ("idea", found.pk)
    similar = similarities_of(actor, subject_kind=kind, subject_id=number)
    may_rule = actor.carries(Power.SIMILARITY_RULE) and actor.person_id not in found.people
    page = IdeaPage(
        shown=idea_shown(found, now=clock.now()),
        similarities=tuple(found_similarity(one, may_rule=may_rule) for one in similar),
        lineage=idea_lineage(actor, subject_kind=kind, subject_id=number),
        attachments=tuple(
            attachments_part(actor, kind="idea", subject_id=found.pk, slot=slot, next_url=request.path)
            for slot in (Slot.PHOTO, Slot.VIDEO, Slot.PAPER)
        ),
        events=history("ideas.idea", found.pk, words={"stage": IDEA_STAGE_LABELS}),
        next_words=words,
        acts=acts,
        merged_url=reverse("desk:idea", args=[found.merged_into.code]) if found.merged_into else "",
        result_url=reverse("desk:result", args=[found.result.code]) if found.result else "",
    )
    return desk_page(request, "desk/idea.html", page, status=status)


def _act(code: str, name: str, label: str, form: forms.Form | None = None, **more: Any) -> Act:
    return Act(label=label, url=reverse(f"desk:idea-{name}", args=[code]), method="post", form=form, **more)


def _next(actor: Actor, found: queries.Idea) -> tuple[str, tuple[Act, ...]]:
    """What may be done next, in words, and why not where not."""
    code, now = found.code, clock.now()
    if not may(actor, Power.IDEA_ANSWER, found):
        is_late = found.stage == IdeaStage.HANDED_IN and found.due_at is not None and now >= found.due_at
        above = found.desk_id not in actor.desks_for(Power.IDEA_TAKE_OVER)
        if is_late and above and may(actor, Power.IDEA_TAKE_OVER, found):
            words = _("It is late. You may answer it in place of its union.")
            act = _act(code, "take-over", _("Take over"), ReasonForm(auto_id="over-%s"), primary=True)
            return words, (act,)
        if actor.person_id in found.people:
            return _("You are one of its people: somebody else answers it."), ()
        return _("Its own union answers. There is nothing for you to do here."), ()
    match IdeaStage(found.stage):
        case IdeaStage.HANDED_IN:
            return _("It waits for your answer."), (
                _act(code, "merge", _("Merge"), MergeForm(auto_id="merge-%s")),
                _act(code, "ask-correction", _("Ask for a correction"), CorrectionForm(auto_id="correct-%s")),
                _act(code, "refuse", _("Refuse"), RefuseForm(auto_id="refuse-%s"), grave=True),
                _act(code, "accept", _("Accept"), AcceptForm(auto_id="accept-%s"), primary=True),
            )
        case IdeaStage.CORRECTION:
            return _("Its author corrects it. The clock stands still."), ()
        case IdeaStage.ACCEPTED:
            return _("Accepted. Say when it is in use."), (
                _act(code, "reopen", _("Open again"), ReasonForm(auto_id="reopen-%s")),
                _act(code, "merge", _("Merge"), MergeForm(auto_id="merge-%s")),
                _act(code, "reward", _("Reward"), RewardForm(auto_id="reward-%s")),
                _act(
                    code, "implement", _("Note as implemented"), ImplementForm(auto_id="use-%s"), primary=True
                ),
            )
        case IdeaStage.IMPLEMENTED:
            words = _("In use. Verify that it does what it says; it becomes a result of the unit.")
            open_ = [one.name for one in found.creators.all() if one.confirmed_at is None]
            reason = ""
            if open_:
                reason = _("not yet confirmed by %(names)s.") % {"names": "、".join(open_)}
            return words, (
                _act(code, "reward", _("Reward"), RewardForm(auto_id="reward-%s")),
                _act(
                    code, "verify", _("Verify"), AcceptForm(auto_id="verify-%s"), primary=True, reason=reason
                ),
            )
        case IdeaStage.REFUSED | IdeaStage.MERGED:
            words = _("Answered. It can be opened again, with a reason.")
            return words, (_act(code, "reopen", _("Open again"), ReasonForm(auto_id="reopen-%s")),)
        case IdeaStage.VERIFIED:
            words = _("Verified, and recorded as a result.")
            return words, (
                _act(
                    code,
                    "reward",
                    _("Reward"),
                    RewardForm(auto_id="reward-%s"),
                    primary=not found.rewarded_at,
                ),
            )
    return _("Nothing is left for you to do here."), ()


def _accept(actor: Actor, number: int, read: dict[str, Any]) -> str:
    actions.accept(actor, idea_id=number, words=read["words"])
    return _("Accepted. Its people are told.")


def _refuse(actor: Actor, number: int, read: dict[str, Any]) -> str:
    reasons = [RefusalReason(one) for one in read["reasons"]]
    actions.refuse(actor, idea_id=number, reasons=reasons, words=read["words"])
    return _("Refused. Its people read why.")


def _ask_correction(actor: Actor, number: int, read: dict[str, Any]) -> str:
    reasons = [CorrectionReason(one) for one in read["reasons"]]
    actions.ask_correction(actor, idea_id=number, reasons=reasons, words=read["words"])
    return _("Sent back. The clock stands still until it is handed in again.")


def _merge(actor: Actor, number: int, read: dict[str, Any]) -> str:
    actions.merge(actor, idea_id=number, into_code=read["into"], words=read["words"])
    return _("Merged. The people of both are kept.")


def _reopen(actor: Actor, number: int, read: dict[str, Any]) -> str:
    actions.reopen(actor, idea_id=number, reason=read["words"])
    return _("Open again, with a full term.")


def _implement(actor: Actor, number: int, read: dict[str, Any]) -> str:
    actions.implement(actor, idea_id=number, day=read["day"], words=read["words"])
    return _("Noted.")


def _verify(actor: Actor, number: int, read: dict[str, Any]) -> str:
    actions.verify(actor, idea_id=number, words=read["words"])
    return _("Verified. It is a result of the unit now.")


def _reward(actor: Actor, number: int, read: dict[str, Any]) -> str:
    actions.reward(actor, idea_id=number, amount=read["amount"], words=read["words"])
    return _("Noted.")


def _take_over(actor: Actor, number: int, read: dict[str, Any]) -> str:
    actions.take_over(actor, idea_id=number, reason=read["words"])
    return _("Taken over. Now answer it.")


# name in the address → what is asked, and the one command that is called
ACTS = {
    "accept": (AcceptForm, _accept),
    "refuse": (RefuseForm, _refuse),
    "ask-correction": (CorrectionForm, _ask_correction),
    "merge": (MergeForm, _merge),
    "reopen": (ReasonForm, _reopen),
    "implement": (ImplementForm, _implement),
    "verify": (AcceptForm, _verify),
    "reward": (RewardForm, _reward),
    "take-over": (ReasonForm, _take_over),
}


@require_POST
@changing
def idea_act(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Do one of the acts of the bar below."""
    actor = actor_of(request)
    with fenced(actor):
        number = queries.idea_for(actor, code).pk
    form_class, act = ACTS[name]
    form = form_class(request.POST, auto_id=f"{name}-%s")
    if not form.is_valid():
        with fenced(actor):
            return _page(request, code, typed={name: form}, status=422)
    messages.success(request, act(actor, number, form.cleaned_data))
    return redirect("desk:idea", code)
