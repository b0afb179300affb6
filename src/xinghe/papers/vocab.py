"""The fixed words of papers: their kinds and states, and their limits."""

from enum import StrEnum
from typing import Final

from xinghe.foundation.errors import gettext_noop


class PaperKind(StrEnum):
    """What a numbered paper is (domain dossier §3.7)."""

    NOTICE = "notice"
    DECISION = "decision"
    CIRCULAR = "circular"
    RULES = "rules"
    PLAN = "plan"
    PUBLIC_NOTICE = "public_notice"
    LETTER = "letter"
    REVOCATION = "revocation"

    @property
    def label(self) -> str:
        """What a refusal calls it."""
        return PAPER_KIND_LABELS[self]


PAPER_KIND_LABELS: Final[dict[PaperKind, str]] = {
    PaperKind.NOTICE: gettext_noop("notice to unions"),
    PaperKind.DECISION: gettext_noop("decision"),
    PaperKind.CIRCULAR: gettext_noop("circular"),
    PaperKind.RULES: gettext_noop("set of rules"),
    PaperKind.PLAN: gettext_noop("plan"),
    PaperKind.PUBLIC_NOTICE: gettext_noop("public notice"),
    PaperKind.LETTER: gettext_noop("official letter"),
    PaperKind.REVOCATION: gettext_noop("decision of revocation"),
}


class PaperState(StrEnum):
    """How a numbered paper stands. Its number is never given again."""

    ISSUED = "issued"
    VOID = "void"

    @property
    def label(self) -> str:
        """What a refusal calls it."""
        return PAPER_STATE_LABELS[self]


PAPER_STATE_LABELS: Final[dict[PaperState, str]] = {
    PaperState.ISSUED: gettext_noop("issued"),
    PaperState.VOID: gettext_noop("void"),
}


class PaperFormat(StrEnum):
    """In which form a paper's file is kept."""

    PDF = "pdf"
    DOCX = "docx"


MEDIA_TYPES: Final[dict[PaperFormat, str]] = {
    PaperFormat.PDF: "application/pdf",
    PaperFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}

LEAST_REASON: Final = 4
LONGEST_TITLE: Final = 200
# A list of 10,000 rows takes some 12 MB as PDF.
LARGEST_FILE: Final = 50_000_000
