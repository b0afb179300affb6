"""Every address of accounts. allauth's own list is not included: what is not named here does not exist.

The names are those that allauth looks for.
"""

from allauth.account import views as allauth_account
from allauth.mfa.recovery_codes.views import view_recovery_codes
from allauth.mfa.webauthn.views import login_webauthn, reauthenticate_webauthn
from django.urls import path, register_converter
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView

from xinghe.accounts.vocab import NumberKind
from xinghe.web.portal.account import factors, views


class NumberKindInAddress:
    """A kind of number as a part of an address."""

    regex = "|".join(NumberKind)

    def to_python(self, value: str) -> NumberKind:
        """The kind."""
        return NumberKind(value)

    def to_url(self, value: NumberKind) -> str:
        """Its word."""
        return str(value)


register_converter(NumberKindInAddress, "number_kind")

_to_account = RedirectView.as_view(pattern_name="account")

urlpatterns = [
    path("", views.account, name="account"),
    path("sign-in/", allauth_account.login, name="account_login"),
    path("sign-in/code/", factors.Authenticate.as_view(), name="mfa_authenticate"),
    path("sign-in/passkey/", login_webauthn, name="mfa_login_webauthn"),
    path("sign-out/", allauth_account.logout, name="account_logout"),
    path("sign-out/everywhere/", views.sign_out_everywhere, name="account_sign_out_everywhere"),
    path("confirm/", allauth_account.reauthenticate, name="account_reauthenticate"),
    path("confirm/code/", factors.AuthenticateAgain.as_view(), name="mfa_reauthenticate"),
    path("confirm/passkey/", reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("language/", views.language, name="account_language"),
    path("password/", views.change_password, name="account_change_password"),
    path("numbers/", views.store_number, name="account_number"),
    path("numbers/<number_kind:kind>/", views.reveal_number, name="account_reveal_number"),
    path("second-factor/", views.second_factor, name="account_second_factor"),
    path("second-factor/app/", never_cache(factors.ActivateTotp.as_view()), name="mfa_activate_totp"),
    path("second-factor/app/remove/", factors.DeactivateTotp.as_view(), name="mfa_deactivate_totp"),
    path("second-factor/passkey/", never_cache(factors.AddPasskey.as_view()), name="mfa_add_webauthn"),
    path("second-factor/passkey/<int:pk>/", factors.RenamePasskey.as_view(), name="mfa_edit_webauthn"),
    path(
        "second-factor/passkey/<int:pk>/remove/", factors.RemovePasskey.as_view(), name="mfa_remove_webauthn"
    ),
    path("second-factor/recovery-codes/", never_cache(view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "second-factor/recovery-codes/new/",
        factors.ReplaceRecoveryCodes.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    # allauth leads here after it is done; the account page shows what these would.
    path("second-factor/list/", _to_account, name="mfa_index"),
    path("second-factor/passkeys/", _to_account, name="mfa_list_webauthn"),
]
