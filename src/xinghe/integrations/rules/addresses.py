"""Where a webhook may be sent: a server can be made to knock at doors that only it can reach (SSRF)."""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.integrations.vocab import URL_LIMIT

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

# Addresses that are public by number and yet belong to the machine's own surroundings.
_SURROUNDINGS = frozenset({ipaddress.ip_address("168.63.129.16")})
# IPv4 inside IPv6: a gateway on the way would hand the request to the inner address.
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")
# The same for a network's own use (RFC 8215); Python's list of 2024 calls it global.
_TRANSLATED_HERE = ipaddress.IPv6Network("64:ff9b:1::/48")


class UrlUnusable(Refusal):
    """The address of an endpoint cannot be called, or may not."""

    code = "url_unusable"
    message = gettext_noop(
        "“%(url)s” cannot be called: an endpoint is an https:// address of at most %(limit)s characters with a public "
        "host name, without user name or password. Enter such an address."
    )
    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An address taken apart. ``path`` is what the request asks for, with its query."""

    is_secure: bool
    host: str
    port: int
    path: str

    @property
    def host_header(self) -> str:
        """The host as the request names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.is_secure else 80) else f"{host}:{self.port}"


def target_of(url: str, *, for_trial: bool) -> Target:
    """Take an address apart. ``for_trial``: also http, which then leads to this machine only. Refuses: UrlUnusable."""
    refusal = UrlUnusable(url=url[:URL_LIMIT], limit=URL_LIMIT)
    if len(url) > URL_LIMIT or not url.isascii() or any(ord(sign) <= 32 or sign == "\\" for sign in url):
        raise refusal
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise refusal from None
    schemes = ("https", "http") if for_trial else ("https",)
    if parts.scheme not in schemes or not parts.hostname or "@" in parts.netloc or port == 0:
        raise refusal
    is_secure = parts.scheme == "https"
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(
        is_secure=is_secure, host=parts.hostname, port=port or (443 if is_secure else 80), path=path
    )


def is_public(address: IPAddress) -> bool:
    """Whether the address belongs to the open internet, also when it hides inside another."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _TRANSLATED:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if address.teredo is not None or address in _TRANSLATED_HERE:
            return False
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast and address not in _SURROUNDINGS


def address_to_call(found: list[str], *, target: Target) -> str | None:
    """The one address to connect to; ``None`` if any of those found is not public.

    A name that leads inside and outside at once is somebody's attempt, not somebody's server. http, which is for
    trials, must lead to this machine itself.
    """
    addresses = [ipaddress.ip_address(one.partition("%")[0]) for one in found]
    if target.is_secure:
        is_allowed = all(is_public(one) for one in addresses)
    else:
        is_allowed = all(one.is_loopback for one in addresses)
    return found[0] if addresses and is_allowed else None
