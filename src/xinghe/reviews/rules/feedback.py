"""What a ranking's record tells the applicants of one entry, criterion by criterion."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

_HUNDREDTHS = Decimal("0.01")


def criterion_means(record: dict[str, Any], entry: str) -> tuple[tuple[str, Decimal], ...]:
    """(criterion, mean of what was given, in points to hundredths) of one entry, in the order in which they were scored."""
    given: dict[str, list[Decimal]] = {}
    for of, judge, criterion, score in record["scores"]:
        if of == entry and judge:
            given.setdefault(criterion, []).append(Decimal(score))
    return tuple(
        (criterion, (sum(scores, Decimal()) / len(scores)).quantize(_HUNDREDTHS, ROUND_HALF_UP))
        for criterion, scores in given.items()
    )
