"""A search index on disk that can be thrown away: one writer, many readers, and always a way to do without.

An index is a copy. It says how far into the original it reaches, it may be missing or damaged at any
moment, and whoever reads it checks what was found against the original.
"""

import fcntl
import json
import logging
import os
import secrets
import shutil
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import tantivy

log = logging.getLogger(__name__)

# tantivy splits this between its threads; more only makes segments bigger before they are merged.
_WRITER_BYTES = 128_000_000


class IndexUnusable(Exception):
    """There is no index yet, it was made by another version, or it cannot be read: look in the original."""


class IndexBusy(Exception):
    """Another process is writing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _State:
    """Which generation is in force, and how far into the original it reaches."""

    generation: str
    version: int
    cursor: str


class SearchIndex:
    """One index in its own directory. ``key`` names the integer field by which a document is replaced.

    ``version`` is that of the documents' making: an index of another version is as good as none.
    """

    def __init__(self, directory: Path, *, schema: tantivy.Schema, key: str, version: int) -> None:
        self.directory = directory
        self.schema = schema
        self._key = key
        self._version = version
        self._opened: tuple[str, tantivy.Index] | None = None
        self._opening = threading.Lock()

    def cursor(self) -> str:
        """How far into the original the index reaches, in the original's own words. Raises: IndexUnusable."""
        return self._state().cursor

    @contextmanager
    def searcher(self) -> Iterator[tantivy.Searcher]:
        """The index as of the last commit of whichever process wrote it.

        An index that cannot be read, inside the block too, is put out of force until it is rebuilt.
        Raises: IndexUnusable.
        """
        state = self._state()
        try:
            index = self._open(state.generation)
            index.reload()
            yield index.searcher()
        except BaseException as error:
            if self._is_ours(error):
                # A rebuild that finished since takes the old files away; that is no damage.
                if self._state().generation == state.generation:
                    self.put_out_of_force(because=str(error))
                raise IndexUnusable from error
            raise

    def put_out_of_force(self, *, because: str) -> None:
        """Have nobody read this generation any more. The next writer rebuilds."""
        log.error("the search index in %s is damaged and out of force: %s", self.directory, because)
        self._opened = None
        (self.directory / "state.json").unlink(missing_ok=True)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the writer's lock; it dies with the process, so a killed writer leaves nothing behind."""
        self.directory.mkdir(parents=True, exist_ok=True)
        with (self.directory / "lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise IndexBusy from None
            yield

    def update(self, *, gone: Iterable[int], fresh: Iterable[tantivy.Document], cursor: str) -> None:
        """Take documents out, put others in, and reach to ``cursor``. Safe to run twice.

        Documents become visible first and the cursor moves after: a writer killed in between does the
        same again. Raises: IndexBusy, IndexUnusable.
        """
        # Made before the writer is opened: what goes wrong in the making is no damage.
        made = list(fresh)
        with self._alone():
            state = self._state()
            try:
                writer = self._open(state.generation).writer(heap_size=_WRITER_BYTES, num_threads=1)
                for number in gone:
                    writer.delete_documents_by_term(self._key, number)
                for document in made:
                    writer.add_document(document)
                writer.commit()
                writer.wait_merging_threads()
            except BaseException as error:
                if self._is_ours(error):
                    self.put_out_of_force(because=str(error))
                    raise IndexUnusable from error
                raise
            self._put_in_force(state.generation, cursor)

    def rebuild(self, documents: Iterable[tantivy.Document], *, cursor: str) -> int:
        """Make a new generation beside the old one and put it in force; how many documents it holds.

        Readers go on with the old one until then. Raises: IndexBusy.
        """
        with self._alone():
            generation = secrets.token_hex(8)
            place = self.directory / generation
            place.mkdir()
            writer = tantivy.Index(self.schema, path=str(place)).writer(
                heap_size=_WRITER_BYTES, num_threads=2
            )
            number = 0
            try:
                for document in documents:
                    writer.add_document(document)
                    number += 1
                writer.commit()
                writer.wait_merging_threads()
            except BaseException:
                writer.rollback()
                del writer  # its threads end before their files are taken away
                shutil.rmtree(place, ignore_errors=True)
                raise
            self._put_in_force(generation, cursor)
            for left in self.directory.iterdir():
                if left.is_dir() and left.name != generation:
                    shutil.rmtree(left, ignore_errors=True)
        return number

    def _state(self) -> _State:
        try:
            state = _State(**json.loads((self.directory / "state.json").read_text()))
        except (OSError, ValueError, TypeError) as error:
            raise IndexUnusable from error
        if state.version != self._version or not state.generation.isalnum():
            raise IndexUnusable
        return state

    def _put_in_force(self, generation: str, cursor: str) -> None:
        state = _State(generation=generation, version=self._version, cursor=cursor)
        fresh = self.directory / f"state.{os.getpid()}"
        with fresh.open("w") as file:
            json.dump(asdict(state), file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.directory / "state.json")

    def _open(self, generation: str) -> tantivy.Index:
        with self._opening:
            if self._opened is None or self._opened[0] != generation:
                self._opened = (generation, tantivy.Index.open(str(self.directory / generation)))
            return self._opened[1]

    @staticmethod
    def _is_ours(error: BaseException) -> bool:
        # tantivy tells most damage by ValueError or OSError, and some by a panic, which is no Exception.
        return isinstance(error, ValueError | OSError) or type(error).__name__ == "PanicException"
