"""Names a text by a constant share of its shingles, picked by hash, so that a rewritten text and a text
with something added keep the same share of what they still have in common."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from xinghe.kernels.originality.fold import Codes, fold
from xinghe.kernels.originality.language import mixed

Keys = npt.NDArray[np.uint64]

# Raise it whenever `keys_of` would give other keys for the same folded text.
FINGERPRINT_VERSION = 1

KEY_BITS = 40  # 32 would make every fifth probe of a billion keys a false one
_KEY_BYTES = KEY_BITS // 8
# Of the characters i, i+1, i+3 of every place, this share by smallest hash, and some more for short texts.
# Nothing else decides: picking the rarest would pick the words a spinner put in.
_SHARE, _AT_LEAST = 0.26, 36


def fingerprint_bytes(text: str) -> bytes:
    """The fingerprint to store in the text's own row: its sorted 40-bit keys, five bytes each, big end first.

    It depends on the text, FOLD_VERSION and FINGERPRINT_VERSION alone, never on the corpus.
    """
    return packed_keys(keys_of(fold(text).codes))


def packed_keys(keys: Keys) -> bytes:
    """Keys as stored."""
    return keys.astype(">u8").view(np.uint8).reshape(-1, 8)[:, 8 - _KEY_BYTES :].tobytes()


def unpacked_keys(stored: bytes) -> Keys:
    """Stored keys as numbers."""
    wide = np.zeros((len(stored) // _KEY_BYTES, 8), dtype=np.uint8)
    wide[:, 8 - _KEY_BYTES :] = np.frombuffer(stored, dtype=np.uint8).reshape(-1, _KEY_BYTES)
    return wide.view(">u8").reshape(-1).astype(np.uint64)


def keys_of(codes: Codes) -> Keys:
    """The keys under which a text is filed."""
    return np.asarray(_keys(codes, _SHARE, _AT_LEAST))


def probes_of(codes: Codes) -> Keys:
    """The keys to look for: twice as many as are filed, because the other text's share may be larger."""
    return np.asarray(_keys(codes, 2 * _SHARE, 2 * _AT_LEAST))


@njit(cache=True, nogil=True)
def _keys(codes, share, at_least):  # type: ignore[no-untyped-def]
    n = len(codes) - 3
    if n <= 0:
        return np.empty(0, dtype=np.uint64)
    turned = np.empty(n, dtype=np.uint64)
    for i in range(n):
        shingle = (
            (np.uint64(codes[i]) << np.uint64(32))
            | (np.uint64(codes[i + 1]) << np.uint64(16))
            | np.uint64(codes[i + 3])
        )
        value = mixed(shingle)
        # The low 24 bits decide who is picked, the other 40 are the key.
        turned[i] = (value << np.uint64(40)) | (value >> np.uint64(24))
    turned.sort()
    different = 1
    for i in range(1, n):
        if turned[i] != turned[different - 1]:
            turned[different] = turned[i]
            different += 1
    picked = min(different, int(np.ceil(at_least + share * different)))
    keys = turned[:picked] & np.uint64((1 << 40) - 1)
    keys.sort()
    return keys


@njit(cache=True, nogil=True)
def filed(texts, offsets, first):  # type: ignore[no-untyped-def]
    """All postings of many texts as key << 20 | number, the numbers counted from `first`; unsorted."""
    room = np.int64(0)
    for k in range(len(offsets) - 1):
        n = max(0, offsets[k + 1] - offsets[k] - 3)
        room += min(n, np.int64(np.ceil(_AT_LEAST + _SHARE * n)))
    postings = np.empty(room, dtype=np.uint64)
    count = 0
    for k in range(len(offsets) - 1):
        keys = _keys(texts[offsets[k] : offsets[k + 1]], _SHARE, _AT_LEAST)
        for key in keys:
            postings[count] = (key << np.uint64(20)) | np.uint64(first + k)
            count += 1
    return postings[:count]
