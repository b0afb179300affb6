"""What a judge is handed for a score: a digest that holds what was given, when, and what was given before."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from xinghe.kernels.drawing.canonical import digest

SCHEMA = "xinghe.score/1"


def receipt(
    *,
    panel: str,
    seat: str,
    number: int,
    points: Mapping[str, int],
    comment: str,
    is_abstained: bool,
    at: datetime,
    before: str,
) -> str:
    """SHA-256 of one score; ``before`` is the receipt of the judge's score before it for the same entry, or nothing."""
    written: dict[str, Any] = {
        "schema": SCHEMA,
        "panel": panel,
        "seat": seat,
        "number": number,
        "points": dict(points),
        "comment": comment,
        "is_abstained": is_abstained,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "before": before,
    }
    return digest(written)


def root_of(receipts: Iterable[str]) -> str:
    """SHA-256 of all receipts in order: what is published with a ranking, so that nobody's score can be left out."""
    return digest(sorted(receipts))
