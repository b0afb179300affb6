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


# Counting set phrases would accuse everybody who declares that their statements are true; ignoring them
# altogether would pass a copy of a text made of such phrases. Hence three ways to be similar.
_NEWS = 95  # enough that nobody else would write
_SHORT_NEWS, _SHORT_NEWS_EACH, _SHORT_SPANNED = (
    40,
    1.2,
    0.55,
)  # as much as a short text can hold, nearly everywhere
_VERBATIM, _VERBATIM_SPANNED, _VERBATIM_BITS = (
    0.85,
    0.8,
    60,
)  # set phrases, but the same ones in the same order

_NEARLY_ALL = 0.9
_UNCHANGED = 0.93
_MOST = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the aligner found: bits without and with set phrases, how many characters the text has,
    the share of them inside strong chains, and the share of those that matches exactly."""

    news: int
    bits: int
    length: int
    spanned: float
    unchanged: float


def similar(evidence: Evidence, *, compared_with: int = 1) -> bool:
    """Whether the evidence is beyond what chance and a shared topic give among so many texts.

    Each tenfold of texts beyond ten thousand raises the bar by five bits: the best of more
    candidates is better (3.3 bits in theory), and real texts are less independent than theory.
    """
    more = max(0.0, math.log10(compared_with) - 4) * 5
    if evidence.news >= _NEWS + more:
        return True
    if evidence.spanned >= _SHORT_SPANNED and evidence.news >= more + max(
        _SHORT_NEWS, _SHORT_NEWS_EACH * evidence.length
    ):
        return True
    verbatim = evidence.spanned >= _VERBATIM_SPANNED and evidence.unchanged >= _VERBATIM
    return verbatim and evidence.bits >= _VERBATIM_BITS + more


def verdict(*, coverage: float, unchanged: float) -> Verdict:
    """Name a similar pair by the share of the text that is spanned and the share of the spans that matches exactly."""
    if coverage >= _NEARLY_ALL and unchanged >= _UNCHANGED:
        return Verdict.COPY
    return Verdict.REWRITE if coverage >= _MOST else Verdict.PARTIAL
