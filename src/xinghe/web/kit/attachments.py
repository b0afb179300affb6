"""The files of a record as a page shows them, and the way to add more: the part `kit/parts/attachments.html`."""

from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from xinghe.access.actor import Actor
from xinghe.attachments import queries
from xinghe.attachments.queries import AttachmentRow
from xinghe.attachments.rules.names import kinds_in_words
from xinghe.attachments.vocab import (
    EVIDENCE_SLOTS,
    LARGEST_PART,
    LONGEST_CAPTION,
    MEDIA_TYPES,
    MEGABYTE,
    SLOT_LABELS,
    SLOT_LIMITS,
    STATE_LABELS,
    FileKind,
    Slot,
    State,
)
from xinghe.foundation import clock
from xinghe.web.kit.doors import sentence
from xinghe.web.kit.parts import Badge, Tone

_TONES: dict[State, Tone] = {State.WAITING: "wait", State.CLEAN: "good", State.REFUSED: "bad"}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileShown:
    """One file in the list. Without ``url`` it cannot be opened yet, or never; ``words`` say why."""

    key: str
    name: str
    size: str
    caption: str
    state: Badge
    words: str
    url: str
    preview_url: str
    video_url: str
    describe_url: str
    remove_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentsPart:
    """One slot of one record: what it holds, and how to add to it if that may be done."""

    kind: str
    subject_id: int
    slot: Slot
    heading: str
    hint: str
    files: tuple[FileShown, ...]
    may_add: bool
    room: int
    is_waiting: bool
    takes_photo: bool
    takes_video: bool
    takes_papers: bool
    accept: str
    part_size: int
    longest_caption: int
    list_url: str
    begin_url: str
    send_url: str
    next_url: str


def attachments_part(
    actor: Actor, *, kind: str, subject_id: int, slot: Slot, next_url: str
) -> AttachmentsPart:
    """What the part shows. Called behind the fence; 1 query, and what the record's owner needs to say who may add."""
    (part,) = attachments_parts(actor, kind=kind, subject_id=subject_id, slots=[slot], next_url=next_url)
    return part


def attachments_parts(
    actor: Actor, *, kind: str, subject_id: int, slots: Collection[Slot], next_url: str
) -> tuple[AttachmentsPart, ...]:
    """The parts of several slots of one record, at the price of one."""
    rows = queries.attachments_of(actor, kind, [subject_id]).get(subject_id, ())
    may_add = queries.may_attach(actor, kind=kind, subject_id=subject_id, now=clock.now())
    return tuple(
        _part(
            [row for row in rows if row.slot is slot],
            kind=kind,
            subject_id=subject_id,
            slot=slot,
            may_add=may_add,
            next_url=next_url,
        )
        for slot in slots
    )


def _part(
    files: list[AttachmentRow], *, kind: str, subject_id: int, slot: Slot, may_add: bool, next_url: str
) -> AttachmentsPart:
    limit = SLOT_LIMITS[slot]
    is_waiting = any(row.state is State.WAITING for row in files)
    place = reverse("files:list", args=[kind, subject_id, slot.value])
    return AttachmentsPart(
        kind=kind,
        subject_id=subject_id,
        slot=slot,
        heading=_(SLOT_LABELS[slot]),
        hint=_("At most %(count)s, each up to %(size)s MB: %(kinds)s.")
        % {
            "count": limit.count,
            "size": limit.size // MEGABYTE,
            "kinds": kinds_in_words(limit.kinds),
        },
        files=tuple(_shown(row, may_change=may_add) for row in files),
        may_add=may_add,
        room=max(0, limit.count - sum(row.state is not State.REFUSED for row in files)),
        is_waiting=is_waiting,
        takes_photo=slot is Slot.PHOTO or slot in EVIDENCE_SLOTS,
        takes_video=slot is Slot.VIDEO or (slot in EVIDENCE_SLOTS and FileKind.MP4 in limit.kinds),
        takes_papers=slot is Slot.PAPER or slot in EVIDENCE_SLOTS,
        accept=_accept(slot),
        part_size=LARGEST_PART // 2,
        longest_caption=LONGEST_CAPTION,
        list_url=f"{place}?{urlencode({'next': next_url})}",
        begin_url=reverse("files:begin"),
        send_url=reverse("files:send"),
        next_url=next_url,
    )


def _accept(slot: Slot) -> str:
    """What the phone offers to choose from. Of pictures it offers all: a wrong one is refused with a way out."""
    if slot is Slot.PHOTO:
        return "image/*"
    if slot is Slot.VIDEO:
        return "video/mp4,video/quicktime"
    kinds = [MEDIA_TYPES[kind] for kind in FileKind if kind in SLOT_LIMITS[slot].kinds]
    return ",".join([*kinds, "video/quicktime"] if FileKind.MP4 in SLOT_LIMITS[slot].kinds else kinds)


def _shown(row: AttachmentRow, *, may_change: bool) -> FileShown:
    is_clean = row.state is State.CLEAN
    url = reverse("files:open", args=[row.key]) if is_clean else ""
    is_video = row.media_type == MEDIA_TYPES[FileKind.MP4] and not settings.XINGHE.files_origin
    return FileShown(
        key=row.key,
        name=row.file_name,
        size=_size(row.size),
        caption=row.caption,
        state=Badge(word=_(STATE_LABELS[row.state]), tone=_TONES[row.state]),
        words=sentence(row.refusal) if row.refusal else "",
        url=url,
        preview_url=reverse("files:preview", args=[row.key]) if row.has_preview else "",
        video_url=url if is_video else "",
        describe_url=reverse("files:describe", args=[row.key]) if may_change and not row.refusal else "",
        remove_url=reverse("files:remove", args=[row.key]) if may_change else "",
    )


def _size(size: int) -> str:
    return f"{size / MEGABYTE:.1f} MB" if size >= MEGABYTE else f"{max(1, size // 1000)} KB"
