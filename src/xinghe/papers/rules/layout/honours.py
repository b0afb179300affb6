"""What a winner hangs on the wall: certificate (证书) and plaque (牌匾). Words that may not stand there are refused."""

from dataclasses import dataclass
from datetime import date

from xinghe.papers.rules.layout.blocks import QrMark
from xinghe.papers.rules.wording import refuse_reserved


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A certificate on A4 landscape: to whom, what for, which grade. Refuses: ReservedWording."""

    recipient: str
    text: str
    grade: str
    issuers: tuple[str, ...]
    day: date
    number: str
    mark: QrMark
    title: str = "证书"
    closing: str = "特发此证。"

    def __post_init__(self) -> None:
        """No word on it that a people's organisation may not print."""
        refuse_reserved(self.title, self.recipient, self.text, self.grade, self.closing, *self.issuers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plaque:
    """A wide plate, 600 × 400 mm unless said otherwise, for whoever makes it. Refuses: ReservedWording."""

    title: str
    issuers: tuple[str, ...]
    day: date
    name: str = ""
    number: str = ""
    mark: QrMark | None = None
    width_mm: int = 600
    height_mm: int = 400

    def __post_init__(self) -> None:
        """No word on it that a people's organisation may not print."""
        refuse_reserved(self.title, self.name, *self.issuers)
