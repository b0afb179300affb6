"""Write an application, section by section: each is kept as it is typed, and again with the button; the last one hands in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xinghe.access.fence import fenced
from xinghe.attachments.rules.names import kinds_in_words
from xinghe.attachments.vocab import MEGABYTE, SLOT_LIMITS, Slot
from xinghe.foundation import clock
from xinghe.foundation.errors import Refusal
from xinghe.programmes import actions, queries
from xinghe.programmes.gates import evidence_counts
from xinghe.programmes.rules.answers import Gap, gaps, tidied
from xinghe.programmes.rules.evidence import EvidenceNeed, lacking
from xinghe.programmes.rules.form import Field, FieldType, Section
from xinghe.programmes.rules.terms import Terms
from xinghe.programmes.vocab import Evidence, Phase
from xinghe.unions.vocab import LINE_LABELS, Line
from xinghe.web.kit.answers import SectionShown, answers_shown, own_words
from xinghe.web.kit.application_form import (
    FieldShown,
    answers_sent,
    fields_shown,
    is_unfinished,
    rearranged,
    row_act_of,
)
from xinghe.web.kit.applications import DeskSaid, desk_said
from xinghe.web.kit.attachments import AttachmentsPart, attachments_parts
from xinghe.web.kit.calls import TimeLeft, Unmet, conditions_unmet, time_left
from xinghe.web.kit.doors import actor_of, changing, reading, sentence
from xinghe.web.kit.parts import Steps
from xinghe.web.kit.words import word
from xinghe.web.portal.frame import portal_page

FILES: Final = "files"
CHECK: Final = "check"
# The unit adds it when it seals, not the applicant.
SEALED_PAGE: Final = Evidence.EV01


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """The screens of one application: its sections, those that only tick something at the end with the last screen."""

    terms: Terms
    sections: tuple[Section, ...]
    closing: tuple[Section, ...]

    @classmethod
    def of(cls, terms: Terms) -> "Paper":
        """What the terms ask for, screen by screen."""
        sections = terms.form.sections
        end = len(sections)
        while end > 1 and all(field.type is FieldType.TICK for field in sections[end - 1].fields):
            end -= 1
        return cls(terms=terms, sections=sections[:end], closing=sections[end:])

    @property
    def screens(self) -> tuple[str, ...]:
        """What each is called in its address."""
        numbers = tuple(str(number) for number in range(1, len(self.sections) + 1))
        return (*numbers, *((FILES,) if self.needs else ()), CHECK)

    @property
    def needs(self) -> tuple[EvidenceNeed, ...]:
        """The evidence that an applicant adds."""
        return tuple(need for need in self.terms.evidence if need.code is not SEALED_PAGE)

    def label(self, screen: str) -> str:
        """What a screen is called."""
        if screen.isdecimal():
            return own_words(self.sections[int(screen) - 1].title)
        return _("Evidence") if screen == FILES else _("Look it over and hand in")

    def fields(self, screen: str) -> tuple[Field, ...]:
        """The questions of one screen."""
        if screen == CHECK:
            return tuple(field for section in self.closing for field in section.fields)
        return self.sections[int(screen) - 1].fields if screen.isdecimal() else ()

    def screen_of(self, name: str) -> str:
        """Where a field is written."""
        for number, section in enumerate(self.sections, 1):
            if any(field.name == name for field in section.fields):
                return str(number)
        return CHECK


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenLink:
    """One screen in the list of them, with what is missing there."""

    label: str
    url: str
    here: bool
    missing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedShown:
    """Files of one code of evidence."""

    code: str
    heading: str
    asked: str
    hint: str
    is_met: bool
    part: AttachmentsPart


@dataclass(frozen=True, slots=True, kw_only=True)
class GapShown:
    """What is missing, and where it is mended. Without ``words`` it is only empty."""

    words: str
    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenGaps:
    """What is missing on one screen."""

    label: str
    gaps: tuple[GapShown, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChoice:
    """A line that the application may take."""

    value: str
    label: str
    way: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WritingPage:
    """One screen."""

    code: str
    call: str
    heading: str
    screen: str
    steps: Steps
    screens: tuple[ScreenLink, ...]
    revision: str
    version: int
    time: TimeLeft
    closes_at: datetime | None
    desk_said: DeskSaid | None
    fields: tuple[FieldShown, ...]
    needs: tuple[NeedShown, ...]
    gaps: tuple[ScreenGaps, ...]
    unmet: tuple[Unmet, ...]
    lines: tuple[LineChoice, ...]
    preview: tuple[SectionShown, ...]
    sealed_page_words: str
    back_url: str
    save_url: str
    conditions_url: str
    hand_in_url: str
    throw_away_url: str
    paper_url: str
    is_draft: bool
    trouble: str


@require_http_methods(["GET", "POST"])
@changing
def application_write(request: HttpRequest, code: str, screen: str) -> HttpResponse:
    """One screen of an application: shown, or sent with a button, which keeps it and goes on."""
    if request.method == "POST":
        return _kept_by_button(request, code, screen)
    return _screen(request, code, screen)


def _kept_by_button(request: HttpRequest, code: str, screen: str) -> HttpResponse:
    actor = actor_of(request)
    with fenced(actor):
        application = queries.application_for(actor, code)
        paper = Paper.of(application.call.said_terms)
    if screen not in paper.screens or screen == CHECK:
        raise Http404
    fields = paper.fields(screen)
    sent, act = answers_sent(fields, request.POST), row_act_of(request.POST)
    if act is not None and act.field in sent:
        sent = rearranged(sent, act)
    try:
        saved = actions.save_answers(
            actor, application_id=application.pk, answers=sent, seen=_seen(request.POST)
        )
    except Refusal as refusal:
        typed = {**application.answers, **tidied(paper.terms.form, sent)}
        words = sentence(refusal)
        return _screen(request, code, screen, typed=typed, trouble=words, status=refusal.status)
    if act is not None:
        return redirect(_url(code, screen) + f"#id_a-{act.field}")
    wrong = [gap for gap in _of(fields, gaps(paper.terms.form, saved.answers)) if not is_unfinished(gap)]
    if wrong:
        return _screen(request, code, screen, tells_all=True, status=422)
    onward = paper.screens[paper.screens.index(screen) + 1]
    return redirect(_url(code, onward))


def _url(code: str, screen: str) -> str:
    return reverse("portal:application-write", args=[code, screen])


def _of(fields: Iterable[Field], found: Iterable[Gap]) -> list[Gap]:
    names = {field.name for field in fields}
    return [gap for gap in found if gap.field in names]


def _seen(data: Mapping[str, str]) -> datetime | None:
    """When the page showed it saved last."""
    try:
        seen = datetime.fromisoformat(data.get("revision", "")[:40])
    except ValueError:
        return None
    return seen if seen.tzinfo else None


@require_POST
def application_save(request: HttpRequest, code: str, screen: str) -> HttpResponse:
    """Keep what is typed so far, without a button: answers with when it was kept, or with why it was not."""
    actor = actor_of(request)
    try:
        with fenced(actor):
            application = queries.application_for(actor, code)
            paper = Paper.of(application.call.said_terms)
        if screen not in paper.screens:
            raise Http404
        saved = actions.save_answers(
            actor,
            application_id=application.pk,
            answers=answers_sent(paper.fields(screen), request.POST),
            seen=_seen(request.POST),
        )
    except Refusal as refusal:
        words = {"code": refusal.code, "sentence": sentence(refusal)}
        return JsonResponse(words, status=refusal.status)
    kept_at = saved.saved_at.isoformat()
    return JsonResponse({"revision": kept_at, "saved_at": kept_at})


@require_GET
@reading
def application_conditions(request: HttpRequest, code: str) -> HttpResponse:
    """What of the call's conditions is not met as it is kept now: a part of the page, asked for while one writes."""
    application = queries.application_for(actor_of(request), code)
    return render(request, "portal/_unmet.html", {"unmet": conditions_unmet(application)})


@require_POST
@changing
def application_hand_in(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the last screen, then hand in, or hand in again. Whatever stands against it is said there."""
    actor, data = actor_of(request), request.POST
    with fenced(actor):
        application = queries.application_for(actor, code)
        paper = Paper.of(application.call.said_terms)
    sent = answers_sent(paper.fields(CHECK), data)
    version = data.get("version", "")
    seen_version = int(version) if version.isdecimal() and len(version) < 10 else None
    asked = data.get("line", "")
    line = Line(asked) if asked in list(Line) else None
    try:
        if sent:
            actions.save_answers(actor, application_id=application.pk, answers=sent, seen=_seen(data))
        if application.phase == Phase.DRAFT:
            actions.hand_in(actor, application_id=application.pk, line=line, version=seen_version)
        else:
            actions.hand_in_again(actor, application_id=application.pk, version=seen_version)
    except Refusal as refusal:
        typed = {**application.answers, **tidied(paper.terms.form, sent)}
        words = sentence(refusal)
        return _screen(request, code, CHECK, typed=typed, trouble=words, status=refusal.status)
    messages.success(request, _("Handed in. Your unit has it now, and you are told of every step."))
    return redirect("portal:application", code)


def _screen(
    request: HttpRequest,
    code: str,
    screen: str,
    *,
    typed: Mapping[str, Any] | None = None,
    tells_all: bool = False,
    trouble: str = "",
    status: int = 200,
) -> HttpResponse:
    actor, now = actor_of(request), clock.now()
    with fenced(actor):
        application = queries.application_for(actor, code)
        if not queries.writable(actor, application):
            return redirect("portal:application", code)
        terms = application.call.said_terms
        paper = Paper.of(terms)
        if screen not in paper.screens:
            raise Http404
        answers = application.answers if typed is None else typed
        found = gaps(terms.form, answers)
        counts = evidence_counts(application.pk)
        missing = lacking(paper.needs, answers, counts)
        at = paper.screens.index(screen)
        fields = paper.fields(screen)
        # Who only begins is not told that everything is empty; who comes back from the last screen is.
        tells_all = tells_all or "gaps" in request.GET or screen == CHECK
        told = [gap for gap in _of(fields, found) if tells_all or not is_unfinished(gap)]
        page = WritingPage(
            code=code,
            call=application.call.title,
            heading=paper.label(screen),
            screen=screen,
            steps=Steps(now=at + 1, total=len(paper.screens)),
            screens=_screens(paper, code, screen, found, len(missing)),
            revision=application.saved_at.isoformat(),
            version=application.version,
            time=time_left(application.call, now=now),
            closes_at=application.call.closes_at,
            desk_said=_asked(application),
            fields=fields_shown(
                terms,
                Section(title="", fields=fields),
                answers,
                recorded=queries.recorded_answers(application) if fields else {},
                found=[] if screen == CHECK and not trouble else told,
            ),
            needs=_needs(request, application, paper, answers, counts) if screen == FILES else (),
            gaps=_gaps(paper, code, found, missing) if screen == CHECK else (),
            unmet=conditions_unmet(application, with_unknown=screen == CHECK and not found),
            lines=_lines(application) if screen == CHECK else (),
            preview=answers_shown(terms.form, answers, language=get_language() or "en")
            if screen == CHECK
            else (),
            sealed_page_words=_sealed_page(terms) if screen == FILES else "",
            back_url=_url(code, paper.screens[at - 1]) if at else reverse("portal:applications"),
            save_url=reverse("portal:application-save", args=[code, screen]) if fields else "",
            conditions_url=reverse("portal:application-conditions", args=[code]),
            hand_in_url=reverse("portal:application-hand-in", args=[code]),
            throw_away_url=reverse("portal:application-throw-away", args=[code]),
            paper_url=reverse("portal:application-paper", args=[code, "pdf"]),
            is_draft=application.phase == Phase.DRAFT,
            trouble=trouble,
        )
        return portal_page(request, "portal/application_write.html", page, status=status)


def _asked(application: queries.Application) -> DeskSaid | None:
    """What the desk asked for; a draft was with no desk yet."""
    if application.phase == Phase.DRAFT:
        return None
    return desk_said(application, queries.passages_of(application))


def _screens(
    paper: Paper, code: str, screen: str, found: tuple[Gap, ...], lacking_files: int
) -> tuple[ScreenLink, ...]:
    missing: dict[str, int] = {FILES: lacking_files}
    for gap in found:
        where = paper.screen_of(gap.field)
        missing[where] = missing.get(where, 0) + 1
    return tuple(
        ScreenLink(
            label=paper.label(one),
            url=_url(code, one) + ("?gaps=on" if missing.get(one) and one.isdecimal() else ""),
            here=one == screen,
            missing=_missing_words(missing.get(one, 0)) if one != CHECK else "",
        )
        for one in paper.screens
    )


def _missing_words(count: int) -> str:
    return ngettext("%(count)s missing", "%(count)s missing", count) % {"count": count} if count else ""


def _gaps(
    paper: Paper, code: str, found: tuple[Gap, ...], missing: tuple[EvidenceNeed, ...]
) -> tuple[ScreenGaps, ...]:
    """What stands against handing in, screen by screen."""
    labels = {field.name: own_words(field.label) for field in paper.terms.form.fields}
    shown: dict[str, list[GapShown]] = {}
    for gap in found:
        screen = paper.screen_of(gap.field)
        way = f"{_url(code, screen)}?gaps=on" if screen != CHECK else ""
        words = "" if gap.code == "required" else gap.said(_)
        one = GapShown(words=words, label=labels[gap.field], url=f"{way}#id_a-{gap.field}")
        shown.setdefault(screen, []).append(one)
    for need in missing:
        words = ngettext("%(count)s file is needed.", "%(count)s files are needed.", need.least)
        one = GapShown(
            words=words % {"count": need.least},
            label=f"{need.code} {_(need.code.label)}",
            url=f"{_url(code, FILES)}#{need.code}",
        )
        shown.setdefault(FILES, []).append(one)
    return tuple(
        ScreenGaps(label=paper.label(screen), gaps=tuple(shown[screen]))
        for screen in paper.screens
        if screen in shown
    )


def _needs(
    request: HttpRequest,
    application: queries.Application,
    paper: Paper,
    answers: Mapping[str, Any],
    counts: Mapping[str, int],
) -> tuple[NeedShown, ...]:
    asked = [need for need in paper.needs if need.when is None or need.when.holds(answers)]
    parts = attachments_parts(
        actor_of(request),
        kind="application",
        subject_id=application.pk,
        slots=[Slot(need.code) for need in asked],
        next_url=_url(application.code, FILES),
    )
    return tuple(
        NeedShown(
            code=str(need.code),
            asked=_asked_words(need),
            hint=own_words(need.hint),
            is_met=need.least > 0 and need.is_met(answers, counts),
            heading=part.heading,
            # Its own heading and number of files stand above it.
            part=replace(part, heading="", hint=_kinds_words(need), room=_room(need, part)),
        )
        for need, part in zip(asked, parts, strict=True)
    )


def _kinds_words(need: EvidenceNeed) -> str:
    limit = SLOT_LIMITS[Slot(need.code)]
    return _("Each up to %(size)s MB: %(kinds)s.") % {
        "size": limit.size // MEGABYTE,
        "kinds": kinds_in_words(limit.kinds),
    }


def _room(need: EvidenceNeed, part: AttachmentsPart) -> int:
    held = sum(1 for file in part.files if file.state.tone != "bad")
    return min(part.room, max(0, need.most - held))


def _asked_words(need: EvidenceNeed) -> str:
    if not need.least:
        return _("may stay empty, at most %(most)s") % {"most": need.most}
    return _("at least %(least)s, at most %(most)s") % {"least": need.least, "most": need.most}


def _sealed_page(terms: Terms) -> str:
    need = next((one for one in terms.evidence if one.code is SEALED_PAGE), None)
    if need is None:
        return ""
    return _("%(code)s, the %(what)s, is added by your unit after you have handed in.") % {
        "code": need.code,
        "what": _(need.code.label),
    }


def _lines(application: queries.Application) -> tuple[LineChoice, ...]:
    """The lines it may take, where it has not taken one and its unit stands on two."""
    if application.line:
        return ()
    unit = application.unit
    both = [path for path in (unit.territory_path, unit.industry_path) if path.count(".") > 1]
    found = queries.lines_towards(application.call, unit)
    if len(both) < 2:
        return ()
    ways = queries.ways_towards(application.call, unit)
    return tuple(
        LineChoice(value=line, label=word(LINE_LABELS, line), way=" → ".join(ways[line])) for line in found
    )
