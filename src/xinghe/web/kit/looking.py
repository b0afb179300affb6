"""A look through somebody else's eyes lasts from one page to the next: kept in the session, asked anew each time (ADR 13)."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext

from xinghe.access.actor import Actor
from xinghe.access.work import LookingOnly
from xinghe.foundation import clock
from xinghe.foundation.errors import Refusal
from xinghe.unions.actions import begin_look, end_look
from xinghe.unions.queries import looked_through
from xinghe.web.kit.doors import actor_of, refused
from xinghe.web.kit.middleware import lead_to

_LOOK = "look"
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
# Pages that change nothing but how things look, and the ways out.
_ALWAYS = frozenset({"desk:look-end", "account_logout", "set_language", "kit:prefer"})


def take_up(request: HttpRequest, *, person_id: int, reason: str) -> None:
    """Look through this person's eyes from the next page on. Refuses what ``begin_look`` refuses."""
    until = begin_look(actor_of(request), person_id=person_id, reason=reason)
    request.session[_LOOK] = [person_id, until.timestamp()]
    request.session.cycle_key()


def lay_down(request: HttpRequest) -> int | None:
    """Look with one's own eyes again, from now on; through whose it was, if anybody's."""
    look = request.session.pop(_LOOK, None)
    if look is None:
        return None
    request.session.cycle_key()
    own = actor_of(request).alone
    request._actor = own  # type: ignore[attr-defined]  # where ``actor_of`` remembers it
    end_look(own, person_id=look[0])
    return int(look[0])


class Looking:
    """Gives the actor the lens they look through, ends the look in time, and lets nothing but reading through."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and _LOOK in request.session:
            try:
                request._actor = self._through(request)  # type: ignore[attr-defined]  # where ``actor_of`` remembers it
            except Refusal:
                lay_down(request)
                messages.info(request, gettext("The look has ended. You see with your own eyes again."))
                return lead_to(request, "desk:today")
        return self.get_response(request)

    @staticmethod
    def _through(request: HttpRequest) -> Actor:
        """The actor with the lens, if the time is not up and nothing has changed that allowed it."""
        person_id, until = request.session[_LOOK]
        now, actor = clock.now(), actor_of(request)
        if now >= datetime.fromtimestamp(until, UTC):
            raise LookingOnly(name="")
        return looked_through(actor, person_id=person_id, now=now)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Refuse what changes something, and the pages of an account: those are its bearer's alone."""
        lens = actor_of(request).lens
        place = request.resolver_match.view_name if request.resolver_match else ""
        if lens is None:
            return None
        if place == "account_logout" and request.method == "POST":
            lay_down(request)
        if place in _ALWAYS:
            return None
        is_personal = place == "account" or place.startswith(("account_", "mfa_"))
        if request.method in _READING and not is_personal:
            return None
        return refused(request, LookingOnly(name=lens.name))
