"""A printed application form (申报书): cover, sections, opinions with places for seals, pledge, seal page."""

from dataclasses import dataclass, field
from datetime import date

from xinghe.papers.rules.layout.blocks import Column, QrMark, refuse_ragged


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A label and what was filled in; ``span`` is how many pairs of cells of the row it takes."""

    label: str
    value: str
    span: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldGrid:
    """Short answers beside their labels; a row that takes fewer pairs than the widest fills up with its last value."""

    rows: tuple[tuple[Field, ...], ...]

    def __post_init__(self) -> None:
        """No row is empty."""
        if not self.rows or not all(self.rows):
            raise ValueError("a grid and each of its rows hold at least one field")

    @property
    def pairs(self) -> int:
        """How many pairs of label and value stand side by side."""
        return max(sum(one.span for one in row) for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class LongText:
    """A long answer below its label; it may run over pages. ``limit`` counts characters, for the reader."""

    label: str
    text: str
    limit: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowTable:
    """Rows of one kind: creators, patents, benefits by year. ``least_rows`` keeps empty lines for a hand-written form."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    label: str = ""
    least_rows: int = 1

    def __post_init__(self) -> None:
        """Every row has as many cells as there are columns."""
        refuse_ragged(self.columns, self.rows)


Part = FieldGrid | LongText | RowTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A numbered section of the form."""

    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """A box (意见栏) for one desk: its words if it has said them, a line to sign, a place for the seal."""

    title: str
    text: str = ""
    signer: str = "负责人（签字）"
    signed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pledge:
    """The pledge (诚信承诺书) with a line for everybody who makes it."""

    paragraphs: tuple[str, ...]
    signers: tuple[str, ...]
    title: str = "诚信承诺书"


@dataclass(frozen=True, slots=True, kw_only=True)
class SealPage:
    """The page that is printed, signed, sealed and scanned; its QR code ties it to the version that was handed in."""

    version: int
    digest: str
    mark: QrMark
    seals: tuple[str, ...]
    handed_in: str = ""
    title: str = "签字盖章页"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationForm:
    """The whole form. Every page after the cover names the version, so that no page of another can be slipped in."""

    title: str
    cover: tuple[Field, ...]
    sections: tuple[Section, ...]
    made_by: str
    day: date
    edition: str = ""
    opinions: tuple[Opinion, ...] = ()
    pledge: Pledge | None = None
    seal_page: SealPage | None = None
    notes: tuple[str, ...] = field(default=())  # 填报说明, on the back of the cover
