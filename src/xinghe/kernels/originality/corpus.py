"""All texts that a new one is checked against: files that one process writes and all map, and what each
process has been told since. What is true stands in the caller's database; everything here can be rebuilt."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from xinghe.kernels.originality.check import Match, View, check, sweep
from xinghe.kernels.originality.fingerprint import (
    FINGERPRINT_VERSION,
    Keys,
    keys_of,
    packed_keys,
    unpacked_keys,
)
from xinghe.kernels.originality.fold import FOLD_VERSION, Codes, fold
from xinghe.kernels.originality.language import LanguageModel, prior
from xinghe.kernels.originality.learn import SAMPLE, learned, load, sampled, save
from xinghe.kernels.originality.segment import (
    LARGEST,
    NUMBER_BITS,
    Recent,
    Segment,
    gathered,
    text_at,
    write_segment,
)

_FLUSH = 1 << 16  # recent texts that become a segment
_TIER = 4  # segments of one size that become one of the next
_MANIFEST = "manifest.json"
# A model is counted anew when the corpus has grown by this factor since, for the first time at so many texts.
_FIRST_MODEL, _NEXT_MODEL = 500, 4
_BATCH = 4096
_TRIES = 5


class Entry(NamedTuple):
    """What the caller's database keeps of a text: see `entry`."""

    doc_id: int
    fingerprint: bytes
    folded: bytes


def entry(doc_id: int, text: str) -> Entry:
    """The row to store for a text, with FOLD_VERSION and FINGERPRINT_VERSION beside it."""
    codes = fold(text).codes
    return Entry(doc_id, packed_keys(keys_of(codes)), codes.astype("<u2").tobytes())


class Corpus:
    """Texts by number, and the check against them. Several threads may check while one adds."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._lock = threading.RLock()
        self._recent = Recent()
        self._segments: tuple[Segment, ...] = ()
        self._model, self._model_name = prior(), ""
        self._generation = 0
        self._seen = b""

    @classmethod
    def open(cls, directory: str | Path) -> Corpus:
        """Open what stands in the directory; an absent or empty one is an empty corpus."""
        corpus = cls(Path(directory))
        corpus.refresh()
        return corpus

    @classmethod
    def rebuild(
        cls, directory: str | Path, rows: Iterable[Entry], *, progress: Callable[[int], None] = lambda _: None
    ) -> Corpus:
        """Write the directory anew from stored rows in ascending order of their numbers, and open it.

        Takes some six gigabytes of memory for a full segment of 1,048,576 texts, however many segments there are.
        """
        corpus = cls.open(directory)
        corpus._generation += 1
        corpus._recent, corpus._model = Recent(), prior()
        segments: list[Segment] = []
        waiting = iter(rows)
        while first := list(islice(waiting, 1)):
            batch = chain(first, islice(waiting, LARGEST - 1))
            segments.append(corpus._written(batch, number=len(segments)))
            progress(sum(map(len, segments)))
        corpus._segments = tuple(segments)
        corpus._learn()
        corpus._publish()
        return corpus

    def __len__(self) -> int:
        return len(self._recent) + sum(map(len, self._segments))

    def __contains__(self, doc_id: int) -> bool:
        known = any(segment.row_of(doc_id) is not None for segment in self._segments)
        return known or self._recent.row_of(doc_id) is not None

    @property
    def model(self) -> LanguageModel:
        """The language model in use; pass it to `evidence` to show a finding."""
        return self._model

    @property
    def version(self) -> str:
        """What a stored finding was made with: fold, fingerprint and language model."""
        return f"{FOLD_VERSION}.{FINGERPRINT_VERSION}.{self._model.texts}"

    def add(self, doc_id: int, text: str | Codes) -> bool:
        """Take in one text for the checks of this process; False if the number is known already."""
        return self.add_many([(doc_id, text)]) == 1

    def add_many(self, texts: Iterable[tuple[int, str | Codes]]) -> int:
        """Take in many texts; known numbers are passed over. Returns how many were new."""
        folded = ((doc_id, fold(text).codes if isinstance(text, str) else text) for doc_id, text in texts)
        return self._take(folded, lambda doc_id: None)

    def catch_up(self, rows: Iterable[Entry]) -> int:
        """Take in rows that other processes stored, in any order; known numbers are passed over."""
        keys: dict[int, bytes] = {}

        def texts() -> Iterator[tuple[int, Codes]]:
            for row in rows:
                keys[row.doc_id] = row.fingerprint
                yield row.doc_id, np.frombuffer(row.folded, dtype="<u2").astype(np.uint16)

        return self._take(texts(), keys.pop)

    def check(self, text: str, *, exclude: frozenset[int] = frozenset(), top: int = 5) -> tuple[Match, ...]:
        """The texts that this one was written from, the most covering first; see `check.check`.

        `exclude` names texts that may be alike: the same entry's drafts, a quoted policy.
        """
        return check(text, self.view(), exclude=exclude, top=top)

    def pairs(
        self, *, part: int = 0, parts: int = 1, progress: Callable[[int, int], None] = lambda done, all: None
    ) -> Iterator[tuple[int, Match]]:
        """Every text of this part of the corpus with each smaller-numbered text that it is similar to.

        Parts are disjoint and make up the whole; they may run in processes of their own.
        """
        yield from sweep(self.view(), part=part, parts=parts, progress=progress)

    def compact(self, *, everything: bool = False) -> bool:
        """Write recent texts and merge segments where due; for one process at a time.

        With `everything`, also write a small remainder and count the language model anew.
        Returns whether readers have something to `refresh`.
        """
        with self._lock:
            self.refresh()
            self._generation += 1
            due = len(self._recent) >= _FLUSH or (everything and len(self._recent) > 0)
            if due:
                self._flush()
            grown = len(self) >= max(_FIRST_MODEL, _NEXT_MODEL * self._model.texts)
            if everything or (grown and self._model.texts < SAMPLE):
                self._learn()
            elif not due:
                return False
            self._publish()
            return True

    def refresh(self) -> bool:
        """Open what another process wrote since; recent texts that are in files now are let go. Returns whether there was news."""
        with self._lock:
            for _ in range(_TRIES):
                try:
                    manifest = (self._directory / _MANIFEST).read_bytes()
                except FileNotFoundError:
                    return False
                if manifest == self._seen:
                    return False
                try:
                    self._open(json.loads(manifest))
                except FileNotFoundError:
                    continue  # a newer manifest has taken its place, and the files it no longer names are gone
                self._seen = manifest
                return True
        raise CorpusOutdated(self._directory)

    def _open(self, wanted: dict[str, Any]) -> None:
        if (wanted["fold"], wanted["fingerprint"]) != (FOLD_VERSION, FINGERPRINT_VERSION):
            raise CorpusOutdated(self._directory)
        opened = {segment.name: segment for segment in self._segments}
        segments = [opened.get(name) or Segment(self._directory / name) for name in wanted["segments"]]
        if wanted["model"] != self._model_name:
            self._model = load(self._directory / wanted["model"], texts=wanted["model_texts"])
            self._model_name = wanted["model"]
        self._generation, self._segments = wanted["generation"], tuple(segments)
        self._keep_only_new()

    def view(self) -> View:
        """The corpus as it stands now, for reading."""
        with self._lock:
            return View(parts=self._parts(), model=self._model)

    def _parts(self) -> list[Segment | Recent]:
        parts: list[Segment | Recent] = [*self._segments]
        if len(self._recent):
            parts.append(self._recent.snapshot())
        return parts

    def _take(self, texts: Iterable[tuple[int, Codes]], stored: Callable[[int], bytes | None]) -> int:
        taken = 0
        waiting = iter(texts)
        while batch := list(islice(waiting, _BATCH)):
            with self._lock:
                new: dict[int, Codes] = {}
                for doc_id, codes in batch:
                    if doc_id not in self:
                        new.setdefault(doc_id, codes)
                if len(self._recent) + len(new) > LARGEST:
                    raise CorpusFull(len(self._recent))
                brought = [keys for doc_id in new if (keys := stored(doc_id)) is not None]
                postings = _postings(brought) if len(brought) == len(new) else None
                if new:
                    self._recent.add(list(new), list(new.values()), postings)
                taken += len(new)
        return taken

    def _keep_only_new(self) -> None:
        kept = [
            (int(doc_id), text_at(self._recent, row).copy())
            for row, doc_id in enumerate(self._recent.ids)
            if all(segment.row_of(int(doc_id)) is None for segment in self._segments)
        ]
        self._recent = Recent()
        self._take(kept, lambda _: None)

    def _flush(self) -> None:
        parts: list[Segment | Recent] = [self._recent]
        remaining = list(self._segments)
        # The newest segments of about this size go into the new one, tier by tier.
        size = len(self._recent)
        while size < LARGEST:
            alike = [segment for segment in remaining if len(segment) < _TIER * size]
            if len(alike) < _TIER - 1 or size + sum(map(len, alike)) > LARGEST:
                break
            parts += alike
            remaining = [segment for segment in remaining if segment not in alike]
            size += sum(map(len, alike))
        ids, texts, offsets = gathered(parts)
        path = self._directory / f"segment-{self._generation:06}-0"
        written = write_segment(path, ids=ids, texts=texts, offsets=offsets)
        self._segments = tuple(sorted((*remaining, written), key=lambda segment: int(segment.ids[0])))
        self._recent = Recent()

    def _written(self, rows: Iterable[Entry], *, number: int) -> Segment:
        ids: list[int] = []
        lengths: list[int] = []
        folded = bytearray()
        postings: list[Keys] = []
        while batch := list(islice(rows, _BATCH)):
            postings.append(_postings([row.fingerprint for row in batch], first=len(ids)))
            ids += [row.doc_id for row in batch]
            lengths += [len(row.folded) // 2 for row in batch]
            folded += b"".join(row.folded for row in batch)
        offsets = np.zeros(len(ids) + 1, dtype=np.int64)
        np.cumsum(lengths, out=offsets[1:])
        return write_segment(
            self._directory / f"segment-{self._generation:06}-{number}",
            ids=np.array(ids, dtype=np.int64),
            texts=np.frombuffer(folded, dtype="<u2").view(np.uint16),
            offsets=offsets,
            postings=np.concatenate(postings),
        )

    def _learn(self) -> None:
        parts = self._parts()
        if not parts:
            return
        _, texts, offsets = gathered(parts, only=sampled(np.concatenate([part.ids for part in parts])))
        self._model = learned(texts, offsets)
        self._model_name = f"language-{self._generation:06}"
        save(self._model, self._directory / self._model_name)

    def _publish(self) -> None:
        """Let readers see the new files; what no manifest names any more is removed, open maps stay valid."""
        self._directory.mkdir(parents=True, exist_ok=True)
        manifest = {
            "generation": self._generation,
            "fold": FOLD_VERSION,
            "fingerprint": FINGERPRINT_VERSION,
            "segments": [segment.name for segment in self._segments],
            "model": self._model_name,
            "model_texts": self._model.texts,
        }
        written = json.dumps(manifest, indent=1).encode()
        unfinished = self._directory / f"{_MANIFEST}.part"
        with unfinished.open("wb") as file:
            file.write(written)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self._directory / _MANIFEST)
        self._seen = written
        named = {*(segment.name for segment in self._segments), self._model_name}
        for path in self._directory.iterdir():
            if path.is_dir() and path.name not in named:
                shutil.rmtree(path, ignore_errors=True)


class CorpusOutdated(RuntimeError):
    """The files were written with another fold or fingerprint, or are not all there: rebuild them from the stored rows."""


class CorpusFull(RuntimeError):
    """More recent texts than a process can keep without a file: have `compact` run, then `refresh`."""


def _postings(fingerprints: Sequence[bytes], *, first: int = 0) -> Keys:
    """Postings of these texts, numbered from `first`."""
    keys = unpacked_keys(b"".join(fingerprints))
    numbers = np.arange(first, first + len(fingerprints), dtype=np.uint64)
    return (keys << np.uint64(NUMBER_BITS)) | np.repeat(
        numbers, [len(stored) // 5 for stored in fingerprints]
    )
