"""A layout as PDF: typeset by typst from templates of ours; the layout goes in as data and is never read as markup."""

import io
import json
import re
import threading
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Literal

import pylopdf_fonts_zh_cn
import segno
import typst

from xinghe.papers.rules.layout import (
    ApplicationForm,
    Block,
    FieldGrid,
    Layout,
    MeetingRecord,
    OfficialDocument,
    QrMark,
    ScoringSheet,
    SealPage,
    numbered,
)
from xinghe.papers.rules.words import clean, grouped, ordinal, written_date

_TEMPLATES: Final = Path(__file__).parent / "templates"
# The compiler keeps what it has read; two threads do not share it at once.
_one_at_a_time: Final = threading.Lock()


def pdf_of(layout: Layout) -> bytes:
    """The layout as PDF: tagged, fonts embedded. The same layout gives the same bytes on every machine.

    The first takes 0.1 s, for the fonts are read; a certificate then takes 10 ms, a list of 1,000 rows 0.6 s and
    260 MB: longer lists are for a job.
    """
    return _typeset(layout, "pdf")[0]


def pictures_of(layout: Layout, *, ppi: float = 72) -> list[bytes]:
    """The pages as PNG, for a preview."""
    return _typeset(layout, "png", ppi=ppi)


def _typeset(layout: Layout, kind: Literal["pdf", "png"], *, ppi: float | None = None) -> list[bytes]:
    told = json.dumps(told_to_the_template(layout), ensure_ascii=False)
    # The date of making is that of the paper: the present would make two copies differ.
    made = datetime.combine(layout.day, time(), tzinfo=UTC)

    def compiled(kept: str) -> list[bytes]:
        inputs = {"paper": told, "kept": kept}
        found = _compiler().compile(format=kind, ppi=ppi, sys_inputs=inputs, timestamp=made)
        return [page for page in (found if isinstance(found, list) else [found]) if page is not None]

    with _one_at_a_time:
        pages = compiled("no")
        return compiled("yes") if _signature_is_alone() else pages


def _signature_is_alone() -> bool:
    """Whether what was compiled last has its signature on a page that bears nothing of its text."""
    places = dict(json.loads(_compiler().query("<where>", field="value")))
    return "text" in places and places["signature"] > places["text"]


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    # Fonts of the machine are left out: what is typeset here must be the same there.
    fonts = typst.Fonts(
        include_system_fonts=False, font_paths=[str(Path(pylopdf_fonts_zh_cn.serif_path()).parent)]
    )
    return typst.Compiler(str(_TEMPLATES / "paper.typ"), root=str(_TEMPLATES), font_paths=fonts)


def told_to_the_template(layout: Layout) -> dict[str, Any]:
    """The layout as JSON knows it: every text clean, dates written out, headings counted, QR codes drawn."""
    told: dict[str, Any] = _plain(layout)
    told["author"] = _author(layout)
    if isinstance(layout, OfficialDocument):
        told["signed_by"] = [clean(name) for name in layout.signed_by]
        for at, annex in enumerate(layout.annexes):
            told["annexes"][at]["blocks"] = _counted(annex.blocks)
    if isinstance(layout, ApplicationForm):
        for at, section in enumerate(told["sections"], 1):
            section["mark"] = f"{ordinal(at)}、"
        told["opinion_mark"] = f"{ordinal(len(layout.sections) + 1)}、"
    if "body" in told:
        told["body"] = _counted(layout.body)  # type: ignore[union-attr]  # those that have a body
    return told


def _author(layout: Layout) -> str:
    if isinstance(layout, ApplicationForm):
        return clean(layout.made_by)
    if isinstance(layout, MeetingRecord | ScoringSheet):
        return ""
    return clean("、".join(layout.issuers))


def _counted(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    return [{"mark": mark, "block": _plain(block)} for mark, block in numbered(blocks)]


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        told = {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
        told["is"] = _snake(type(value).__name__)
        if isinstance(value, QrMark):
            told["svg"] = qr_svg(value.address)
        if isinstance(value, SealPage):
            told["digest"] = grouped(value.digest)
        if isinstance(value, FieldGrid):
            told["pairs"] = value.pairs
        return told
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, str):
        return clean(value)
    return written_date(value) if isinstance(value, date) else value


def _snake(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def qr_svg(address: str) -> str:
    """A QR code that survives a fold (level Q), as SVG with its quiet zone."""
    drawn = io.BytesIO()
    segno.make(address, error="q", micro=False).save(drawn, kind="svg", xmldecl=False, border=2)
    return drawn.getvalue().decode()
