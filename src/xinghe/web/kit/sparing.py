"""Lists that anybody may read are not for reading all of: so many a minute for whoever has not signed in (SEC-21)."""

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from xinghe.accounts.sign_in.backend import address_of
from xinghe.integrations.actions import count_request
from xinghe.integrations.rules.rates import TooManyRequests
from xinghe.web.kit.doors import refused

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def sparingly(view: View[P]) -> View[P]:
    """Count this page for the address that asks, and refuse one too many until the minute is over. 1 query.

    Stands outside ``reading``, or a refusal would take the count back. Kept pages never get here. Refuses: TooManyRequests.
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
        return view(request, *args, **kwargs)

    return cast("View[P]", count)
