"""Codes by which people name a record: unguessable, stable, short enough to type from paper."""

import secrets

# Without letters and digits that look alike on paper (0 O, 1 I L, U V): Crockford's alphabet.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 10


def new_code() -> str:
    """A fresh code of ``CODE_LENGTH`` characters, 50 bits of chance."""
    chance = secrets.randbits(50)
    return "".join([_ALPHABET[chance >> shift & 31] for shift in range(0, 50, 5)])
