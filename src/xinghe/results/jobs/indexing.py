"""Keep the public search index up with what is published: a moment after a change, and whole again when it is lost."""

import logging
import time
from collections.abc import Iterable, Iterator

import tantivy
from procrastinate.contrib.django import app

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.foundation.errors import gettext_noop
from xinghe.foundation.search_index import IndexBusy, IndexUnusable
from xinghe.jobs.registry import Progress, long_work
from xinghe.results import queries

log = logging.getLogger(__name__)

BATCH = 500
# An update holds its documents in memory.
MOST_AT_ONCE = 5_000
# Seconds that a rebuild waits for the minute's turn to end.
TURNS_WAITED = 60


@app.periodic(cron="*/1 * * * *")
@app.task(name="xinghe.index_results", queueing_lock="index-results")
def keep_index(timestamp: int = 0) -> None:
    """Bring the index up to date. Asked for after each publication, and every minute in case that was lost."""
    try:
        refresh_index()
    except IndexBusy:
        log.info("the search index is being written by another worker; the next minute catches up")


@long_work("results.reindex", title=gettext_noop("Build the search index anew"))
def reindex(asker: Actor, progress: Progress) -> dict[str, object]:
    """Build the whole index again; readers go on with the old one meanwhile. Waits for a turn that is under way."""
    for _ in range(TURNS_WAITED):
        try:
            return {"results": rebuild_index(progress)}
        except IndexBusy:
            progress(0)
            time.sleep(1)
    return {"results": rebuild_index(progress)}


def refresh_index() -> int:
    """Take over what changed since the last time; how many results. Builds the index when it is missing. Raises: IndexBusy."""
    index = queries.result_index()
    try:
        cursor = index.cursor()
        # A standby that took over may have lost transactions; their numbers would be used again.
        if queries.is_ahead(cursor):
            return rebuild_index()
        # Asked before the changes are: what ends in between is taken over twice rather than never.
        now = queries.snapshot_now()
        changed = queries.results_changed(since=cursor)
        for number, part in enumerate(_parts(changed, MOST_AT_ONCE), 1):
            # The cursor moves with the last part: whoever is interrupted does all of them again.
            reached = now if number * MOST_AT_ONCE >= len(changed) else cursor
            index.update(gone=part, fresh=_documents(_parts(part, BATCH)), cursor=reached)
    except IndexUnusable:
        return rebuild_index()
    return len(changed)


def rebuild_index(progress: Progress | None = None) -> int:
    """Build the index from what is published; how many results it holds. Raises: IndexBusy."""
    # Asked before the rows are read: what changes meanwhile is taken over again afterwards.
    now = queries.snapshot_now()
    total = queries.published().count()
    return queries.result_index().rebuild(_documents(_published(progress, total)), cursor=now)


def _published(progress: Progress | None, total: int) -> Iterator[list[int]]:
    done, after = 0, 0
    while numbers := queries.next_published(after=after, size=BATCH):
        yield numbers
        done, after = done + len(numbers), numbers[-1]
        if progress is not None:
            progress(done, total)


def _parts(numbers: list[int], size: int) -> Iterator[list[int]]:
    return (numbers[at : at + size] for at in range(0, len(numbers), size))


def _documents(batches: Iterable[list[int]]) -> Iterator[tantivy.Document]:
    for numbers in batches:
        # As the public: what the fence hides from everybody cannot get in by mistake.
        with fenced(Actor.public()):
            made = list(queries.documents(numbers))
        yield from made
