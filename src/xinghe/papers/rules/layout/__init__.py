"""What papers consist of, as plain values: fill one in and hand it to ``pdf_of`` or ``docx_of``."""

from xinghe.papers.rules.layout.blocks import (
    Align,
    Block,
    Column,
    Heading,
    Paragraph,
    QrMark,
    Table,
    numbered,
)
from xinghe.papers.rules.layout.form import (
    ApplicationForm,
    Field,
    FieldGrid,
    LongText,
    Opinion,
    Part,
    Pledge,
    RowTable,
    SealPage,
    Section,
)
from xinghe.papers.rules.layout.honours import Certificate, Plaque
from xinghe.papers.rules.layout.official import Annex, OfficialDocument
from xinghe.papers.rules.layout.sheets import Criterion, MeetingRecord, NoticePage, ScoreRow, ScoringSheet

Layout = OfficialDocument | ApplicationForm | Certificate | Plaque | NoticePage | MeetingRecord | ScoringSheet
# What offices go on writing in, so that it is made as DOCX too.
Editable = OfficialDocument | ApplicationForm | NoticePage | MeetingRecord

__all__ = [
    "Align",
    "Annex",
    "ApplicationForm",
    "Block",
    "Certificate",
    "Column",
    "Criterion",
    "Editable",
    "Field",
    "FieldGrid",
    "Heading",
    "Layout",
    "LongText",
    "MeetingRecord",
    "NoticePage",
    "OfficialDocument",
    "Opinion",
    "Paragraph",
    "Part",
    "Plaque",
    "Pledge",
    "QrMark",
    "RowTable",
    "ScoreRow",
    "ScoringSheet",
    "SealPage",
    "Section",
    "Table",
    "numbered",
]
