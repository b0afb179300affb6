"""Compares two texts character by character and says what the one has from the other, with the passages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from xinghe.kernels.originality.align import Chains, chains
from xinghe.kernels.originality.decide import CHAIN, Evidence, Verdict, similar, verdict
from xinghe.kernels.originality.fold import Folded, fold, letters_outweigh
from xinghe.kernels.originality.language import LanguageModel, Surprise, prior
from xinghe.kernels.originality.passages import Passage, Side, covered, passages

_WEAK = 20  # bits from which a chain is believed once the pair is known to be related
_FAINT = 12  # … and once it stands in line with a neighbour that is believed
_IN_LINE = 80


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
    folded_a, folded_b = fold(a), fold(b)
    if letters_outweigh(a, folded=folded_a) or letters_outweigh(b, folded=folded_b):
        folded_a, folded_b = fold(a, latin=True), fold(b, latin=True)
    if not len(folded_a) or not len(folded_b):
        return UNRELATED
    if np.array_equal(folded_a.codes, folded_b.codes):
        whole = Passage(a=(0, len(a)), b=(0, len(b)), score=1.0)
        return Comparison(coverage_of_a=1.0, coverage_of_b=1.0, verdict=Verdict.COPY, passages=(whole,))
    surprise = (model or prior()).surprise(folded_a.codes)
    evidence, found = weigh(folded_a, folded_b, surprise=surprise)
    if not similar(evidence):
        return UNRELATED
    return explain(Side(a, folded_a), Side(b, folded_b), found=found)


def weigh(a: Folded, b: Folded, *, surprise: Surprise) -> tuple[Evidence, Chains]:
    """The evidence that `a` was written from `b`, and the chains it rests on."""
    news = chains(a.codes, b.codes, surprise=surprise, at_least=CHAIN, masked=True).bits(at_least=CHAIN)
    found = chains(a.codes, b.codes, surprise=surprise, at_least=_FAINT, masked=False)
    strong = found.rows[found.rows[:, 4] >= CHAIN * 16]
    spanned = float((strong[:, 1] - strong[:, 0]).sum()) / len(a)
    return Evidence(news=news, bits=found.bits(at_least=CHAIN), spanned=spanned), found


def explain(a: Side, b: Side, *, found: Chains) -> Comparison:
    """The comparison to show for a pair that is known to be similar."""
    placed, unchanged = passages(_believed(found.rows), a, b)
    coverage_of_a = covered([p.a for p in placed], length=len(a.text))
    return Comparison(
        coverage_of_a=round(coverage_of_a, 4),
        coverage_of_b=round(covered([p.b for p in placed], length=len(b.text)), 4),
        verdict=verdict(coverage=coverage_of_a, unchanged=unchanged),
        passages=placed,
    )


def _believed(rows: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """Strong chains, weak ones beside them, and faint ones in line with a believed neighbour."""
    sure = rows[rows[:, 4] >= _WEAK * 16]
    kept = [sure]
    for row in rows[rows[:, 4] < _WEAK * 16]:
        after = (row[0] - sure[:, 1], row[2] - sure[:, 3])
        ahead = (sure[:, 0] - row[1], sure[:, 2] - row[3])
        for gap_a, gap_b in (after, ahead):
            if bool(((gap_a >= 0) & (gap_a <= _IN_LINE) & (gap_b >= 0) & (gap_b <= _IN_LINE)).any()):
                kept.append(row[None])
                break
    return np.concatenate(kept)
