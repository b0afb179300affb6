"""Files of every kind that is taken, built from their parts, so that one part can be made wrong at a time."""

import contextlib
import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from functools import cache

import pikepdf
from PIL import Image

CANARY = b"CANARY-30.5928N-114.3055E"
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"

_OFFICE = "application/vnd.openxmlformats-officedocument."
MAIN = {
    "docx": ("word/document.xml", f"{_OFFICE}wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{_OFFICE}spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", f"{_OFFICE}presentationml.presentation.main+xml"),
}
_NAMESPACES = {
    "docx": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "xlsx": "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "pptx": "http://schemas.openxmlformats.org/presentationml/2006/main",
}
_ROOTS = {"docx": "document", "xlsx": "workbook", "pptx": "presentation"}
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def picture(
    kind: str = "JPEG", *, size: tuple[int, int] = (64, 48), mode: str = "RGB", **how: object
) -> bytes:
    """A small picture with something on it."""
    stream = io.BytesIO()
    made = Image.linear_gradient("L").resize(size)
    made = made.point(lambda value: 255 * (value > 127), "1") if mode == "1" else made.convert(mode)
    made.save(stream, kind, **how)
    return stream.getvalue()


def photo_with_place() -> bytes:
    """A JPEG as a phone makes it: turned, with the place in Exif, XMP and IPTC, a comment and a picture behind it."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = CANARY.decode()
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[29] = "N", (30.0, 35.0, 34.08), CANARY.decode()
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + CANARY + b"</x:xmpmeta>"
    content = picture(exif=exif.tobytes(), xmp=xmp, comment=CANARY)
    app13 = b"\xff\xed" + struct.pack(">H", 2 + 14 + len(CANARY)) + b"Photoshop 3.0\0" + CANARY
    return content[:2] + app13 + content[2:] + CANARY


def png_with_place() -> bytes:
    """A PNG with the place in a text chunk, in Exif and behind its end."""
    from PIL import PngImagePlugin

    texts = PngImagePlugin.PngInfo()
    texts.add_text("Location", CANARY.decode())
    texts.add_itxt("XML:com.adobe.xmp", CANARY.decode())
    exif = Image.Exif()
    exif[0x010F] = CANARY.decode()
    return picture("PNG", pnginfo=texts, exif=exif.tobytes()) + CANARY


def pdf(change: Callable[[pikepdf.Pdf], object] | None = None, **how: object) -> bytes:
    """A paper of one page with a line of text, changed as asked."""
    stream = io.BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page(page_size=(595, 842))
        page = paper.pages[0]
        font = pikepdf.Dictionary(
            Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
        )
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = paper.make_stream(b"BT /F1 24 Tf 72 720 Td (Xinghe) Tj ET")
        if change is not None:
            change(paper)
        paper.save(stream, **how)
    return stream.getvalue()


def pdf_with_place() -> bytes:
    """A paper with the place in its notes and in the Exif of a picture on the page."""

    def change(paper: pikepdf.Pdf) -> None:
        paper.docinfo["/Keywords"] = CANARY.decode()
        paper.Root.Metadata = paper.make_stream(
            b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='"
            + CANARY
            + b"'/></rdf:RDF></x:xmpmeta>"
        )
        image = paper.make_stream(photo_with_place())
        image.update(
            {
                "/Type": pikepdf.Name.XObject,
                "/Subtype": pikepdf.Name.Image,
                "/Width": 64,
                "/Height": 48,
                "/ColorSpace": pikepdf.Name.DeviceRGB,
                "/BitsPerComponent": 8,
                "/Filter": pikepdf.Name.DCTDecode,
                "/Metadata": paper.make_stream(CANARY),
            }
        )
        paper.pages[0].Resources.XObject = pikepdf.Dictionary(Im=image)

    return pdf(change)


def types_of(kind: str, *, main: str = "", more: str = "") -> str:
    part, content_type = MAIN[kind]
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="jpg" ContentType="image/jpeg"/><Default Extension="png" ContentType="image/png"/>'
        f'<Override PartName="/{part}" ContentType="{main or content_type}"/>{more}</Types>'
    )


def relations(*lines: str) -> str:
    return f'<?xml version="1.0"?><Relationships xmlns="{RELATIONS}">{"".join(lines)}</Relationships>'


def relation(kind: str, target: str, *, number: int = 1, external: bool = False) -> str:
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="rId{number}" Type="{OFFICE_RELATIONS}/{kind}" Target="{target}"{mode}/>'


def document_of(kind: str, inside: str = "", *, head: str = '<?xml version="1.0"?>') -> str:
    root = _ROOTS[kind]
    return f'{head}<x:{root} xmlns:x="{_NAMESPACES[kind]}" xmlns:r="{OFFICE_RELATIONS}">{inside}</x:{root}>'


def office_parts(kind: str, inside: str = "", **more: str | bytes) -> dict[str, str | bytes]:
    """The parts of the smallest document of this kind."""
    return {
        "[Content_Types].xml": types_of(kind),
        "_rels/.rels": relations(relation("officeDocument", MAIN[kind][0])),
        MAIN[kind][0]: document_of(kind, inside),
        **more,
    }


def packed(parts: Mapping[str, str | bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def office(kind: str, inside: str = "", parts: Mapping[str, str | bytes] | None = None) -> bytes:
    return packed({**office_parts(kind, inside), **(parts or {})})


def office_with_place(kind: str) -> bytes:
    """A document with the place in its properties, its own XML, a photo on the page and the printer's name."""
    folder = MAIN[kind][0].partition("/")[0]
    core = f"<c:coreProperties xmlns:c='urn:core'><c:description>{CANARY.decode()}</c:description></c:coreProperties>"
    return office(
        kind,
        parts={
            "[Content_Types].xml": types_of(
                kind, more='<Override PartName="/docProps/core.xml" ContentType="application/xml"/>'
            ),
            "_rels/.rels": relations(
                relation("officeDocument", MAIN[kind][0]), relation("core", "docProps/core.xml", number=2)
            ),
            "docProps/core.xml": core,
            "docProps/custom.xml": core,
            "customXml/item1.xml": core,
            f"{folder}/media/image1.jpg": photo_with_place(),
            f"{folder}/media/image2.png": png_with_place(),
            f"{folder}/printerSettings/printerSettings1.bin": CANARY,
        },
    )


def box(kind: bytes, content: bytes = b"", *, wide: bool = False) -> bytes:
    if wide:
        return struct.pack(">I4sQ", 1, kind, 16 + len(content)) + content
    return struct.pack(">I4s", 8 + len(content), kind) + content


def full(kind: bytes, content: bytes = b"") -> bytes:
    return box(kind, bytes(4) + content)


def track(
    handler: bytes,
    *,
    offsets: list[int],
    sizes: list[int],
    extra: bytes = b"",
    flags: int = 1,
    name: bytes = b"\0",
) -> bytes:
    """A track with one sample in each chunk."""
    entry = b"avc1" if handler == b"vide" else b"mp4a" if handler == b"soun" else b"mebx"
    table = box(
        b"stbl",
        full(b"stsd", struct.pack(">I", 1) + box(entry, bytes(78)))
        + full(b"stts", struct.pack(">III", 1, len(sizes), 1))
        + full(b"stsc", struct.pack(">IIII", 1, 1, 1, 1))
        + full(b"stsz", struct.pack(">II", 0, len(sizes)) + struct.pack(f">{len(sizes)}I", *sizes))
        + full(b"stco", struct.pack(">I", len(offsets)) + struct.pack(f">{len(offsets)}I", *offsets)),
    )
    reference = box(b"dref", bytes(4) + struct.pack(">I", 1) + box(b"url ", struct.pack(">I", flags)))
    media = box(
        b"mdia",
        full(b"mdhd", struct.pack(">IIIII", 3_800_000_000, 3_800_000_000, 600, 600, 0))
        + full(b"hdlr", bytes(4) + handler + bytes(12) + name)
        + box(b"minf", full(b"vmhd", bytes(8)) + box(b"dinf", reference) + table),
    )
    return box(b"trak", full(b"tkhd", bytes(80)) + media + extra)


def video(
    *,
    brand: bytes = b"isom",
    hidden: bytes = b"",
    in_index: bytes = b"",
    in_track: bytes = b"",
    at_end: bytes = b"",
    index_first: bool = True,
    wide: bool = False,
    flags: int = 1,
    shift: int = 0,
    name: bytes = b"\0",
    places: bytes = b"",
) -> bytes:
    """A video of four pictures and two sounds; ``hidden`` lies in its data where no track points, ``places`` in a third."""
    start = box(b"ftyp", brand + bytes(4) + b"isomqt  ")
    pictures, sounds = [b"P" * 40] * 4, [b"S" * 20] * 2
    samples = [*pictures, *sounds, *([places] if places else [])]

    def index(first: int) -> bytes:
        ends = [sum(map(len, samples[:at])) + first for at in range(len(samples))]
        tracks = track(
            b"vide", offsets=ends[:4], sizes=[40] * 4, extra=in_track, flags=flags, name=name
        ) + track(b"soun", offsets=ends[4:6], sizes=[20] * 2)
        if places:
            tracks += track(b"meta", offsets=ends[6:], sizes=[len(places)])
        return box(
            b"moov",
            full(b"mvhd", struct.pack(">II", 3_800_000_000, 3_800_000_000) + bytes(88)) + tracks + in_index,
        )

    data = box(b"mdat", b"".join(samples) + hidden, wide=wide)
    before = len(start) + (len(index(0)) if index_first else 0) + (16 if wide else 8)
    pieces = [index(before + shift), data] if index_first else [data, index(before + shift)]
    return b"".join([start, *pieces]) + at_end


def video_with_place() -> bytes:
    """A video as phones and drones make it: the place in five kinds of boxes, and recorded along as a track."""
    keys = full(b"meta", full(b"keys", CANARY) + box(b"ilst", CANARY))
    return video(
        brand=b"qt  ",
        in_index=box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(CANARY), 0x15C7) + CANARY)) + keys,
        in_track=box(b"udta", box(b"loci", CANARY)) + keys,
        at_end=box(b"uuid", bytes(16) + CANARY) + box(b"free", CANARY) + box(b"meta", CANARY),
        hidden=CANARY,
        places=CANARY,
        name=CANARY + b"\0",
    )


@cache
def photo_of(megapixels: int) -> bytes:
    """A photo of about this many million pixels."""
    side = int((megapixels * 1_000_000) ** 0.5)
    return picture(size=(side, side), mode="L")


def laid_open(content: bytes) -> bytes:
    """Everything that can be read in a file: its bytes, and what is packed in it."""
    found = [content]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            found += [laid_open(archive.read(name)) + name.encode() for name in archive.namelist()]
    if content.startswith(b"%PDF"):
        with pikepdf.open(io.BytesIO(content)) as paper:
            found.append(str(dict(paper.docinfo) if "/Info" in paper.trailer else "").encode())
            for thing in paper.objects:
                if isinstance(thing, pikepdf.Stream):
                    found.append(thing.read_raw_bytes())
                    with contextlib.suppress(pikepdf.PdfError):
                        found.append(thing.read_bytes())
    return b"\0".join(found)
