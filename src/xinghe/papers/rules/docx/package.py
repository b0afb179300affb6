"""Puts a DOCX together: the parts that every one has, and the body in the middle. The same body gives the same bytes."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from xml.sax.saxutils import escape

import segno

from xinghe.papers.rules.docx.markup import BLACK, BODY, REGULAR, SIZE_3, SONG, TITLE, twips
from xinghe.papers.rules.words import clean

_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OOXML: Final = "http://schemas.openxmlformats.org"
_NAMES: Final = (
    f'xmlns:w="{_OOXML}/wordprocessingml/2006/main" xmlns:r="{_OOXML}/officeDocument/2006/relationships"'
    f' xmlns:wp="{_OOXML}/drawingml/2006/wordprocessingDrawing" xmlns:a="{_OOXML}/drawingml/2006/main"'
    f' xmlns:pic="{_OOXML}/drawingml/2006/picture"'
)
_TYPES: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# What stands in where an office does not have the face: first the system's, then what free systems bring.
_FACES: Final[Mapping[str, str]] = {
    BODY: "仿宋,FangSong,Noto Serif CJK SC",
    TITLE: "方正小标宋_GBK,小标宋体,宋体,Noto Serif CJK SC",
    BLACK: "SimHei,Noto Sans CJK SC",
    REGULAR: "楷体,KaiTi,Noto Serif CJK SC",
    SONG: "SimSun,Noto Serif CJK SC",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PageShape:
    """The page: margins in millimetres, the grid of lines and characters, what stands at the foot.

    ``lines`` and ``signs`` of the grid are 0 where there is none. ``even_footer`` is empty where both sides are alike.
    """

    top: float
    right: float
    bottom: float
    left: float
    footer: float
    odd_footer: str
    even_footer: str = ""
    lines: int = 0
    signs: int = 0
    size: int = SIZE_3
    hides_first_footer: bool = False

    @property
    def width(self) -> int:
        """The type area's width in twips."""
        return twips(210 - self.left - self.right)

    @property
    def section(self) -> str:
        """The last element of the body."""
        grid = ""
        if self.lines:
            pitch = (297 - self.top - self.bottom) / self.lines
            # How much narrower a character is than its size, in 4096ths of a point.
            spacing = round(((210 - self.left - self.right) / self.signs / 25.4 * 72 - self.size / 2) * 4096)
            grid = f'<w:docGrid w:type="linesAndChars" w:linePitch="{twips(pitch)}" w:charSpace="{spacing}"/>'
        even = '<w:footerReference w:type="even" r:id="rEven"/>' if self.even_footer else ""
        return (
            f'<w:sectPr>{even}<w:footerReference w:type="default" r:id="rOdd"/><w:pgSz w:w="{twips(210)}" w:h="{twips(297)}"/>'
            f'<w:pgMar w:top="{twips(self.top)}" w:right="{twips(self.right)}" w:bottom="{twips(self.bottom)}"'
            f' w:left="{twips(self.left)}" w:header="{twips(15)}" w:footer="{twips(self.footer)}" w:gutter="0"/>'
            f"{'<w:titlePg/>' if self.hides_first_footer else ''}{grid}</w:sectPr>"
        )


def packed(
    body: str, *, page: PageShape, title: str, author: str, made: date, addresses: Sequence[str] = ()
) -> bytes:
    """The whole file. Picture n is the QR code of the n-th of ``addresses``."""
    footers = {"Odd": page.odd_footer} | ({"Even": page.even_footer} if page.even_footer else {})
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _content_types(footers),
        "_rels/.rels": _relations({"rBody": ("officeDocument", "word/document.xml")}, extra=_CORE),
        "docProps/core.xml": _core(title, author, made),
        "word/document.xml": f"{_HEAD}<w:document {_NAMES}><w:body>{body}{page.section}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relations(_document_relations(footers, len(addresses))),
        "word/styles.xml": _styles(page.size),
        "word/settings.xml": _settings(is_two_sided=bool(page.even_footer)),
        "word/fontTable.xml": _fonts(),
    }
    for name, content in footers.items():
        parts[f"word/footer{name}.xml"] = f"{_HEAD}<w:ftr {_NAMES}>{content}</w:ftr>"
    for number, address in enumerate(addresses, 1):
        parts[f"word/media/picture{number}.png"] = _qr_png(address)
    packed_file = io.BytesIO()
    with zipfile.ZipFile(packed_file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            # Without a date of its own a part bears the present, and no two copies would be alike.
            told = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            told.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(told, part)
    return packed_file.getvalue()


def _content_types(footers: Mapping[str, str]) -> str:
    overrides = {
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/word/document.xml": f"{_TYPES}.document.main+xml",
        "/word/styles.xml": f"{_TYPES}.styles+xml",
        "/word/settings.xml": f"{_TYPES}.settings+xml",
        "/word/fontTable.xml": f"{_TYPES}.fontTable+xml",
        **{f"/word/footer{name}.xml": f"{_TYPES}.footer+xml" for name in footers},
    }
    told = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides.items())
    return (
        f'{_HEAD}<Types xmlns="{_OOXML}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>{told}</Types>'
    )


_CORE: Final = f'<Relationship Id="rCore" Type="{_OOXML}/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/>'


def _document_relations(footers: Mapping[str, str], pictures: int) -> dict[str, tuple[str, str]]:
    fixed = {
        "rStyles": ("styles", "styles.xml"),
        "rSettings": ("settings", "settings.xml"),
        "rFonts": ("fontTable", "fontTable.xml"),
    }
    feet = {f"r{name}": ("footer", f"footer{name}.xml") for name in footers}
    return fixed | feet | {f"rPicture{n}": ("image", f"media/picture{n}.png") for n in range(1, pictures + 1)}


def _relations(targets: Mapping[str, tuple[str, str]], *, extra: str = "") -> str:
    told = "".join(
        f'<Relationship Id="{number}" Type="{_OOXML}/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
        for number, (kind, target) in targets.items()
    )
    return f'{_HEAD}<Relationships xmlns="{_OOXML}/package/2006/relationships">{told}{extra}</Relationships>'


def _core(title: str, author: str, made: date) -> str:
    instant = f"{made.isoformat()}T00:00:00Z"
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_OOXML}/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(clean(title))}</dc:title><dc:creator>{escape(clean(author))}</dc:creator>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{instant}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{instant}</dcterms:modified></cp:coreProperties>'
    )


def _styles(size: int) -> str:
    return (
        f"{_HEAD}<w:styles {_NAMES}><w:docDefaults><w:rPrDefault><w:rPr>"
        f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman" w:eastAsia="{BODY}"/>'
        f'<w:kern w:val="2"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        '<w:pPr><w:widowControl w:val="0"/><w:kinsoku/><w:overflowPunct/><w:autoSpaceDE/><w:autoSpaceDN/><w:jc w:val="both"/></w:pPr></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
        '<w:tblCellMar><w:left w:w="85" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>'
    )


def _settings(*, is_two_sided: bool) -> str:
    return (
        f"{_HEAD}<w:settings {_NAMES}>{'<w:evenAndOddHeaders/>' if is_two_sided else ''}"
        '<w:characterSpacingControl w:val="compressPunctuation"/>'
        '<w:compat><w:useFELayout/><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def _fonts() -> str:
    told = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/><w:family w:val="auto"/></w:font>'
        for name, others in _FACES.items()
    )
    return f"{_HEAD}<w:fonts {_NAMES}>{told}</w:fonts>"


def _qr_png(address: str) -> bytes:
    drawn = io.BytesIO()
    segno.make(address, error="q", micro=False).save(drawn, kind="png", scale=8, border=2)
    return drawn.getvalue()
