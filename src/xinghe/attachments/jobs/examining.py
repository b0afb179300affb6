"""Examine one attachment after the other; try again what a worker that died left; clear up at night."""

import logging
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from xinghe.access.actor import Actor
from xinghe.access.fence import fenced
from xinghe.attachments import actions, queries
from xinghe.attachments.actions.quarantine import Quarantine
from xinghe.attachments.jobs.scanner import scan
from xinghe.attachments.models import Attachment
from xinghe.attachments.rules.examination import examine
from xinghe.attachments.rules.names import kind_by_name
from xinghe.attachments.rules.refusals import AttachmentDamaged, FileRefused
from xinghe.attachments.vocab import SLOT_LIMITS, Slot, State
from xinghe.foundation import clock

log = logging.getLogger(__name__)

_EXAMINER = Actor.for_job("examine-attachments")
_PIECE = 1024 * 1024
# After this long without an outcome the asking was lost: asked again.
_LOST_AFTER = timedelta(minutes=10)
# A file in quarantine that no row names was written by a transaction that never ended.
_ORPHAN_AFTER = timedelta(hours=24)


@app.task(name="xinghe.examine_attachment", retry=RetryStrategy(max_attempts=20, exponential_wait=3))
def examine_attachment(attachment_id: int) -> None:
    """Examine what waits in quarantine and release a clean copy, or write down why not. Harmless the second time.

    A worker that dies leaves it waiting; a scanner that is silent, too. Both are tried again.
    """
    with fenced(_EXAMINER):
        found = Attachment.objects.filter(pk=attachment_id, state=State.WAITING).first()
    if found is None:
        return
    source = Quarantine().path(found.quarantine)
    try:
        if not source.is_file():
            raise AttachmentDamaged()
        _release(found, source)
    except FileRefused as refusal:
        actions.settle_examination(_EXAMINER, attachment_id=attachment_id, refusal=refusal)


def _release(found: Attachment, source: Path) -> None:
    welcome = SLOT_LIMITS[Slot(found.slot)].kinds
    named = kind_by_name(found.file_name, welcome=welcome)
    folder = source.parent
    with tempfile.TemporaryFile(dir=folder) as clean, tempfile.TemporaryFile(dir=folder) as preview:
        verdict = examine(source, named=named, welcome=welcome, clean=clean, preview=preview)
        if settings.XINGHE.clamd:
            scan(source, address=settings.XINGHE.clamd)
        store = queries.clean_store()
        size = clean.seek(0, 2)
        clean_digest = store.put(_pieces(clean), limit=2 * found.size + 64 * _PIECE)
        preview_digest = store.put(_pieces(preview), limit=_PIECE) if verdict.has_preview else ""
    actions.settle_examination(
        _EXAMINER,
        attachment_id=found.pk,
        kind=verdict.kind,
        clean_digest=clean_digest,
        preview_digest=preview_digest,
        size=size,
    )


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(_PIECE):
        yield piece


@app.periodic(cron="*/5 * * * *")
@app.task(name="xinghe.examine_left", queueing_lock="examine-left")
def examine_left(timestamp: int = 0) -> None:
    """Ask again for the examination of what has waited for ten minutes; what is asked for already stays so."""
    with fenced(_EXAMINER):
        left = list(queries.waiting(before=clock.now() - _LOST_AFTER).values_list("pk", flat=True)[:200])
    for number in left:
        task = app.configure_task(
            "xinghe.examine_attachment", lock=f"attachment-{number}", queueing_lock=f"attachment-{number}"
        )
        try:
            task.defer(attachment_id=number)
        except AlreadyEnqueued:
            continue


@app.periodic(cron="41 3 * * *")
@app.task(name="xinghe.tidy_attachments", queueing_lock="tidy-attachments")
def tidy_attachments(timestamp: int = 0) -> None:
    """Every night: let go of unfinished uploads and of what was removed long ago, and of files that no row names."""
    actions.let_go(_EXAMINER)
    old = list(Quarantine().older_than(clock.now() - _ORPHAN_AFTER))
    with fenced(_EXAMINER):
        wanted = queries.quarantined(old)
    for name in set(old) - wanted:
        Quarantine().forget(name)
        log.info("let go of a file in quarantine that no row named")
