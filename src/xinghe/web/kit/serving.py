"""Files are handed out: only clean ones, by a link of five minutes, to whoever may see them at that moment.

With XINGHE_FILES_ORIGIN the bytes come from another address, which knows no session and has no other page.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.attachments import queries
from xinghe.attachments.queries import CleanFile
from xinghe.attachments.vocab import LINK_LIFE
from xinghe.foundation import clock
from xinghe.foundation.errors import Missing
from xinghe.reviews.queries import entry_file
from xinghe.unions.queries import actor_for
from xinghe.web.kit.doors import actor_of, changing, reading

_SALT = "attachments.link"
# What names a file: an attachment's key; or for a judge the panel, the entry's number and its name there.
Key = str | tuple[str, int, str]
_PIECE = 256 * 1024
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})$")


class FilesOrigin:
    """The other address hands out files and does nothing else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        origin = settings.XINGHE.files_origin
        is_file = request.path.startswith(reverse("files:fetch", args=["-"])[:-2])
        if origin and request.get_host() == urlsplit(origin).netloc and not is_file:
            return HttpResponse(status=404)
        return self.get_response(request)


@require_safe
@reading
def open_file(request: HttpRequest, key: str) -> HttpResponse:
    """Make a link of five minutes for who may see the file, and lead there."""
    actor = actor_of(request)
    queries.file_for(actor, key)
    return led_to(actor, key)


def led_to(actor: Actor, key: Key) -> HttpResponse:
    """The way to a file that ``actor`` may see now, for five minutes and for nobody else. 1 query."""
    person_id = actor.person_id or 0
    link = signing.dumps([key, person_id, queries.round_of(person_id)], salt=_SALT)
    response = HttpResponseRedirect(settings.XINGHE.files_origin + reverse("files:fetch", args=[link]))
    response.headers["Cache-Control"] = "private, no-store"
    return response


@login_not_required
@require_safe
@changing
def fetch(request: HttpRequest, link: str) -> HttpResponseBase:
    """The bytes, to the person of the link alone, who is asked about anew: what was taken from them is gone."""
    actor, key = _bearer(request, link)
    with fenced(actor):
        found = queries.file_for(actor, key) if isinstance(key, str) else entry_file(actor, *key)
    return handed_out(request, found, disposition="attachment")


@require_safe
@reading
def preview(request: HttpRequest, key: str) -> HttpResponseBase:
    """The small picture for lists, which was drawn here: the only thing that is shown in place."""
    found = queries.preview_for(actor_of(request), key)
    return handed_out(request, found, disposition="inline")


def _bearer(request: HttpRequest, link: str) -> tuple[Actor, Key]:
    try:
        key, person_id, sessions = signing.loads(link, salt=_SALT, max_age=LINK_LIFE)
    except signing.BadSignature:
        raise Missing from None
    origin = settings.XINGHE.files_origin
    if not origin:
        if not request.user.is_authenticated or request.user.pk != person_id:
            raise Missing
        return actor_of(request), key
    # No cookie comes here: the link says who asks, and what they may is looked up at this moment.
    if request.get_host() != urlsplit(origin).netloc or queries.round_of(person_id) != sessions:
        raise Missing
    return actor_for(person_id, via="web", now=clock.now()), key


def handed_out(request: HttpRequest, found: CleanFile, *, disposition: str) -> HttpResponseBase:
    """The bytes of a clean file, whole or the piece that was asked for; what is no picture of ours is never shown in place."""
    size = found.path.stat().st_size
    start, end = _wanted(request.headers.get("Range", ""), size)
    response: HttpResponseBase
    if start >= end:
        response = HttpResponse(status=416)
        response.headers["Content-Range"] = f"bytes */{size}"
    else:
        content = () if request.method == "HEAD" else _pieces(found.path, start, end)
        response = StreamingHttpResponse(content, status=200 if (start, end) == (0, size) else 206)
        response.headers["Content-Length"] = str(end - start)
        if response.status_code == 206:
            response.headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    named = content_disposition_header(disposition == "attachment", found.file_name)
    response.headers["Content-Type"] = found.media_type
    response.headers["Content-Disposition"] = named or disposition
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _wanted(header: str, size: int) -> tuple[int, int]:
    """The half-open piece that was asked for; all of it where nothing, or more than one piece, was asked for."""
    found = _RANGE.match(header)
    if not found or not (found[1] or found[2]):
        return 0, size
    if not found[1]:
        return max(0, size - int(found[2])), size
    end = int(found[2]) + 1 if found[2] else size
    return int(found[1]), min(end, size)


def _pieces(path: Path, start: int, end: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while start < end and (piece := file.read(min(_PIECE, end - start))):
            start += len(piece)
            yield piece
