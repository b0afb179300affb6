"""The organisation's own sign-in by OpenID Connect. allauth walks the steps; we believe what is signed, ours and new."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import jwt
import requests
from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal.statekit import STATE_TTL, unstash_state
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest
from django.urls import reverse

from xinghe.accounts.rules.providers import (
    ALGORITHMS,
    LEEWAY_SECONDS,
    Provider,
    ProviderDoubted,
    ProviderSilent,
    SignInCancelled,
    SignInStale,
    made_out_to_another,
)

# How the methods of a session call a second factor that was used at the provider's.
AT_PROVIDER = "provider"
# allauth's column for the provider's own number of a person.
LONGEST_SUBJECT = 191


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Somebody whom the provider vouches for, and where they wanted to go."""

    claims: Mapping[str, Any]
    next_url: str


def provider_in_use() -> Provider:
    """What the operator says of the provider. 404 where there is none."""
    found: Provider | None = settings.XINGHE_PROVIDER
    if found is None:
        raise Http404
    return found


def way_to_provider(request: HttpRequest, *, next_url: str = "") -> str:
    """The address at the provider's: with a state, a nonce, and the digest of a secret that only this session has.

    Refuses: ProviderSilent, ProviderDoubted.
    """
    known, nonce = provider_in_use(), secrets.token_urlsafe(24)
    with _failures_called(known):
        answer = _Organisation(request, app=_app(known)).redirect(
            request,
            process="login",
            next_url=next_url or None,
            nonce=nonce,
            scope=list(known.scopes),
            auth_params={"nonce": nonce},
        )
        return str(answer["Location"])


def arrival(request: HttpRequest) -> Arrival:
    """Who came back: the answer belongs to a way that this session began, and is used up by this.

    Refuses: SignInStale, SignInCancelled, ProviderSilent, ProviderDoubted.
    """
    known = provider_in_use()
    state = unstash_state(request, provider_id=known.key, state_id=request.GET.get("state", ""))
    if state is None:
        raise SignInStale(minutes=STATE_TTL // 60)
    if request.GET.get("error") == "access_denied":
        raise SignInCancelled(provider=known.name)
    with _failures_called(known):
        if "code" not in request.GET:
            raise OAuth2Error("no code")
        steps = _Steps(request, known.key)
        app = _app(known)
        told = steps.get_access_token_data(
            request, app, steps.get_client(request, app), pkce_code_verifier=state["pkce_code_verifier"]
        )
        return Arrival(
            claims=_checked(steps, told["id_token"], nonce=state["nonce"]), next_url=state.get("next") or ""
        )


class SecondFactorStage(AuthenticateStage):
    """The step between proof and session; done already if a second factor was used where its word counts."""

    def _should_handle(self, request: HttpRequest) -> bool:
        """Whether our own second factor is asked for."""
        records = get_authentication_records(request, self.login.user)
        if any(record.get("type") == AT_PROVIDER for record in records):
            return False
        return bool(super()._should_handle(request))


class ProviderAdapter(DefaultSocialAccountAdapter):
    """allauth's questions about providers: there is the one of the operator's file, and nobody signs up."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Never: people are enrolled."""
        return False

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """A row in the database would be a second door."""
        known: Provider | None = settings.XINGHE_PROVIDER
        return [_app(known)] if known else []

    def on_authentication_error(self, request: HttpRequest, provider: Any, **told: Any) -> None:
        """allauth's own page about it is not ours: the failure goes on to whoever calls it by its name."""
        raise told.get("exception") or OAuth2Error("not begun")


class _Steps(OpenIDConnectOAuth2Adapter):
    """The steps as allauth takes them, with our provider and our own address to come back to."""

    def get_provider(self) -> "_Organisation":
        return _Organisation(self.request, app=_app(provider_in_use()))

    @property
    def openid_config(self) -> dict[str, Any]:
        """The provider's description of itself; one that names another issuer is not believed."""
        found: dict[str, Any] = super().openid_config
        if found["issuer"] != provider_in_use().issuer:
            raise OAuth2Error("the description is another issuer's")
        return found

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        return f"{settings.XINGHE.origin}{reverse('account_provider_return')}"


class _Organisation(OpenIDConnectProvider):
    """The provider as allauth wants it."""

    oauth2_adapter_class = _Steps


def _app(known: Provider) -> SocialApp:
    """The provider as a row of allauth's that is never saved."""
    return SocialApp(
        provider=OpenIDConnectProvider.id,
        provider_id=known.key,
        name=known.name,
        client_id=known.client_id,
        secret=known.secret,
        settings={"server_url": known.issuer.rstrip("/"), "oauth_pkce_enabled": True},
    )


@contextmanager
def _failures_called(known: Provider) -> Iterator[None]:
    """Call what goes wrong by one of two names; what is not of the shape it should have proves nothing."""
    try:
        yield
    except requests.RequestException as fault:
        raise ProviderSilent(provider=known.name) from fault
    except (
        OAuth2Error,
        ImmediateHttpResponse,
        jwt.PyJWTError,
        KeyError,
        TypeError,
        ValueError,
        AttributeError,
    ) as fault:
        raise ProviderDoubted(provider=known.name) from fault


def _checked(steps: _Steps, identity_token: str, *, nonce: str) -> dict[str, Any]:
    """The claims: signed by a key that the provider publishes now, made out to us, for this very sign-in."""
    known = provider_in_use()
    claims: dict[str, Any] = jwt.decode(
        identity_token,
        key=_key(steps.openid_config["jwks_uri"], jwt.get_unverified_header(identity_token).get("kid")),
        algorithms=list(ALGORITHMS),
        audience=known.client_id,
        issuer=known.issuer,
        leeway=LEEWAY_SECONDS,
        options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
    )
    if not secrets.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise OAuth2Error("made for another sign-in")
    if made_out_to_another(claims, client_id=known.client_id):
        raise OAuth2Error("made out to another")
    if not 0 < len(claims["sub"]) <= LONGEST_SUBJECT:
        raise OAuth2Error("a subject of no use")
    return claims


def _key(address: str, number: str | None) -> jwt.PyJWK:
    """The key with which it is signed, by its number; without a number, the only key there is."""
    with ProviderAdapter().get_requests_session() as session:
        answer = session.get(address)
        answer.raise_for_status()
        listed = answer.json()["keys"]
    fit = [
        one
        for one in listed
        if one.get("kty") in {"RSA", "EC"}
        and one.get("use", "sig") == "sig"
        and number in (None, one.get("kid"))
    ]
    if len(fit) != 1:
        raise OAuth2Error("no such key")
    return jwt.PyJWK(fit[0])
