"""Compares two texts character by character and says what the one has from the other, with the passages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from xinghe.kernels.originality.align import chain_bar, chains, weigh_many
from xinghe.kernels.originality.decide import Evidence, Verdict, similar, verdict
from xinghe.kernels.originality.fold import Codes, Folded, fold, letters_outweigh
from xinghe.kernels.originality.language import BIT, LanguageModel, Surprise, prior
from xinghe.kernels.originality.passages import Passage, Side, covered, passages

_WEAK = 20  # bits from which a chain is believed when most of the text is from the other anyway
_FAINT = 12  # … and once it stands in line with a believed neighbour
_NEAR, _FAR = 30, 80  # characters to that neighbour, when little or most of the text is from the other
_MOSTLY = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What `a` has in common with `b`. Coverage is the share of a text's characters inside the passages."""

    coverage_of_a: float
    coverage_of_b: float
    verdict: Verdict
    passages: tuple[Passage, ...]

    def to_json(self) -> dict[str, Any]:
        """The stored and printed form: plain numbers, strings and lists."""
        return {
            "coverage_of_a": self.coverage_of_a,
            "coverage_of_b": self.coverage_of_b,
            "verdict": str(self.verdict),
            "passages": [{"a": list(p.a), "b": list(p.b), "score": p.score} for p in self.passages],
        }


UNRELATED = Comparison(coverage_of_a=0.0, coverage_of_b=0.0, verdict=Verdict.UNRELATED, passages=())


def compare(a: str, b: str, *, model: LanguageModel | None = None) -> Comparison:
    """Compare two texts as they were written; offsets are into these very strings.

    Without a `model` the prior is used, so that no corpus is needed. Texts that are mainly
    Latin are compared by their letters; in all others letters are transparent.
    """
    return _compared(a, b, model=model, known=False)


def _compared(a: str, b: str, *, model: LanguageModel | None, known: bool) -> Comparison:
    folded_a, folded_b = fold(a), fold(b)
    if letters_outweigh(a, folded=folded_a) or letters_outweigh(b, folded=folded_b):
        folded_a, folded_b = fold(a, latin=True), fold(b, latin=True)
    if not len(folded_a) or not len(folded_b):
        return UNRELATED
    if np.array_equal(folded_a.codes, folded_b.codes):
        whole = Passage(a=(0, len(a)), b=(0, len(b)), score=1.0)
        return Comparison(coverage_of_a=1.0, coverage_of_b=1.0, verdict=Verdict.COPY, passages=(whole,))
    surprise = (model or prior()).surprise(folded_a.codes)
    whole_b = np.array([0, len(folded_b)]), np.array([0])
    (found,) = weigh(folded_a, folded_b.codes, *whole_b, surprise=surprise)
    if not known and not similar(found, learned=model is not None and model.texts > 0):
        return UNRELATED
    return explain(Side(a, folded_a), Side(b, folded_b), surprise=surprise)


def evidence(a: str, b: str, *, model: LanguageModel | None = None) -> Comparison:
    """The comparison of two texts that are known to be similar, as from a check: never "unrelated"."""
    return _compared(a, b, model=model, known=True)


def weigh(
    a: Folded,
    texts: Codes,
    offsets: npt.NDArray[np.int64],
    rows: npt.NDArray[np.int64],
    *,
    surprise: Surprise,
) -> list[Evidence]:
    """The evidence that `a` was written from each of these texts; `surprise` is that of `a`."""
    found = weigh_many(a.codes, texts, offsets, rows, surprise=surprise)
    return [
        Evidence(
            news=news, bits=bits, length=len(a), spanned=inside / len(a), unchanged=matched / max(1, inside)
        )
        for news, bits, inside, matched in found.tolist()
    ]


def explain(a: Side, b: Side, *, surprise: Surprise) -> Comparison:
    """The comparison to show for a pair that is known to be similar."""
    stops, bar = (a.stops, b.stops), chain_bar(len(a.codes), len(b.codes))
    found = chains(a.codes, b.codes, surprise=surprise, at_least=_FAINT, stops=stops)
    news = chains(a.codes, b.codes, surprise=surprise, at_least=bar, stops=stops, masked=True)
    placed, unchanged = passages(_believed(found.rows, news.rows, bar=bar, length=len(a.codes)), a, b)
    coverage_of_a = covered([p.a for p in placed], length=len(a.text))
    return Comparison(
        coverage_of_a=round(coverage_of_a, 4),
        coverage_of_b=round(covered([p.b for p in placed], length=len(b.text)), 4),
        verdict=verdict(coverage=coverage_of_a, unchanged=unchanged),
        passages=placed,
    )


def _believed(
    rows: npt.NDArray[np.int32], news: npt.NDArray[np.int32], *, bar: int, length: int
) -> npt.NDArray[np.int32]:
    """Strong chains that hold news (all, where none does); weak ones beside them in a text that is mostly
    taken over; faint ones in line with these."""
    strong = rows[:, 4] >= bar * BIT
    if len(news):
        strong &= ((rows[:, :1] < news[:, 1]) & (rows[:, 1:2] > news[:, 0])).any(axis=1)
    mostly = int((rows[strong, 1] - rows[strong, 0]).sum()) >= _MOSTLY * length
    sure = rows[:, 4] >= _WEAK * BIT if mostly else strong
    reach = _FAR if mostly else _NEAR
    kept = sure.copy()
    for k in np.flatnonzero(~sure):
        after = (rows[k, 0] - rows[sure, 1], rows[k, 2] - rows[sure, 3])
        ahead = (rows[sure, 0] - rows[k, 1], rows[sure, 2] - rows[k, 3])
        kept[k] = any(
            bool(((gap_a >= 0) & (gap_a <= reach) & (gap_b >= 0) & (gap_b <= reach)).any())
            for gap_a, gap_b in (after, ahead)
        )
    return rows[kept]
