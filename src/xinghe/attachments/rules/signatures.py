"""What a file is by its first bytes. A hint for its sender, never the proof: that is the examination."""

from typing import Final

from xinghe.attachments.rules.names import kinds_in_words
from xinghe.attachments.rules.refusals import (
    AttachmentLocked,
    FileKindUnwelcome,
    NameMisleads,
    PictureIsHeic,
)
from xinghe.attachments.vocab import PICTURES, FileKind

# Enough of a file to tell its kind.
SIGNATURE_LENGTH: Final = 32
_OFFICE: Final = frozenset({FileKind.DOCX, FileKind.XLSX, FileKind.PPTX})
_HEIC: Final = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
_VIDEO: Final = (
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"mp41",
    b"mp42",
    b"avc1",
    b"M4V ",
    b"3gp",
    b"qt  ",
)


def kind_by_content(start: bytes, *, named: FileKind, welcome: frozenset[FileKind]) -> FileKind:
    """The kind of the content that begins with ``start``.

    A picture may be called as the other kind of picture (messengers do that); any other contradiction is refused.
    Which office format a zip archive is, only the examination can tell. Refuses: PictureIsHeic, AttachmentLocked,
    NameMisleads, FileKindUnwelcome.
    """
    found = _kind(start, named=named)
    if found is None or found not in welcome:
        raise FileKindUnwelcome(name=f".{named.value}", kinds=kinds_in_words(welcome))
    if found is not named and not {found, named} <= PICTURES:
        raise NameMisleads(named=named.value.upper(), found=found.value.upper())
    return found


def _kind(start: bytes, *, named: FileKind) -> FileKind | None:
    if start.startswith((b"%PDF-1.", b"%PDF-2.")):
        return FileKind.PDF
    if start.startswith(b"\xff\xd8\xff"):
        return FileKind.JPG
    if start.startswith(b"\x89PNG\r\n\x1a\n"):
        return FileKind.PNG
    if start.startswith(b"PK\x03\x04"):
        return named if named in _OFFICE else FileKind.DOCX
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise AttachmentLocked()
    if start[4:8] == b"ftyp":
        if start[8:12] in _HEIC:
            raise PictureIsHeic()
        if start[8:12].startswith(_VIDEO):
            return FileKind.MP4
    # An older QuickTime recording begins with its index or its data.
    return None
