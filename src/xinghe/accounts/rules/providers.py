"""The organisation's own sign-in (OpenID Connect): what the operator says of it, and what its claims mean.

One provider an installation: whoever vouches for staff numbers vouches for everybody's.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from xinghe.foundation.errors import Refusal, gettext_noop

# What a claim may be signed with. Never what the token itself says, and nothing that shares a secret.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
# How far the provider's clock may be from ours.
LEEWAY_SECONDS = 30
_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


class ProviderUnclear(Exception):
    """The operator's file about the provider cannot be used; for the operator, before anything is served."""


class NotEnrolled(Refusal):
    """The provider vouches for somebody who has no open account here. Why is not said: it would tell who has one."""

    code = "not_enrolled"
    message = gettext_noop(
        "%(provider)s knows you, but no open account here belongs to you. Ask your union to enrol you."
    )
    status = 403


class ProviderSilent(Refusal):
    """The provider cannot be reached."""

    code = "provider_silent"
    message = gettext_noop(
        "%(provider)s does not answer at the moment. Wait a minute and begin again, or sign in with your password."
    )
    status = 503


class ProviderDoubted(Refusal):
    """What came back does not prove who is there: whichever check failed, the sentence is the same."""

    code = "provider_doubted"
    message = gettext_noop(
        "What came back from %(provider)s does not prove who you are, so nobody was signed in. "
        "Begin again; if it happens twice, tell those who look after the system."
    )
    status = 403


class SignInStale(Refusal):
    """The way back was not begun in this browser, was used before, or took too long."""

    code = "sign_in_stale"
    message = gettext_noop(
        "This sign-in was begun in another window, was finished before, or took more than %(minutes)s minutes. Begin again."
    )
    status = 400


class SignInCancelled(Refusal):
    """The person turned back at the provider's."""

    code = "sign_in_cancelled"
    message = gettext_noop("You turned back at %(provider)s. Begin again, or sign in with your password.")
    status = 403


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """What the operator says: who vouches, for whom we are known there, and which claims mean what."""

    key: str  # what the record and the rules about offices call it; does not change with its address
    name: str  # what the button calls it
    issuer: str
    client_id: str
    secret: str
    staff_number_claim: str = "preferred_username"
    groups_claim: str = "groups"
    scopes: tuple[str, ...] = ("openid", "profile")
    # Values of amr and acr that mean a second factor was used there; none: ours is asked for.
    trusted_amr: frozenset[str] = frozenset()
    trusted_acr: frozenset[str] = frozenset()

    @classmethod
    def read(cls, path: Path) -> Self:
        """From a TOML file; the client's secret lies in a file of its own. Raises ProviderUnclear."""
        try:
            told = tomllib.loads(path.read_text(encoding="utf-8"))
            secret = (path.parent / str(told["secret_file"])).read_text(encoding="utf-8").strip()
        except (OSError, KeyError, ValueError) as fault:
            raise ProviderUnclear(f"{path}: {type(fault).__name__}: {fault}") from None
        return cls.of(told, secret=secret)

    @classmethod
    def of(cls, told: Mapping[str, Any], *, secret: str) -> Self:
        """From what the file says. Raises ProviderUnclear at what is missing, unknown or not safe."""
        known = {
            "key", "name", "issuer", "client_id", "secret_file", "staff_number_claim", "groups_claim",
            "scopes", "trusted_amr", "trusted_acr",
        }  # fmt: skip
        needed = {"name", "issuer", "client_id"}
        if missing := sorted(name for name in needed if not told.get(name)):
            raise ProviderUnclear(f"missing: {', '.join(missing)}")
        if unknown := sorted(set(told) - known):
            raise ProviderUnclear(f"unknown: {', '.join(unknown)}")
        if not secret:
            raise ProviderUnclear("the client's secret is empty")
        place = urlsplit(str(told["issuer"]))
        if place.scheme != "https" and not (place.scheme == "http" and place.hostname in _HERE):
            raise ProviderUnclear("issuer: an https address is needed")
        lists = {
            name: [told[name]] if isinstance(told[name], str) else list(told[name])
            for name in ("scopes", "trusted_amr", "trusted_acr")
            if name in told
        }
        texts = {name: str(told[name]) for name in ("staff_number_claim", "groups_claim") if name in told}
        scopes = tuple(dict.fromkeys(["openid", *lists.get("scopes", ["profile"])]))
        return cls(
            key=str(told.get("key", "organisation")),
            name=str(told["name"]),
            issuer=str(told["issuer"]),
            client_id=str(told["client_id"]),
            secret=secret,
            scopes=scopes,
            trusted_amr=frozenset(lists.get("trusted_amr", [])),
            trusted_acr=frozenset(lists.get("trusted_acr", [])),
            **texts,
        )

    def staff_number(self, claims: Mapping[str, Any]) -> str:
        """The staff number among the claims; empty if there is none."""
        told = claims.get(self.staff_number_claim)
        return told.strip() if isinstance(told, str) else ""

    def groups(self, claims: Mapping[str, Any]) -> frozenset[str]:
        """The groups among the claims: a list of texts, or one text."""
        told = claims.get(self.groups_claim)
        if isinstance(told, str):
            return frozenset({told})
        return (
            frozenset(one for one in told if isinstance(one, str)) if isinstance(told, list) else frozenset()
        )

    def used_second_factor(self, claims: Mapping[str, Any]) -> bool:
        """Whether the provider says that a second factor was used, in words that the operator trusts."""
        methods = claims.get("amr")
        amr = {one for one in methods if isinstance(one, str)} if isinstance(methods, list) else set()
        acr = claims.get("acr")
        return bool(amr & self.trusted_amr) or (isinstance(acr, str) and acr in self.trusted_acr)


def made_out_to_another(claims: Mapping[str, Any], *, client_id: str) -> bool:
    """Whether a token for several was made out to another: then ``azp`` must be us."""
    told = claims.get("aud")
    others = isinstance(told, list) and len(told) > 1
    return (others or "azp" in claims) and claims.get("azp") != client_id
