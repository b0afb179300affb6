"""Sessions end by themselves: by age, and by rest, sooner for whoever holds an office."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from xinghe.accounts.rules.sessions import session_is_over
from xinghe.accounts.sign_in.adapters import SEEN_AT, SIGNED_IN_AT
from xinghe.foundation import clock
from xinghe.web.kit.doors import actor_of
from xinghe.web.kit.middleware import lead_to

# Being seen is written down once a minute, not with every request.
_SEEN_EVERY_SECONDS = 60
_OFFICES = "offices"


class SessionLimits:
    """Ends a session that is over, and gives it a new number when its bearer's offices change (SEC-15)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and not self._renew(request):
            logout(request)
            messages.info(request, gettext("Your session has ended. Sign in again."))
            return lead_to(request, settings.LOGIN_URL, and_back=True)
        return self.get_response(request)

    @staticmethod
    def _renew(request: HttpRequest) -> bool:
        """Whether the session goes on; then it is noted that it was used."""
        now = clock.now()
        signed_in, seen = request.session.get(SIGNED_IN_AT), request.session.get(SEEN_AT)
        if signed_in is None or seen is None:
            return False
        offices = actor_of(request).offices
        if session_is_over(
            signed_in_at=datetime.fromtimestamp(signed_in, UTC),
            seen_at=datetime.fromtimestamp(seen, UTC),
            holds_office=bool(offices),
            now=now,
        ):
            return False
        if now.timestamp() - seen >= _SEEN_EVERY_SECONDS:
            request.session[SEEN_AT] = now.timestamp()
        held = sorted(f"{office.role}@{office.union_id}" for office in offices)
        if request.session.get(_OFFICES) != held:
            if _OFFICES in request.session:
                request.session.cycle_key()
            request.session[_OFFICES] = held
        return True
