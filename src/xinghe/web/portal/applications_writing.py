"""Write an application, section by section: each is kept as it is typed, and again with the button; the last one hands in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xinghe.access.fence import fenced
from xinghe.foundation import clock
from xinghe.foundation.errors import Refusal
from xinghe.programmes import actions, queries
from xinghe.programmes.gates import evidence_counts
from xinghe.programmes.rules.answers import Gap, gaps, tidied
from xinghe.programmes.rules.evidence import lacking
from xinghe.programmes.rules.form import Field, Section
from xinghe.programmes.vocab import Phase
from xinghe.unions.vocab import Line
from xinghe.web.kit.answers import SectionShown, answers_shown
from xinghe.web.kit.application_form import (
    FieldShown,
    answers_sent,
    fields_shown,
    is_unfinished,
    rearranged,
    row_act_of,
)
from xinghe.web.kit.applications import DeskSaid
from xinghe.web.kit.calls import TimeLeft, Unmet, conditions_unmet, time_left
from xinghe.web.kit.doors import actor_of, changing, reading, sentence
from xinghe.web.kit.parts import Steps
from xinghe.web.portal.applications_screens import (
    CHECK,
    FILES,
    LineChoice,
    NeedShown,
    Paper,
    ScreenGaps,
    ScreenLink,
    asked_by_desk,
    gaps_shown,
    line_choices,
    needs_shown,
    screen_links,
    screen_url,
    sealed_page_words,
)
from xinghe.web.portal.frame import portal_page


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
        return redirect(screen_url(code, screen) + f"#id_a-{act.field}")
    wrong = [gap for gap in _of(fields, gaps(paper.terms.form, saved.answers)) if not is_unfinished(gap)]
    if wrong:
        return _screen(request, code, screen, tells_all=True, status=422)
    onward = paper.screens[paper.screens.index(screen) + 1]
    return redirect(screen_url(code, onward))


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
            screens=screen_links(paper, code, screen, found, len(missing)),
            revision=application.saved_at.isoformat(),
            version=application.version,
            time=time_left(application.call, now=now),
            closes_at=application.call.closes_at,
            desk_said=asked_by_desk(application),
            fields=fields_shown(
                terms,
                Section(title="", fields=fields),
                answers,
                recorded=queries.recorded_answers(application) if fields else {},
                found=[] if screen == CHECK and not trouble else told,
            ),
            needs=needs_shown(request, application, paper, answers, counts) if screen == FILES else (),
            gaps=gaps_shown(paper, code, found, missing) if screen == CHECK else (),
            unmet=conditions_unmet(application, with_unknown=screen == CHECK and not found),
            lines=line_choices(application) if screen == CHECK else (),
            preview=answers_shown(terms.form, answers, language=get_language() or "en")
            if screen == CHECK
            else (),
            sealed_page_words=sealed_page_words(terms) if screen == FILES else "",
            back_url=screen_url(code, paper.screens[at - 1]) if at else reverse("portal:applications"),
            save_url=reverse("portal:application-save", args=[code, screen]) if fields else "",
            conditions_url=reverse("portal:application-conditions", args=[code]),
            hand_in_url=reverse("portal:application-hand-in", args=[code]),
            throw_away_url=reverse("portal:application-throw-away", args=[code]),
            paper_url=reverse("portal:application-paper", args=[code, "pdf"]),
            is_draft=application.phase == Phase.DRAFT,
            trouble=trouble,
        )
        return portal_page(request, "portal/application_write.html", page, status=status)
