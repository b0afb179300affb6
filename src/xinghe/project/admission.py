"""Who is let in when more come than can be served: a few at once, a few more wait, the rest are asked to come again.

In the web process, before Django and without a question to the database, so that saying no stays cheap. Measured in
docs/adr/0014-serving.md.
"""

import functools
import json
import random
import tempfile
import threading
import time
from base64 import b64encode
from collections import deque
from collections.abc import Callable, Iterable
from hashlib import sha256
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import close_old_connections
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.project.capacity import BESIDE, ENTRANCES, RECEIVING, WAITING
from xinghe.web.kit.languages import language_of_visitor

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Seconds in which an answer is to come, waiting included; nobody waits before the entrance for longer. Who stays
# inside for longer is no part of a crowd but slow (an export), and others are let in beside them.
PATIENCE = 0.8
# Come again after so many seconds; spread, or all would come again together.
COME_AGAIN = (2, 10)
# Larger ones are read by the page itself, bit by bit: a workbook by an officer, never a part of an upload.
LARGEST_RECEIVED = 32 * 2**20
# Up to this size a body stays in memory.
_SMALL = 256 * 2**10
_PIECE = 64 * 2**10
_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class TooBusy(Refusal):
    """More people come than can be served; nothing was done."""

    code = "too_busy"
    message = gettext_noop(
        "Too many people are here at this moment, and nothing of this request was done. Send it again in %(seconds)s seconds."
    )
    status = 503


class TooBusyToRead(TooBusy):
    """The same, where only a page was asked for."""

    code = "too_busy_to_read"
    message = gettext_noop(
        "Too many people are here at this moment. This page asks again by itself in %(seconds)s seconds."
    )


class Entrance:
    """Lets ``at_once`` in, in the order they came; ``waiting`` more may wait for at most ``patience`` seconds.

    Who would not be done by then, going by how long people lately stayed, is refused at once.
    """

    def __init__(
        self,
        *,
        at_once: int,
        waiting: int = WAITING,
        patience: float = PATIENCE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._at_once, self._waiting, self._patience, self._clock = at_once, waiting, patience, clock
        self._lock = threading.Lock()
        self._inside: dict[object, float] = {}  # each with the instant it came in
        self._queue: deque[threading.Lock] = deque()
        self._usual = 0.0

    def enter(self) -> object | None:
        """A place inside, to be given back by ``leave``; None when there is none and will be none in time."""
        turn = threading.Lock()
        turn.acquire()
        with self._lock:
            self._call_in()
            if not self._queue and self._has_room():
                self._inside[turn] = self._clock()
                return turn
            if len(self._queue) >= self._waiting or self._expected() > self._patience:
                return None
            self._queue.append(turn)
        if turn.acquire(timeout=self._patience):
            return turn
        with self._lock:
            # Whoever was inside all that time is slow, and may have a neighbour.
            self._call_in()
            if turn in self._queue:
                self._queue.remove(turn)
                return None
        return turn

    def leave(self, place: object) -> None:
        """Give a place back; the first of those who wait has it now."""
        with self._lock:
            stayed = self._clock() - self._inside.pop(place)
            self._usual += (min(stayed, self._patience) - self._usual) / 10
            self._call_in()

    def _expected(self) -> float:
        return (len(self._queue) / self._at_once + 1) * self._usual

    def _call_in(self) -> None:
        while self._queue and self._has_room():
            turn = self._queue.popleft()
            self._inside[turn] = self._clock()
            turn.release()

    def _has_room(self) -> bool:
        if len(self._inside) >= self._at_once * BESIDE:
            return False
        now = self._clock()
        return sum(now - since < self._patience for since in self._inside.values()) < self._at_once


class Admission:
    """A WSGI application that lets another one work on a few requests at once.

    Whoever hands something in, signed in, has an entrance of their own, so that readers cannot crowd them out; static
    files have none. The body of a request is received before the entrance, and its answer sent behind it: what is slow
    on the way holds no place and no connection to the database.
    """

    def __init__(
        self,
        application: "WSGIApplication",
        *,
        at_once: int,
        waiting: int = WAITING,
        patience: float = PATIENCE,
        chance: random.Random | None = None,
    ) -> None:
        self._application = application
        self._entrances = {
            name: Entrance(at_once=at_once, waiting=waiting, patience=patience) for name in ENTRANCES
        }
        self._receiving = threading.BoundedSemaphore(RECEIVING)
        self._chance = chance or random.SystemRandom()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer, or refuse with 503 and when to come again."""
        if environ["PATH_INFO"].startswith(settings.STATIC_URL):
            return self._application(environ, start_response)
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if 0 < length <= LARGEST_RECEIVED:
            if not self._receiving.acquire(blocking=False):
                return self._refuse(environ, start_response)
            try:
                is_whole = receive(environ, length)
            finally:
                self._receiving.release()
            if not is_whole:
                start_response(f"400 {HTTPStatus(400).phrase}", [("Content-Length", "0")])
                return []
        entrance = self._entrances[entrance_of(environ)]
        place = entrance.enter()
        if place is None:
            return self._refuse(environ, start_response)
        try:
            answer = self._application(environ, start_response)
            if isinstance(answer, environ["wsgi.file_wrapper"]) or getattr(answer, "streaming", False):
                close_old_connections()
                return answer
            # Whole answers are in memory already; closing them now tells Django that the request is over.
            whole = list(answer)
            if hasattr(answer, "close"):
                answer.close()
            return whole
        finally:
            entrance.leave(place)

    def _refuse(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        seconds = self._chance.randint(*COME_AGAIN)
        body, kind, language = refusal(environ, seconds=seconds)
        headers = [
            ("Content-Type", kind),
            ("Content-Length", str(len(body))),
            ("Content-Language", language),
            ("Retry-After", str(seconds)),
            ("Cache-Control", "no-store"),
            ("X-Content-Type-Options", "nosniff"),
            ("Content-Security-Policy", _POLICY),
        ]
        start_response(f"503 {HTTPStatus(503).phrase}", headers)
        return [body]


def entrance_of(environ: "WSGIEnvironment") -> str:
    """Changes by somebody who says they are signed in have their own; whether it is true shows inside."""
    known = "HTTP_AUTHORIZATION" in environ or settings.SESSION_COOKIE_NAME in environ.get("HTTP_COOKIE", "")
    return "writing" if environ["REQUEST_METHOD"] in _CHANGING and known else "reading"


def receive(environ: "WSGIEnvironment", length: int) -> bool:
    """Take the body of a request off the network, into memory or into a file that vanishes with it.

    False when the sender went away in the middle: half a form must not be taken for a whole one.
    """
    source, kept = environ["wsgi.input"], tempfile.SpooledTemporaryFile(max_size=_SMALL)  # noqa: SIM115 -- as long as the request
    while length and (piece := source.read(min(length, _PIECE))):
        kept.write(piece)
        length -= len(piece)
    kept.seek(0)
    environ["wsgi.input"] = kept
    return length == 0


def refusal(environ: "WSGIEnvironment", *, seconds: int) -> tuple[bytes, str, str]:
    """The body of a 503, its type and its language: a page that stands alone, or for machines a problem."""
    language = language_of_visitor(environ)
    is_machine = environ["PATH_INFO"].startswith("/api/")
    reads = environ["REQUEST_METHOD"] in ("GET", "HEAD")
    kind = TooBusyToRead if reads and not is_machine else TooBusy
    return _said(kind, language, seconds, is_machine), _TYPES[is_machine], language


# Nothing is loaded besides: what would be loaded had to wait as well.
_STYLE = (
    ":root{color-scheme:light dark}body{margin:0;min-height:100vh;display:grid;place-content:center;"
    "font:1rem/1.7 system-ui,'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif}"
    "main{max-width:30rem;padding:1.5rem}h1{font-size:1.25rem;margin:0 0 .5rem}p{margin:0}"
)
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'; "
    "frame-ancestors 'none'"
)
_TYPES = {True: "application/problem+json", False: "text/html; charset=utf-8"}


@functools.lru_cache(maxsize=256)
def _said(kind: type[TooBusy], language: str, seconds: int, is_machine: bool) -> bytes:
    """Made once for each language and number of seconds: refusing must cost next to nothing."""
    refused = kind(seconds=seconds)
    with translation.override(language):
        sentence, title = refused.said(gettext), gettext("Xinghe")
    if is_machine:
        problem = {
            "type": "about:blank",
            "title": HTTPStatus(kind.status).phrase,
            "status": kind.status,
            "code": kind.code,
            "detail": sentence,
        }
        return json.dumps(problem, ensure_ascii=False).encode()
    again = f'<meta http-equiv="refresh" content="{seconds}">' if kind is TooBusyToRead else ""
    return (
        f'<!doctype html>\n<html lang="{_HTML[language]}"><head><meta charset="utf-8">{again}'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n<body><main><h1>{escape(title)}</h1><p>{escape(sentence)}</p></main></body></html>\n"
    ).encode()


_HTML = {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant", "en": "en"}
