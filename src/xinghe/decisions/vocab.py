"""The fixed words of decisions."""

from enum import StrEnum
from typing import Final

from xinghe.foundation.errors import gettext_noop


class DecisionKind(StrEnum):
    """What a decision does."""

    NAMING = "naming"
    REVOCATION = "revocation"

    @property
    def label(self) -> str:
        """What a refusal calls it."""
        return DECISION_KIND_LABELS[self]


class DecisionState(StrEnum):
    """How far a decision has come."""

    DRAFT = "draft"
    ISSUED = "issued"
    DROPPED = "dropped"

    @property
    def label(self) -> str:
        """What a refusal calls it."""
        return DECISION_STATE_LABELS[self]


DECISION_KIND_LABELS: Final[dict[DecisionKind, str]] = {
    DecisionKind.NAMING: gettext_noop("naming"),
    DecisionKind.REVOCATION: gettext_noop("revocation of a naming"),
}
DECISION_STATE_LABELS: Final[dict[DecisionState, str]] = {
    DecisionState.DRAFT: gettext_noop("being drafted"),
    DecisionState.ISSUED: gettext_noop("issued"),
    DecisionState.DROPPED: gettext_noop("dropped"),
}
TITLE_LIMIT: Final = 120
BODY_LIMIT: Final = 5_000
LEAST_REASON: Final = 10
REASON_LIMIT: Final = 1_000
# One line of a document: to whom copies go, how certificates are worded, which article is cited.
PART_LIMIT: Final = 300
LONGEST_ISSUER: Final = 200
MOST_COSIGNERS: Final = 5
MOST_ANNEXES: Final = 5
LEAST_ARTICLE: Final = 4
