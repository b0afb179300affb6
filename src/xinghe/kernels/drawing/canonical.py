"""Gives records one form of bytes, so that they can be hashed, and says where two of them part."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical(value: Any) -> bytes:
    """JSON with sorted keys, without spaces, in UTF-8."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8")


def digest(value: Any) -> str:
    """SHA-256 of the canonical form."""
    return hashlib.sha256(canonical(value)).hexdigest()


def read_once(text: str) -> Any:
    """The value of a JSON text in which no name stands twice. Raises ValueError.

    Of two equal names readers keep the last, and a person sees the first.
    """
    try:
        return json.loads(text, object_pairs_hook=_without_repeats)
    except RecursionError:
        raise ValueError("lists and objects lie too deep in each other") from None


def differences(stated: Any, computed: Any, where: str) -> list[str]:
    """Where two values part, at most ten places; 1, 1.0 and true are three things."""
    if isinstance(stated, dict) and isinstance(computed, dict) and set(stated) == set(computed):
        parts = [(f"{where}.{name}", stated[name], computed[name]) for name in computed]
    elif isinstance(stated, list) and isinstance(computed, list) and len(stated) == len(computed):
        parts = [(f"{where}[{at}]", *both) for at, both in enumerate(zip(stated, computed, strict=True))]
    else:
        same = type(stated) is type(computed) and stated == computed
        return [] if same else [f"{where} says {_short(stated)}, computed is {_short(computed)}"]
    found: list[str] = []
    for part, one, other in parts:
        found += differences(one, other, part)
        if len(found) >= 10:
            break
    return found[:10]


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:79]}…"


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return dict(pairs)
