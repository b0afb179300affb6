"""Write down what the examination found, and let go of what nobody needs any more. Done by a machine."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial

from django.db import transaction

from xinghe.access.powers import Power
from xinghe.access.work import Work, command
from xinghe.attachments.actions.quarantine import Quarantine
from xinghe.attachments.models import Attachment, Upload
from xinghe.attachments.queries import clean_store, is_kept
from xinghe.attachments.rules.names import clean_name
from xinghe.attachments.rules.refusals import FileRefused
from xinghe.attachments.vocab import MEDIA_TYPES, REMOVED_KEPT, FileKind, State
from xinghe.foundation.files import FileGone

_JUST = timedelta(hours=1)


@command
def settle_examination(
    work: Work,
    *,
    attachment_id: int,
    kind: FileKind | None = None,
    clean_digest: str = "",
    preview_digest: str = "",
    size: int = 0,
    refusal: FileRefused | None = None,
) -> Attachment:
    """Release a clean copy that stands in the store, or write down why there is none; once.

    What came is deleted when this commits. Refuses: Missing, Forbidden.
    """
    attachment = work.claim(Attachment, attachment_id)
    work.require(Power.ATTACHMENT_READ, attachment)
    if attachment.state != State.WAITING:
        work.leave_unrecorded("another worker has settled it")
        return attachment
    if refusal is None:
        assert kind is not None
        assert clean_digest
        attachment.state, attachment.media_type = State.CLEAN, MEDIA_TYPES[kind]
        attachment.clean_digest, attachment.preview_digest = clean_digest, preview_digest
        attachment.file_name, attachment.size = clean_name(attachment.file_name, kind=kind), size
        work.record("attachment.clean", attachment, digest=(attachment.original_digest, clean_digest))
    else:
        attachment.state, attachment.reason = State.REFUSED, refusal.code
        attachment.reason_params = {
            name: str(getattr(value, "value", value)) for name, value in refusal.params.items()
        }
        work.record("attachment.refuse", attachment, refused=(None, refusal.code))
    token, attachment.quarantine, attachment.examined_at = attachment.quarantine, "", work.now
    attachment.save()
    if token:
        transaction.on_commit(partial(Quarantine().forget, token))
    return attachment


@command
def let_go(work: Work) -> int:
    """Drop uploads that nobody finished, and the bytes of what was removed 30 days ago; how many of both.

    Content that another attachment shares stays.
    """
    if not work.actor.system:
        work.leave_unrecorded("nothing: only a machine lets go")
        return 0
    ended = list(Upload.objects.filter(expires_at__lt=work.now).select_for_update(skip_locked=True))
    for upload in ended:
        if upload.attachment_id is None:
            transaction.on_commit(partial(Quarantine().forget, upload.token))
    Upload.objects.filter(pk__in=[upload.pk for upload in ended]).delete()
    removed = list(
        Attachment.objects.filter(removed_at__lt=work.now - REMOVED_KEPT)
        .exclude(clean_digest="", preview_digest="", quarantine="")
        .select_for_update(skip_locked=True)
    )
    digests: set[str] = set()
    for attachment in removed:
        digests |= {attachment.clean_digest, attachment.preview_digest} - {""}
        if attachment.quarantine:
            transaction.on_commit(partial(Quarantine().forget, attachment.quarantine))
        attachment.clean_digest = attachment.preview_digest = attachment.quarantine = ""
        attachment.save(update_fields=["clean_digest", "preview_digest", "quarantine"])
        work.record("attachment.let_go", attachment, file=(attachment.file_name, None))
    for digest in digests:
        if not is_kept(digest):
            transaction.on_commit(partial(_forget_content, digest, before=work.now - _JUST))
    work.leave_unrecorded("uploads that were never finished are nobody's records")
    return len(ended) + len(removed)


def _forget_content(digest: str, *, before: datetime) -> None:
    # The same content may just have been stored for an attachment that is not committed yet.
    with suppress(FileGone):
        path = clean_store().path(digest)
        if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before:
            path.unlink(missing_ok=True)
