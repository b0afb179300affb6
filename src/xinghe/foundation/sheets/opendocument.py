"""Writes .ods tables row by row in bounded memory, with the same promise as the others: nothing in them runs.

The libraries for OpenDocument build the whole tree first (10,000 rows of eight cells take 170 MB); this needs a
zip archive and four small parts. Every cell says what it is, so no program has to guess, and no cell has a formula.
"""

import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self
from xml.sax.saxutils import escape, quoteattr

from xinghe.foundation.sheets.writing import OutCell, OutColumn, OutKind, is_exact, sheet_name, shortened

_TYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    '<manifest:file-entry manifest:full-path="settings.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
_NAMES: Final = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"),
        ("number", "datastyle"), ("fo", "xsl-fo-compatible"), ("config", "config"),
    )
)  # fmt: skip
# A cell of the style "text" stays text when somebody edits it: what they see is what was written, not its result.
_STYLES: Final = (
    '<number:text-style style:name="as-text"><number:text-content/></number:text-style>'
    '<number:number-style style:name="as-money"><number:number number:decimal-places="2" '
    'number:min-decimal-places="2" number:min-integer-digits="1" number:grouping="true"/></number:number-style>'
    '<number:date-style style:name="as-date"><number:year number:style="long"/><number:text>-</number:text>'
    '<number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/></number:date-style>'
    '<style:style style:name="text" style:family="table-cell" style:data-style-name="as-text">'
    '<style:table-cell-properties style:vertical-align="top" fo:wrap-option="wrap"/></style:style>'
    '<style:style style:name="head" style:family="table-cell" style:data-style-name="as-text">'
    '<style:table-cell-properties fo:background-color="#e8eef4" fo:wrap-option="wrap"/>'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
    '<style:style style:name="number" style:family="table-cell">'
    '<style:table-cell-properties style:vertical-align="top"/></style:style>'
    '<style:style style:name="money" style:family="table-cell" style:data-style-name="as-money">'
    '<style:table-cell-properties style:vertical-align="top"/></style:style>'
    '<style:style style:name="date" style:family="table-cell" style:data-style-name="as-date">'
    '<style:table-cell-properties style:vertical-align="top"/></style:style>'
)
# What XML cannot hold at all, whatever is written before it.
_UNHELD: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BLANKS: Final = re.compile(" {2,}|^ | $|\t")
_STYLE_OF: Final = {
    OutKind.TEXT: "text",
    OutKind.NUMBER: "number",
    OutKind.MONEY: "money",
    OutKind.DATE: "date",
}
_INCHES_A_CHARACTER: Final = 0.09


class OdsWriter:
    """Writes one sheet row by row to a path or an open binary file. A context manager, like ``SheetWriter``."""

    def __init__(
        self, target: Path | IO[bytes], *, columns: Sequence[OutColumn], sheet: str = "Sheet1"
    ) -> None:
        self._columns = tuple(columns)
        self._archive = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        # The first part of the archive, and not packed: programs look for it at a fixed place.
        self._archive.writestr(zipfile.ZipInfo("mimetype"), _TYPE, zipfile.ZIP_STORED)
        self._archive.writestr("META-INF/manifest.xml", _MANIFEST)
        name = sheet_name(sheet)
        self._archive.writestr("settings.xml", _settings(name))
        self._content = self._archive.open("content.xml", "w", force_zip64=True)
        self._put(
            f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {_NAMES} office:version="1.3">'
        )
        widths = "".join(
            f'<style:style style:name="w{at}" style:family="table-column"><style:table-column-properties '
            f'style:column-width="{column.width * _INCHES_A_CHARACTER:.2f}in"/></style:style>'
            for at, column in enumerate(self._columns)
        )
        self._put(f"<office:automatic-styles>{_STYLES}{widths}</office:automatic-styles>")
        self._put(f"<office:body><office:spreadsheet><table:table table:name={quoteattr(name)}>")
        self._put(
            "".join(f'<table:table-column table:style-name="w{at}"/>' for at in range(len(self._columns)))
        )
        titles = "".join(_text_cell(column.title, "head") for column in self._columns)
        self._put(
            f"<table:table-header-rows><table:table-row>{titles}</table:table-row></table:table-header-rows>"
        )

    def row(self, cells: Sequence[OutCell]) -> None:
        """Write the next row."""
        kinds = (column.kind for column in self._columns)
        made = "".join(_cell(cell, kind) for cell, kind in zip(cells, kinds, strict=True))
        self._put(f"<table:table-row>{made}</table:table-row>")

    def close(self) -> None:
        """Complete the file; afterwards no row can be added."""
        self._put("</table:table></office:spreadsheet></office:body></office:document-content>")
        self._content.close()
        self._archive.close()

    def _put(self, text: str) -> None:
        self._content.write(text.encode())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _cell(cell: OutCell, kind: OutKind) -> str:
    style = _STYLE_OF[kind]
    if cell is None or cell == "":
        return f'<table:table-cell table:style-name="{style}"/>'
    if isinstance(cell, str):
        return _text_cell(cell, "text")
    if isinstance(cell, bool):
        return f'<table:table-cell office:value-type="boolean" office:boolean-value="{str(cell).lower()}"/>'
    if isinstance(cell, (date, datetime)):
        value = cell.isoformat()
        return f'<table:table-cell table:style-name="date" office:value-type="date" office:date-value="{value}"/>'
    if not is_exact(cell):
        return _text_cell(str(cell), "text")
    value = f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
    return f'<table:table-cell table:style-name="{style}" office:value-type="float" office:value="{value}"/>'


def _text_cell(text: str, style: str) -> str:
    """A cell that is a string and nothing else; every line of the text is a paragraph."""
    lines = shortened(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    held = "".join(f"<text:p>{_held(line)}</text:p>" for line in lines)
    return (
        f'<table:table-cell table:style-name="{style}" office:value-type="string">{held}</table:table-cell>'
    )


def _held(line: str) -> str:
    """A line as XML keeps it: signs escaped, blanks spelled out where XML would join them."""
    return _BLANKS.sub(_blanks, escape(_UNHELD.sub("\ufffd", line)))


def _blanks(found: re.Match[str]) -> str:
    return "<text:tab/>" if found[0] == "\t" else f'<text:s text:c="{len(found[0])}"/>'


def _settings(sheet: str) -> str:
    """The first row stays where it is while one scrolls."""
    items = "".join(
        f'<config:config-item config:name="{name}" config:type="{kind}">{value}</config:config-item>'
        for name, kind, value in (
            ("VerticalSplitMode", "short", 2),
            ("VerticalSplitPosition", "int", 1),
            ("ActiveSplitRange", "short", 2),
            ("PositionBottom", "int", 1),
        )
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-settings {_NAMES} office:version="1.3"><office:settings>'
        '<config:config-item-set config:name="ooo:view-settings"><config:config-item-map-indexed config:name="Views">'
        '<config:config-item-map-entry><config:config-item-map-named config:name="Tables">'
        f"<config:config-item-map-entry config:name={quoteattr(sheet)}>{items}</config:config-item-map-entry>"
        "</config:config-item-map-named></config:config-item-map-entry></config:config-item-map-indexed>"
        "</config:config-item-set></office:settings></office:document-settings>"
    )
