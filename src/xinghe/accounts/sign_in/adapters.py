"""What allauth asks us: how to count attempts, when to ask again, how to keep its secrets."""

import io
import time
from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_lazy

from xinghe.access.actor import Actor
from xinghe.accounts.actions.attempts import report_sign_in, report_sign_out
from xinghe.accounts.models import Person
from xinghe.accounts.rules.attempts import LIMITS, SignInRefused
from xinghe.accounts.sign_in.backend import address_of
from xinghe.accounts.vault import vault
from xinghe.accounts.vocab import FailureKind
from xinghe.foundation import clock
from xinghe.foundation.errors import Refusal

# Step-up: how long a proof of who is asking stands for changing factors and reading numbers (SEC-15).
FRESH_SECONDS = 5 * 60
SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"


def as_validation(refusal: Refusal) -> ValidationError:
    """A refusal in the form in which Django's forms show it."""
    return ValidationError(gettext(refusal.message) % refusal.params, code=refusal.code)


class AccountAdapter(DefaultAccountAdapter):
    """Signing in and out."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_password": gettext_lazy("This is not your password. Enter it again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: people are enrolled."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Nothing: the backend counts attempts itself. allauth would keep an unkeyed digest of a phone number."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """As the backend decides; a pause becomes a sentence in the form."""
        try:
            return super().authenticate(request, **credentials)
        except Refusal as refusal:
            raise as_validation(refusal) from None

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """allauth's refusals; the one about a wrong password is ours."""
        if code == "username_password_mismatch":
            return as_validation(SignInRefused(limit=LIMITS[FailureKind.IDENTIFIER].failures))
        return super().validation_error(code, *args)

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Whether this is the person's password; counted like a sign-in."""
        assert isinstance(user, Person)
        found = self.authenticate(context.request, username=user.staff_number, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not within five minutes of having signed in: asking twice in a row teaches people to type without reading."""
        records = get_authentication_records(context.request, context.request.user)
        return not any(time.time() - record["at"] < FRESH_SECONDS for record in records)

    def get_login_stages(self) -> list[str]:
        """One step between password and session: the second factor of whoever has one."""
        return ["xinghe.accounts.sign_in.provider.SecondFactorStage"]

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Open the session, under a new number, and note when."""
        super().login(request, user)
        request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = clock.now().timestamp()

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **hook: Any) -> HttpResponse:
        """Record the sign-in, and bring the language the person keeps."""
        assert isinstance(user, Person)
        records = get_authentication_records(request, user)
        methods = tuple(dict.fromkeys(record.get("type") or record["method"] for record in records))
        actor = Actor(person_id=user.pk, via="web", name=user.name)
        report_sign_in(actor, methods=methods, address=address_of(request))
        response = super().post_login(request, user, **hook)
        if user.language:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                user.language,
                max_age=365 * 24 * 60 * 60,
                samesite="Lax",
                secure=settings.SESSION_COOKIE_SECURE,
            )
        return response

    def logout(self, request: HttpRequest) -> None:
        """Record the sign-out and end the session."""
        if request.user.is_authenticated:
            report_sign_out(Actor(person_id=request.user.pk, via="web"))
        super().logout(request)

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """The same way back as any other failure."""
        return redirect(settings.LOGIN_URL)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors: sealed in the vault, and named after us on people's devices."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy(
            "This code is not right, or was used before. Each code opens once; wait for the next one and enter it."
        ),
    }
    _PLACE = "mfa_authenticator|data|secret"

    def encrypt(self, text: str) -> str:
        """Sealed by the vault, as text."""
        return vault().seal(text, place=self._PLACE).hex()

    def decrypt(self, encrypted_text: str) -> str:
        """What was sealed. Refuses: SealBroken."""
        return vault().open(bytes.fromhex(encrypted_text), place=self._PLACE)

    def build_totp_svg(self, url: str) -> str:
        """The address as a picture: black on white in either theme, or a camera would not read it."""
        drawn = io.BytesIO()
        segno.make(url, error="m").save(drawn, kind="svg", scale=4, border=4, light="white")
        return drawn.getvalue().decode()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:
        """A name to begin with; its bearer may give another."""
        there = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"{gettext('Passkey')} {there + 1}"

    def get_totp_issuer(self) -> str:
        """The name an authenticator app shows."""
        return "星河 Xinghe"

    def _get_site_name(self) -> str:
        return "星河 Xinghe"

    def _get_user_identifier(self, user: AbstractBaseUser) -> str:
        return user.get_username()
