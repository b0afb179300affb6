"""A credential: what a union recognised of whom, signed with Ed25519, checked by anybody without asking us.

The signature covers a word that says what is signed and the canonical JSON (RFC 8785 for strings and whole numbers:
keys in order, no blanks, UTF-8) of every field but itself. A key's number is derived from the key, so a file of keys
cannot give one key another's name.
"""

import base64
import binascii
import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from xinghe.foundation.errors import Phrase, Refusal, gettext_noop

CREDENTIAL: Final = "xinghe.credential/1"
REVOCATIONS: Final = "xinghe.revocations/1"
KEYS: Final = "xinghe.keys/1"
# Far more than any of these files holds; what is larger is not read.
LARGEST: Final = 4_000_000

Signed = dict[str, Any]  # JSON; every field is checked before it is used

_FIELDS: Final = ("serial", "what", "to", "grade", "by", "document", "date", "address")


class CredentialBroken(Refusal):
    """A credential, a list of revocations or a file of keys that does not hold."""

    code = "credential_broken"
    message = gettext_noop(
        "This does not hold: %(reason)s. Ask whoever gave it to you for the original file, or the union that issued it."
    )
    status = 422


NOT_JSON: Final = Phrase(gettext_noop("it is not a JSON object, or says one thing twice"))
WRONG_KIND: Final = Phrase(gettext_noop("it is another kind of file than is expected here"))
WRONG_FIELDS: Final = Phrase(
    gettext_noop("fields are missing, are too many, or hold what cannot stand there")
)
UNKNOWN_KEY: Final = Phrase(gettext_noop("it was signed with a key that is not among the keys given"))
KEY_MISNAMED: Final = Phrase(gettext_noop("a key does not belong to the number it is given"))
AFTER_KEY: Final = Phrase(gettext_noop("it bears a date on which its key no longer signed"))
WRONG_SIGNATURE: Final = Phrase(gettext_noop("what it says and its signature do not belong together"))
OTHER_ISSUER: Final = Phrase(
    gettext_noop("the list of revocations is signed with a key that is not among the keys given")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What is said: open fields, all of them text that people read. ``serial`` is unguessable and never used again."""

    serial: str
    what: str
    to: str
    grade: str
    by: str
    document: str
    date: date
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """One credential that no longer holds, since when, and by which document or for which reason."""

    serial: str
    on: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicKey:
    """A key that others check with; ``until`` is the last day on which it signed, None while it is in use."""

    raw: bytes
    until: date | None = None

    @property
    def number(self) -> str:
        """The key's number: sixteen figures of its SHA-256."""
        return hashlib.sha256(self.raw).hexdigest()[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check found: the credential, the key that signed it, and its revocation if there is one.

    ``listed_on`` is the day of the list that was looked into, None where there was none.
    """

    credential: Credential
    key: str
    revoked: Revocation | None
    listed_on: date | None


def canonical(value: Mapping[str, object]) -> bytes:
    """The one spelling of an object that is signed and hashed."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def sign(credential: Credential, *, private: bytes) -> Signed:
    """The credential as a JSON object with its signature. ``private`` are the 32 bytes of a key."""
    fields = {name: _normal(getattr(credential, name)) for name in _FIELDS if name != "date"}
    return _signed(CREDENTIAL, fields | {"date": credential.date.isoformat()}, private)


def sign_revocations(revoked: Iterable[Revocation], *, by: str, on: date, private: bytes) -> Signed:
    """The whole list of what no longer holds, in the order of serials, with its signature."""
    rows = [
        {"serial": one.serial, "on": one.on.isoformat(), "reason": _normal(one.reason)}
        for one in sorted(revoked, key=lambda one: one.serial)
    ]
    return _signed(REVOCATIONS, {"by": _normal(by), "on": on.isoformat(), "revoked": rows}, private)


def key_file(keys: Iterable[PublicKey]) -> Signed:
    """The public keys as a JSON object, to be published beside the address of verification."""
    rows = [
        {"number": key.number, "key": _text(key.raw), "until": key.until and key.until.isoformat()}
        for key in keys
    ]
    return {"kind": KEYS, "keys": rows}


def public_half(private: bytes) -> PublicKey:
    """The public half of a key."""
    raw = Ed25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()
    return PublicKey(raw=raw)


def read_json(text: bytes) -> Signed:
    """An object from a file. A name that comes twice is refused, for programs differ in which one they believe.

    Refuses: CredentialBroken.
    """
    try:
        if len(text) > LARGEST:
            raise ValueError
        found = json.loads(text.decode("utf-8-sig"), object_pairs_hook=_each_once, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise CredentialBroken(reason=NOT_JSON) from None
    if not isinstance(found, dict):
        raise CredentialBroken(reason=NOT_JSON)
    return found


def read_keys(text: bytes) -> tuple[PublicKey, ...]:
    """The keys of a file as ``key_file`` makes it, or one key in PEM. Refuses: CredentialBroken."""
    if text.lstrip().startswith(b"-----BEGIN"):
        return (_pem_key(text),)
    found = _of_kind(read_json(text), KEYS, {"keys"})
    try:
        keys = [
            (row["number"], PublicKey(raw=_bytes(row["key"]), until=_day_or_none(row["until"])))
            for row in found["keys"]
        ]
        for _, key in keys:
            Ed25519PublicKey.from_public_bytes(key.raw)
    except (KeyError, TypeError, ValueError):
        raise CredentialBroken(reason=WRONG_FIELDS) from None
    if any(number != key.number for number, key in keys):
        raise CredentialBroken(reason=KEY_MISNAMED)
    return tuple(key for _, key in keys)


def verify(signed: Signed, *, keys: Iterable[PublicKey], revocations: Signed | None = None) -> Finding:
    """Whether a credential holds by these keys, and whether the list, if one is given, revokes it.

    Refuses: CredentialBroken, with the reason. A revoked credential is not broken: ``Finding.revoked`` says so.
    """
    known = {key.number: key for key in keys}
    fields = _of_kind(signed, CREDENTIAL, {*_FIELDS, "key", "signature"})
    try:
        credential = Credential(
            **{name: _said(fields[name]) for name in _FIELDS if name != "date"},
            date=date.fromisoformat(fields["date"]),
        )
    except (TypeError, ValueError):
        raise CredentialBroken(reason=WRONG_FIELDS) from None
    _check_signature(fields, known, on=credential.date, unknown=UNKNOWN_KEY)
    if revocations is None:
        return Finding(credential=credential, key=fields["key"], revoked=None, listed_on=None)
    listed_on, revoked = _read_revocations(revocations, known)
    return Finding(
        credential=credential, key=fields["key"], revoked=revoked.get(credential.serial), listed_on=listed_on
    )


def _read_revocations(signed: Signed, known: Mapping[str, PublicKey]) -> tuple[date, dict[str, Revocation]]:
    fields = _of_kind(signed, REVOCATIONS, {"by", "on", "revoked", "key", "signature"})
    try:
        listed_on = date.fromisoformat(fields["on"])
        rows = [
            Revocation(
                serial=_said(row["serial"]), on=date.fromisoformat(row["on"]), reason=_said(row["reason"])
            )
            for row in fields["revoked"]
        ]
    except (KeyError, TypeError, ValueError):
        raise CredentialBroken(reason=WRONG_FIELDS) from None
    _check_signature(fields, known, on=listed_on, unknown=OTHER_ISSUER)
    return listed_on, {row.serial: row for row in rows}


def _signed(kind: str, fields: Mapping[str, object], private: bytes) -> Signed:
    key = Ed25519PrivateKey.from_private_bytes(private)
    body = {"kind": kind, **fields, "key": public_half(private).number}
    return {**body, "signature": _text(key.sign(_message(kind, body)))}


def _message(kind: str, body: Mapping[str, object]) -> bytes:
    """What is signed: first what it is, so that no signature serves for another kind of file."""
    return kind.encode() + b"\n" + canonical(body)


def _check_signature(fields: Signed, known: Mapping[str, PublicKey], *, on: date, unknown: Phrase) -> None:
    key = known.get(fields["key"]) if isinstance(fields["key"], str) else None
    if key is None:
        raise CredentialBroken(reason=unknown)
    body = {name: value for name, value in fields.items() if name != "signature"}
    try:
        signature = _bytes(fields["signature"])
        Ed25519PublicKey.from_public_bytes(key.raw).verify(signature, _message(fields["kind"], body))
    except (InvalidSignature, TypeError, ValueError):
        raise CredentialBroken(reason=WRONG_SIGNATURE) from None
    if key.until is not None and on > key.until:
        raise CredentialBroken(reason=AFTER_KEY)


def _of_kind(found: Signed, kind: str, names: set[str]) -> Signed:
    """The object, if it is of this kind and has these fields and no other."""
    if found.get("kind") != kind:
        raise CredentialBroken(reason=WRONG_KIND)
    if set(found) != names | {"kind"}:
        raise CredentialBroken(reason=WRONG_FIELDS)
    return found


def _pem_key(text: bytes) -> PublicKey:
    try:
        key = serialization.load_pem_public_key(text)
    except ValueError:
        raise CredentialBroken(reason=WRONG_FIELDS) from None
    if not isinstance(key, Ed25519PublicKey):
        raise CredentialBroken(reason=WRONG_KIND)
    return PublicKey(raw=key.public_bytes_raw())


def _each_once(pairs: list[tuple[str, Any]]) -> Signed:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name comes twice")
    return found


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no number of JSON")


def _said(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text is expected")
    return value


def _day_or_none(value: object) -> date | None:
    return None if value is None else date.fromisoformat(_said(value))


def _normal(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    """Bytes from their one spelling: what another spelling would also mean is refused."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, TypeError) as fault:
        raise ValueError("not base64url") from fault
    if _text(raw) != text:
        raise ValueError("not the one spelling")
    return raw
