"""A video keeps its picture and sound; every other box is emptied in place, so that nothing in it moves.

Where nothing moves, no offset has to be mended. What no kept track points to is emptied too: places recorded along
with the picture, subtitles of drones, or a second file hidden behind the first.
"""

import os
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Final

from xinghe.attachments.rules.refusals import AttachmentDamaged, CarriesMore, VideoInPieces
from xinghe.attachments.vocab import MEGABYTE, Cargo

_PIECE: Final = 1024 * 1024
_LARGEST_INDEX: Final = 32 * MEGABYTE
_MOST_SAMPLES: Final = 2_000_000
# Longer than a zip archive's last comment may be: behind it no archive is found.
_TAIL: Final = 66_000

# box → the boxes in it that are kept. What is not here is emptied.
_KEPT: Final[dict[bytes, frozenset[bytes]]] = {
    b"moov": frozenset({b"mvhd", b"trak", b"iods"}),
    b"trak": frozenset({b"tkhd", b"mdia", b"edts", b"tapt"}),
    b"edts": frozenset({b"elst"}),
    b"tapt": frozenset({b"clef", b"prof", b"enof"}),
    b"mdia": frozenset({b"mdhd", b"hdlr", b"minf"}),
    b"minf": frozenset({b"vmhd", b"smhd", b"hdlr", b"dinf", b"stbl"}),
    b"dinf": frozenset({b"dref"}),
    b"stbl": frozenset(
        {
            *(
                b"stsd",
                b"stts",
                b"stss",
                b"ctts",
                b"stsc",
                b"stsz",
                b"stz2",
                b"stco",
                b"co64",
                b"cslg",
                b"sdtp",
            ),
            *(b"sgpd", b"sbgp", b"stps"),
        }
    ),
}
_PIECES: Final = frozenset({b"moof", b"mfra", b"sidx", b"styp", b"mvex", b"ssix"})
_TRACKS: Final = frozenset({b"vide", b"soun"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A box by its place: where it begins, where its content begins, where it ends."""

    kind: bytes
    start: int
    content: int
    end: int


def clean_video(source: IO[bytes], *, clean: IO[bytes]) -> None:
    """Copy the video and empty what is no picture and no sound. Refuses: AttachmentDamaged, VideoInPieces, CarriesMore."""
    while piece := source.read(_PIECE):
        clean.write(piece)
    clean.flush()
    file = clean.fileno()
    size = os.fstat(file).st_size
    try:
        boxes = list(_boxes(lambda at, count: os.pread(file, count, at), 0, size))
        index = _index_of(boxes)
        moov = bytearray(os.pread(file, index.end - index.content, index.content))
        kept = _clean_index(moov)
    except (struct.error, IndexError):
        raise AttachmentDamaged() from None
    data = [box for box in boxes if box.kind == b"mdat"]
    if not all(any(box.content <= start and end <= box.end for box in data) for start, end in kept):
        raise AttachmentDamaged()
    os.pwrite(file, moov, index.content)
    for box in boxes:
        if box.kind == b"ftyp":
            _rebrand(file, box)
        elif box.kind == b"mdat":
            _empty_between(file, box, kept)
        elif box.kind != b"moov":
            os.pwrite(file, b"free", box.start + 4)
            _empty(file, box.content, box.end)
    _settle_last(file, boxes[-1])
    os.pwrite(file, struct.pack(">I4s", _TAIL, b"free") + bytes(_TAIL - 8), size)


def _boxes(read: Callable[[int, int], bytes | bytearray], start: int, end: int) -> Iterator[Box]:
    at, count = start, 0
    while at < end:
        count += 1
        head = read(at, 16)
        if len(head) < 8 or count > 10_000:
            raise AttachmentDamaged()
        length, kind = struct.unpack(">I4s", head[:8])
        content = at + 8
        if length == 1:
            (length,) = struct.unpack(">Q", head[8:16])
            content = at + 16
        elif length == 0:
            length = end - at
        if length < content - at or at + length > end:
            raise AttachmentDamaged()
        yield Box(kind=kind, start=at, content=content, end=at + length)
        at += length


def _index_of(boxes: list[Box]) -> Box:
    kinds = [box.kind for box in boxes]
    if _PIECES & set(kinds):
        raise VideoInPieces()
    if (
        not kinds
        or kinds[0] != b"ftyp"
        or kinds.count(b"moov") != 1
        or b"mdat" not in kinds
        or kinds.count(b"ftyp") != 1
    ):
        raise AttachmentDamaged()
    index = boxes[kinds.index(b"moov")]
    if index.end - index.content > _LARGEST_INDEX or boxes[0].end > 512:
        raise AttachmentDamaged()
    return index


def _clean_index(moov: bytearray) -> list[tuple[int, int]]:
    """Empty what is not kept; where the samples of the kept tracks lie in the file, sorted and joined."""
    kept: list[tuple[int, int]] = []
    pictures = 0
    for box in _within(moov, 0, len(moov)):
        if box.kind in _PIECES:
            raise VideoInPieces()
        if box.kind not in _KEPT[b"moov"]:
            _blank(moov, box)
        elif box.kind == b"mvhd":
            _forget_times(moov, box)
        elif box.kind == b"trak":
            handler = _handler(moov, box)
            if handler in _TRACKS:
                _clean_box(moov, box)
                kept += _samples(moov, box)
                pictures += handler == b"vide"
            else:
                _blank(moov, box)
    if not pictures:
        raise AttachmentDamaged()
    joined: list[tuple[int, int]] = []
    for start, end in sorted(kept):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _within(moov: bytearray, start: int, end: int) -> list[Box]:
    return list(_boxes(lambda at, count: moov[at : min(at + count, end)], start, end))


def _clean_box(moov: bytearray, box: Box) -> None:
    for inner in _within(moov, box.content, box.end):
        if inner.kind not in _KEPT[box.kind]:
            _blank(moov, inner)
        elif inner.kind in (b"tkhd", b"mdhd"):
            _forget_times(moov, inner)
        elif inner.kind == b"hdlr":
            # version, flags, predefined, type, reserved; then a name that says which device made it
            moov[inner.content + 24 : inner.end] = bytes(inner.end - inner.content - 24)
        elif inner.kind == b"dref":
            _refuse_elsewhere(moov, inner)
        elif inner.kind in _KEPT:
            _clean_box(moov, inner)


def _blank(moov: bytearray, box: Box) -> None:
    moov[box.start + 4 : box.start + 8] = b"free"
    moov[box.content : box.end] = bytes(box.end - box.content)


def _forget_times(moov: bytearray, box: Box) -> None:
    """When it was taken and changed."""
    width = 8 if moov[box.content] == 1 else 4
    moov[box.content + 4 : box.content + 4 + 2 * width] = bytes(2 * width)


def _refuse_elsewhere(moov: bytearray, box: Box) -> None:
    for entry in _within(moov, box.content + 8, box.end):
        if not moov[entry.content + 3] & 1:  # flag 1: the samples lie in this same file
            raise CarriesMore(cargo=Cargo.EXTERNAL)


def _find(moov: bytearray, box: Box, *way: bytes) -> Box | None:
    for kind in way:
        found = [inner for inner in _within(moov, box.content, box.end) if inner.kind == kind]
        if len(found) > 1:
            raise AttachmentDamaged()
        if not found:
            return None
        box = found[0]
    return box


def _handler(moov: bytearray, trak: Box) -> bytes:
    box = _find(moov, trak, b"mdia", b"hdlr")
    return b"" if box is None else bytes(moov[box.content + 8 : box.content + 12])


def _samples(moov: bytearray, trak: Box) -> list[tuple[int, int]]:
    """Where each chunk of the track begins and ends in the file."""
    table = _find(moov, trak, b"mdia", b"minf", b"stbl")
    if table is None:
        raise AttachmentDamaged()
    tables = {box.kind: box for box in _within(moov, table.content, table.end)}
    sizes = _sizes(moov, tables)
    offsets = _numbers(moov, tables.get(b"stco"), "I") or _numbers(moov, tables.get(b"co64"), "Q")
    runs = _numbers(moov, tables.get(b"stsc"), "III")
    chunks, at = [], 0
    for position, (first, per_chunk, _description) in enumerate(runs):
        last = runs[position + 1][0] if position + 1 < len(runs) else len(offsets) + 1
        if not 0 < first <= last <= len(offsets) + 1:
            raise AttachmentDamaged()
        for (offset,) in offsets[first - 1 : last - 1]:
            chunks.append((offset, offset + sum(sizes[at : at + per_chunk])))
            at += per_chunk
    if at < len(sizes):
        raise AttachmentDamaged()
    return chunks


def _sizes(moov: bytearray, tables: dict[bytes, Box]) -> list[int]:
    box = tables.get(b"stsz")
    if box is None:
        raise AttachmentDamaged()
    size, count = struct.unpack(">II", moov[box.content + 4 : box.content + 12])
    if count > _MOST_SAMPLES or (not size and box.content + 12 + 4 * count > box.end):
        raise AttachmentDamaged()
    if size:
        return [size] * count
    return list(struct.unpack(f">{count}I", moov[box.content + 12 : box.content + 12 + 4 * count]))


def _numbers(moov: bytearray, box: Box | None, shape: str) -> list[tuple[int, ...]]:
    if box is None:
        return []
    (count,) = struct.unpack(">I", moov[box.content + 4 : box.content + 8])
    width = struct.calcsize(f">{shape}")
    if count > _MOST_SAMPLES or box.content + 8 + width * count > box.end:
        raise AttachmentDamaged()
    return list(struct.iter_unpack(f">{shape}", moov[box.content + 8 : box.content + 8 + width * count]))


def _rebrand(file: int, box: Box) -> None:
    """A QuickTime file of this build is an MP4 in all but its label."""
    brands = os.pread(file, box.end - box.content, box.content)
    others = brands[8:].replace(b"qt  ", b"isom")
    major = b"mp42" if brands[:4] == b"qt  " else brands[:4]
    os.pwrite(file, major + bytes(4) + others, box.content)


def _empty_between(file: int, box: Box, kept: list[tuple[int, int]]) -> None:
    at = box.content
    for start, end in kept:
        if end <= box.content or start >= box.end:
            continue
        _empty(file, at, start)
        at = end
    _empty(file, at, box.end)


def _empty(file: int, start: int, end: int) -> None:
    for at in range(start, end, _PIECE):
        os.pwrite(file, bytes(min(_PIECE, end - at)), at)


def _settle_last(file: int, box: Box) -> None:
    """A last box “until the end” gets its length: something follows it now."""
    (length,) = struct.unpack(">I", os.pread(file, 4, box.start))
    if length == 0:
        os.pwrite(file, struct.pack(">I", box.end - box.start), box.start)
