"""What every answer of the API has in common, whoever made it: no cookies in, problems out, how much is left."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from xinghe.api.problems import PROBLEM_TYPE, BodyUnreadable, MethodUnknown, Unforeseen, problem
from xinghe.foundation.errors import Missing, Refusal
from xinghe.integrations.rules.rates import Rate

Next = Callable[[HttpRequest], HttpResponse]
ROOT = "/api/v1/"


class WithoutCookies:
    """Takes every cookie off a request to the API before anything can look at it: a session opens nothing here."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(ROOT):
            request.META.pop("HTTP_COOKIE", None)
            request.__dict__.pop("COOKIES", None)
            request.COOKIES = {}
        return self.get_response(request)


class Problems:
    """Says in the API's own form also what Django itself refuses, and how many requests are left."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path_info.startswith(ROOT):
            return response
        if response.status_code >= 400 and response.headers.get("Content-Type") != PROBLEM_TYPE:
            allowed = response.headers.get("Allow")
            response = problem(
                self._refusal(request, response.status_code), headers={"Allow": allowed} if allowed else None
            )
        rate: Rate | None = getattr(request, "rate", None)
        if rate is not None:
            for name, value in rate.headers().items():
                response.headers[name] = value
        response.headers.setdefault("Cache-Control", "no-store")
        patch_vary_headers(response, ("Accept-Language", "Authorization"))
        return response

    @staticmethod
    def _refusal(request: HttpRequest, status: int) -> Refusal:
        if status == 404:
            return Missing()
        if status == 405:
            return MethodUnknown(method=request.method)
        return Unforeseen() if status >= 500 else BodyUnreadable()
