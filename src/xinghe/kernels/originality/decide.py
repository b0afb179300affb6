"""Says from the measured evidence what a pair of texts is: a copy, a rewrite, partly the same, or unrelated."""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass


class Verdict(enum.StrEnum):
    """Closed list; the values are part of every stored finding."""

    COPY = "copy"
    REWRITE = "rewrite"
    PARTIAL = "partial"
    UNRELATED = "unrelated"


CHAIN = 45  # bits from which a chain counts as evidence by itself: independent texts on one topic stay below

# The two-branch rule of the study. Counting set phrases would accuse everybody who declares that
# their statements are true; ignoring them altogether would pass a copy of a text made of such phrases.
_ENOUGH_NEWS = 95
_SPANNED, _SPANNED_BITS, _SPANNED_NEWS = 0.55, 60, 40

_NEARLY_ALL = 0.9
_UNCHANGED = 0.93
_MOST = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the aligner found: bits without and with set phrases, and the share of the text inside its chains."""

    news: int
    bits: int
    spanned: float


def similar(evidence: Evidence, *, compared_with: int = 1) -> bool:
    """Whether the evidence is beyond what chance and a shared topic give among so many texts.

    Each tenfold of texts beyond ten thousand raises the bar by five bits: the best of more
    candidates is better (3.3 bits in theory), and real texts are less independent than theory.
    """
    more = max(0.0, math.log10(compared_with) - 4) * 5
    if evidence.news >= _ENOUGH_NEWS + more:
        return True
    return evidence.spanned >= _SPANNED and evidence.bits >= _SPANNED_BITS + more and evidence.news >= _SPANNED_NEWS


def verdict(*, coverage: float, unchanged: float) -> Verdict:
    """Name a similar pair by the share of the text that is spanned and the share of the spans that matches exactly."""
    if coverage >= _NEARLY_ALL and unchanged >= _UNCHANGED:
        return Verdict.COPY
    return Verdict.REWRITE if coverage >= _MOST else Verdict.PARTIAL
