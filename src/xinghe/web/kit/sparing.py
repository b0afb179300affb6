"""What may be read is not for reading all of (SEC-21): lists by whoever has not signed in, people by whoever has."""

import functools
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Concatenate, ParamSpec, cast

from allauth.account.authentication import get_authentication_records
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext

from xinghe.accounts.actions import report_people_read
from xinghe.accounts.sign_in.backend import address_of
from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.integrations.actions import count_people, count_request
from xinghe.integrations.rules.rates import TooManyRequests
from xinghe.integrations.vocab import PEOPLE_LIMIT
from xinghe.web.kit.doors import actor_of, refused
from xinghe.web.kit.middleware import lead_to

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]
# Nobody reads further page by page; whoever wants everything takes the open data.
DEEPEST = 100
_LONGEST_NUMBER = 6


class PageTooDeep(Refusal):
    """A list that anybody may read is not for reading all of."""

    code = "page_too_deep"
    message = gettext_noop(
        "Lists are shown up to page %(most)s. Narrow yours to find what stands further on."
    )
    status = 404


def sparingly(view: View[P]) -> View[P]:
    """Count this page for the address that asks, and refuse one too many until the minute is over. 1 query.

    Nobody reads deeper than ``DEEPEST`` pages, signed in or not. Stands outside ``reading``, or a refusal would take the
    count back. Kept pages never get here. Refuses: TooManyRequests, PageTooDeep.
    """

    @functools.wraps(view)
    def count(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated and (rate := count_request(address=address_of(request))):
            try:
                rate.require()
            except TooManyRequests as refusal:
                answer = refused(request, refusal)
                answer.headers["Retry-After"] = str(rate.resets_in)
                return answer
        asked = request.GET.get("page", "")
        if asked.isdecimal() and (len(asked) > _LONGEST_NUMBER or int(asked) > DEEPEST):
            return refused(request, PageTooDeep(most=DEEPEST))
        return view(request, *args, **kwargs)

    return cast("View[P]", count)


def shows_people(view: View[P]) -> View[P]:
    """Count the other people whose rows the page shows (``people_shown``), and let nobody read on and on.

    Beyond the limit within an hour it is written down and told to the security administrators, and the page is shown
    to who has proved who they are since the count began. Stands outside ``reading``. 1 query where people are shown.
    """

    @functools.wraps(view)
    def count(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        answer = view(request, *args, **kwargs)
        number: int = getattr(request, "_people_shown", 0)
        if not number:
            return answer
        return asked_again(request, number) or answer

    return cast("View[P]", count)


def asked_again(request: HttpRequest, number: int) -> HttpResponse | None:
    """Count so many other people; where to prove who one is before they are shown, if they are too many. 1 query.

    For what is shown later, before it is begun: a page of ``shows_people`` need not call it.
    """
    read = count_people(actor_of(request), number, proved_at=proved_at(request))
    if read.is_news:
        report_people_read(actor_of(request).alone, number=read.used)
    if not read.is_too_many:
        return None
    messages.warning(
        request,
        gettext(
            "You have looked at more than %(limit)s people within an hour. Confirm that it is you, and go on."
        )
        % {"limit": PEOPLE_LIMIT},
    )
    asked_from = request.htmx.current_url_abs_path if request.htmx else request.get_full_path()  # type: ignore[attr-defined]  # set by django_htmx
    return lead_to(request, "mfa_reauthenticate", back_to=asked_from or "")


def people_shown(request: HttpRequest, numbers: Collection[int]) -> None:
    """Say whose rows the page shows; one's own does not count."""
    request._people_shown = len(set(numbers) - {actor_of(request).person_id})  # type: ignore[attr-defined]  # read by ``shows_people``


def proved_at(request: HttpRequest) -> datetime:
    """When whoever asks last proved who they are."""
    records = get_authentication_records(request, request.user)
    return datetime.fromtimestamp(max((record["at"] for record in records), default=0), UTC)
