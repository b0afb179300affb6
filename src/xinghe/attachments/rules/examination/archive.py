"""The zip archive that an office document is: its directory is believed in nothing before it is counted."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final

from xinghe.attachments.rules.refusals import AttachmentDamaged, AttachmentLocked, CarriesMore, UnpacksTooFar
from xinghe.attachments.vocab import MEGABYTE, MOST_MEMBERS, MOST_RATIO, MOST_UNPACKED, Cargo

# One part is held in memory while it is examined; a sheet of 64 MB has more than a million cells.
_LARGEST_PART: Final = 64 * MEGABYTE
_PIECE: Final = 256 * 1024
_ARCHIVES: Final = (
    *(b"PK\x03\x04", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ"),
    *(b"MSCF", b"\xd0\xcf\x11\xe0", b"MZ", b"\x7fELF", b"%PDF-", b"\x1f\xa0", b"\x1f\x9d"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One member: its name as it is written there, and its content, unpacked."""

    name: str
    content: bytes


def parts_of(source: IO[bytes]) -> Iterator[Part]:
    """Every part in the order of its bytes. Refuses before the first is unpacked what the directory alone gives away.

    Refuses: AttachmentDamaged, AttachmentLocked, UnpacksTooFar, CarriesMore.
    """
    members = _directory(source)
    end = 0
    for member in members:
        # Overlapping members unpack the same bytes again and again; a gap hides something.
        if member.header_offset != end and (member.header_offset < end or end == 0):
            raise AttachmentDamaged()
        start = _start_of(source, member)
        end = start + member.compress_size
        if not member.is_dir():
            yield Part(name=member.filename, content=_unpacked(source, member, start))


def _directory(source: IO[bytes]) -> list[zipfile.ZipInfo]:
    size: int = source.seek(0, 2)
    source.seek(max(0, size - 22))
    tail = source.read(22)
    # No comment and nothing behind the directory: that is where a second file would hide.
    if len(tail) < 22 or tail[:4] != b"PK\x05\x06" or tail[20:] != b"\0\0":
        raise AttachmentDamaged()
    disks = struct.unpack("<4H", tail[4:12])
    if disks[3] > MOST_MEMBERS:
        raise _too_far()
    try:
        with zipfile.ZipFile(source) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError, struct.error):
        raise AttachmentDamaged() from None
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
        raise _too_far()
    known: set[str] = set()
    for member in members:
        _refuse_member(member, known)
        known.add(member.orig_filename.lower())
    return sorted(members, key=lambda member: member.header_offset)


def _refuse_member(member: zipfile.ZipInfo, known: set[str]) -> None:
    name = member.orig_filename
    odd = "\\" in name or ":" in name or name.startswith("/") or not name.isprintable()
    if odd or ".." in name.split("/") or (member.external_attr >> 16) & 0o170000 == 0o120000:
        raise CarriesMore(cargo=Cargo.ODD_NAME)
    if name.lower() in known:
        raise AttachmentDamaged()
    if member.flag_bits & 0x2041:
        raise AttachmentLocked()
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise AttachmentDamaged()
    if member.file_size > _LARGEST_PART:
        raise _too_far()
    if member.file_size > MEGABYTE and member.file_size > MOST_RATIO * max(1, member.compress_size):
        raise _too_far()


def _start_of(source: IO[bytes], member: zipfile.ZipInfo) -> int:
    source.seek(member.header_offset)
    header = source.read(30)
    if len(header) != 30 or header[:4] != b"PK\x03\x04":
        raise AttachmentDamaged()
    name_length = int.from_bytes(header[26:28], "little")
    extra_length = int.from_bytes(header[28:30], "little")
    name = source.read(name_length)
    # Two names for one part show one file to the examiner and another to the reader.
    if name != member.orig_filename.encode("utf-8" if member.flag_bits & 0x800 else "cp437", "replace"):
        raise AttachmentDamaged()
    return member.header_offset + 30 + name_length + extra_length


def _unpacked(source: IO[bytes], member: zipfile.ZipInfo, start: int) -> bytes:
    source.seek(start)
    packed = source.read(member.compress_size)
    if member.compress_type == zipfile.ZIP_STORED:
        content = packed
    else:
        unpacker, pieces, produced = zlib.decompressobj(-15), [], 0
        waiting = packed
        try:
            while not unpacker.eof and produced <= member.file_size:
                piece = unpacker.decompress(waiting, _PIECE)
                waiting = unpacker.unconsumed_tail
                if not piece and not waiting:
                    break
                pieces.append(piece)
                produced += len(piece)
        except zlib.error:
            raise AttachmentDamaged() from None
        if not unpacker.eof or unpacker.unused_data:
            raise AttachmentDamaged()
        content = b"".join(pieces)
    if len(content) != member.file_size or zlib.crc32(content) != member.CRC:
        raise AttachmentDamaged()
    if content.startswith(_ARCHIVES):
        raise CarriesMore(cargo=Cargo.ARCHIVE if content.startswith(b"PK") else Cargo.EMBEDDED)
    return content


def _too_far() -> UnpacksTooFar:
    return UnpacksTooFar(limit=MOST_UNPACKED // MEGABYTE, members=MOST_MEMBERS)
