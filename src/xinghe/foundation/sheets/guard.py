"""What a workbook must be before any parser opens it: one small, plain, honest zip archive of XML.

Everything is counted on the real bytes, never on what the archive says about itself.
"""

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.foundation.sheets.parts import PartDamaged, Scales, TooFar, TooMuchText

_MEGABYTE: Final = 1024 * 1024
_CHUNK: Final = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How large a sheet may be. Bytes are bytes, ``cells`` is the highest row times the widest column in use.

    A parser reserves room for every cell up to the last one in use, and copies a shared text into each
    cell that shows it; so ``cells`` and ``text_bytes`` bound its memory where the file's size does not.
    """

    file_bytes: int = 64 * _MEGABYTE
    members: int = 1_000
    ratio: int = 100
    total_bytes: int = 200 * _MEGABYTE
    rows: int = 200_000
    cells: int = 4_000_000
    text_bytes: int = 200 * _MEGABYTE


LIMITS: Final = Limits()


class SheetRefused(Refusal):
    """The file is not opened at all."""

    code = "sheet_refused"
    message = gettext_noop(
        "This file was not opened. Send the table as an .xlsx file without macros or a password."
    )
    status = 422

    def __init__(self, **params: object) -> None:
        # A part's name is the sender's text and may be as long as a chapter.
        short = {name: value[:100] if isinstance(value, str) else value for name, value in params.items()}
        super().__init__(**short)


class SheetTooBig(SheetRefused):
    """The file, or what it unpacks to, is beyond a limit."""

    code = "sheet_too_big"
    message = gettext_noop(
        "The file holds %(found)s MB; at most %(limit)s MB are read. Split the table and send it in parts."
    )

    @classmethod
    def of(cls, size: int, *, limit: int) -> "SheetTooBig":
        """The refusal for ``size`` bytes where ``limit`` are allowed, in whole megabytes that differ."""
        return cls(found=size // _MEGABYTE + 1, limit=limit // _MEGABYTE)


class SheetTooLong(SheetRefused):
    """A cell in use lies so far out that a reader would need room for millions."""

    code = "sheet_too_long"
    message = gettext_noop(
        "The table reaches line %(rows)s and column %(columns)s; at most %(most_rows)s lines and %(most_cells)s cells "
        "are read. Clear what lies far outside the table, or send it in parts."
    )


class SheetNotXlsx(SheetRefused):
    """The first bytes or the parts inside are not those of an .xlsx workbook."""

    code = "sheet_not_xlsx"
    message = gettext_noop(
        "This is not an .xlsx workbook, whatever its name says. Save it as “Excel workbook (.xlsx)” and send it again."
    )


class SheetLocked(SheetRefused):
    """The file is encrypted, or in the old binary format that encryption also uses."""

    code = "sheet_locked"
    message = gettext_noop(
        "This file is password-protected or in the old .xls format. Save it without a password as .xlsx and send it again."
    )


class SheetUnsafe(SheetRefused):
    """The file carries something that a table does not need and an attacker does."""

    code = "sheet_unsafe"
    message = gettext_noop(
        "The file carries more than a table, such as macros, links to other files or embedded objects (%(part)s). "
        "Copy the table into a new workbook, save it as .xlsx and send that."
    )


class SheetDamaged(SheetRefused):
    """The archive or a part of it contradicts itself."""

    code = "sheet_damaged"
    message = gettext_noop(
        "The file is damaged (%(part)s). Open it, save it again as .xlsx, and send the new file."
    )


_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ARCHIVES: Final = (
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"Rar!",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    _OLE,
    b"MZ",
    b"\x7fELF",
)
_UNWELCOME: Final = (
    "vbaproject",
    "xl/macrosheets/",
    "xl/activex/",
    "xl/externallinks/",
    "xl/connections.xml",
    "xl/querytables/",
    "xl/embeddings/",
    "xl/model/",
    "customui/",
)
_WANTED: Final = frozenset(("[content_types].xml", "xl/workbook.xml"))


def guard_xlsx(path: Path, *, limits: Limits = LIMITS) -> None:
    """Refuse a file that is no plain, small workbook; say nothing about one that is.

    Order: size, signature, zip directory, then every part unpacked in pieces against its stated size.
    Memory stays at a few megabytes whatever the file claims. Raises a :class:`SheetRefused`.
    """
    size = path.stat().st_size
    if size > limits.file_bytes:
        raise SheetTooBig.of(size, limit=limits.file_bytes)
    with path.open("rb") as file:
        start = file.read(8)
        if start == _OLE:
            raise SheetLocked()
        if start[:4] != b"PK\x03\x04":
            raise SheetNotXlsx()
        file.seek(max(0, size - 22))
        if file.read(4) != b"PK\x05\x06":  # an honest workbook has no archive comment and nothing behind it
            raise SheetDamaged(part="zip")
        members = _directory(file, limits=limits)
        _unpack(file, members, limits=limits)


def _directory(file: IO[bytes], *, limits: Limits) -> list[zipfile.ZipInfo]:
    """The members in the order of their bytes, after every check that needs no unpacking."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _refuse_names([member.orig_filename for member in members], limits=limits)
    except (zipfile.BadZipFile, NotImplementedError, ValueError, UnicodeDecodeError, EOFError, OSError):
        raise SheetDamaged(part="zip") from None
    for member in members:
        if member.flag_bits & 0x2041:
            raise SheetLocked()
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or _is_link(member):
            raise SheetDamaged(part=member.filename)
    total = sum(member.file_size for member in members)
    if total > limits.total_bytes:
        raise SheetTooBig.of(total, limit=limits.total_bytes)
    return sorted(members, key=lambda member: member.header_offset)


def _refuse_names(names: list[str], *, limits: Limits) -> None:
    if len(names) > limits.members:
        raise SheetUnsafe(part=names[limits.members])
    known: set[str] = set()
    for name in (name.lower() for name in names):
        escapes = (
            "\\" in name or "\0" in name or ":" in name or name.startswith("/") or ".." in name.split("/")
        )
        if name in known or escapes or any(mark in name for mark in _UNWELCOME):
            raise SheetUnsafe(part=name)
        known.add(name)
    if not known >= _WANTED:
        raise SheetNotXlsx()


def _is_link(member: zipfile.ZipInfo) -> bool:
    return (member.external_attr >> 16) & 0o170000 == 0o120000


def _unpack(file: IO[bytes], members: list[zipfile.ZipInfo], *, limits: Limits) -> None:
    scales = Scales(rows=limits.rows, cells=limits.cells, text_bytes=limits.text_bytes)
    end = 0
    for member in members:
        if member.header_offset < end:
            raise SheetDamaged(part=member.filename)
        start = _data_start(file, member)
        end = start + member.compress_size
        try:
            scales.weigh(member.filename, _pieces(file, member, start, limits=limits))
        except PartDamaged:
            raise SheetDamaged(part=member.filename) from None
        except TooFar as far:
            raise SheetTooLong(
                rows=far.rows, columns=far.columns, most_rows=limits.rows, most_cells=limits.cells
            ) from None
    try:
        scales.settle()
    except TooMuchText as text:
        raise SheetTooBig.of(text.shown, limit=limits.text_bytes) from None


def _data_start(file: IO[bytes], member: zipfile.ZipInfo) -> int:
    file.seek(member.header_offset)
    header = file.read(30)
    if len(header) != 30 or header[:4] != b"PK\x03\x04":
        raise SheetDamaged(part=member.filename)
    name_length, extra_length = (
        int.from_bytes(header[26:28], "little"),
        int.from_bytes(header[28:30], "little"),
    )
    name = file.read(name_length)
    # Two names for one part are a way to show one file to the guard and another to the parser.
    if name != member.orig_filename.encode("utf-8" if member.flag_bits & 0x800 else "cp437", "replace"):
        raise SheetDamaged(part=member.filename)
    return member.header_offset + 30 + name_length + extra_length


def _pieces(file: IO[bytes], member: zipfile.ZipInfo, start: int, *, limits: Limits) -> Iterator[bytes]:
    """The member's content in pieces; refused as soon as it outgrows its own statement or the ratio."""
    if member.file_size > _MEGABYTE and member.file_size > limits.ratio * max(1, member.compress_size):
        raise SheetUnsafe(part=member.filename)
    unpacker = zlib.decompressobj(-15) if member.compress_type == zipfile.ZIP_DEFLATED else None
    packed_left, produced, first = member.compress_size, 0, True
    while packed_left or (unpacker and unpacker.unconsumed_tail):
        if unpacker and unpacker.unconsumed_tail:
            packed = unpacker.unconsumed_tail
        else:
            file.seek(start + member.compress_size - packed_left)
            packed = file.read(min(_CHUNK, packed_left))
            if not packed:
                break
            packed_left -= len(packed)
        try:
            piece = unpacker.decompress(packed, _CHUNK) if unpacker else packed
        except zlib.error:
            raise SheetDamaged(part=member.filename) from None
        produced += len(piece)
        if produced > member.file_size:
            raise SheetDamaged(part=member.filename)
        if first and piece.startswith(_ARCHIVES):
            raise SheetUnsafe(part=member.filename)
        first = first and not piece
        if piece:
            yield piece
        elif unpacker and unpacker.eof:
            break
    if produced != member.file_size or (unpacker and not unpacker.eof):
        raise SheetDamaged(part=member.filename)
