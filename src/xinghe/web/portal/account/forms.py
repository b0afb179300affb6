"""What is asked on the way in and on one's own account."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import LoginForm, ReauthenticateForm
from allauth.account.internal.flows.login import perform_password_login
from allauth.core import context
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xinghe.access.actor import Actor
from xinghe.accounts.actions.attempts import begin_code, report_failure, settle
from xinghe.accounts.sign_in.adapters import as_validation
from xinghe.accounts.sign_in.backend import address_of
from xinghe.accounts.sign_in.codes import take_code
from xinghe.accounts.vocab import NUMBER_KIND_LABELS, NumberKind
from xinghe.foundation.errors import Refusal

# Longer texts are no passwords; hashing them would be a stranger's cheap way to our time.
_LONGEST_PASSWORD = 256


def _password(label: Any, *, autocomplete: str) -> forms.CharField:
    attrs = {"autocomplete": autocomplete}
    return forms.CharField(
        label=label, strip=False, max_length=_LONGEST_PASSWORD, widget=forms.PasswordInput(attrs=attrs)
    )


class SignInForm(LoginForm):
    """One identifier of three kinds, and the password."""

    password = _password(_("Password"), autocomplete="current-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("Staff number, mobile phone or e-mail"),
            max_length=254,
            widget=forms.TextInput(
                attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
            ),
        )
        self.order_fields(["login", "password"])

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Go on with the person found. What was typed is not kept: it may be a phone number, and sessions are stored."""
        self._login.redirect_url = redirect_url
        return perform_password_login(request, {}, self._login)


class PasswordAgainForm(ReauthenticateForm):
    """The password once more, before something that matters."""

    password = _password(_("Password"), autocomplete="current-password")


class _CountedCode(forms.Form):
    """A code that is counted before it is looked at, and taken once."""

    user: Any  # set by allauth's form, before which this one stands

    def clean_code(self) -> str:
        """The code, if it is right. A pause is said in words."""
        try:
            attempt = begin_code(person_id=self.user.pk, address=address_of(context.request))
        except Refusal as refusal:
            raise as_validation(refusal) from None
        try:
            code: str = super().clean_code()  # type: ignore[misc]  # stands before allauth's form
            if not take_code(self.user.pk, code):
                raise get_mfa_adapter().validation_error("incorrect_code")
        except ValidationError:
            report_failure(Actor.public(), attempt=attempt)
            raise
        settle(attempt)
        return code


def _code_field() -> forms.CharField:
    return forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class SecondFactorForm(_CountedCode, AuthenticateForm):
    """The second step of signing in."""

    code = _code_field()


class SecondFactorAgainForm(_CountedCode, CodeForm):
    """The second factor once more, before something that matters."""

    code = _code_field()


class ActivateTotpForm(_CountedCode, ActivateTOTPForm):
    """The first code of an authenticator app proves that it was set up."""

    code = _code_field()


class AddPasskeyForm(AddWebAuthnForm):
    """A passkey's name, and whether it replaces the password."""

    name = forms.CharField(
        label=_("Name of this passkey"),
        help_text=_("So that you know it again: my phone, blue key."),
        max_length=60,
    )
    passwordless = forms.BooleanField(
        label=_("Sign in with it alone, without a password"), required=False, initial=True
    )


class RenamePasskeyForm(EditWebAuthnForm):
    """Another name for a passkey."""

    name = forms.CharField(label=_("Name of this passkey"), max_length=60)


class ChangePasswordForm(forms.Form):
    """The present password, and the new one twice because it cannot be seen."""

    present = _password(_("Present password"), autocomplete="current-password")
    new = _password(_("New password"), autocomplete="new-password")
    again = _password(_("New password once more"), autocomplete="new-password")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["new"].help_text = _(
            "At least 10 characters, not only figures, not your name. A sentence is easier to keep than a riddle."
        )

    def clean_present(self) -> str:
        """Checked as a sign-in is, and counted with it."""
        present: str = self.cleaned_data["present"]
        if not get_adapter().reauthenticate(self.user, present):
            raise get_adapter().validation_error("incorrect_password")
        return present

    def clean(self) -> dict[str, Any]:
        """Both new ones must be the same."""
        told = super().clean() or {}
        if told.get("new") and told.get("again") and told["new"] != told["again"]:
            self.add_error("again", gettext("The new passwords differ. Enter the second one again."))
        return told


class NumberForm(forms.Form):
    """One of one's own numbers."""

    kind = forms.TypedChoiceField(label=_("Kind"), coerce=NumberKind)
    number = forms.CharField(
        label=_("Number"),
        max_length=40,
        help_text=_("Kept encrypted and shown masked. Spaces do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (kind.value, gettext(NUMBER_KIND_LABELS[kind])) for kind in NumberKind
        ]


class LanguageForm(forms.Form):
    """The language to read in."""

    language = forms.ChoiceField(
        label=_("Language"), choices=[("zh-hans", "简体中文"), ("zh-hant", "繁體中文"), ("en", "English")]
    )

    def clean_language(self) -> str:
        """One of those that this installation speaks."""
        language: str = self.cleaned_data["language"]
        if language not in dict(settings.LANGUAGES):
            raise ValidationError(gettext("Choose a language from the list."))
        return language
