"""Questions about attachments: those of a record, one to be opened, how far an upload has come."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from xinghe.access.actor import Actor
from xinghe.access.checks import within
from xinghe.access.powers import Power
from xinghe.accounts.models import Person
from xinghe.attachments.models import Attachment, Upload
from xinghe.attachments.registry import Placed, placed_for
from xinghe.attachments.rules.refusals import FileRefused, refusal_of
from xinghe.attachments.vocab import Slot, State
from xinghe.foundation.errors import Missing, Refusal
from xinghe.foundation.files import FileStore


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentRow:
    """An attachment as lists show it. ``refusal`` says why one was not taken."""

    id: int
    key: str
    subject_id: int
    slot: Slot
    position: int
    file_name: str
    caption: str
    media_type: str
    size: int
    state: State
    refusal: FileRefused | None
    has_preview: bool
    person_id: int
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanFile:
    """A file that may be handed out: where its bytes lie, and what to call it."""

    path: Path
    file_name: str
    media_type: str
    size: int


def clean_store() -> FileStore:
    """Where clean copies and previews lie, by digest. What is not clean lies in the quarantine (``actions``)."""
    return FileStore(settings.XINGHE.var / "attachments")


def attachments_of(actor: Actor, kind: str, ids: Iterable[int]) -> dict[int, tuple[AttachmentRow, ...]]:
    """What these records carry and ``actor`` may see, by record, in order; a record without any has no entry. 1 query."""
    return _by_subject(_standing(actor, kind, ids))


def photos_clean_of(actor: Actor, kind: str, ids: Iterable[int]) -> dict[int, tuple[AttachmentRow, ...]]:
    """The photos among them that can be shown. 1 query."""
    return _by_subject(_standing(actor, kind, ids).filter(slot=Slot.PHOTO, state=State.CLEAN))


def file_for(actor: Actor, key: str) -> CleanFile:
    """The clean copy of one attachment, if ``actor`` may see it now. Refuses: Missing, FileGone. 1 query."""
    found = _clean(actor, key)
    path = clean_store().path(found.clean_digest)
    return CleanFile(path=path, file_name=found.file_name, media_type=found.media_type, size=found.size)


def preview_for(actor: Actor, key: str) -> CleanFile:
    """The small picture of one attachment. Refuses: Missing, FileGone. 1 query."""
    found = _clean(actor, key)
    if not found.preview_digest:
        raise Missing
    path = clean_store().path(found.preview_digest)
    return CleanFile(path=path, file_name="preview.jpg", media_type="image/jpeg", size=path.stat().st_size)


def round_of(person_id: int) -> int | None:
    """The round of sessions of somebody who may sign in; it changes when all their sessions are ended. 1 query."""
    return Person.objects.filter(pk=person_id, is_active=True).values_list("session_round", flat=True).first()


def may_attach(actor: Actor, *, kind: str, subject_id: int, now: datetime) -> bool:
    """Whether the record's owner would let ``actor`` attach to it now. As many queries as the owner needs."""
    try:
        placed(actor, kind=kind, subject_id=subject_id, now=now)
    except Refusal:
        return False
    return True


def placed(actor: Actor, *, kind: str, subject_id: int, now: datetime) -> Placed:
    """Where the record stands, if ``actor`` may attach to it now. Refuses: Missing, and what its owner refuses."""
    return placed_for(actor, kind=kind, subject_id=subject_id, begun_at=now)


def upload_for(actor: Actor, token: str, *, now: datetime) -> Upload:
    """An upload of one's own that can be gone on with. Refuses: Missing. 1 query."""
    mine = Upload.objects.filter(token=token, person_id=actor.person_id or 0, expires_at__gt=now)
    found = within(actor, Power.ATTACHMENT_READ, mine).first()
    if found is None:
        raise Missing
    return found


def attachment_number(actor: Actor, key: str) -> int:
    """The number of a standing attachment. Refuses: Missing. 1 query."""
    found = _visible(actor).filter(key=key).values_list("pk", flat=True).first()
    if found is None:
        raise Missing
    return found


def subject_of(actor: Actor, key: str) -> tuple[str, int, Slot]:
    """Which record and slot an attachment belongs to. Refuses: Missing. 1 query."""
    found = _visible(actor).filter(key=key).values_list("subject_kind", "subject_id", "slot").first()
    if found is None:
        raise Missing
    return found[0], found[1], Slot(found[2])


def waiting(*, before: datetime) -> QuerySet[Attachment]:
    """Attachments that have waited for their examination since before then. For the examining machine."""
    return Attachment.objects.filter(state=State.WAITING, received_at__lt=before, removed_at=None).order_by(
        "pk"
    )


def quarantined(names: Iterable[str]) -> set[str]:
    """Which of these files in quarantine something still refers to. 2 queries."""
    names = list(names)
    return set(Upload.objects.filter(token__in=names).values_list("token", flat=True)) | set(
        Attachment.objects.filter(quarantine__in=names).values_list("quarantine", flat=True)
    )


def is_kept(digest: str) -> bool:
    """Whether any attachment refers to this content of the store. 1 query."""
    return Attachment.objects.filter(Q(clean_digest=digest) | Q(preview_digest=digest)).exists()


def _visible(actor: Actor) -> QuerySet[Attachment]:
    return within(actor, Power.ATTACHMENT_READ, Attachment.objects.filter(removed_at=None))


def _standing(actor: Actor, kind: str, ids: Iterable[int]) -> QuerySet[Attachment]:
    return (
        _visible(actor)
        .filter(subject_kind=kind, subject_id__in=list(ids))
        .order_by("subject_id", "position", "pk")
    )


def _clean(actor: Actor, key: str) -> Attachment:
    found = _visible(actor).filter(key=key, state=State.CLEAN).first()
    if found is None:
        raise Missing
    return found


def _by_subject(found: QuerySet[Attachment]) -> dict[int, tuple[AttachmentRow, ...]]:
    rows: dict[int, list[AttachmentRow]] = {}
    for one in found.values_list(*_SHOWN, named=True):
        rows.setdefault(one.subject_id, []).append(_row(one))
    return {subject_id: tuple(of_one) for subject_id, of_one in rows.items()}


# There may be a hundred of them on a page.
_SHOWN = (
    *("pk", "key", "subject_id", "slot", "position", "file_name", "caption", "media_type", "size", "state"),
    *("reason", "reason_params", "preview_digest", "person_id", "received_at"),
)


def _row(one: Any) -> AttachmentRow:
    return AttachmentRow(
        id=one.pk,
        key=one.key,
        subject_id=one.subject_id,
        slot=Slot(one.slot),
        position=one.position,
        file_name=one.file_name,
        caption=one.caption,
        media_type=one.media_type,
        size=one.size,
        state=State(one.state),
        refusal=refusal_of(one.reason, one.reason_params) if one.reason else None,
        has_preview=bool(one.preview_digest),
        person_id=one.person_id,
        received_at=one.received_at,
    )
