"""Write an idea, screen by screen: each is kept as it is typed, and again with the button; the last one hands it in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xinghe.access.fence import fenced
from xinghe.attachments.vocab import Slot
from xinghe.foundation import clock
from xinghe.foundation.errors import Refusal
from xinghe.ideas import actions, queries
from xinghe.ideas.rules.clocks import date_of
from xinghe.ideas.rules.paper import Measure, Paper, gaps
from xinghe.ideas.rules.steps import StepClosed
from xinghe.ideas.vocab import MEASURES_LIMIT, IdeaStage, Step
from xinghe.results.vocab import CREATORS_LIMIT
from xinghe.texts.queries import text_numbers
from xinghe.texts.vocab import VERDICT_LABELS
from xinghe.web.kit.attachments import AttachmentsPart, attachments_part
from xinghe.web.kit.doors import actor_of, changing, reading, sentence
from xinghe.web.kit.ideas import IdeaShown, idea_shown
from xinghe.web.kit.parts import Evidence, Side, Span, Steps
from xinghe.web.kit.words import word
from xinghe.web.portal.forms import HowForm, NewForm, ProofForm, WhatForm, creators_of
from xinghe.web.portal.frame import portal_page

SCREENS = ("what", "how", "proof", "people", "check")
SCREEN_LABELS = {
    "what": gettext_lazy("What it is"),
    "how": gettext_lazy("Trouble and remedy"),
    "proof": gettext_lazy("Photos and figures"),
    "people": gettext_lazy("Who made it"),
    "check": gettext_lazy("Look it over and hand in"),
}
FORMS: dict[str, type[Any]] = {"what": WhatForm, "how": HowForm, "proof": ProofForm, "check": NewForm}
# On which screen a gap is mended.
SCREEN_OF = {
    **dict.fromkeys(("title", "category", "field"), "what"),
    **dict.fromkeys(("problem", "solution", "innovation"), "how"),
    **dict.fromkeys(("creators",), "people"),
    **dict.fromkeys(("said_new",), "check"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CreatorRow:
    """One line of the creators' screen."""

    number: int
    staff_number: str = ""
    name: str = ""
    post: str = ""
    share: str = ""
    is_frontline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GapShown:
    """What is missing, and where it is mended."""

    words: str
    screen: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WritingPage:
    """One screen."""

    code: str
    heading: str
    screen: str
    steps: Steps
    revision: int
    form: Any
    measures: tuple[Measure | None, ...]
    creators: tuple[CreatorRow, ...]
    author: str
    back_url: str
    save_url: str
    similar_url: str
    hand_in_url: str
    drop_url: str
    gaps: tuple[GapShown, ...]
    shown: IdeaShown | None
    attachments: tuple[AttachmentsPart, ...]
    is_correction: bool
    correction_words: str
    trouble: str


@require_http_methods(["GET", "POST"])
@changing
def idea_new(request: HttpRequest) -> HttpResponse:
    """Begin an idea; a scanned code of a unit says where."""
    actor = actor_of(request)
    if request.method == "POST":
        unit = request.POST.get("unit", "")
        idea = actions.begin_draft(actor, unit_id=int(unit) if unit.isdecimal() and len(unit) < 10 else None)
        return redirect("portal:idea-write", idea.code, "what")
    with fenced(actor):
        page = BeginPage(
            unit=request.GET.get("unit", ""),
            drafts=tuple(
                DraftShown(
                    title=draft.title or _("untitled"),
                    saved_at=draft.saved_at,
                    author=draft.author.name if draft.author_id != actor.person_id else "",
                    url=reverse("portal:idea-write", args=[draft.code, "what"]),
                )
                for draft in queries.drafts_of(actor)
            ),
        )
        return portal_page(request, "portal/begin.html", page)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftShown:
    """A draft to go on with."""

    title: str
    saved_at: object
    author: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginPage:
    """Begin a new one, or go on with one."""

    unit: str
    drafts: tuple[DraftShown, ...]


@require_http_methods(["GET", "POST"])
@changing
def idea_write(request: HttpRequest, code: str, screen: str) -> HttpResponse:
    """One screen of an idea: shown, or sent with its button, which keeps it and goes on to the next."""
    if screen not in SCREENS:
        raise Http404
    if request.method == "POST":
        return _kept_by_button(request, code, screen)
    return _screen(request, code, screen)


def _kept_by_button(request: HttpRequest, code: str, screen: str) -> HttpResponse:
    actor = actor_of(request)
    with fenced(actor):
        idea = queries.idea_for(actor, code)
        paper = queries.paper_of(idea)
    onward = SCREENS[min(SCREENS.index(screen) + 1, len(SCREENS) - 1)]
    if screen == "people":
        try:
            actions.name_creators(actor, idea_id=idea.pk, creators=creators_of(request.POST))
        except ValueError as wrong:
            trouble = _("“%(share)s” is not a share. Write a number from 0 to 100, such as 40.") % {
                "share": wrong
            }
            return _screen(request, code, screen, typed=request.POST, trouble=trouble, status=422)
        except Refusal as refusal:
            words = sentence(refusal)
            return _screen(request, code, screen, typed=request.POST, trouble=words, status=refusal.status)
        return redirect("portal:idea-write", code, onward)
    form = FORMS[screen](request.POST)
    form.is_valid()
    try:
        actions.save_draft(actor, idea_id=idea.pk, paper=form.onto(paper), revision=_revision(request.POST))
    except Refusal as refusal:
        words = sentence(refusal)
        return _screen(request, code, screen, typed=request.POST, trouble=words, status=refusal.status)
    if form.errors:
        return _screen(request, code, screen, typed=request.POST, status=422)
    return redirect("portal:idea-write", code, onward)


def _revision(data: Mapping[str, str]) -> int | None:
    text = data.get("revision", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


@require_POST
def idea_save(request: HttpRequest, code: str, screen: str) -> HttpResponse:
    """Keep what is typed so far, without a button: answers with the revision, or with why it was not kept."""
    actor = actor_of(request)
    if screen not in FORMS:
        raise Http404
    try:
        with fenced(actor):
            idea = queries.idea_for(actor, code)
            paper = queries.paper_of(idea)
        form = FORMS[screen](request.POST)
        form.is_valid()
        saved = actions.save_draft(
            actor, idea_id=idea.pk, paper=form.onto(paper), revision=_revision(request.POST)
        )
    except Refusal as refusal:
        words = {"code": refusal.code, "sentence": sentence(refusal)}
        return JsonResponse(words, status=refusal.status)
    return JsonResponse({"revision": saved.revision, "saved_at": saved.saved_at.isoformat()})


def _screen(
    request: HttpRequest,
    code: str,
    screen: str,
    *,
    typed: Mapping[str, str] | None = None,
    trouble: str = "",
    status: int = 200,
) -> HttpResponse:
    actor = actor_of(request)
    with fenced(actor):
        idea = queries.idea_for(actor, code)
        if not queries.revisable(actor, idea):
            if idea.stage != IdeaStage.DRAFT:
                return redirect("portal:idea", code)
            raise StepClosed(stage=IdeaStage(idea.stage), step=Step.HAND_IN)
        paper = queries.paper_of(idea)
        at = SCREENS.index(screen)
        form = None
        if screen in FORMS:
            form = (
                FORMS[screen](typed)
                if typed is not None
                else FORMS[screen](initial=FORMS[screen].values_of(paper))
            )
        measures: list[Measure | None] = [*paper.measures]
        if typed is not None and screen == "proof" and isinstance(form, ProofForm):
            form.is_valid()
            measures = [*form.measures()]
        page = WritingPage(
            code=code,
            heading=str(SCREEN_LABELS[screen]),
            screen=screen,
            steps=Steps(now=at + 1, total=len(SCREENS)),
            revision=idea.revision,
            form=form,
            measures=tuple((measures + [None] * 3)[:MEASURES_LIMIT]) if screen == "proof" else (),
            creators=_creator_rows(idea, typed) if screen == "people" else (),
            author=idea.author.name if idea.typed_by_id == actor.person_id else "",
            back_url=reverse("portal:idea-write", args=[code, SCREENS[at - 1]])
            if at
            else reverse("portal:home"),
            save_url=reverse("portal:idea-save", args=[code, screen]) if screen in FORMS else "",
            similar_url=reverse("portal:idea-similar", args=[code]) if screen in ("how", "check") else "",
            hand_in_url=reverse("portal:idea-hand-in", args=[code]),
            drop_url=reverse("portal:idea-take-back", args=[code]),
            gaps=_gaps(idea, paper) if screen == "check" else (),
            shown=idea_shown(idea, now=clock.now()) if screen == "check" else None,
            attachments=_attachments(request, idea) if screen in ("proof", "check") else (),
            is_correction=idea.stage == IdeaStage.CORRECTION,
            correction_words=idea.answer_words if idea.stage == IdeaStage.CORRECTION else "",
            trouble=trouble,
        )
        return portal_page(request, "portal/write.html", page, status=status)


def _attachments(request: HttpRequest, idea: queries.Idea) -> tuple[AttachmentsPart, ...]:
    way = reverse("portal:idea-write", args=[idea.code, "proof"])
    return tuple(
        attachments_part(actor_of(request), kind="idea", subject_id=idea.pk, slot=slot, next_url=way)
        for slot in (Slot.PHOTO, Slot.VIDEO, Slot.PAPER)
    )


def _creator_rows(idea: queries.Idea, typed: Mapping[str, str] | None) -> tuple[CreatorRow, ...]:
    rows = []
    if typed is not None:
        for number in range(CREATORS_LIMIT):
            values = {
                name: typed.get(f"c{number}-{name}", "") for name in ("staff_number", "name", "post", "share")
            }
            rows.append(
                CreatorRow(number=number, is_frontline=bool(typed.get(f"c{number}-is_frontline")), **values)
            )
        return tuple(rows)
    numbers = {one.person_id: one.person.staff_number for one in idea.creators.select_related("person")}
    for number, one in enumerate(idea.creators.all()):
        rows.append(
            CreatorRow(
                number=number,
                staff_number=numbers[one.person_id],
                name=one.name,
                post=one.post,
                share=f"{one.share.normalize():f}",
                is_frontline=one.is_frontline,
            )
        )
    rows += [CreatorRow(number=number) for number in range(len(rows), CREATORS_LIMIT)]
    return tuple(rows)


def _gaps(idea: queries.Idea, paper: Paper) -> tuple[GapShown, ...]:
    shown = []
    for gap in gaps(paper, today=date_of(clock.now())):
        screen = SCREEN_OF.get(gap.field, "proof")
        shown.append(
            GapShown(
                words=gap.said(_),
                screen=str(SCREEN_LABELS[screen]),
                url=reverse("portal:idea-write", args=[idea.code, screen]) + f"#id_{gap.field}",
            )
        )
    return tuple(shown)


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarShown:
    """An earlier text that resembles this one: side by side, or only that there is one."""

    evidence: Evidence | None
    share: str
    finding: str


@require_GET
@reading
def idea_similar(request: HttpRequest, code: str) -> HttpResponse:
    """What resembles the text as it is kept now: a part of the page, asked for while one writes."""
    actor = actor_of(request)
    idea = queries.idea_for(actor, code)
    body = "\n".join(
        part for part in (idea.problem, idea.solution, idea.innovation, idea.effect) if part.strip("。. ")
    )
    own = text_numbers("idea", [idea.pk]).get(idea.pk)
    found = tuple(
        _similar(idea, body, one, number)
        for number, one in enumerate(queries.earlier_texts_alike(actor, body, text_id=own))
    )
    context = {"similar": found, "is_short": len(body) < queries.LEAST_BODY}
    return render(request, "portal/_similar.html", context)


def _similar(idea: queries.Idea, body: str, one: queries.Alike, number: int) -> SimilarShown:
    share, finding = f"{one.coverage:.0%}", word(VERDICT_LABELS, one.verdict)
    if not one.title:
        return SimilarShown(evidence=None, share=share, finding=finding)
    ours, theirs = [], []
    for at, (mine, other) in enumerate(one.passages, 1):
        ours.append(Span(start=mine[0], end=mine[1], number=at))
        theirs.append(Span(start=other[0], end=other[1], number=at))
    evidence = Evidence(
        key=f"s{number}",
        share=share,
        finding=finding,
        ours=Side(title=idea.title or _("untitled"), text=body, spans=_apart(ours), facts=(_("yours"),)),
        other=Side(title=one.title, text=one.body, spans=_apart(theirs), facts=(_("earlier"),)),
    )
    return SimilarShown(evidence=evidence, share=share, finding=finding)


def _apart(spans: list[Span]) -> tuple[Span, ...]:
    """Spans by place, cut where two overlap."""
    placed: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start, one.end)):
        start = max(span.start, placed[-1].end if placed else 0)
        if start < span.end:
            placed.append(Span(start=start, end=span.end, number=span.number))
    return tuple(placed)


class PledgeForm(django_forms.Form):
    """Said by who hands in."""

    pledged = django_forms.BooleanField(required=False)


@require_POST
@changing
def idea_hand_in(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the last screen, then hand in. Whatever is missing is said there, with the way to where it is mended."""
    actor = actor_of(request)
    with fenced(actor):
        idea = queries.idea_for(actor, code)
        paper = queries.paper_of(idea)
    form = NewForm(request.POST)
    form.is_valid()
    try:
        actions.save_draft(actor, idea_id=idea.pk, paper=form.onto(paper), revision=_revision(request.POST))
        actions.hand_in(actor, idea_id=idea.pk, pledged=bool(request.POST.get("pledged")))
    except Refusal as refusal:
        words = sentence(refusal)
        return _screen(request, code, "check", typed=request.POST, trouble=words, status=refusal.status)
    messages.success(request, _("Handed in. You will be told of the answer."))
    return redirect("portal:idea", code)
