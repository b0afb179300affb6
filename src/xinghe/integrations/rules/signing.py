"""How a delivery is signed: the form of Standard Webhooks, so that its ready-made verifiers fit.

The receiver computes the same over ``id.timestamp.body``, compares with any of the signatures, and refuses an old
timestamp: then a delivery that somebody recorded cannot be played again.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence

_MARK = "whsec_"


def new_secret() -> str:
    """A secret of 256 bits, as receivers' libraries take it."""
    return _MARK + base64.b64encode(secrets.token_bytes(32)).decode()


def signature(secret: str, *, message_id: str, timestamp: int, body: bytes) -> str:
    """One signature: ``v1,`` and the HMAC-SHA256 in base64."""
    key = base64.b64decode(secret.removeprefix(_MARK))
    told = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, told, hashlib.sha256)).decode()


def signed_headers(
    secrets_in_force: Sequence[str], *, message_id: str, timestamp: int, body: bytes
) -> dict[str, str]:
    """The three headers; while a secret is being renewed both sign."""
    signatures = [
        signature(secret, message_id=message_id, timestamp=timestamp, body=body)
        for secret in secrets_in_force
    ]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }
