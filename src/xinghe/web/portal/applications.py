"""One's own applications: how far each has come, what its people may do with it, and the printed paper."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from xinghe.access.fence import fenced
from xinghe.attachments.vocab import Slot
from xinghe.decisions.queries import Award, awards_of_applications
from xinghe.foundation import clock
from xinghe.papers.rules.docx import docx_of
from xinghe.papers.rules.pdf import pdf_of
from xinghe.programmes import actions, queries
from xinghe.programmes.rules.seal import check_word
from xinghe.programmes.vocab import ENDED, WORDS_LIMIT, MoveName, Phase
from xinghe.web.kit.answers import SectionShown, answers_shown, own_words
from xinghe.web.kit.application_paper import application_paper
from xinghe.web.kit.applications import (
    OPEN_GRADES,
    DeskSaid,
    desk_said,
    events_of,
    phase_badge,
    way_of,
    where_it_lies,
)
from xinghe.web.kit.attachments import AttachmentsPart, attachments_parts
from xinghe.web.kit.calls import TimeLeft, time_left
from xinghe.web.kit.doors import actor_of, changing, reading
from xinghe.web.kit.ideas import Milestone
from xinghe.web.kit.parts import Act, Badge, Event
from xinghe.web.portal.awards import AwardShown, FeedbackShown, award_shown, feedback_shown
from xinghe.web.portal.frame import portal_page
from xinghe.web.portal.notices import OwnNotice, own_notices


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRow:
    """One application in the list."""

    title: str
    url: str
    call: str
    phase: Badge
    where: str
    saved_at: datetime
    time: TimeLeft | None
    award: AwardShown | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationsPage:
    """One's applications: what waits for one first."""

    with_me: tuple[OwnRow, ...]
    under_way: tuple[OwnRow, ...]
    ended: tuple[OwnRow, ...]
    calls_url: str


@require_GET
@reading
def applications(request: HttpRequest) -> HttpResponse:
    """My applications: what I am to do, what is under way, what has ended."""
    now = clock.now()
    own = list(
        queries.own_applications(actor_of(request)).defer("answers", "call__terms", "call__announcement")
    )
    named = awards_of_applications([one.pk for one in own])
    with_me: list[OwnRow] = []
    under_way: list[OwnRow] = []
    ended: list[OwnRow] = []
    for one in own:
        phase = one.told_phase
        if phase is Phase.WITHDRAWN and one.handed_in_at is None:
            continue  # a draft that was thrown away
        row = _row(one, named.get(one.pk), now=now)
        if phase in (Phase.DRAFT, Phase.RETURNED, Phase.CORRECTION):
            with_me.append(row)
        else:
            (ended if phase in ENDED or phase is Phase.NAMED else under_way).append(row)
    page = ApplicationsPage(
        with_me=tuple(with_me),
        under_way=tuple(under_way),
        ended=tuple(ended),
        calls_url=reverse("portal:calls"),
    )
    return portal_page(request, "portal/applications.html", page)


def _row(one: queries.Application, award: Award | None, *, now: datetime) -> OwnRow:
    is_draft = one.phase == Phase.DRAFT
    return OwnRow(
        title=one.title or _("untitled"),
        url=reverse("portal:application", args=[one.code]),
        call=one.call.title,
        phase=phase_badge(one.told_phase, veiled=True),
        where="" if is_draft else where_it_lies(one, now=now),
        saved_at=one.saved_at,
        time=time_left(one.call, now=now) if is_draft else None,
        award=award_shown(award),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionShown:
    """What was handed in at one moment."""

    number: int
    handed_in_at: datetime
    check_word: str
    is_sealed: bool
    pdf_url: str
    docx_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationPage:
    """One of my applications."""

    code: str
    title: str
    call: str
    call_url: str
    phase: Badge
    where: str
    way: tuple[Milestone, ...]
    desk_said: DeskSaid | None
    notices: tuple[OwnNotice, ...]
    grade: str
    award: AwardShown | None
    feedback: tuple[FeedbackShown, ...]
    sections: tuple[SectionShown, ...]
    attachments: tuple[AttachmentsPart, ...]
    versions: tuple[VersionShown, ...]
    events: tuple[Event, ...]
    next_words: str
    acts: tuple[Act, ...]


class WithdrawForm(forms.Form):
    """Why it is taken back, if somebody wants to say it."""

    words = forms.CharField(
        label=gettext_lazy("Why?"),
        required=False,
        max_length=WORDS_LIMIT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@require_GET
@reading
def application(request: HttpRequest, code: str) -> HttpResponse:
    """One application, for its people; a draft is written."""
    actor, now = actor_of(request), clock.now()
    found = queries.application_for(actor, code)
    if found.phase == Phase.DRAFT and queries.writable(actor, found):
        return redirect("portal:application-write", code, "1")
    passages = queries.passages_of(found)
    words, acts = _next(request, found)
    terms = found.call.said_terms
    parts = attachments_parts(
        actor,
        kind="application",
        subject_id=found.pk,
        slots=[Slot(need.code) for need in terms.evidence],
        next_url=request.path,
    )
    page = ApplicationPage(
        code=code,
        title=found.title or _("untitled"),
        call=found.call.title,
        call_url=reverse("public:call", args=[found.call.code]),
        phase=phase_badge(found.told_phase, veiled=True),
        where=where_it_lies(found, now=now),
        way=way_of(found, passages),
        desk_said=desk_said(found, passages),
        notices=own_notices(actor, found),
        grade=_grade(found),
        award=award_shown(awards_of_applications([found.pk]).get(found.pk)),
        feedback=feedback_shown(actor, found),
        sections=answers_shown(terms.form, found.answers, language=get_language() or "en"),
        attachments=tuple(part for part in parts if part.files),
        versions=tuple(_version(found, one) for one in reversed(queries.versions_of(found))),
        events=events_of(passages, veiled=True, is_untold=found.is_untold),
        next_words=words,
        acts=acts,
    )
    return portal_page(request, "portal/application.html", page)


def _grade(found: queries.Application) -> str:
    if Phase(found.phase) not in OPEN_GRADES:
        return ""
    terms = found.call.said_terms
    labels = {grade.code: grade.label for grade in terms.grades}
    return own_words(terms.labels.get(found.grade, labels.get(found.grade, "")))


def _version(found: queries.Application, one: queries.Version) -> VersionShown:
    def paper(form: str) -> str:
        return reverse("portal:application-paper", args=[found.code, form]) + f"?version={one.number}"

    return VersionShown(
        number=one.number,
        handed_in_at=one.handed_in_at,
        check_word=check_word(one.digest),
        is_sealed=bool(found.sealed_digest) and one.digest == found.sealed_digest,
        pdf_url=paper("pdf"),
        docx_url=paper("docx"),
    )


def _next(request: HttpRequest, found: queries.Application) -> tuple[str, tuple[Act, ...]]:
    """What its people may do now."""
    actor = actor_of(request)
    if actor.person_id not in found.people:
        return "", ()
    code, acts = found.code, []
    if any(move.name is MoveName.WITHDRAW for move in queries.moves_open_to(actor, found)):
        acts.append(
            Act(
                label=_("Withdraw it"),
                url=reverse("portal:application-withdraw", args=[code]),
                method="post",
                grave=True,
                question=_("It leaves the call and cannot be handed in again. It stays in the record."),
                form=WithdrawForm(auto_id="withdraw-%s"),
            )
        )
    if queries.writable(actor, found):
        url = reverse("portal:application-write", args=[code, "1"])
        acts.append(Act(label=_("Correct it"), url=url, primary=True))
        return _("A desk gave it back to you."), tuple(acts)
    return (_("There is nothing to do but wait.") if acts else ""), tuple(acts)


def _number(request: HttpRequest, code: str) -> int:
    with fenced(actor_of(request)):
        return queries.application_for(actor_of(request), code).pk


@require_POST
@changing
def application_withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take back what was handed in."""
    words = request.POST.get("words", "").replace("\x00", "")
    actions.withdraw(actor_of(request), application_id=_number(request, code), words=words)
    messages.success(request, _("The application is withdrawn."))
    return redirect("portal:application", code)


@require_POST
@changing
def application_throw_away(request: HttpRequest, code: str) -> HttpResponse:
    """Give a draft up that was never handed in."""
    actions.throw_away(actor_of(request), application_id=_number(request, code))
    messages.success(request, _("The draft is thrown away."))
    return redirect("portal:applications")


MEDIA = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@require_GET
@reading
def application_paper_file(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The application as it is printed: the version asked for, else the last one, or the draft as it is now."""
    if form not in MEDIA:
        raise Http404
    found = queries.application_for(actor_of(request), code)
    versions = queries.versions_of(found)
    asked = request.GET.get("version", "")
    version = next((one for one in versions if str(one.number) == asked), None)
    if asked and version is None:
        raise Http404
    if version is None and versions and not queries.writable(actor_of(request), found):
        version = versions[-1]
    paper = application_paper(found, version=version, passages=queries.passages_of(found), now=clock.now())
    content = pdf_of(paper) if form == "pdf" else docx_of(paper)
    number = f"-{version.number}" if version else ""
    disposition = content_disposition_header(form == "docx", f"申报书-{code}{number}.{form}")
    response = HttpResponse(content, content_type=MEDIA[form])
    response.headers["Content-Disposition"] = disposition or "inline"
    response.headers["Cache-Control"] = "private, no-store"
    return response
