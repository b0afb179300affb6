"""Look for earlier texts that new ones resemble, a batch at a time, and write down what is found."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xinghe.access.actor import Actor
from xinghe.jobs.registry import Progress
from xinghe.texts.actions import note_similarities
from xinghe.texts.models import RecordedText
from xinghe.texts.queries import Likeness, earlier_alike, likeness, resembling, subjects_of, texts_of

BATCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Strongest:
    """A subject whose text resembles that of an earlier subject, by its strongest similarity."""

    subject_id: int
    source_id: int
    coverage: float


def look_for_similar(
    actor: Actor, *, subject_kind: str, subject_ids: Sequence[int], progress: Progress
) -> list[Strongest]:
    """Compare the texts of these subjects with every text recorded before each, and write down what is alike.

    Safe to run twice: a pair is written down once. Only subjects that resemble something are returned.
    """
    strongest: list[Strongest] = []
    for start in range(0, len(subject_ids), BATCH):
        batch = texts_of(subject_kind, subject_ids[start : start + BATCH])
        likenesses = [
            likeness(text.pk, one.source.pk, one.comparison)
            for text, alike in zip(batch, earlier_alike(batch), strict=True)
            for one in alike
        ]
        if likenesses:
            note_similarities(actor, found=likenesses)
        strongest.extend(_strongest(batch, likenesses))
        progress(start + len(batch), len(subject_ids))
    return strongest


def _strongest(batch: Sequence[RecordedText], likenesses: Sequence[Likeness]) -> list[Strongest]:
    best: dict[int, Likeness] = {}
    for one in likenesses:
        if one.text_id not in best or one.coverage > best[one.text_id].coverage:
            best[one.text_id] = one
    subjects = subjects_of([one.source_id for one in best.values()])
    return [
        Strongest(
            subject_id=text.subject_id,
            source_id=subjects[best[text.pk].source_id],
            coverage=best[text.pk].coverage,
        )
        for text in batch
        if text.pk in best
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A text that is not recorded and resembles another: one of its own company (a key), or a recorded one."""

    key: int
    source_id: int
    is_inside: bool
    coverage: float


def look_through(bodies: Mapping[int, str], *, own: Mapping[int, int]) -> list[Seen]:
    """What texts that are *not* recorded resemble: each other, in the order of their keys, or recorded ones.

    ``own`` names the text that stands for a key already: nothing resembles itself.
    """
    from xinghe.kernels.originality import Corpus, evidence  # slow to load: see texts.queries

    seen: list[Seen] = []
    with tempfile.TemporaryDirectory() as directory:
        inside = Corpus.open(directory)
        for key in sorted(bodies):
            best: Seen | None = None
            exclude = frozenset({own[key]} if key in own else ())
            for found in resembling(bodies[key], exclude=exclude, top=1):
                coverage = found.comparison.coverage_of_a
                best = Seen(key=key, source_id=found.source.subject_id, is_inside=False, coverage=coverage)
            for match in inside.check(bodies[key], top=1):
                coverage = evidence(bodies[key], bodies[match.doc_id], model=inside.model).coverage_of_a
                if best is None or coverage >= best.coverage:
                    best = Seen(key=key, source_id=match.doc_id, is_inside=True, coverage=coverage)
            if best is not None:
                seen.append(best)
            inside.add(key, bodies[key])
    return seen
