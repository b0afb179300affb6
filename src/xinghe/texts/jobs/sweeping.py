"""Keep the files of the corpus, and sweep it for every similar pair."""

from itertools import islice

from django.db import connection
from procrastinate.contrib.django import app

from xinghe.access.actor import Actor
from xinghe.foundation.errors import gettext_noop
from xinghe.jobs.registry import Progress, long_work
from xinghe.texts.actions import note_similarities
from xinghe.texts.queries import Likeness, compared, live_corpus

BATCH = 500
# One process at a time writes the files; who comes second leaves it to the first.
_WRITER_LOCK = 7_215_002


@long_work("texts.sweep", title=gettext_noop("Find all similar pairs of texts"))
def sweep_corpus(actor: Actor, progress: Progress) -> dict[str, object]:
    """Compare every recorded text with all recorded before it, and write down the pairs that are new."""
    keep_files()
    corpus = live_corpus().caught_up()
    pairs, new = 0, 0
    found = corpus.pairs(progress=lambda done, total: progress(done, total))
    while batch := [(text, match.doc_id) for text, match in islice(found, BATCH)]:
        likenesses: list[Likeness] = compared(batch, model=corpus.model)
        pairs += len(likenesses)
        new += note_similarities(actor, found=likenesses)
    return {"texts": len(corpus), "pairs": pairs, "new": new}


@app.periodic(cron="*/2 * * * *")
@app.task(name="xinghe.originality_files", queueing_lock="originality_files")
def tend_files(timestamp: int) -> None:
    """Every two minutes: put what was recorded since into the files that every process maps."""
    keep_files()


def keep_files() -> None:
    """Write the recent texts of the corpus into files, if enough have come together and nobody else is at it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_WRITER_LOCK])
        if not cursor.fetchone()[0]:
            return
        try:
            live_corpus().caught_up().compact()
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_WRITER_LOCK])
