"""The fixed words of attachments: slots and their limits, kinds of file, states, and what a file may not carry."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from xinghe.foundation.errors import gettext_noop

MEGABYTE: Final = 1_000_000


class FileKind(StrEnum):
    """What is taken. Everything else is refused, whatever it is called."""

    JPG = "jpg"
    PNG = "png"
    MP4 = "mp4"
    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    PPTX = "pptx"


_OFFICE = "application/vnd.openxmlformats-officedocument."
MEDIA_TYPES: Final[dict[FileKind, str]] = {
    FileKind.JPG: "image/jpeg",
    FileKind.PNG: "image/png",
    FileKind.MP4: "video/mp4",
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: _OFFICE + "wordprocessingml.document",
    FileKind.XLSX: _OFFICE + "spreadsheetml.sheet",
    FileKind.PPTX: _OFFICE + "presentationml.presentation",
}
PICTURES: Final = frozenset({FileKind.JPG, FileKind.PNG})
# How names end. A video of an iPhone ends in .mov and becomes an .mp4 when it is cleaned.
ENDINGS: Final[dict[str, FileKind]] = {
    **{kind.value: kind for kind in FileKind},
    "jpeg": FileKind.JPG,
    "mov": FileKind.MP4,
    "m4v": FileKind.MP4,
}


class Slot(StrEnum):
    """For what a record carries a file; the last fourteen are the catalogue of evidence (domain dossier §3.6)."""

    PHOTO = "photo"
    VIDEO = "video"
    PAPER = "paper"
    EV01 = "EV01"
    EV02 = "EV02"
    EV03 = "EV03"
    EV04 = "EV04"
    EV05 = "EV05"
    EV06 = "EV06"
    EV07 = "EV07"
    EV08 = "EV08"
    EV09 = "EV09"
    EV10 = "EV10"
    EV11 = "EV11"
    EV12 = "EV12"
    EV13 = "EV13"
    EV14 = "EV14"


SLOT_LABELS: Final[dict[Slot, str]] = {
    Slot.PHOTO: gettext_noop("Photos"),
    Slot.VIDEO: gettext_noop("Video"),
    Slot.PAPER: gettext_noop("Papers"),
    Slot.EV01: gettext_noop("sealed page of the application"),
    Slot.EV02: gettext_noop("certificates of honours"),
    Slot.EV03: gettext_noop("certificates of skill, title or education"),
    Slot.EV04: gettext_noop("patents, software rights, standards, papers"),
    Slot.EV05: gettext_noop("certificates of use"),
    Slot.EV06: gettext_noop("certificate of economic benefit, sealed by finance"),
    Slot.EV07: gettext_noop("novelty search, appraisal or test report"),
    Slot.EV08: gettext_noop("photos or video from the site"),
    Slot.EV09: gettext_noop("rules, ledgers, records of activities"),
    Slot.EV10: gettext_noop("mentoring agreements, lists of training"),
    Slot.EV11: gettext_noop("budget, invoices, vouchers"),
    Slot.EV12: gettext_noop("pledge of truth and undisputed rights"),
    Slot.EV13: gettext_noop("opinion on secrecy"),
    Slot.EV14: gettext_noop("contracts, letters of intent, contract registration"),
}
# What a record carries unless its owner says otherwise, and what proves something.
COMMON_SLOTS: Final = frozenset({Slot.PHOTO, Slot.VIDEO, Slot.PAPER})
EVIDENCE_SLOTS: Final = frozenset(Slot) - COMMON_SLOTS


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotLimit:
    """How many files of which kinds a slot of one record holds, and how large each may be, in bytes."""

    count: int
    size: int
    kinds: frozenset[FileKind]


_PAPERS: Final = frozenset(FileKind) - {FileKind.MP4}
SLOT_LIMITS: Final[dict[Slot, SlotLimit]] = {
    Slot.PHOTO: SlotLimit(count=10, size=15 * MEGABYTE, kinds=PICTURES),
    Slot.VIDEO: SlotLimit(count=1, size=200 * MEGABYTE, kinds=frozenset({FileKind.MP4})),
    Slot.PAPER: SlotLimit(count=10, size=20 * MEGABYTE, kinds=_PAPERS),
    **{slot: SlotLimit(count=20, size=20 * MEGABYTE, kinds=_PAPERS) for slot in EVIDENCE_SLOTS},
    Slot.EV01: SlotLimit(count=5, size=10 * MEGABYTE, kinds=PICTURES | {FileKind.PDF}),
    Slot.EV08: SlotLimit(count=11, size=200 * MEGABYTE, kinds=PICTURES | {FileKind.MP4}),
}


class State(StrEnum):
    """A file is in quarantine until it is clean; nobody opens it before."""

    WAITING = "waiting"
    CLEAN = "clean"
    REFUSED = "refused"


STATE_LABELS: Final[dict[State, str]] = {
    State.WAITING: gettext_noop("being checked"),
    State.CLEAN: gettext_noop("checked"),
    State.REFUSED: gettext_noop("not taken"),
}


class Cargo(StrEnum):
    """What a paper may not carry, as the refusal names it."""

    MACRO = "macro"
    SCRIPT = "script"
    PROGRAM = "program"
    EMBEDDED = "embedded"
    ARCHIVE = "archive"
    CONTROL = "control"
    EXTERNAL = "external"
    LIVE_DATA = "live_data"
    DYNAMIC_FORM = "dynamic_form"
    ENTITY = "entity"
    UNKNOWN_PART = "unknown_part"
    ODD_NAME = "odd_name"

    @property
    def label(self) -> str:
        """What a refusal calls it."""
        return CARGO_LABELS[self]


CARGO_LABELS: Final[dict[Cargo, str]] = {
    Cargo.MACRO: gettext_noop("macros"),
    Cargo.SCRIPT: gettext_noop("a script"),
    Cargo.PROGRAM: gettext_noop("a command that starts a program"),
    Cargo.EMBEDDED: gettext_noop("an embedded file or object"),
    Cargo.ARCHIVE: gettext_noop("an archive inside"),
    Cargo.CONTROL: gettext_noop("active controls"),
    Cargo.EXTERNAL: gettext_noop("a link that is loaded from elsewhere"),
    Cargo.LIVE_DATA: gettext_noop("a formula or field that fetches data from another program"),
    Cargo.DYNAMIC_FORM: gettext_noop("a dynamic form (XFA)"),
    Cargo.ENTITY: gettext_noop("a document type of its own"),
    Cargo.UNKNOWN_PART: gettext_noop("a part of unknown kind"),
    Cargo.ODD_NAME: gettext_noop("a part whose name points elsewhere"),
}

# What an examination may use. SEC-16: 256 MB, ten seconds of one core, archives of at most 1,000 members that
# unpack to 200 MB at a ratio of 100, pictures of 50 million pixels.
MOST_MEMORY: Final = 256 * 1024 * 1024
MOST_SECONDS: Final = 10
MOST_MEMBERS: Final = 1_000
MOST_UNPACKED: Final = 200 * MEGABYTE
MOST_RATIO: Final = 100
MOST_PIXELS: Final = 50_000_000

LONGEST_NAME: Final = 120
LONGEST_CAPTION: Final = 200
# A part of an upload; also what a request may hold in memory.
LARGEST_PART: Final = 2 * 1024 * 1024
# How long an interrupted upload can be taken up again, and how many one person may have open.
UPLOAD_LIFE: Final = timedelta(hours=24)
MOST_UPLOADS: Final = 40
# SEC-12: an upload begun before a deadline may finish this long after it.
GRACE: Final = timedelta(minutes=10)
# How long a signed link opens a file, and how long a removed file can be brought back.
LINK_LIFE: Final = timedelta(minutes=5)
REMOVED_KEPT: Final = timedelta(days=30)
