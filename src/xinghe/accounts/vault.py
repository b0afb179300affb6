"""Seals personal numbers so that the database alone reads none, and finds them again by a keyed index.

A sealed value is ``1 | suite | key number (2 bytes) | nonce (12) | ciphertext and tag``. What it is sealed
for (table, column, row) is authenticated with it, so a value moved to another row does not open.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from xinghe.foundation.errors import Refusal, gettext_noop

_FORMAT: Final = 1
_HEADER: Final = 4
_NONCE: Final = 12
_TAG: Final = 16


class SealBroken(Refusal):
    """The value was altered, moved here from elsewhere, or sealed with a key that is not here."""

    code = "seal_broken"
    message = gettext_noop(
        "This number cannot be read: it was sealed for another place, altered, or key %(key)s is missing. "
        "Tell the system administrator; the number itself is not lost as long as the key is kept."
    )
    status = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Suite:
    """One way to seal and to index; its number stands in every value and is never reused."""

    number: int
    name: str
    key_bytes: int
    seal: Callable[[bytes, bytes, bytes, bytes], bytes]
    open: Callable[[bytes, bytes, bytes, bytes], bytes]
    digest: Callable[[], hashes.HashAlgorithm]


def _aes_seal(key: bytes, nonce: bytes, plain: bytes, told: bytes) -> bytes:
    return AESGCM(key).encrypt(nonce, plain, told)


def _aes_open(key: bytes, nonce: bytes, sealed: bytes, told: bytes) -> bytes:
    return AESGCM(key).decrypt(nonce, sealed, told)


def _sm4_seal(key: bytes, nonce: bytes, plain: bytes, told: bytes) -> bytes:
    encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
    encryptor.authenticate_additional_data(told)
    return encryptor.update(plain) + encryptor.finalize() + encryptor.tag


def _sm4_open(key: bytes, nonce: bytes, sealed: bytes, told: bytes) -> bytes:
    decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, sealed[-_TAG:])).decryptor()
    decryptor.authenticate_additional_data(told)
    return decryptor.update(sealed[:-_TAG]) + decryptor.finalize()


# GB/T 39786 (密评) asks for SM4 and SM3; elsewhere AES and SHA-256 are the better studied choice.
SUITES: Final[Mapping[str, Suite]] = {
    "aes": Suite(
        number=1, name="AES-256-GCM", key_bytes=32, seal=_aes_seal, open=_aes_open, digest=hashes.SHA256
    ),
    "sm4": Suite(number=2, name="SM4-GCM", key_bytes=16, seal=_sm4_seal, open=_sm4_open, digest=hashes.SM3),
}
_BY_NUMBER: Final = {suite.number: suite for suite in SUITES.values()}


class Vault:
    """Seals with the current key and suite, opens with any that it was given."""

    def __init__(self, *, suite: str, current: int, keys: Mapping[int, bytes], index_key: bytes) -> None:
        self._suite = SUITES[suite]
        self._current = current
        self._index_key = index_key
        self._keys = {
            (one.number, number): _derived(key, purpose=f"seal {one.name}", length=one.key_bytes)
            for one in SUITES.values()
            for number, key in keys.items()
        }
        self._index_keys = {
            one.number: _derived(index_key, purpose=f"index {one.name}", length=32) for one in SUITES.values()
        }

    def seal(self, plain: str, *, place: str) -> bytes:
        """Seal for one place: ``table|column|row``. Twice the same number gives two different values."""
        header = bytes([_FORMAT, self._suite.number]) + self._current.to_bytes(2)
        nonce = os.urandom(_NONCE)
        key = self._keys[self._suite.number, self._current]
        return header + nonce + self._suite.seal(key, nonce, plain.encode(), header + place.encode())

    def open(self, sealed: bytes, *, place: str) -> str:
        """What was sealed for this place. Refuses: SealBroken, and says nothing of why beyond the key's number."""
        header, nonce, rest = sealed[:_HEADER], sealed[_HEADER : _HEADER + _NONCE], sealed[_HEADER + _NONCE :]
        number = int.from_bytes(header[2:])
        key = self._keys.get((header[1], number)) if len(rest) >= _TAG and header[0] == _FORMAT else None
        if key is None:
            raise SealBroken(key=number)
        try:
            return _BY_NUMBER[header[1]].open(key, nonce, rest, header + place.encode()).decode()
        except InvalidTag:
            raise SealBroken(key=number) from None

    def is_current(self, sealed: bytes) -> bool:
        """Whether a value is already sealed with the suite and key in force."""
        return sealed[:_HEADER] == bytes([_FORMAT, self._suite.number]) + self._current.to_bytes(2)

    def index(self, plain: str, *, kind: str) -> bytes:
        """The keyed digest by which a number of this kind is found; useless without the key."""
        return self._indexed(self._suite, plain, kind=kind)

    def indexes(self, plain: str, *, kind: str) -> list[bytes]:
        """Every digest under which the number may stand while a change of suite is under way."""
        return [self._indexed(suite, plain, kind=kind) for suite in SUITES.values()]

    def _indexed(self, suite: Suite, plain: str, *, kind: str) -> bytes:
        mac = hmac.HMAC(self._index_keys[suite.number], suite.digest())
        mac.update(f"{kind}|{plain}".encode())
        return bytes([suite.number]) + mac.finalize()


def _derived(key: bytes, *, purpose: str, length: int) -> bytes:
    """One key for one purpose, so that no key bytes ever serve two algorithms."""
    info = f"xinghe vault {purpose}".encode()
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=None, info=info).derive(key)


def vault() -> Vault:
    """The vault of this installation: its keys come from ``settings.XINGHE_VAULT_KEYS``, never from the database."""
    told: dict[str, Any] = settings.XINGHE_VAULT_KEYS  # a setting knows no types
    return _built(told["suite"], told["current"], tuple(sorted(told["keys"].items())), told["index_key"])


@lru_cache(maxsize=4)
def _built(suite: str, current: int, keys: tuple[tuple[int, bytes], ...], index_key: bytes) -> Vault:
    return Vault(suite=suite, current=current, keys=dict(keys), index_key=index_key)


def number_place(*, person_id: int, kind: str) -> str:
    """Where a personal number of one person lies."""
    return f"accounts_vaultnumber|ciphertext|{person_id}|{kind}"
