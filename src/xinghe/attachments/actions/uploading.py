"""Take a file in parts: begun, continued after whatever interrupted it, and finished once."""

import hashlib
import secrets
from datetime import datetime
from typing import Final

from django.db import connection
from django.db.models import Max
from procrastinate.contrib.django import app

from xinghe.access.work import Work, command
from xinghe.attachments.actions.quarantine import Quarantine
from xinghe.attachments.models import Attachment, Upload
from xinghe.attachments.registry import Placed, placed_for
from xinghe.attachments.rules.names import clean_name, kind_by_name
from xinghe.attachments.rules.refusals import AttachmentTooBig, FileEmpty
from xinghe.attachments.rules.signatures import SIGNATURE_LENGTH, kind_by_content
from xinghe.attachments.vocab import (
    LARGEST_PART,
    LONGEST_CAPTION,
    MEGABYTE,
    MOST_UPLOADS,
    SLOT_LIMITS,
    UPLOAD_LIFE,
    Slot,
    State,
)
from xinghe.foundation.errors import Missing, Refusal, gettext_noop

# Two files that are finished at once count each other: one at a time for one record.
_SUBJECT_LOCK: Final = 7_215_002
_PAPER: Final = "an upload is its sender's own until it is finished"


class SlotFull(Refusal):
    """The record carries as many files of this slot as it may."""

    code = "slot_full"
    message = gettext_noop("There are %(limit)s files here already, and no more than that. Remove one first.")


class UploadsOpen(Refusal):
    """One person has too many files on their way."""

    code = "uploads_open"
    message = gettext_noop(
        "%(count)s of your files are still on their way. Let them arrive, or wait until tomorrow, when they are dropped."
    )
    status = 429


class OffsetDiffers(Refusal):
    """The part does not begin where the last one ended."""

    code = "upload_offset_differs"
    message = gettext_noop("%(offset)s bytes of this file have arrived. Go on from there.")


class PartTooBig(Refusal):
    """A part is larger than a part may be, or reaches beyond the file."""

    code = "upload_part_too_big"
    message = gettext_noop(
        "This part has %(found)s bytes; at most %(limit)s are taken here at once. Send it in smaller parts."
    )
    status = 413


class UploadUnfinished(Refusal):
    """Not all of it has arrived."""

    code = "upload_unfinished"
    message = gettext_noop("%(offset)s of %(size)s bytes have arrived. Send the rest first.")


class UploadDiffers(Refusal):
    """What arrived is not what the sender announced."""

    code = "upload_differs"
    message = gettext_noop(
        "What arrived is not the file that was announced. Send it once more from the beginning."
    )


@command
def begin_upload(
    work: Work,
    *,
    subject_kind: str,
    subject_id: int,
    slot: Slot,
    name: str,
    size: int,
    mark: str = "",
    digest: str = "",
) -> Upload:
    """Announce a file of ``size`` bytes for a slot of a record; the upload that takes its parts.

    The same person announcing the same file (name, size and ``mark``) again goes on with the upload that stands.
    ``digest``, if given, is the SHA-256 of the whole, compared at the end. Refuses: Missing and what the owner of
    the record refuses, PictureIsHeic, FileKindUnwelcome, FileEmpty, AttachmentTooBig, SlotFull, UploadsOpen.
    """
    if work.actor.person_id is None:
        raise Missing
    placed = placed_for(work.actor, kind=subject_kind, subject_id=subject_id, begun_at=work.now, slot=slot)
    limit = SLOT_LIMITS[slot]
    kind_by_name(name, welcome=limit.kinds)
    if size <= 0:
        raise FileEmpty()
    if size > limit.size:
        raise AttachmentTooBig(found=-(-size // MEGABYTE), limit=limit.size // MEGABYTE)
    _refuse_full(subject_kind, subject_id, slot)
    work.leave_unrecorded(_PAPER)
    cleaned, mark = clean_name(name), mark[:64]
    mine = Upload.objects.filter(person_id=work.actor.person_id, expires_at__gt=work.now, attachment=None)
    if mark:
        standing = mine.filter(
            subject_kind=subject_kind,
            subject_id=subject_id,
            slot=slot,
            file_name=cleaned,
            size=size,
            mark=mark,
            digest=digest,
        ).first()
        if standing is not None:
            return standing
    count = mine.count()
    if count >= MOST_UPLOADS:
        raise UploadsOpen(count=count)
    return Upload.objects.create(
        token=secrets.token_urlsafe(32),
        person_id=work.actor.person_id,
        subject_kind=subject_kind,
        subject_id=subject_id,
        slot=slot,
        file_name=cleaned,
        mark=mark,
        size=size,
        digest=digest,
        begun_at=work.now,
        expires_at=work.now + UPLOAD_LIFE,
        territory_path=placed.territory_path,
        industry_path=placed.industry_path,
    )


@command
def take_part(work: Work, *, token: str, offset: int, content: bytes) -> int:
    """Take the bytes that begin at ``offset``; how many bytes stand now. They are on the disk before they count.

    Of two processes with the same part one takes it and the other is told where the file stands. The first part
    shows what the file is. Refuses: Missing, OffsetDiffers, PartTooBig, and as ``kind_by_content`` does.
    """
    upload = _claim(work, token)
    if offset != upload.offset:
        raise OffsetDiffers(offset=upload.offset)
    most = min(LARGEST_PART, upload.size - upload.offset)
    if len(content) > most:
        raise PartTooBig(found=len(content), limit=most)
    if offset == 0 and len(content) >= SIGNATURE_LENGTH:
        welcome = SLOT_LIMITS[Slot(upload.slot)].kinds
        kind_by_content(
            content[:SIGNATURE_LENGTH], named=kind_by_name(upload.file_name, welcome=welcome), welcome=welcome
        )
    work.leave_unrecorded(_PAPER)
    Quarantine().write(upload.token, offset=offset, content=content)
    upload.offset = offset + len(content)
    upload.save(update_fields=["offset"])
    return upload.offset


@command
def finish_upload(work: Work, *, token: str, caption: str = "") -> Attachment:
    """Make an attachment of an upload that has arrived, and have it examined. The second time it is the same one.

    The owner of the record is asked again, and told when the upload was begun. Refuses: Missing, UploadUnfinished,
    UploadDiffers, SlotFull, and what the owner refuses.
    """
    upload = _claim(work, token)
    if upload.attachment_id is not None:
        work.leave_unrecorded(_PAPER)
        return Attachment.objects.get(pk=upload.attachment_id)
    if upload.offset < upload.size:
        raise UploadUnfinished(offset=upload.offset, size=upload.size)
    placed = placed_for(
        work.actor, kind=upload.subject_kind, subject_id=upload.subject_id, begun_at=upload.begun_at
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_SUBJECT_LOCK, upload.subject_id % 2**31])
    _refuse_full(upload.subject_kind, upload.subject_id, Slot(upload.slot))
    digest = _digest(upload.token)
    if upload.digest and upload.digest.lower() != digest:
        raise UploadDiffers()
    attachment = _attach(upload, placed, digest=digest, caption=caption, now=work.now)
    upload.attachment = attachment
    upload.save(update_fields=["attachment"])
    work.record(
        "attachment.receive",
        attachment,
        file=(None, attachment.file_name),
        belongs_to=(None, f"{attachment.subject_kind} {attachment.subject_id}"),
        digest=(None, digest),
    )
    ask_for_examination(work, attachment)
    return attachment


def ask_for_examination(work: Work, attachment: Attachment) -> None:
    """Have the attachment examined once this commits; each by one worker at a time."""
    app.configure_task("xinghe.examine_attachment", lock=f"attachment-{attachment.pk}").defer(
        attachment_id=attachment.pk
    )


def _attach(upload: Upload, placed: Placed, *, digest: str, caption: str, now: datetime) -> Attachment:
    there = Attachment.objects.filter(
        subject_kind=upload.subject_kind, subject_id=upload.subject_id, slot=upload.slot
    )
    last = there.aggregate(last=Max("position"))["last"]
    return Attachment.objects.create(
        key=secrets.token_urlsafe(16),
        subject_kind=upload.subject_kind,
        subject_id=upload.subject_id,
        slot=upload.slot,
        position=(last or 0) + 1,
        file_name=upload.file_name,
        caption=caption.strip()[:LONGEST_CAPTION],
        size=upload.size,
        original_digest=digest,
        quarantine=upload.token,
        person_id=upload.person_id,
        people=list(placed.people),
        territory_path=placed.territory_path,
        industry_path=placed.industry_path,
        begun_at=upload.begun_at,
        received_at=now,
    )


def _claim(work: Work, token: str) -> Upload:
    """The upload, locked; only for who began it, and only until it expires."""
    number = (
        Upload.objects.filter(token=token, person_id=work.actor.person_id or 0, expires_at__gt=work.now)
        .values_list("pk", flat=True)
        .first()
    )
    if number is None:
        raise Missing
    return work.claim(Upload, number)


def _refuse_full(subject_kind: str, subject_id: int, slot: Slot) -> None:
    limit = SLOT_LIMITS[slot].count
    there = Attachment.objects.filter(
        subject_kind=subject_kind, subject_id=subject_id, slot=slot, removed_at=None
    ).exclude(state=State.REFUSED)
    if there.count() >= limit:
        raise SlotFull(limit=limit)


def _digest(token: str) -> str:
    try:
        with Quarantine().path(token).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        raise Missing from None
