"""Says from the measured evidence what a pair of texts is: a copy, a rewrite, partly the same, or unrelated."""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass
from typing import NamedTuple


class Verdict(enum.StrEnum):
    """Closed list; the values are part of every stored finding."""

    COPY = "copy"
    REWRITE = "rewrite"
    PARTIAL = "partial"
    UNRELATED = "unrelated"


# Set phrases are left out of "news": counting them would accuse everybody who declares that their statements
# are true. Leaving them out altogether would pass a copy of a text made of such phrases. Hence three ways.


class _Bar(NamedTuple):
    """Bits of news that settle it; those needed where only a sliver of the text is spanned, as by a statute quoted
    or a clause of the trade; and those that do where most of it is: at least, and per character."""

    news: int
    sliver_news: int
    spanned_news: int
    spanned_news_each: float


# Against a corpus the model knows what people there write; independent abstracts of one field stay below 50 bits.
_LEARNED = _Bar(60, 95, 40, 0.0)
# The prior knows next to nothing of a field, and the set phrases of medicine alone reach 90 bits on short texts.
_UNLEARNED = _Bar(105, 105, 40, 1.2)
_SLIVER, _MOSTLY_SPANNED = 0.15, 0.55

# Set phrases, but the same ones in the same order throughout.
_VERBATIM, _VERBATIM_SPANNED, _VERBATIM_BITS = 0.85, 0.8, 60

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


def similar(evidence: Evidence, *, compared_with: int = 1, learned: bool = False) -> bool:
    """Whether the evidence is beyond what chance and a shared topic give among so many texts.

    `learned` says that the language model was counted from a corpus. Each tenfold of texts beyond ten thousand
    raises the bar by five bits: the best of more candidates is better (by 3.3 bits in theory), and real texts
    are less independent than theory.
    """
    bar = _LEARNED if learned else _UNLEARNED
    more = 5 * max(0.0, math.log10(compared_with) - 4)
    if evidence.news >= (bar.sliver_news if evidence.spanned < _SLIVER else bar.news) + more:
        return True
    spanned_news = max(bar.spanned_news, bar.spanned_news_each * evidence.length)
    if evidence.spanned >= _MOSTLY_SPANNED and evidence.news >= spanned_news:
        return True
    verbatim = evidence.spanned >= _VERBATIM_SPANNED and evidence.unchanged >= _VERBATIM
    return verbatim and evidence.bits >= _VERBATIM_BITS + more


def verdict(*, coverage: float, unchanged: float) -> Verdict:
    """Name a similar pair by the share of the text that is spanned and the share of the spans that matches exactly."""
    if coverage >= _NEARLY_ALL and unchanged >= _UNCHANGED:
        return Verdict.COPY
    return Verdict.REWRITE if coverage >= _MOST else Verdict.PARTIAL
