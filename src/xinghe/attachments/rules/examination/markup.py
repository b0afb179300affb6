"""Reads the XML parts of an office document once, by expat, for what a reader of the document would run or fetch."""

import re
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from xinghe.attachments.rules.refusals import AttachmentDamaged, CarriesMore
from xinghe.attachments.vocab import Cargo

_DEEPEST: Final = 256
# Fields of Word that fetch from other programs or files; formulas of Excel that do.
_FIELDS: Final = re.compile(
    r"(?<![A-Z])(DDE|DDEAUTO|LINK|INCLUDETEXT|INCLUDEPICTURE|IMPORT|RD|DATABASE)(?![A-Z])", re.I
)
_FORMULAS: Final = re.compile(
    r"(?<![\w.])(WEBSERVICE|CALL|REGISTER|REGISTER\.ID|EXEC|RTD|DDE|IMAGE|SQL\.REQUEST)\s*\(|[\w.]\s*\|\s*['\w][^|]*!",
    re.I,
)
_ELEMENTS: Final[dict[str, Cargo]] = {
    "script": Cargo.SCRIPT,
    "foreignObject": Cargo.SCRIPT,
    "ddeLink": Cargo.LIVE_DATA,
    "oleLink": Cargo.LIVE_DATA,
    "externalBook": Cargo.EXTERNAL,
    "OLEObject": Cargo.EMBEDDED,
    "oleObject": Cargo.EMBEDDED,
    "oleObj": Cargo.EMBEDDED,
    "control": Cargo.CONTROL,
    "ocx": Cargo.CONTROL,
    "altChunk": Cargo.EMBEDDED,
    "subDoc": Cargo.EXTERNAL,
    "wmaAudio": Cargo.EMBEDDED,
}
# Excel's form fields are drawn by VML; their macros are not there to be called.
_ACTIONS: Final = re.compile(r"ppaction://(program|macro|ole)", re.I)
_ELSEWHERE: Final = re.compile(r"\s*(https?|ftp|file|data:text|javascript|\\\\)", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """An element of a small part: its local name and its attributes, without namespaces."""

    name: str
    attributes: dict[str, str]


@dataclass(slots=True)
class _Reading:
    """What is gathered while one part is read."""

    depth: int = 0
    inside: str = ""
    texts: list[str] = field(default_factory=list)
    elements: list[Element] | None = None


def examine_markup(content: bytes, *, collect: bool = False) -> list[Element]:
    """Refuse an XML part that is broken, defines entities, or holds what runs or fetches; its elements, if asked for.

    Refuses: AttachmentDamaged, CarriesMore.
    """
    reading = _Reading(elements=[] if collect else None)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.EntityDeclHandler = _refuse_doctype

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(" ")[2]
        reading.depth += 1
        if reading.depth > _DEEPEST:
            raise AttachmentDamaged()
        if local in _ELEMENTS:
            raise CarriesMore(cargo=_ELEMENTS[local])
        if attributes:
            _refuse_attributes(local, name, attributes)
        if local == "fldChar" or local == "instrText" or local == "f":
            reading.inside = local
            if local != "instrText":
                _refuse_texts(reading)
        if reading.elements is not None:
            bare = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
            reading.elements.append(Element(name=local, attributes=bare))

    def end(name: str) -> None:
        reading.depth -= 1
        if name.endswith(" f"):
            _refuse_texts(reading)
        reading.inside = ""

    def text(value: str) -> None:
        if reading.inside:
            reading.texts.append(value)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    try:
        parser.Parse(content, True)  # noqa: FBT003 -- expat takes it so
    except expat.ExpatError:
        raise AttachmentDamaged() from None
    _refuse_texts(reading)
    return reading.elements or []


def _refuse_doctype(*_declaration: object) -> None:
    raise CarriesMore(cargo=Cargo.ENTITY)


def _refuse_texts(reading: _Reading) -> None:
    """A field's instruction may be cut into many pieces; a formula is one."""
    if reading.texts:
        said = "".join(reading.texts)
        reading.texts.clear()
        if _FIELDS.search(said.upper()) or _FORMULAS.search(said):
            raise CarriesMore(cargo=Cargo.LIVE_DATA)


def _refuse_attributes(local: str, name: str, attributes: dict[str, str]) -> None:
    is_drawing = "svg" in name
    for key, value in attributes.items():
        if key == "action" and _ACTIONS.match(value):
            raise CarriesMore(cargo=Cargo.PROGRAM)
        if is_drawing and key.startswith("on"):
            raise CarriesMore(cargo=Cargo.SCRIPT)
        if is_drawing and key.endswith("href") and _ELSEWHERE.match(value):
            raise CarriesMore(cargo=Cargo.EXTERNAL)
        if local == "fldSimple" and key.endswith("instr") and _FIELDS.search(value.upper()):
            raise CarriesMore(cargo=Cargo.LIVE_DATA)
        # VML names its pictures by address, past the relationships.
        if key in ("src", "href") and "vml" in name and _ELSEWHERE.match(value) and local == "imagedata":
            raise CarriesMore(cargo=Cargo.EXTERNAL)
