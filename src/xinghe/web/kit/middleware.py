"""What every answer carries, whoever made it."""

from collections.abc import Callable

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from xinghe.accounts.queries import has_second_factor
from xinghe.web.kit.doors import actor_of
from xinghe.web.kit.languages import language_for

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
    """The language a person chose (cookie), else what their browser asks for, else Chinese."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = self.language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    @staticmethod
    def language_of(request: HttpRequest) -> str:
        """One of the languages Xinghe speaks."""
        return language_for(
            chosen=request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""),
            accepted=request.headers.get("Accept-Language", ""),
        )


class SecondFactorForOfficeHolders:
    """Whoever holds an office works only after a second factor; without one, they are led to set it up.

    An issued password comes first: somebody else knows it, so its bearer chooses their own.
    """

    # Pages by which each of the three is done, and the way out.
    _CHOOSE_PASSWORD = frozenset({"account_change_password", "account_logout"})
    _CONFIRM = frozenset({"mfa_reauthenticate", "mfa_reauthenticate_webauthn", "account_logout"})
    _SET_UP = frozenset(
        {
            "account_second_factor",
            "mfa_activate_totp",
            "mfa_add_webauthn",
            "account_reauthenticate",
            "account_logout",
        }
    )
    # Language and appearance change nothing that needs guarding.
    _ALWAYS = frozenset({"set_language", "kit:prefer"})

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        """Lead elsewhere, or let the page be made."""
        place = request.resolver_match.view_name if request.resolver_match else ""
        if not request.user.is_authenticated or place in self._ALWAYS:
            return None
        if request.user.password_is_issued:
            return None if place in self._CHOOSE_PASSWORD else lead_to(request, "account_change_password")
        if not actor_of(request).offices or session_has_second_factor(request):
            return None
        if not has_second_factor(request.user.pk):
            return None if place in self._SET_UP else lead_to(request, "account_second_factor")
        if place in self._CONFIRM:
            return None
        return lead_to(request, "mfa_reauthenticate", and_back=True)


def session_has_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened, or later confirmed, by a second factor."""
    return any(record["method"] == "mfa" for record in get_authentication_records(request, request.user))


def lead_to(request: HttpRequest, place: str, *, and_back: bool = False, back_to: str = "") -> HttpResponse:
    """Send the whole page elsewhere, also where htmx asked for a part of it; back again if it was a whole page.

    ``back_to``: back to this address, whatever was asked for.
    """
    url = reverse(place)
    if and_back and request.method == "GET" and not request.htmx:  # type: ignore[attr-defined]  # set by django_htmx
        back_to = request.get_full_path()
    if back_to:
        url += f"?{urlencode({'next': back_to})}"
    if request.htmx:  # type: ignore[attr-defined]  # set by django_htmx
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url)
