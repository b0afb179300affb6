"""A PDF is written anew from what a reader shows: pages, text, pictures; refused with what a reader would run."""

import contextlib
import io
import re
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

import pikepdf

from xinghe.attachments.rules.examination.raster import bare_picture
from xinghe.attachments.rules.refusals import (
    AttachmentDamaged,
    AttachmentLocked,
    CarriesMore,
    PictureTooLarge,
    UnpacksTooFar,
    VirusFound,
)
from xinghe.attachments.vocab import MEGABYTE, MOST_MEMBERS, MOST_UNPACKED, Cargo

# A page of A0 scanned at 400 dpi, black and white; what a reader would have to hold to draw it.
_MOST_PIXELS: Final = 250_000_000
_PIECE: Final = 1024 * 1024
_OPENED: Final = re.compile(r"(https?|mailto|tel):", re.IGNORECASE)

# Keys whose mere presence means more than pages.
_CARGO: Final[dict[str, Cargo]] = {
    "/JS": Cargo.SCRIPT,
    "/JavaScript": Cargo.SCRIPT,
    "/EF": Cargo.EMBEDDED,
    "/EmbeddedFiles": Cargo.EMBEDDED,
    "/RichMedia": Cargo.EMBEDDED,
    "/RichMediaContent": Cargo.EMBEDDED,
    "/Collection": Cargo.EMBEDDED,
    "/XFA": Cargo.DYNAMIC_FORM,
}
_TYPES: Final[dict[str, Cargo]] = {
    "/EmbeddedFile": Cargo.EMBEDDED,
    "/RichMedia": Cargo.EMBEDDED,
    "/Screen": Cargo.EMBEDDED,
    "/Movie": Cargo.EMBEDDED,
    "/Sound": Cargo.EMBEDDED,
    "/3D": Cargo.EMBEDDED,
    "/FileAttachment": Cargo.EMBEDDED,
}
_ACTIONS: Final[dict[str, Cargo]] = {
    "/JavaScript": Cargo.SCRIPT,
    "/Launch": Cargo.PROGRAM,
    "/GoToE": Cargo.EMBEDDED,
    "/GoToR": Cargo.EXTERNAL,
    "/ImportData": Cargo.EXTERNAL,
    "/SubmitForm": Cargo.EXTERNAL,
    "/Rendition": Cargo.EMBEDDED,
    "/Movie": Cargo.EMBEDDED,
    "/Sound": Cargo.EMBEDDED,
    "/GoTo3DView": Cargo.EMBEDDED,
    "/RichMediaExecute": Cargo.EMBEDDED,
}
# Notes about the paper, its maker and its earlier versions; and what a reader does unasked.
_NOTES: Final = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb", "/SpiderInfo", "/AA")


def warm_up() -> None:
    """Load what reading and writing need, while files can still be opened."""
    stream = io.BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page()
        paper.save(stream)
    with pikepdf.open(stream) as paper:
        paper.save(io.BytesIO(), object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)


def clean_pdf(source: BinaryIO, *, clean: BinaryIO, known_bad: bytes) -> None:
    """Write the paper again from its objects, without notes. Refuses what is locked, damaged, or does something."""
    try:
        with pikepdf.open(source) as paper:
            if paper.is_encrypted:
                raise AttachmentLocked()
            if not len(paper.pages):
                raise AttachmentDamaged()
            spent = 0
            for thing in _things(paper):
                spent = _examine(thing, spent=spent, known_bad=known_bad)
            for thing in _things(paper):
                _strip(thing)
            if "/Info" in paper.trailer:
                del paper.trailer["/Info"]
            paper.save(
                clean,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
                fix_metadata_version=False,
                deterministic_id=True,
            )
    except pikepdf.PasswordError:
        raise AttachmentLocked() from None
    except (pikepdf.PdfError, zlib.error, RecursionError):
        raise AttachmentDamaged() from None


def _things(paper: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every dictionary and stream of the paper, also those that stand inside others."""
    waiting: list[tuple[pikepdf.Object, int]] = [(thing, 0) for thing in paper.objects]
    waiting.append((paper.trailer, 0))
    while waiting:
        thing, depth = waiting.pop()
        if depth > 64:
            raise AttachmentDamaged()
        if isinstance(thing, pikepdf.Array):
            within = list(thing)
        elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
            yield thing
            within = list(thing.values())
        else:
            continue
        # What is referred to by number is in ``paper.objects`` itself.
        waiting += [
            (inner, depth + 1)
            for inner in within
            if isinstance(inner, (pikepdf.Array, pikepdf.Dictionary)) and not inner.is_indirect
        ]


def _examine(thing: pikepdf.Object, *, spent: int, known_bad: bytes) -> int:
    for key, cargo in _CARGO.items():
        if key in thing:
            raise CarriesMore(cargo=cargo)
    for key in ("/Type", "/Subtype"):
        word = _word(thing, key)
        if word in _TYPES and not (word == "/Screen" and key == "/Type"):
            raise CarriesMore(cargo=_TYPES[word])
    action = _word(thing, "/S")
    if action in _ACTIONS:
        raise CarriesMore(cargo=_ACTIONS[action])
    if isinstance(thing, pikepdf.Stream):
        return _examine_stream(thing, spent=spent, known_bad=known_bad)
    return spent


def _strip(thing: pikepdf.Object) -> None:
    """Take away what is no page: notes, and what a reader would do unasked."""
    if _word(thing, "/S") == "/URI" and "/URI" in thing and not _OPENED.match(str(thing["/URI"])):
        thing["/URI"] = pikepdf.String("about:blank")
    for key in _NOTES:
        if key in thing:
            del thing[key]
    # What would happen by itself: turning to a page is all that may.
    opening = thing.get("/OpenAction")
    if isinstance(opening, pikepdf.Dictionary) and _word(opening, "/S") != "/GoTo":
        del thing["/OpenAction"]


def _word(thing: pikepdf.Object, key: str) -> str:
    found = thing.get(key)
    return str(found) if isinstance(found, pikepdf.Name) else ""


def _examine_stream(stream: pikepdf.Object, *, spent: int, known_bad: bytes) -> int:
    """Unpack it piece by piece to see how far that goes; how much was unpacked of the whole paper."""
    if "/F" in stream:  # the content lies in a file elsewhere
        raise CarriesMore(cargo=Cargo.EXTERNAL)
    if _word(stream, "/Subtype") == "/Image":
        pixels = int(stream.get("/Width", 0)) * int(stream.get("/Height", 0))
        if pixels > _MOST_PIXELS:
            raise PictureTooLarge(found=pixels // 1_000_000, limit=_MOST_PIXELS // 1_000_000)
    filters = stream.get("/Filter")
    names = [str(name) for name in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    content = stream.read_raw_bytes()
    layers = 0
    while names and names[0] in ("/FlateDecode", "/Fl"):
        # A second layer of packing is how a small file hides a huge one.
        layers += 1
        if layers > 2:
            raise UnpacksTooFar(limit=MOST_UNPACKED // MEGABYTE, members=MOST_MEMBERS)
        content, spent = _unpacked(content, spent=spent, keep=len(names) > 1, known_bad=known_bad)
        names.pop(0)
    if names and names[0] in ("/DCTDecode", "/DCT") and len(names) == 1:
        # A picture whose notes cannot be told from its lines stays as it is only if it has none.
        with contextlib.suppress(ValueError):
            stream.write(bare_picture(content), filter=pikepdf.Name.DCTDecode, decode_parms=None)
            return spent
        raise AttachmentDamaged()
    if known_bad in content:
        raise VirusFound(virus="EICAR")
    return spent


def _unpacked(content: bytes, *, spent: int, keep: bool, known_bad: bytes) -> tuple[bytes, int]:
    unpacker, kept, before = zlib.decompressobj(), [], b""
    waiting = content
    while waiting and not unpacker.eof:
        try:
            piece = unpacker.decompress(waiting, _PIECE)
        except zlib.error:
            break  # readers show what came before; so may we
        waiting = unpacker.unconsumed_tail
        spent += len(piece)
        if spent > MOST_UNPACKED:
            raise UnpacksTooFar(limit=MOST_UNPACKED // MEGABYTE, members=MOST_MEMBERS)
        if known_bad in before + piece:
            raise VirusFound(virus="EICAR")
        before = piece[-len(known_bad) :]
        if keep:
            kept.append(piece)
    return b"".join(kept), spent
