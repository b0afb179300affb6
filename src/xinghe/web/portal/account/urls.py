"""Every address of accounts. allauth's own list is not included: what is not named here does not exist.

The names are those that allauth looks for.
"""

from collections.abc import Callable
from typing import Any

from allauth.account import views as allauth_account
from allauth.mfa.recovery_codes.views import view_recovery_codes
from allauth.mfa.webauthn.views import login_webauthn, reauthenticate_webauthn
from django.contrib.auth.decorators import login_required
from django.urls import URLPattern, path, register_converter
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView

from xinghe.accounts.vocab import NumberKind
from xinghe.web.portal.account import factors, organisation, views


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

_to_account = login_required(RedirectView.as_view(pattern_name="account"))


def _page(route: str, view: Callable[..., Any], name: str) -> URLPattern:
    """Nothing here may stay in a cache: the next person at the same computer would find it."""
    return path(route, never_cache(view), name=name)


urlpatterns = [
    _page("", views.account, "account"),
    _page("sign-in/", organisation.SignIn.as_view(), "account_login"),
    _page("sign-in/provider/", organisation.go, "account_provider"),
    _page("sign-in/provider/return/", organisation.come_back, "account_provider_return"),
    _page("sign-in/code/", factors.Authenticate.as_view(), "mfa_authenticate"),
    _page("sign-in/passkey/", login_webauthn, "mfa_login_webauthn"),
    _page("sign-out/", allauth_account.logout, "account_logout"),
    _page("sign-out/everywhere/", views.sign_out_everywhere, "account_sign_out_everywhere"),
    _page("confirm/", allauth_account.reauthenticate, "account_reauthenticate"),
    _page("confirm/code/", factors.AuthenticateAgain.as_view(), "mfa_reauthenticate"),
    _page("confirm/passkey/", reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    _page("language/", views.language, "account_language"),
    _page("password/", views.change_password, "account_change_password"),
    _page("numbers/", views.store_number, "account_number"),
    _page("numbers/<number_kind:kind>/", views.reveal_number, "account_reveal_number"),
    _page("second-factor/", views.second_factor, "account_second_factor"),
    _page("second-factor/app/", factors.ActivateTotp.as_view(), "mfa_activate_totp"),
    _page("second-factor/app/remove/", factors.DeactivateTotp.as_view(), "mfa_deactivate_totp"),
    _page("second-factor/passkey/", factors.AddPasskey.as_view(), "mfa_add_webauthn"),
    _page("second-factor/passkey/<int:pk>/", factors.RenamePasskey.as_view(), "mfa_edit_webauthn"),
    _page("second-factor/passkey/<int:pk>/remove/", factors.RemovePasskey.as_view(), "mfa_remove_webauthn"),
    _page("second-factor/recovery-codes/", view_recovery_codes, "mfa_view_recovery_codes"),
    _page(
        "second-factor/recovery-codes/new/",
        factors.ReplaceRecoveryCodes.as_view(),
        "mfa_generate_recovery_codes",
    ),
    # allauth leads here after it is done; the account page shows what these would.
    _page("second-factor/list/", _to_account, "mfa_index"),
    _page("second-factor/passkeys/", _to_account, "mfa_list_webauthn"),
]
