"""allauth's pages about second factors, changed where they change something: that goes through our commands."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.mfa.base.views import AuthenticateView, ReauthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.internal.auth import clear_totp_secret
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, EditWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.translation import gettext

from xinghe.accounts import actions
from xinghe.accounts.queries import second_factors_of
from xinghe.accounts.sign_in.codes import code_to_show
from xinghe.web.kit.doors import actor_of
from xinghe.web.portal.account.forms import RenamePasskeyForm

_ACCOUNT = reverse_lazy("account")


class Authenticate(AuthenticateView):
    """The second step of signing in. A demonstration shows its invented people their code."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What allauth gives, and the code if it may be shown."""
        person = self.stage.login.user
        return super().get_context_data(**kwargs) | {
            "demonstration_code": code_to_show(person),
            "factors": second_factors_of(person.pk),
        }


class AuthenticateAgain(ReauthenticateView):
    """The second factor once more."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What allauth gives, and the code if it may be shown."""
        return super().get_context_data(**kwargs) | {"demonstration_code": code_to_show(self.request.user)}


class ActivateTotp(ActivateTOTPView):
    """Set up an authenticator app."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Set up, and count this session as one of two factors: the code was just given."""
        codes_before = second_factors_of(self.request.user.pk).codes_left
        added = actions.add_totp(actor_of(self.request), secret=form.secret)
        clear_totp_secret(self.request)
        return _after_adding(self.request, added, first=not codes_before)


class DeactivateTotp(DeactivateTOTPView):
    """Remove the authenticator app."""

    success_url = _ACCOUNT

    def form_valid(self, form: Any) -> HttpResponse:
        """Remove it."""
        actions.remove_second_factor(actor_of(self.request), authenticator_id=self.authenticator.pk)
        messages.success(self.request, gettext("The authenticator app is removed."))
        return redirect(self.success_url)


class AddPasskey(AddWebAuthnView):
    """Set up a passkey."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Set up, and count this session as one of two factors."""
        raise_if_reauthentication_required(self.request, app="allauth.mfa")
        codes_before = second_factors_of(self.request.user.pk).codes_left
        told = form.cleaned_data
        added = actions.add_passkey(actor_of(self.request), name=told["name"], credential=told["credential"])
        return _after_adding(self.request, added, first=not codes_before)


class RenamePasskey(EditWebAuthnView):
    """Give a passkey another name."""

    form_class = RenamePasskeyForm
    success_url = _ACCOUNT

    def form_valid(self, form: Any) -> HttpResponse:
        """Rename it."""
        actions.rename_passkey(
            actor_of(self.request), authenticator_id=self.object.pk, name=form.cleaned_data["name"]
        )
        return redirect(self.success_url)


class RemovePasskey(RemoveWebAuthnView):
    """Remove a passkey."""

    success_url = _ACCOUNT

    def form_valid(self, form: Any) -> HttpResponse:
        """Remove it."""
        actions.remove_second_factor(actor_of(self.request), authenticator_id=self.object.pk)
        messages.success(self.request, gettext("The passkey is removed."))
        return redirect(self.success_url)


class ReplaceRecoveryCodes(GenerateRecoveryCodesView):
    """New recovery codes in place of the old."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Replace them; they are shown once, on the next page."""
        actions.replace_recovery_codes(actor_of(self.request))
        return redirect(self.success_url)


def _after_adding(request: HttpRequest, added: Authenticator, *, first: bool) -> HttpResponse:
    record_authentication(request, request.user, "mfa", id=added.pk, type=added.type)
    messages.success(request, gettext("The second factor is set up. From now on sign-in asks for it."))
    return redirect("mfa_view_recovery_codes" if first else "account")
