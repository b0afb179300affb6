"""Both files of a paper at once."""

from dataclasses import dataclass

from xinghe.papers.rules.docx import docx_of
from xinghe.papers.rules.layout import OfficialDocument
from xinghe.papers.rules.pdf import pdf_of


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFiles:
    """The files of one paper."""

    pdf: bytes
    docx: bytes = b""


def typeset(document: OfficialDocument) -> PaperFiles:
    """An official document in both forms."""
    return PaperFiles(pdf=pdf_of(document), docx=docx_of(document))
