"""Files go up in parts, or in one form where there is no script; and what is changed about them afterwards.

The page's script talks to the first four in JSON; whoever is not signed in any more is told so, and goes on later.
"""

import functools
from collections.abc import Callable, Iterator
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xinghe.access.fence import fenced
from xinghe.attachments import actions, queries
from xinghe.attachments.vocab import LARGEST_PART, Slot
from xinghe.foundation import clock
from xinghe.foundation.errors import Missing, Refusal
from xinghe.web.kit.attachments import attachments_part
from xinghe.web.kit.doors import View, actor_of, changing, reading, sentence

P = ParamSpec("P")
Answer = dict[str, object]


def answering(view: Callable[Concatenate[HttpRequest, P], Answer]) -> View[P]:
    """The view answers a script: in JSON, refusals with code and sentence, and 401 instead of a page to sign in."""

    @functools.wraps(view)
    def answer(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return JsonResponse({"code": "signed_out"}, status=401)
        try:
            return JsonResponse(view(request, *args, **kwargs))
        except Refusal as refusal:
            told: Answer = {"code": refusal.code, "sentence": sentence(refusal)}
            if isinstance(refusal, actions.OffsetDiffers):
                told |= refusal.params
            return JsonResponse(told, status=refusal.status)

    return cast("View[P]", login_not_required(answer))


@require_http_methods(["GET", "POST"])
@answering
def begin(request: HttpRequest) -> Answer:
    """POST announces a file, and tells where its parts go and from which byte on. GET: a fresh token for forms."""
    if request.method == "GET":
        return {"csrf": get_token(request)}
    given = request.POST
    upload = actions.begin_upload(
        actor_of(request),
        subject_kind=given.get("kind", ""),
        subject_id=_number(given.get("subject", "")),
        slot=_slot(given.get("slot", "")),
        name=given.get("name", ""),
        size=_number(given.get("size", "")),
        mark=given.get("mark", ""),
        digest=given.get("digest", ""),
    )
    return {"token": upload.token, "offset": upload.offset, "size": upload.size}


@require_http_methods(["GET", "PATCH"])
@answering
def part(request: HttpRequest, token: str) -> Answer:
    """PATCH takes the bytes from ``Upload-Offset`` on; GET tells how many stand, and a fresh token for forms."""
    actor = actor_of(request)
    if request.method == "GET":
        with fenced(actor):
            upload = queries.upload_for(actor, token, now=clock.now())
        return {"offset": upload.offset, "size": upload.size, "csrf": get_token(request)}
    length = _number(request.headers.get("Content-Length", ""))
    if length > LARGEST_PART:
        raise actions.PartTooBig(found=length, limit=LARGEST_PART)
    offset = _number(request.headers.get("Upload-Offset", ""))
    return {"offset": actions.take_part(actor, token=token, offset=offset, content=request.body)}


@require_POST
@answering
def finish(request: HttpRequest, token: str) -> Answer:
    """Make an attachment of what has arrived; the second time it is the same one."""
    attachment = actions.finish_upload(
        actor_of(request), token=token, caption=request.POST.get("caption", "")
    )
    return {"key": attachment.key}


@require_GET
@reading
def listing(request: HttpRequest, kind: str, subject_id: int, slot: str) -> HttpResponse:
    """The files of one slot as the page shows them: asked again while one is being checked."""
    part = attachments_part(
        actor_of(request),
        kind=kind,
        subject_id=subject_id,
        slot=_slot(slot),
        next_url=_next(request, request.GET.get("next", "")),
    )
    return render(request, "kit/parts/attachments.html#files", {"part": part})


@require_POST
@changing
def send(request: HttpRequest) -> HttpResponse:
    """The way without script: one ordinary form, the same commands."""
    actor, given = actor_of(request), request.POST
    for file in request.FILES.getlist("file"):
        upload = actions.begin_upload(
            actor,
            subject_kind=given.get("kind", ""),
            subject_id=_number(given.get("subject", "")),
            slot=_slot(given.get("slot", "")),
            name=file.name or "",
            size=file.size or 0,
        )
        offset = 0
        for content in cast("Iterator[bytes]", file.chunks(LARGEST_PART)):
            offset = actions.take_part(actor, token=upload.token, offset=offset, content=content)
        actions.finish_upload(actor, token=upload.token, caption=given.get("caption", ""))
    return HttpResponseRedirect(_next(request, given.get("next", "")))


@require_POST
@changing
def describe(request: HttpRequest, key: str) -> HttpResponse:
    """Say what is to be seen."""
    actor = actor_of(request)
    with fenced(actor):
        number = queries.attachment_number(actor, key)
    actions.describe_attachment(actor, attachment_id=number, caption=request.POST.get("caption", ""))
    return HttpResponseRedirect(_next(request, request.POST.get("next", "")))


@require_POST
@changing
def remove(request: HttpRequest, key: str) -> HttpResponse:
    """Take a file off its record."""
    actor = actor_of(request)
    with fenced(actor):
        number = queries.attachment_number(actor, key)
    actions.remove_attachment(actor, attachment_id=number)
    return HttpResponseRedirect(_next(request, request.POST.get("next", "")))


def _number(text: str) -> int:
    """A count of bytes or a number of a record. Refuses: Missing, for what is none."""
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise Missing
    return int(text)


def _slot(text: str) -> Slot:
    try:
        return Slot(text)
    except ValueError:
        raise Missing from None


def _next(request: HttpRequest, wanted: str) -> str:
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else "/"
