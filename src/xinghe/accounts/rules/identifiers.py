"""What somebody types to say who they are, and where they are asking from."""

import ipaddress
import re
import unicodedata
from dataclasses import dataclass

from xinghe.accounts.rules.numbers import is_phone
from xinghe.accounts.vocab import IdentifierKind
from xinghe.foundation.errors import Refusal, gettext_noop

_STAFF_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z._\-]{2,39}")


class StaffNumberWrong(Refusal):
    """A staff number that could be taken for another identifier, or cannot be typed everywhere."""

    code = "staff_number_wrong"
    message = gettext_noop(
        "“%(staff_number)s” cannot be a staff number: it needs 3 to 40 letters, figures, dots or dashes, and may not "
        "look like a mobile number. Choose another."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """What was typed, read in the one way that its shape allows."""

    kind: IdentifierKind
    value: str


def identifier_of(text: str) -> Identifier:
    """Read what was typed. The shape alone decides, so that one text never leads to two people."""
    typed = unicodedata.normalize("NFKC", text).strip()
    if "@" in typed:
        return Identifier(kind=IdentifierKind.EMAIL, value=typed.lower())
    digits = re.sub(r"^(\+86|0086)", "", re.sub(r"[\s\-]", "", typed))
    if is_phone(digits):
        return Identifier(kind=IdentifierKind.PHONE, value=digits)
    return Identifier(kind=IdentifierKind.STAFF_NUMBER, value=typed.lower())


def checked_staff_number(text: str) -> str:
    """The staff number as it is stored. Refuses: StaffNumberWrong."""
    staff_number = unicodedata.normalize("NFKC", text).strip()
    if not _STAFF_NUMBER.fullmatch(staff_number) or is_phone(staff_number):
        raise StaffNumberWrong(staff_number=text)
    return staff_number


def client_address(*, remote: str, forwarded: str, proxies: int) -> str | None:
    """The address an attempt comes from, or ``None`` when it cannot be known.

    Of ``X-Forwarded-For`` only the last ``proxies`` entries were written by machines we trust, so with
    none configured the header is not read at all. An unknown address is not counted: one count for
    "unknown" would let one stranger lock everybody out. That includes a proxy on this machine that
    nobody configured, behind which all the world would look like one address.
    """
    if proxies:
        hops = [hop.strip() for hop in forwarded.split(",") if hop.strip()]
        return _network(hops[-proxies]) if len(hops) >= proxies else None
    address = _network(remote)
    if forwarded and address is not None and ipaddress.ip_address(address).is_loopback:
        return None
    return address


def _network(text: str) -> str | None:
    """One IPv4 address, or the /64 of an IPv6 address, which is what one subscriber has."""
    try:
        address = ipaddress.ip_address(text.strip("[]"))
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        if not address.is_loopback:
            return str(ipaddress.ip_network(f"{address}/64", strict=False).network_address)
    return str(address)
