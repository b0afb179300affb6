"""Plain sheets: the public notice (公示), the record of a meeting or a draw, the scoring sheet of a judge."""

from dataclasses import dataclass
from datetime import date

from xinghe.papers.rules.layout.blocks import Block, QrMark
from xinghe.papers.rules.layout.form import Field


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePage:
    """A public notice: text and lists, from when until when, where to object, and what it was published as."""

    title: str
    body: tuple[Block, ...]
    first_day: date
    last_day: date
    channels: tuple[Field, ...]
    issuers: tuple[str, ...]
    day: date
    number: str = ""
    digest: str = ""
    mark: QrMark | None = None

    def __post_init__(self) -> None:
        """It ends on the day it begins or later."""
        if self.last_day < self.first_day:
            raise ValueError("a notice ends on the day it begins or later")


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRecord:
    """Minutes, or the record of a draw: the facts, what was decided or drawn, and lines to sign."""

    title: str
    facts: tuple[Field, ...]
    body: tuple[Block, ...]
    signers: tuple[str, ...]
    day: date
    digests: tuple[Field, ...] = ()
    mark: QrMark | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """What is scored, and the most that is given for it."""

    name: str
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRow:
    """One entry: its code, its title, a score for each criterion; what is empty is filled in by hand."""

    code: str
    title: str
    scores: tuple[str, ...] = ()
    total: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoringSheet:
    """What one judge gives, on A4 landscape, to be signed."""

    title: str
    facts: tuple[Field, ...]
    criteria: tuple[Criterion, ...]
    rows: tuple[ScoreRow, ...]
    day: date
    notes: tuple[str, ...] = ()
    judge: str = ""
    mark: QrMark | None = None

    def __post_init__(self) -> None:
        """A row has a score for every criterion, or none at all."""
        for row in self.rows:
            if row.scores and len(row.scores) != len(self.criteria):
                raise ValueError(f"{row.code} has {len(row.scores)} scores for {len(self.criteria)} criteria")
