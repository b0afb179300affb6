"""An office document is packed anew from the parts that show something; refused with those that do something."""

import re
import zipfile
from typing import IO, Final
from xml.sax.saxutils import quoteattr

from xinghe.attachments.rules.examination.archive import Part, parts_of
from xinghe.attachments.rules.examination.markup import Element, examine_markup
from xinghe.attachments.rules.examination.raster import bare_picture
from xinghe.attachments.rules.refusals import AttachmentDamaged, CarriesMore, NameMisleads, VirusFound
from xinghe.attachments.vocab import Cargo, FileKind

_MAIN: Final[dict[str, FileKind]] = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml": FileKind.DOCX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": FileKind.XLSX,
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml": FileKind.PPTX,
    "application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml": FileKind.PPTX,
}
_FOLDERS: Final = {FileKind.DOCX: "word/", FileKind.XLSX: "xl/", FileKind.PPTX: "ppt/"}
_TYPES: Final = "[Content_Types].xml"

# By name: what is refused, then what is left behind (about the document, its maker, its printer).
_UNWELCOME: Final[tuple[tuple[str, Cargo], ...]] = (
    ("vbaproject", Cargo.MACRO),
    ("vbadata", Cargo.MACRO),
    ("macrosheets/", Cargo.MACRO),
    ("dialogsheets/", Cargo.MACRO),
    ("customui", Cargo.MACRO),
    ("attachedtoolbars", Cargo.MACRO),
    ("activex/", Cargo.CONTROL),
    ("ctrlprops/", Cargo.CONTROL),
    ("externallinks/", Cargo.EXTERNAL),
    ("connections.xml", Cargo.LIVE_DATA),
    ("querytables/", Cargo.LIVE_DATA),
    ("volatiledependencies.xml", Cargo.LIVE_DATA),
    ("webextensions/", Cargo.SCRIPT),
    ("embeddings/", Cargo.EMBEDDED),
    ("afchunk", Cargo.EMBEDDED),
    ("/model/", Cargo.EMBEDDED),
)
_LEFT_BEHIND: Final = re.compile(
    r"(docprops|docmetadata|customxml|_xmlsignatures|package|\[trash\])/|.*/printersettings/|.*/people\.xml$|"
    r".*/changesinfos/|.*/revisioninfo\.xml$|.*/(revisions|persons)/|.*/thumbnail\.\w+$"
)
_MARKUP: Final = frozenset({"xml", "rels", "vml", "svg"})
_PICTURES: Final[dict[str, tuple[bytes, ...]]] = {
    "png": (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"),
    "jpg": (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"),
    "jpeg": (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"),
    "gif": (b"GIF8",),
    "bmp": (b"BM",),
    "emf": (b"\x01\x00\x00\x00",),
    "wmf": (b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00"),
}
_FONTS: Final = frozenset({"odttf", "fntdata"})
_BAD_TYPES: Final[tuple[tuple[str, Cargo], ...]] = (
    ("macroenabled", Cargo.MACRO),
    ("vba", Cargo.MACRO),
    ("activex", Cargo.CONTROL),
    ("oleobject", Cargo.EMBEDDED),
    ("externallink", Cargo.EXTERNAL),
    ("application/x-", Cargo.EMBEDDED),
    ("text/html", Cargo.EMBEDDED),
)
# A click on these leads out of the document, and only these: everything else that is “External” is fetched unasked.
_FOLLOWED: Final = re.compile(r"(https?|mailto|tel):", re.I)
_PRINTER: Final = re.compile(rb"(<(?:\w+:)?pageSetup\b[^>]*?)\s+r:id=\"[^\"]*\"")
_OLDEST: Final = (1980, 1, 1, 0, 0, 0)


def warm_up() -> None:
    """Load what unpacking and packing need, while files can still be opened."""
    for codec in ("cp437", "utf-8", "utf-16"):
        "a".encode(codec)
    examine_markup(b"<a/>")


def clean_office(source: IO[bytes], *, kind: FileKind, clean: IO[bytes], known_bad: bytes) -> None:
    """Pack the document anew. Refuses a document of another kind than ``kind``, and what is locked, damaged or active."""
    found: FileKind | None = None
    written: set[str] = set()
    types: list[Element] = []
    relations: list[tuple[str, list[Element]]] = []
    with zipfile.ZipFile(clean, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as packed:
        for part in parts_of(source):
            name = part.name.lower()
            for mark, cargo in _UNWELCOME:
                if mark in name:
                    raise CarriesMore(cargo=cargo)
            if known_bad in part.content:
                raise VirusFound(virus="EICAR")
            if name == _TYPES.lower():
                types = examine_markup(part.content, collect=True)
                found = _kind(types)
                continue
            if _LEFT_BEHIND.match(name):
                continue
            if name.endswith(".rels"):
                relations.append((part.name, examine_markup(part.content, collect=True)))
                continue
            _write(packed, part.name, _clean_part(part, name))
            written.add("/" + name)
        if found is None:
            raise AttachmentDamaged()
        if found is not kind:
            raise NameMisleads(named=kind.value.upper(), found=found.value.upper())
        if not any(name.startswith("/" + _FOLDERS[kind]) for name in written):
            raise AttachmentDamaged()
        for name, elements in relations:
            _write(packed, name, _clean_relations(name, elements, written=written))
        _write(packed, _TYPES, _clean_types(types, written=written))


def _write(packed: zipfile.ZipFile, name: str, content: bytes) -> None:
    member = zipfile.ZipInfo(name, date_time=_OLDEST)
    member.compress_type = zipfile.ZIP_DEFLATED
    packed.writestr(member, content)


def _clean_part(part: Part, name: str) -> bytes:
    ending = name.rpartition(".")[2]
    if ending in _MARKUP:
        examine_markup(part.content)
        if "/worksheets/" in name or "/chartsheets/" in name:
            return _PRINTER.sub(rb"\1", part.content)
        return part.content
    if ending in _PICTURES:
        if not part.content.startswith(_PICTURES[ending]):
            raise CarriesMore(cargo=Cargo.UNKNOWN_PART)
        try:
            return bare_picture(part.content)
        except ValueError:
            raise AttachmentDamaged() from None
    if ending in _FONTS and "/fonts/" in name:
        return part.content
    raise CarriesMore(cargo=Cargo.UNKNOWN_PART)


def _kind(types: list[Element]) -> FileKind | None:
    found: FileKind | None = None
    for element in types:
        content_type = element.attributes.get("ContentType", "")
        for mark, cargo in _BAD_TYPES:
            if mark in content_type.lower():
                raise CarriesMore(cargo=cargo)
        if content_type in _MAIN:
            if found not in (None, _MAIN[content_type]):
                raise AttachmentDamaged()
            found = _MAIN[content_type]
    return found


def _clean_types(types: list[Element], *, written: set[str]) -> bytes:
    lines = []
    for element in types:
        given = element.attributes
        if element.name == "Default" or given.get("PartName", "").lower() in written:
            lines.append(_element(element.name, given, ("Extension", "PartName", "ContentType")))
    return _document("Types", "http://schemas.openxmlformats.org/package/2006/content-types", lines)


def _clean_relations(name: str, elements: list[Element], *, written: set[str]) -> bytes:
    """Those that lead to a part that is still there, and links to be clicked on; anything else from elsewhere is refused."""
    folder = name.lower().rpartition("_rels/")[0]
    lines = []
    for element in elements:
        given = dict(element.attributes)
        if element.name != "Relationship":
            continue
        if given.get("TargetMode", "").lower() == "external":
            if not given.get("Type", "").endswith("/hyperlink"):
                raise CarriesMore(cargo=Cargo.EXTERNAL)
            if not _FOLLOWED.match(given.get("Target", "")):
                given["Target"] = "about:blank"
        elif not _is_there(folder, given.get("Target", ""), written):
            continue
        lines.append(_element("Relationship", given, ("Id", "Type", "Target", "TargetMode")))
    return _document("Relationships", "http://schemas.openxmlformats.org/package/2006/relationships", lines)


def _is_there(folder: str, target: str, written: set[str]) -> bool:
    """A target is a part's name or a way from the folder; "#" and what follows is a place inside."""
    if target.startswith("#"):
        return True
    way = target.lower().partition("#")[0]
    steps: list[str] = []
    for step in (way if way.startswith("/") else folder + way).split("/"):
        if step == "..":
            if not steps:
                raise CarriesMore(cargo=Cargo.ODD_NAME)
            steps.pop()
        elif step not in ("", "."):
            steps.append(step)
    return "/" + "/".join(steps) in written


def _element(name: str, given: dict[str, str], keys: tuple[str, ...]) -> str:
    return f"<{name}" + "".join(f" {key}={quoteattr(given[key])}" for key in keys if key in given) + "/>"


def _document(root: str, namespace: str, lines: list[str]) -> bytes:
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    return (head + f'<{root} xmlns="{namespace}">' + "".join(lines) + f"</{root}>").encode()
