"""An official document (公文) by GB/T 9704-2012: notice, decision, circular, with annexes."""

from dataclasses import dataclass
from datetime import date

from xinghe.papers.rules.layout.blocks import Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """An annex (附件): begins a page of its own, before the imprint."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialDocument:
    """One document: head, body, annexes, imprint. What is empty is left out with its line.

    ``issuers`` stand in the red head before ``head_word``; ``signers`` sign and seal at the end, the issuers unless
    others are named. A line end in ``title`` breaks it there; else lines of even length are made.
    """

    issuers: tuple[str, ...]
    number: str
    title: str
    body: tuple[Block, ...]
    day: date
    addressee: str = ""
    head_word: str = "文件"
    annexes: tuple[Annex, ...] = ()
    signers: tuple[str, ...] = ()
    remark: str = ""  # 附注, in brackets below the date
    copies: str = ""  # 抄送机关
    printer: str = ""  # 印发机关; without it there is no imprint
    printed_on: date | None = None

    def __post_init__(self) -> None:
        """Somebody issues it."""
        if not self.issuers:
            raise ValueError("a document has an issuer")

    @property
    def signed_by(self) -> tuple[str, ...]:
        """Who signs."""
        return self.signers or self.issuers
