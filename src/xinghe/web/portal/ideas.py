"""One's own ideas: what waits for one's word, what became of each, and what its people may do."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from xinghe.access.fence import fenced
from xinghe.attachments.vocab import Slot
from xinghe.foundation import clock
from xinghe.ideas import actions, queries
from xinghe.ideas.vocab import IDEA_STAGE_LABELS, WORDS_LIMIT, IdeaStage
from xinghe.programmes import queries as applications
from xinghe.programmes.vocab import Phase
from xinghe.recommendations import queries as recommendations
from xinghe.web.kit.attachments import AttachmentsPart, attachments_part
from xinghe.web.kit.doors import actor_of, changing, reading
from xinghe.web.kit.history import history
from xinghe.web.kit.ideas import IdeaShown, idea_shown, stage_badge, where_it_is
from xinghe.web.kit.judging import judging_waits
from xinghe.web.kit.parts import Act, Badge, Event
from xinghe.web.kit.recommendations import where_it_lies
from xinghe.web.portal.frame import portal_page


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRow:
    """One idea in the list."""

    title: str
    url: str
    stage: Badge
    where: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """Something that waits for this person."""

    title: str
    url: str
    words: str
    at: object


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """A worker's home."""

    name: str
    new_url: str
    waits: tuple[Waits, ...]
    drafts: tuple[Waits, ...]
    rows: tuple[OwnRow, ...]


@require_GET
@reading
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me, and how far my ideas have come."""
    actor = actor_of(request)
    now = clock.now()
    own = queries.their_ideas(actor)
    waits = [
        Waits(
            title=one.idea.title,
            url=reverse("portal:idea", args=[one.idea.code]),
            words=_("Confirm your share of %(share)s%%") % {"share": f"{one.share.normalize():f}"},
            at=one.idea.handed_in_at,
        )
        for one in queries.shares_to_confirm(actor)
    ]
    waits += [
        Waits(
            title=one.idea.title,
            url=reverse("portal:idea", args=[one.idea.code]),
            words=_("Correct it and hand it in again"),
            at=one.idea.stopped_at,
        )
        for one in own
        if one.idea.stage == IdeaStage.CORRECTION and one.is_author
    ]
    waits += [
        Waits(
            title=one.title or one.call.title,
            url=reverse("portal:application", args=[one.code]),
            words=_("Correct the application and hand it in again"),
            at=one.lies_since,
        )
        for one in applications.own_applications(actor).defer("answers", "call__terms", "call__announcement")
        if one.phase in (Phase.RETURNED, Phase.CORRECTION)
    ]
    waits += [
        Waits(title=one.title, url=one.url, words=one.words, at=one.at)
        for one in judging_waits(actor, now=now)
    ]
    page = HomePage(
        name=actor.name,
        new_url=reverse("portal:idea-new"),
        waits=tuple(waits),
        drafts=tuple(
            Waits(
                title=draft.title or _("untitled"),
                url=reverse("portal:idea-write", args=[draft.code, "what"]),
                words=draft.author.name if draft.author_id != actor.person_id else "",
                at=draft.saved_at,
            )
            for draft in queries.drafts_of(actor)
        ),
        rows=tuple(
            OwnRow(
                title=one.idea.title,
                url=reverse("portal:idea", args=[one.idea.code]),
                stage=stage_badge(one.idea.stage),
                where=where_it_is(one.idea, now=now),
                note=_("%(count)s shares are not yet confirmed") % {"count": one.unconfirmed}
                if one.unconfirmed and one.idea.stage not in (IdeaStage.WITHDRAWN, IdeaStage.REFUSED)
                else "",
            )
            for one in own
        ),
    )
    return portal_page(request, "portal/home.html", page)


class DisputeForm(forms.Form):
    """What is not right."""

    words = forms.CharField(
        label=gettext_lazy("What is not right?"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=WORDS_LIMIT,
        help_text=gettext_lazy("The author reads it and can change the shares."),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnIdeaPage:
    """One of my ideas."""

    shown: IdeaShown
    next_words: str
    acts: tuple[Act, ...]
    write_url: str
    attachments: tuple[AttachmentsPart, ...]
    events: tuple[Event, ...]
    recommended: tuple[str, ...]
    result_url: str


@require_GET
@reading
def idea(request: HttpRequest, code: str) -> HttpResponse:
    """One idea, for its people."""
    actor = actor_of(request)
    found = queries.idea_for(actor, code)
    if found.stage == IdeaStage.DRAFT and queries.revisable(actor, found):
        return redirect("portal:idea-write", code, "what")
    words, acts = _next(actor.person_id, found)
    page = OwnIdeaPage(
        shown=idea_shown(found, now=clock.now()),
        next_words=words,
        acts=acts,
        write_url=reverse("portal:idea-write", args=[code, "what"])
        if queries.revisable(actor, found)
        else "",
        attachments=tuple(
            attachments_part(actor, kind="idea", subject_id=found.pk, slot=slot, next_url=request.path)
            for slot in (Slot.PHOTO, Slot.VIDEO, Slot.PAPER)
        ),
        events=history("ideas.idea", found.pk, words={"stage": IDEA_STAGE_LABELS}),
        recommended=tuple(
            where_it_lies(one.state, one.desk.name)
            for one in recommendations.recommendations_of(actor, found.result_id)
        )
        if found.result_id
        else (),
        result_url=reverse("public:result", args=[found.result.code])
        if found.result and found.result.stage == "published"
        else "",
    )
    return portal_page(request, "portal/idea.html", page)


def _next(person_id: int | None, found: queries.Idea) -> tuple[str, tuple[Act, ...]]:
    code = found.code
    mine = next((one for one in found.creators.all() if one.person_id == person_id), None)
    acts: list[Act] = []
    words = ""
    is_writer = person_id in (found.author_id, found.typed_by_id)
    if is_writer and found.stage in (IdeaStage.HANDED_IN, IdeaStage.CORRECTION):
        acts.append(
            Act(
                label=_("Take back"),
                url=reverse("portal:idea-take-back", args=[code]),
                method="post",
                grave=True,
                question=_("Nobody answers it then. It stays in the record."),
            )
        )
    settled = found.stage in (IdeaStage.VERIFIED, IdeaStage.WITHDRAWN, IdeaStage.DRAFT)
    if mine is not None and not settled and mine.confirmed_at is None:
        words = _("You are named with a share of %(share)s%%. Is that right?") % {
            "share": f"{mine.share.normalize():f}"
        }
        acts += [
            Act(
                label=_("It is not right"),
                url=reverse("portal:idea-dispute", args=[code]),
                method="post",
                form=DisputeForm(auto_id="dispute-%s"),
            ),
            Act(
                label=_("Confirm my share"),
                url=reverse("portal:idea-confirm", args=[code]),
                method="post",
                primary=True,
            ),
        ]
    elif is_writer and found.stage == IdeaStage.CORRECTION:
        words = _("Your union asks for a correction.")
        acts.append(
            Act(label=_("Correct it"), url=reverse("portal:idea-write", args=[code, "what"]), primary=True)
        )
    elif acts:
        words = _("There is nothing to do but wait.")
    return words, tuple(acts)


def _number(request: HttpRequest, code: str) -> int:
    actor = actor_of(request)
    with fenced(actor):
        return queries.idea_for(actor, code).pk


def _back(request: HttpRequest, code: str, words: Any) -> HttpResponse:
    messages.success(request, words)
    return redirect("portal:idea", code)


@require_POST
@changing
def idea_confirm(request: HttpRequest, code: str) -> HttpResponse:
    """Say that one's share is right."""
    actions.confirm_share(actor_of(request), idea_id=_number(request, code))
    return _back(request, code, _("Confirmed."))


@require_POST
@changing
def idea_dispute(request: HttpRequest, code: str) -> HttpResponse:
    """Say that one's share is not right."""
    actions.dispute_share(
        actor_of(request), idea_id=_number(request, code), words=request.POST.get("words", "")
    )
    return _back(request, code, _("Said. The author will read it."))


@require_POST
@changing
def idea_take_back(request: HttpRequest, code: str) -> HttpResponse:
    """Take back what was handed in, or throw a draft away."""
    actions.take_back(actor_of(request), idea_id=_number(request, code))
    messages.success(request, _("Taken back."))
    return redirect("portal:home")
