"""The check of one text against a corpus: equal texts first, then the few that share its rarer shingles,
aligned."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from numba import njit

from xinghe.kernels.originality.compare import Comparison, explain, weigh
from xinghe.kernels.originality.decide import Evidence, Verdict, similar
from xinghe.kernels.originality.fingerprint import probes_of
from xinghe.kernels.originality.fold import Codes, Folded, fold
from xinghe.kernels.originality.language import LanguageModel, Surprise
from xinghe.kernels.originality.passages import Passage, Side
from xinghe.kernels.originality.segment import Recent, Segment, digest_of, text_at

# Posting lists are read from the shortest up to so many postings, or this share of the texts where that is more,
# and never one that holds more than so large a share: the time is bounded, and a short text is searched deeper.
_POSTINGS, _POSTINGS_SHARE, _LIST_SHARE, _LIST = 15_000, 0.015, 0.003, 300
_CANDIDATES = 50  # aligned
_SWEEP_POSTINGS, _SWEEP_CANDIDATES, _SWEEP_HITS = 5_000, 20, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One text of the corpus that the checked text was written from.

    Passages point into the original characters of the checked text (`a`) and the *folded*
    characters of the source (`b`); `evidence` gives both in original characters.
    """

    doc_id: int
    coverage: float
    coverage_of_source: float
    verdict: Verdict
    bits: int
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a check reads: the same to its end, whatever is added meanwhile."""

    parts: Sequence[Segment | Recent]
    model: LanguageModel

    def __len__(self) -> int:
        return sum(map(len, self.parts))


def check(text: str, view: View, *, exclude: frozenset[int], top: int) -> tuple[Match, ...]:
    """The texts of the corpus that this one was written from, the most covering first, at most `top`."""
    folded = fold(text)
    if not len(folded) or not len(view):
        return ()
    surprise = view.model.surprise(folded.codes)
    sources = _equal(folded, view, exclude=exclude)
    search = _Search(folded, view, surprise=surprise, exclude=exclude | {source.doc_id for source in sources})
    sources += search.similar(postings=_affordable(view), most=_CANDIDATES)
    if not sources:
        return ()
    side = Side(text, folded)
    matches = [_match(side, source, surprise=surprise) for source in sorted(sources, key=_promise)[:top]]
    return tuple(sorted(matches, key=lambda match: (-match.coverage, -match.bits, match.doc_id)))


def candidates(text: str, view: View, *, most: int = _CANDIDATES) -> list[int]:
    """The texts that would be aligned with this one first; for measuring what retrieval finds."""
    search = _Search(fold(text), view, surprise=None, exclude=frozenset())
    rows = search.likely(postings=_affordable(view), most=most, least_hits=2)
    return [search.doc_id(row) for row in rows.tolist()]


def _affordable(view: View) -> int:
    return max(_POSTINGS, int(_POSTINGS_SHARE * len(view)))


def sweep(
    view: View, *, part: int, parts: int, progress: Callable[[int, int], None]
) -> Iterator[tuple[int, Match]]:
    """Each text of one part of the corpus with each smaller-numbered text that it was written from, or that from it."""
    mine = [(piece, row) for piece in view.parts for row in range(part, len(piece), parts)]
    for done, (piece, row) in enumerate(mine):
        codes = np.array(text_at(piece, row))
        folded = Folded(codes=codes, positions=np.arange(len(codes), dtype=np.int32))
        doc_id = int(piece.ids[row])
        search = _Search(folded, view, surprise=None, exclude=frozenset((doc_id,)), below=doc_id)
        side = None
        for source in search.similar(
            postings=_SWEEP_POSTINGS, most=_SWEEP_CANDIDATES, least_hits=_SWEEP_HITS
        ):
            side = side or Side.of_folded(codes)
            yield doc_id, _match(side, source, surprise=search.surprise)
        if done % 1000 == 999 or done + 1 == len(mine):
            progress(done + 1, len(mine))


@dataclass(frozen=True, slots=True)
class _Source:
    doc_id: int
    codes: Codes
    evidence: Evidence
    equal: bool = False


def _promise(source: _Source) -> tuple[bool, float, int, int]:
    return not source.equal, -round(source.evidence.spanned, 3), -source.evidence.bits, source.doc_id


def _match(side: Side, source: _Source, *, surprise: Surprise) -> Match:
    if source.equal:
        length = len(source.codes)
        whole = Passage(a=(0, len(side.text)), b=(0, length), score=1.0)
        shown = Comparison(coverage_of_a=1.0, coverage_of_b=1.0, verdict=Verdict.COPY, passages=(whole,))
    else:
        shown = explain(side, Side.of_folded(source.codes), surprise=surprise)
    return Match(
        doc_id=source.doc_id,
        coverage=shown.coverage_of_a,
        coverage_of_source=shown.coverage_of_b,
        verdict=shown.verdict,
        bits=source.evidence.bits,
        passages=shown.passages,
    )


def _equal(folded: Folded, view: View, *, exclude: frozenset[int]) -> list[_Source]:
    found = []
    digest = digest_of(folded.codes)
    for part in view.parts:
        for row in part.alike(digest):
            doc_id, codes = int(part.ids[row]), text_at(part, row)
            if doc_id not in exclude and np.array_equal(codes, folded.codes):
                every = Evidence(news=0, bits=16 * len(codes), length=len(codes), spanned=1.0, unchanged=1.0)
                found.append(_Source(doc_id, codes, every, equal=True))
    return found


class _Search:
    """One text's candidates: those that share its shingles, weighed by how rare these are."""

    def __init__(
        self,
        folded: Folded,
        view: View,
        *,
        surprise: Surprise | None,
        exclude: frozenset[int],
        below: int | None = None,
    ) -> None:
        self._folded, self._view, self._surprise = folded, view, surprise
        self._exclude, self._below = exclude, below
        probes = probes_of(folded.codes)
        self._bases = np.cumsum([0, *(len(part) for part in view.parts)])
        self._sources = [
            (base, found)
            for base, part in zip(self._bases.tolist(), view.parts, strict=False)
            for found in part.located(probes)
        ]
        self._frequency = np.zeros(len(probes), dtype=np.int64)
        for _, found in self._sources:
            self._frequency += found.high - found.low

    @property
    def surprise(self) -> Surprise:
        if self._surprise is None:
            self._surprise = self._view.model.surprise(self._folded.codes)
        return self._surprise

    def doc_id(self, row: int) -> int:
        """The number of the text at this row of all parts."""
        part = int(np.searchsorted(self._bases, row, "right")) - 1
        return int(self._view.parts[part].ids[row - self._bases[part]])

    def similar(self, *, postings: int, most: int, least_hits: int = 2) -> list[_Source]:
        """The candidates that turn out similar, among the `most` likely by so many `postings`."""
        found: list[_Source] = []
        rows = self.likely(postings=postings, most=most, least_hits=least_hits)
        for k, part in enumerate(self._view.parts):
            here = rows[(rows >= self._bases[k]) & (rows < self._bases[k + 1])] - self._bases[k]
            if not len(here):
                continue
            doc_ids = part.ids[here].tolist()
            allowed = [
                doc not in self._exclude and (self._below is None or doc < self._below) for doc in doc_ids
            ]
            here = here[allowed]
            weighed = weigh(self._folded, part.texts, part.offsets, here, surprise=self.surprise)
            for row, evidence in zip(here.tolist(), weighed, strict=True):
                if similar(evidence, compared_with=len(self._view), learned=self._view.model.texts > 0):
                    found.append(_Source(int(part.ids[row]), np.array(text_at(part, row)), evidence))
        return found

    def likely(self, *, postings: int, most: int, least_hits: int) -> npt.NDArray[np.int64]:
        """The rows that share the most, weighed by rarity, best first."""
        longest = max(_LIST, int(_LIST_SHARE * len(self._view)))
        order = np.argsort(self._frequency, kind="stable")
        affordable = np.empty(len(order), dtype=np.bool_)
        affordable[order] = np.cumsum(self._frequency[order]) <= postings
        useful = affordable & (self._frequency > 0) & (self._frequency <= longest)
        weights = np.zeros(len(useful), dtype=np.float32)
        weights[useful] = np.log((len(self._view) + 1) / self._frequency[useful])
        scores, hits = _scratch(len(self._view))
        touched = np.empty(int(self._frequency[useful].sum()), dtype=np.int64)
        count = 0
        for base, found in self._sources:
            count = _tally(scores, hits, touched, count, found.low, found.high, found.numbers, base, weights)
        rows, reached = _gather(scores, hits, touched, count, least_hits)
        if len(rows) > most:
            bar = np.partition(reached, len(rows) - most)[len(rows) - most]
            rows, reached = rows[reached >= bar], reached[reached >= bar]
        likely: npt.NDArray[np.int64] = rows[np.lexsort((rows, -reached))][:most]
        return likely


_own = threading.local()


def _scratch(size: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.uint16]]:
    """Zeroed sums for so many texts, kept for the thread; whoever writes to them clears them again."""
    kept: tuple[npt.NDArray[np.float32], npt.NDArray[np.uint16]] | None = getattr(_own, "sums", None)
    if kept is None or len(kept[0]) < size:
        room = size + size // 4 + 1024
        kept = _own.sums = np.zeros(room, dtype=np.float32), np.zeros(room, dtype=np.uint16)
    return kept


@njit(cache=True, nogil=True)
def _tally(scores, hits, touched, count, low, high, numbers, base, weights):  # type: ignore[no-untyped-def]
    for k in range(len(weights)):
        if weights[k] > 0:
            for at in range(low[k], high[k]):
                row = base + np.int64(numbers[at])
                if hits[row] == 0:
                    touched[count] = row
                    count += 1
                hits[row] += 1
                scores[row] += weights[k]
    return count


@njit(cache=True, nogil=True)
def _gather(scores, hits, touched, count, least_hits):  # type: ignore[no-untyped-def]
    """The rows hit often enough, with their scores; all sums are cleared on the way."""
    rows = np.empty(count, dtype=np.int64)
    reached = np.empty(count, dtype=np.float32)
    often = 0
    for k in range(count):
        row = touched[k]
        if hits[row] >= least_hits:
            rows[often], reached[often] = row, scores[row]
            often += 1
        scores[row], hits[row] = 0, 0
    return rows[:often], reached[:often]
