"""Pictures, videos and names that want to do harm, and files that are not what they say."""

import random
import struct
import zlib
from collections.abc import Iterator

from tests.attachments.corpus import making
from tests.attachments.corpus.hostile_documents import folder_of
from tests.attachments.corpus.making import CANARY, EICAR, box, office, packed, pdf, picture, video

OFFICE = ("docx", "xlsx", "pptx")
Made = Iterator[tuple[str, bytes] | tuple[str, bytes, bytes]]


def polyglots() -> Made:
    archive = packed({"evil.html": CANARY})
    page = b"<html><script>" + CANARY + b"</script></html>"
    yield "jpeg-zip-#.jpg", picture() + archive, CANARY
    yield "jpeg-html-#.jpg", picture(comment=page), CANARY
    yield (
        "jpeg-script-#.jpg",
        b"\xff\xd8\xff\xe0" + struct.pack(">H", 2 + len(page)) + page + picture()[2:],
        CANARY,
    )
    yield "png-zip-#.png", picture("PNG") + archive, CANARY
    yield "png-html-#.png", picture("PNG")[:8] + chunk(b"teXt", page) + picture("PNG")[8:], CANARY
    yield "png-idat-#.png", picture("PNG") + page, CANARY
    yield "pdf-zip-#.pdf", pdf() + archive, CANARY
    yield "pdf-html-#.pdf", pdf().replace(b"\n", b"\n%" + page + b"\n", 1), CANARY
    yield "zip-pdf-#.pdf", archive + pdf()
    yield "html-pdf-#.pdf", page + pdf()
    yield "mp4-zip-#.mp4", video(at_end=archive)
    yield "mp4-zip-in-free-#.mp4", video(at_end=box(b"free", archive)), CANARY
    yield "mp4-zip-in-data-#.mp4", video(hidden=archive), CANARY
    yield "mp4-html-#.mp4", video(in_index=box(b"udta", page)), CANARY
    yield "gif-js-#.jpg", b"GIF89a/*" + CANARY + b"*/=1;alert(1)"
    for kind in OFFICE:
        yield f"jpeg-{kind}-#.{kind}", picture() + office(kind)
        yield f"pdf-{kind}-#.{kind}", pdf() + office(kind)


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


_SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'


_HTML = b"<!doctype html><html><body><script>alert(document.cookie)</script></body></html>"


def disguises(content: bytes) -> Made:
    for name in ("photo.jpg", "photo.png", "paper.pdf", "paper.docx", "table.xlsx", "film.mp4"):
        yield name, content
        yield name, b"\xef\xbb\xbf" + content


def svgs() -> Made:
    yield from disguises(_SVG)
    yield "real.svg", _SVG
    for kind in OFFICE:
        yield f"inside-#.{kind}", office(kind, parts={f"{folder_of(kind)}/media/image1.svg": _SVG})
        far = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="http://203.0.113.7/a.png"/></svg>'
        yield f"inside-#.{kind}", office(kind, parts={f"{folder_of(kind)}/media/image1.svg": far})


def pages() -> Made:
    yield from disguises(_HTML)
    yield "page.html", _HTML
    for kind in OFFICE:
        yield f"inside-#.{kind}", office(kind, parts={f"{folder_of(kind)}/afchunk.mht": _HTML})


def programs() -> Made:
    for start in (
        b"MZ\x90\0" + bytes(60),
        b"\x7fELF" + bytes(60),
        b"#!/bin/sh\nid\n",
        b"\xca\xfe\xba\xbe" + bytes(60),
    ):
        for name in ("photo.jpg", "paper.pdf", "film.mp4", "paper.docx"):
            yield name, start
    for name in ("run.exe", "run.pdf.exe", "run.js", "run.lnk", "run.hta", "run", "run.jpg.", ".jpg"):
        yield name, b"MZ" + bytes(60)


def truncated() -> Made:
    whole = {
        "photo.jpg": picture(size=(400, 300)),
        "photo.png": picture("PNG", size=(400, 300)),
        "paper.docx": office("docx"),
        "table.xlsx": office("xlsx"),
        "slides.pptx": office("pptx"),
        "film.mp4": video(),
    }
    for name, content in whole.items():
        for share in (0.1, 0.5, 0.9):
            yield name, content[: int(len(content) * share)]
    yield "paper.pdf", pdf()[:60]
    for name in (*whole, "paper.pdf"):
        yield name, b""


def wrong_endings() -> Made:
    contents = {
        "jpg": picture(),
        "pdf": pdf(),
        "docx": office("docx"),
        "xlsx": office("xlsx"),
        "pptx": office("pptx"),
        "mp4": video(),
    }
    for named in contents:
        for kind, content in contents.items():
            if named != kind:
                yield f"{kind}-as-#.{named}", content


def names() -> Made:
    canary = "\u202e"
    for name in (
        f"photo{canary}gpj.jpg",
        "\u2066photo\u2069.jpg",
        "ph\u200boto.jpg",
        "../../etc/photo.jpg",
        "..\\..\\photo.jpg",
        "C:\\photo.jpg",
        "photo\0.php.jpg",
        "photo\r\nSet-Cookie: a=b.jpg",
        "CON.jpg",
        "....jpg",
        " .jpg",
        "长" * 300 + ".jpg",
        "e" + "\u0301" * 200 + ".jpg",
        '"; filename=evil.html; a=".jpg',
        "<script>alert(1)</script>.jpg",
        "a" * 5_000 + ".jpg",
        "photo.jpg\u202e",
        "\ufeffphoto.jpg",
        "photo%2e%2e%2f.jpg",
        "Ｐhoto：stream.jpg",
    ):
        yield name, picture(), canary.encode()


def floods() -> Made:
    for width, height in ((30_000, 30_000), (65_535, 65_535), (1_000_000, 100), (50_001, 1_001)):
        header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
        content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
        yield "flood-#.png", content + chunk(b"IDAT", zlib.compress(bytes(1_000_000))) + chunk(b"IEND", b"")
    plain = bytearray(picture())
    at = plain.index(b"\xff\xc0")
    for side in (20_000, 65_500):
        plain[at + 5 : at + 9] = struct.pack(">HH", side, side)
        yield "flood-#.jpg", bytes(plain)
    text = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 4, 8, 2, 0, 0, 0))
    yield (
        "text-bomb-#.png",
        text + chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(90_000_000))) + chunk(b"IEND", b""),
    )


def test_virus() -> Made:
    for name in ("eicar.jpg", "eicar.pdf", "eicar.docx", "eicar.com", "eicar.txt"):
        yield name, EICAR
    yield "eicar-#.pdf", pdf() + b"\n" + EICAR
    yield "eicar-#.pdf", pdf(lambda paper: setattr(paper.Root, "Note", paper.make_stream(EICAR * 40)))
    for kind in OFFICE:
        yield (
            f"eicar-#.{kind}",
            office(kind, parts={f"{folder_of(kind)}/a.xml": b"<a><![CDATA[" + EICAR + b"]]></a>"}),
        )
    yield "eicar-#.mp4", video(at_end=box(b"free", EICAR))
    yield "eicar-#.jpg", picture() + EICAR


def videos() -> Made:
    yield "pieces-#.mp4", video(at_end=box(b"moof", bytes(16)))
    yield "pieces-#.mp4", video(in_index=box(b"mvex", bytes(16)))
    yield "elsewhere-#.mp4", video(flags=0)
    yield "astray-#.mp4", video(shift=100_000)
    yield "astray-#.mp4", video(shift=70)
    deep = b""
    for _ in range(3_000):
        deep = box(b"edts", deep)
    yield "deep-#.mp4", video(in_track=deep + CANARY[:0]), b"no such thing"
    yield "short-box-#.mp4", video(at_end=struct.pack(">I4s", 4, b"free"))
    yield "long-box-#.mp4", video(at_end=struct.pack(">I4s", 2_000_000_000, b"free"))
    yield "no-picture-#.mp4", video().replace(b"vide", b"text")
    yield "two-indexes-#.mp4", video() + box(b"moov", b"")
    yield (
        "many-samples-#.mp4",
        video().replace(
            struct.pack(">4sIII", b"stsz", 0, 0, 4), struct.pack(">4sIII", b"stsz", 0, 1, 4_000_000_000)
        ),
    )
    yield "tiny-boxes-#.mp4", video(at_end=box(b"free") * 20_000)


def places() -> Made:
    yield "photo-#.jpg", making.photo_with_place(), CANARY
    yield "photo-#.png", making.png_with_place(), CANARY
    yield "paper-#.pdf", making.pdf_with_place(), CANARY
    yield "film-#.mp4", making.video_with_place(), CANARY
    for kind in OFFICE:
        yield f"paper-#.{kind}", making.office_with_place(kind), CANARY


def phone_formats() -> Made:
    for brand in (b"heic", b"heix", b"mif1", b"avif"):
        content = box(b"ftyp", brand + bytes(4) + brand) + bytes(60)
        yield f"{brand.decode()}-#.heic", content
        yield f"{brand.decode()}-#.jpg", content


def noise() -> Made:
    dice = random.Random(7)
    wholes = {
        "jpg": picture(size=(200, 200)),
        "png": picture("PNG", size=(200, 200)),
        "docx": office("docx"),
        "mp4": video(),
    }
    for kind, whole in wholes.items():
        start = {"docx": 4, "mp4": 16}.get(kind, 8)
        for _ in range(4):
            yield f"noise-#.{kind}", whole[:start] + dice.randbytes(len(whole) - start)
