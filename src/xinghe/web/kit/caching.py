"""Pages that are the same for everybody are made once and kept for a few seconds, before Django sees a request.

What is kept was made for a visitor without a name: whatever could tell one visitor from another is taken from the
request before the page is made, so it cannot be in the page.
"""

import hashlib
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeGuard

from django.conf import settings
from django.http import HttpResponse, parse_cookie

from xinghe.web.kit.languages import language_for
from xinghe.web.kit.templatetags.kit import PREFERENCES

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

# Seconds after which a page is made anew, whatever else happens. The first who then asks waits for it; for as long
# again, the others get the old one, or all of them would make it at once.
LIVES = 5.0
# Seconds between two looks whether something was published or taken back.
LOOKS = 1.0
# Bytes of one process. A page has about 20,000.
MOST_BYTES = 32 * 2**20
LARGEST_PAGE = 512 * 2**10
# Django's own, where messages are kept in a cookie.
_MESSAGES = "messages"
# Of the headers a browser sends, what a page that is the same for everybody may be made from. The two of proxies
# say through what it came and from where, for the count of requests.
_KEPT_HEADERS = frozenset({"HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_FOR"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """All that a shared page may depend on."""

    scheme: str
    host: str
    path: str
    query: str
    language: str
    theme: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPage:
    """A page with its headers, when it was made and after how many publications."""

    body: bytes
    headers: tuple[tuple[str, str], ...]
    tag: str
    made_at: float
    generation: int


class _Begun:
    """Remembers how an application began its answer, so that it can be begun in another way."""

    status = ""
    headers: list[tuple[str, str]]

    def __call__(
        self, status: str, headers: list[tuple[str, str]], _failure: object = None, /
    ) -> Callable[[bytes], object]:
        self.status, self.headers = status, headers
        return lambda _: None  # Django never writes in this way


class SharedPages:
    """The pages of one process that are the same for everybody; each process has its own, none must have any.

    ``has_changed`` says whether anything shown on them may have changed since it was last asked; it is asked at most
    once a second.
    """

    def __init__(
        self,
        *,
        is_shared: Callable[[str], bool],
        has_changed: Callable[[], bool],
        clock: Callable[[], float] = time.monotonic,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._is_shared, self._has_changed, self._clock = is_shared, has_changed, clock
        self._most_bytes = most_bytes
        self._pages: OrderedDict[Visit, KeptPage] = OrderedDict()
        self._renewed: set[Visit] = set()  # old pages that somebody is making anew
        self._bytes = 0
        self._generation = 0
        self._looked_at = float("-inf")
        self._lock = threading.Lock()
        self._looking = threading.Lock()

    def shown(self, application: "WSGIApplication") -> "WSGIApplication":
        """Answer with a kept page where there is one; else let ``application`` answer."""

        def show(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
            visit = self._visit(environ)
            if visit is None:
                return application(environ, start_response)
            self._look()
            page = self._find(visit, is_first=True)
            if page is None:
                return application(environ, start_response)
            return _answer(page, environ, start_response)

        return show

    def kept(self, application: "WSGIApplication") -> "WSGIApplication":
        """Let ``application`` make a shared page without seeing who asks, and keep it.

        Stands behind the entrance: whoever waited there may find the page that somebody else waited for.
        """

        def keep(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
            visit = self._visit(environ)
            if visit is None:
                return application(environ, start_response)
            page = self._find(visit, is_first=False)
            if page is not None:
                return _answer(page, environ, start_response)
            generation, now = self._generation, self._clock()
            begun = _Begun()
            answer = application(nameless(environ, visit), begun)
            if _may_be_kept(answer):
                page = self._put(visit, answer, generation=generation, now=now)
                answer.close()
                return _answer(page, environ, start_response)
            start_response(begun.status, begun.headers)
            return answer

        return keep

    def _visit(self, environ: "WSGIEnvironment") -> Visit | None:
        """The visit, if it is one of a stranger to a shared page."""
        if environ["REQUEST_METHOD"] != "GET" or not self._is_shared(environ["PATH_INFO"]):
            return None
        if "HTTP_AUTHORIZATION" in environ or "HTTP_HX_REQUEST" in environ:
            return None
        cookies = parse_cookie(environ.get("HTTP_COOKIE", ""))
        if settings.SESSION_COOKIE_NAME in cookies or _MESSAGES in cookies:
            return None
        theme = cookies.get("theme", "")
        return Visit(
            scheme=environ.get("HTTP_X_FORWARDED_PROTO") or environ["wsgi.url_scheme"],
            host=environ.get("HTTP_HOST", ""),
            path=environ["PATH_INFO"],
            query=environ.get("QUERY_STRING", ""),
            language=language_for(
                chosen=cookies.get(settings.LANGUAGE_COOKIE_NAME, ""),
                accepted=environ.get("HTTP_ACCEPT_LANGUAGE", ""),
            ),
            theme=theme if theme in PREFERENCES["theme"] else "",
        )

    def _find(self, visit: Visit, *, is_first: bool) -> KeptPage | None:
        """The page, unless it is too old; ``is_first`` who finds it old makes it anew, and later ones still get it."""
        with self._lock:
            page = self._pages.get(visit)
            if page is None:
                return None
            age = self._clock() - page.made_at
            if page.generation != self._generation or age > 2 * LIVES:
                self._drop(visit)
                return None
            if age > LIVES and (not is_first or visit not in self._renewed):
                self._renewed.add(visit)
                return None
            self._pages.move_to_end(visit)
            return page

    def _put(self, visit: Visit, answer: HttpResponse, *, generation: int, now: float) -> KeptPage:
        body = answer.content
        tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        answer.headers["ETag"] = tag
        # A browser asks each time, and is told in a few bytes that nothing has changed.
        answer.headers["Cache-Control"] = "no-cache"
        answer.headers["Vary"] = "Cookie, Accept-Language"
        answer.headers["Content-Length"] = str(len(body))
        page = KeptPage(
            body=body,
            headers=tuple(answer.headers.items()),
            tag=tag,
            made_at=now,
            generation=generation,
        )
        with self._lock:
            if generation == self._generation and len(body) <= LARGEST_PAGE:
                self._drop(visit)
                self._pages[visit] = page
                self._bytes += len(body)
                while self._bytes > self._most_bytes:
                    self._drop(next(iter(self._pages)))
        return page

    def _drop(self, visit: Visit) -> None:
        page = self._pages.pop(visit, None)
        if page is not None:
            self._bytes -= len(page.body)
            self._renewed.discard(visit)

    def _look(self) -> None:
        """Once a second one request asks whether something has changed; the others do not wait for the answer."""
        if self._clock() - self._looked_at < LOOKS or not self._looking.acquire(blocking=False):
            return
        try:
            has_changed = self._has_changed()
            with self._lock:
                self._generation += has_changed
                self._looked_at = self._clock()
        finally:
            self._looking.release()


def nameless(environ: "WSGIEnvironment", visit: Visit) -> "WSGIEnvironment":
    """The request as a visitor would have sent it of whom nothing is known but language and theme."""
    plain = {
        name: value
        for name, value in environ.items()
        if not name.startswith("HTTP_") or name in _KEPT_HEADERS
    }
    plain["HTTP_ACCEPT_LANGUAGE"] = visit.language
    if visit.theme:
        plain["HTTP_COOKIE"] = f"theme={visit.theme}"
    return plain


def _may_be_kept(answer: object) -> TypeGuard[HttpResponse]:
    """Only a whole page that went well and wants nothing remembered by the browser."""
    return (
        isinstance(answer, HttpResponse)
        and answer.status_code == 200
        and not answer.cookies
        and not answer.has_header("Cache-Control")
    )


def _answer(page: KeptPage, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    known = environ.get("HTTP_IF_NONE_MATCH", "")
    if page.tag in (tag.strip().removeprefix("W/") for tag in known.split(",")):
        start_response(
            "304 Not Modified", [(name, value) for name, value in page.headers if name in _SAID_AGAIN]
        )
        return []
    start_response("200 OK", list(page.headers))
    return [page.body]


_SAID_AGAIN = frozenset({"ETag", "Cache-Control", "Vary"})
