"""Counts beside links and tabs, for a glance: kept for some seconds, but never older than what one did oneself.

On every page of the desk they cost as much as the page. What a page is about is always counted anew.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from xinghe.access.actor import Actor
from xinghe.foundation import clock
from xinghe.web.kit.doors import actor_of

# When this browser last sent something: a time, told to every process by the browser itself.
ACTED = "acted"
_MOST = 20_000
_READING = frozenset({"GET", "HEAD", "OPTIONS"})

_kept: OrderedDict[tuple[Actor, str], tuple[float, Mapping[str, int]]] = OrderedDict()
_lock = threading.Lock()


def at_a_glance(
    request: HttpRequest, name: str, count: Callable[[], Mapping[str, int]], *, is_fresh: bool = False
) -> Mapping[str, int]:
    """What ``count`` says, or what it said a few seconds ago to this very actor with the same offices.

    It is asked anew after ``COUNTS_KEPT`` seconds, after anything that this browser sent, and when ``is_fresh``.
    """
    now, place = clock.now().timestamp(), (actor_of(request), name)
    since = max(now - settings.COUNTS_KEPT, _acted(request))
    with _lock:
        made_at, found = _kept.get(place, (0.0, None))
    if found is None or is_fresh or made_at <= since:
        found = count()
        with _lock:
            _kept[place] = now, found
            _kept.move_to_end(place)
            if len(_kept) > _MOST:
                _kept.popitem(last=False)
    return found


def _acted(request: HttpRequest) -> float:
    try:
        return max(0.0, float(request.COOKIES.get(ACTED, "0")))  # what is no number at all counts as 0
    except ValueError:
        return clock.now().timestamp()


class Acting:
    """Lets the browser remember when it last sent something."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.method not in _READING and request.user.is_authenticated:
            response.set_cookie(
                ACTED,
                f"{clock.now().timestamp():.3f}",
                max_age=2 * settings.COUNTS_KEPT + 1,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response
