"""What a judge does with an entry: keeps a draft, gives points, abstains, declares a conflict, asks for a correction."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xinghe.access.fence import fenced
from xinghe.foundation import clock
from xinghe.foundation.errors import Refusal
from xinghe.reviews import actions, queries
from xinghe.reviews.rules.scoring import shown
from xinghe.web.jury.entries import AbstainForm, ConflictForm, entry_page
from xinghe.web.jury.rubric import written_in
from xinghe.web.kit import serving
from xinghe.web.kit.doors import actor_of, changing, reading, sentence
from xinghe.web.kit.judging import unscored


@require_http_methods(["GET", "POST"])
@changing
def entry(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """An entry to be read; sent with its button, what is written so far is kept."""
    if request.method == "GET":
        return entry_page(request, code, number)
    written = written_in(request.POST)
    try:
        actions.save_draft(
            actor_of(request), panel_code=code, number=number, points=written.points, comment=written.comment
        )
    except Refusal as refusal:
        return _refused(request, code, number, refusal)
    messages.success(request, _("Kept. Nobody else reads a draft."))
    return redirect("jury:entry", code, number)


@require_POST
def entry_save(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Keep what is typed so far, without a button: answers with when it was kept, or with why it was not."""
    written = written_in(request.POST)
    try:
        saved = actions.save_draft(
            actor_of(request), panel_code=code, number=number, points=written.points, comment=written.comment
        )
    except Refusal as refusal:
        words = {"code": refusal.code, "sentence": sentence(refusal)}
        return JsonResponse(words, status=refusal.status)
    kept_at = saved.saved_at.isoformat()
    return JsonResponse({"revision": kept_at, "saved_at": kept_at})


@require_POST
@changing
def entry_score(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Give the entry its points, and go on with the next one that has none."""
    written = written_in(request.POST)
    try:
        score = actions.submit_score(
            actor_of(request), panel_code=code, number=number, points=written.points, comment=written.comment
        )
    except Refusal as refusal:
        return _refused(request, code, number, refusal)
    said = _("Entry %(number)s has %(total)s points. Receipt %(receipt)s…")
    messages.success(
        request,
        said % {"number": number, "total": shown(score.total or 0), "receipt": score.digest[:12]},
    )
    return _onward(request, code, number)


@require_POST
@changing
def entry_abstain(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Give no score, with a reason."""
    form = AbstainForm(request.POST, auto_id="abstain-%s")
    return _by_form(
        request,
        code,
        number,
        form,
        lambda: actions.abstain(
            actor_of(request), panel_code=code, number=number, reason=request.POST.get("reason", "")
        ),
        said=_("You gave no score to entry %(number)s.") % {"number": number},
    )


@require_POST
@changing
def entry_conflict(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Say that one may not judge it; it is not shown any more."""
    form = ConflictForm(request.POST, auto_id="conflict-%s")
    return _by_form(
        request,
        code,
        number,
        form,
        lambda: actions.declare_conflict(
            actor_of(request),
            panel_code=code,
            number=number,
            kind=request.POST.get("kind", ""),
            words=request.POST.get("words", ""),
        ),
        said=_("Thank you for saying so. Entry %(number)s is no longer yours.") % {"number": number},
    )


@require_POST
@changing
def entry_correct(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """After the end: ask that another score stand in place of the one given; an officer agrees or not."""
    written, reason = written_in(request.POST), request.POST.get("reason", "")
    try:
        actions.ask_correction(
            actor_of(request),
            panel_code=code,
            number=number,
            points=written.points,
            comment=written.comment,
            reason=reason,
        )
    except Refusal as refusal:
        return _refused(request, code, number, refusal, reason=reason)
    messages.success(request, _("Asked for. Until an officer agrees, the score that you gave counts."))
    return redirect("jury:entry", code, number)


@require_safe
@reading
def entry_file(request: HttpRequest, code: str, number: int, name: str) -> HttpResponse:
    """Lead to a file of the entry, for five minutes."""
    actor = actor_of(request)
    queries.entry_file(actor, code, number, name)
    return serving.led_to(actor, (code, number, name))


@require_safe
@reading
def entry_preview(request: HttpRequest, code: str, number: int, name: str) -> HttpResponseBase:
    """The small picture of a file of the entry."""
    found = queries.entry_preview(actor_of(request), code, number, name)
    return serving.handed_out(request, found, disposition="inline")


def _by_form(
    request: HttpRequest, code: str, number: int, form: forms.Form, act: Callable[[], object], *, said: str
) -> HttpResponse:
    """What a question with a form asks for; what is wrong is said in the form, which stands open again."""
    status = 422
    if form.is_valid():
        try:
            act()
        except Refusal as refusal:
            form.add_error(None, sentence(refusal))
            status = refusal.status
        else:
            messages.success(request, said)
            return _onward(request, code, number)
    return entry_page(request, code, number, form=form, status=status)


def _onward(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Back to the sitting where all sit together, which says what is up; else to the next entry without a score.

    The entries before this one come last, and then the panel.
    """
    actor, now = actor_of(request), clock.now()
    with fenced(actor):
        if queries.is_sitting(actor, code):
            return redirect("jury:sitting", code)
        todo = [row.number for row in unscored(queries.entries_for(actor, code), now=now)]
    later = [one for one in todo if one > number] or [one for one in todo if one != number]
    return redirect("jury:entry", code, later[0]) if later else redirect("jury:panel", code)


def _refused(
    request: HttpRequest, code: str, number: int, refusal: Refusal, *, reason: str = ""
) -> HttpResponse:
    """The page with what was typed and why it was not taken."""
    return entry_page(
        request,
        code,
        number,
        written=written_in(request.POST),
        trouble=sentence(refusal),
        reason=reason,
        status=refusal.status,
    )
