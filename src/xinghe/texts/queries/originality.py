"""Questions about texts: what earlier ones a text resembles, what was ruled, and the corpus to compare with."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.texts.models import RecordedText, Similarity
from xinghe.texts.queries.everywhere import everywhere

# The kernel's compiled loops take a second to load. Only who compares pays for it, not every start.
if TYPE_CHECKING:
    from xinghe.kernels.originality import Comparison, Corpus, Entry, Match
    from xinghe.kernels.originality.language import LanguageModel


_PORTION = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """A recorded text found to share passages with an earlier one; offsets count characters of both bodies."""

    text_id: int
    source_id: int
    coverage: float
    coverage_of_source: float
    verdict: str
    passages: tuple[dict[str, object], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSimilarity:
    """A similarity as one person may see it: ``source`` is None where they may not read the earlier text."""

    found: Similarity
    text: RecordedText
    source: RecordedText | None


def similarities_of(actor: Actor, *, subject_kind: str, subject_id: int) -> tuple[ShownSimilarity, ...]:
    """What was found about one subject's text, strongest first. At most 3 queries."""
    text = (
        RecordedText.objects.filter(subject_kind=subject_kind, subject_id=subject_id)
        .defer("fingerprint")
        .first()
    )
    if text is None:
        return ()
    rows = within(actor, Power.RESULT_READ, Similarity.objects.filter(text=text)).select_related("ruled_by")
    found = list(rows.order_by("-coverage", "pk"))
    sources = readable_texts(actor, [one.source_id for one in found])
    return tuple(ShownSimilarity(found=one, text=text, source=sources.get(one.source_id)) for one in found)


def readable(actor: Actor, rows: QuerySet[RecordedText]) -> QuerySet[RecordedText]:
    """Of these texts, the ones this actor may read: below one of their offices, or public."""
    return within(actor, Power.RESULT_READ, rows) | rows.filter(is_public=True)


def readable_texts(actor: Actor, numbers: Sequence[int]) -> dict[int, RecordedText]:
    """Of these texts, the ones this actor may read, by number. 1 query."""
    rows = RecordedText.objects.filter(pk__in=numbers).defer("fingerprint")
    return {text.pk: text for text in readable(actor, rows)}


def subject_of(similarity: Similarity) -> tuple[str, int]:
    """Kind and number of the subject whose text a similarity is about. 1 query."""
    return RecordedText.objects.values_list("subject_kind", "subject_id").get(pk=similarity.text_id)


def texts_of(subject_kind: str, subject_ids: Sequence[int]) -> list[RecordedText]:
    """The recorded texts of some subjects, in the order they were recorded; for a machine. 1 query."""
    with everywhere():
        rows = RecordedText.objects.filter(subject_kind=subject_kind, subject_id__in=subject_ids)
        return list(rows.defer("fingerprint").order_by("pk"))


def text_numbers(subject_kind: str, subject_ids: Sequence[int]) -> dict[int, int]:
    """The number of each subject's text; for a machine. 1 query."""
    with everywhere():
        rows = RecordedText.objects.filter(subject_kind=subject_kind, subject_id__in=subject_ids)
        return dict(rows.values_list("subject_id", "pk"))


def subjects_of(text_ids: Sequence[int]) -> dict[int, int]:
    """The subject's number of each text; for a machine. 1 query."""
    with everywhere():
        return dict(RecordedText.objects.filter(pk__in=text_ids).values_list("pk", "subject_id"))


class LiveCorpus:
    """The corpus as this process knows it: files that one process writes, and what was recorded since."""

    def __init__(self, directory: Path) -> None:
        from xinghe.kernels.originality import Corpus

        self.directory = directory
        self.lock = threading.Lock()
        self.corpus = Corpus.open(directory)
        # Transactions below this one are all known here. None: nothing was read yet.
        self.horizon: int | None = None

    def caught_up(self) -> Corpus:
        """The corpus with every text that is committed now. 1 query when nothing is new."""
        with self.lock:
            self.corpus.refresh()
            with everywhere():
                with connection.cursor() as cursor:
                    # What is below the oldest transaction still open will never gain a row.
                    cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
                    (horizon,) = cursor.fetchone()
                self.corpus.catch_up(self._unknown())
            self.horizon = horizon
            return self.corpus

    def _unknown(self) -> Iterator[Entry]:
        rows = RecordedText.objects.order_by("pk")
        if self.horizon is not None:
            rows = rows.filter(transaction__gte=self.horizon)
        elif len(self.corpus):
            numbers = rows.values_list("pk", flat=True)
            missing = [number for number in numbers.iterator(chunk_size=50_000) if number not in self.corpus]
            for start in range(0, len(missing), _PORTION):
                yield from entries(rows.filter(pk__in=missing[start : start + _PORTION]))
            return
        yield from entries(rows)


def entries(rows: QuerySet[RecordedText]) -> Iterator[Entry]:
    """Stored texts as the corpus takes them in."""
    from xinghe.kernels.originality import Entry
    from xinghe.kernels.originality.fold import fold

    for number, fingerprint, body in rows.values_list("pk", "fingerprint", "body").iterator(
        chunk_size=_PORTION
    ):
        yield Entry(number, bytes(fingerprint), fold(body).codes.astype("<u2").tobytes())


_live: dict[Path, LiveCorpus] = {}


def live_corpus() -> LiveCorpus:
    """The one corpus of this process, for the present installation and database."""
    directory: Path = settings.XINGHE.var / "originality" / connection.settings_dict["NAME"]
    if directory not in _live:
        _live[directory] = LiveCorpus(directory)
    return _live[directory]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An earlier text that a text resembles, with the comparison in characters of both."""

    source: RecordedText
    comparison: Comparison


def resembling(body: str, *, exclude: frozenset[int] = frozenset(), top: int = 5) -> tuple[Found, ...]:
    """The texts that ``body`` resembles, strongest first. 2 queries and some milliseconds.

    ``exclude`` leaves out some numbers.
    """
    corpus = live_corpus().caught_up()
    return _explained(corpus, [(body, corpus.check(body, exclude=exclude, top=top))], each=map)[0]


def earlier_alike(texts: Sequence[RecordedText], *, top: int = 5) -> list[tuple[Found, ...]]:
    """For each recorded text the ones recorded before it that it resembles. 2 queries for all, on every core."""
    corpus = live_corpus().caught_up()

    def check(text: RecordedText) -> tuple[str, Sequence[Match]]:
        # Later texts may resemble it too; enough are asked for that they do not crowd out the earlier ones.
        alike = corpus.check(text.body, exclude=frozenset({text.pk}), top=4 * top)
        return text.body, [one for one in alike if one.doc_id < text.pk][:top]

    # Compiled code does most of it and lets the other threads go on meanwhile.
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return _explained(corpus, list(threads.map(check, texts)), each=threads.map)


def _explained(
    corpus: Corpus, matched: Sequence[tuple[str, Sequence[Match]]], *, each: Callable[..., Iterable[Any]]
) -> list[tuple[Found, ...]]:
    """The evidence for every match of every text; ``each`` is a ``map``, perhaps one with threads. At most 1 query."""
    from xinghe.kernels.originality import evidence

    wanted = {match.doc_id for _, matches in matched for match in matches}
    sources: Mapping[int, RecordedText] = {}
    if wanted:
        with everywhere():
            sources = RecordedText.objects.defer("fingerprint").in_bulk(wanted)

    def explain(one: tuple[str, Sequence[Match]]) -> tuple[Found, ...]:
        body, matches = one
        return tuple(
            Found(
                source=sources[match.doc_id],
                comparison=evidence(body, sources[match.doc_id].body, model=corpus.model),
            )
            for match in matches
            if match.doc_id in sources
        )

    return list(each(explain, matched))


def compared(pairs: Sequence[tuple[int, int]], *, model: LanguageModel) -> list[Likeness]:
    """The evidence for pairs (later, earlier) of recorded texts; for a machine. 1 query."""
    from xinghe.kernels.originality import evidence

    with everywhere():
        bodies = dict(
            RecordedText.objects.filter(pk__in={one for pair in pairs for one in pair}).values_list(
                "pk", "body"
            )
        )
    found = []
    for later, earlier in pairs:
        if later in bodies and earlier in bodies:
            comparison = evidence(bodies[later], bodies[earlier], model=model)
            found.append(likeness(later, earlier, comparison))
    return found


def likeness(later: int, earlier: int, comparison: Comparison) -> Likeness:
    """A comparison of two recorded texts, as it is written down."""
    return Likeness(
        text_id=later,
        source_id=earlier,
        coverage=comparison.coverage_of_a,
        coverage_of_source=comparison.coverage_of_b,
        verdict=str(comparison.verdict),
        passages=tuple(comparison.to_json()["passages"]),
    )
