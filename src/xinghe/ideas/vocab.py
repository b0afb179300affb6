"""The fixed words of ideas: how far they have come, why they are refused or sent back, and the limits of the form."""

from enum import StrEnum
from typing import Final

from xinghe.foundation.errors import gettext_noop


class IdeaStage(StrEnum):
    """How far an idea has come."""

    DRAFT = "draft"
    HANDED_IN = "handed_in"
    CORRECTION = "correction"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    MERGED = "merged"
    IMPLEMENTED = "implemented"
    VERIFIED = "verified"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """What a refusal calls it."""
        return IDEA_STAGE_LABELS[self]


IDEA_STAGE_LABELS: Final[dict[IdeaStage, str]] = {
    IdeaStage.DRAFT: gettext_noop("draft"),
    IdeaStage.HANDED_IN: gettext_noop("waits for an answer"),
    IdeaStage.CORRECTION: gettext_noop("to be corrected"),
    IdeaStage.ACCEPTED: gettext_noop("idea accepted"),
    IdeaStage.REFUSED: gettext_noop("idea refused"),
    IdeaStage.MERGED: gettext_noop("merged"),
    IdeaStage.IMPLEMENTED: gettext_noop("implemented"),
    IdeaStage.VERIFIED: gettext_noop("verified"),
    IdeaStage.WITHDRAWN: gettext_noop("taken back"),
}


class Step(StrEnum):
    """What may be done to an idea."""

    HAND_IN = "hand_in"
    TAKE_BACK = "take_back"
    ACCEPT = "accept"
    REFUSE = "refuse"
    ASK_CORRECTION = "ask_correction"
    MERGE = "merge"
    REOPEN = "reopen"
    IMPLEMENT = "implement"
    VERIFY = "verify"
    REWARD = "reward"
    TAKE_OVER = "take_over"

    @property
    def label(self) -> str:
        """What a refusal calls it."""
        return STEP_LABELS[self]


STEP_LABELS: Final[dict[Step, str]] = {
    Step.HAND_IN: gettext_noop("hand in"),
    Step.TAKE_BACK: gettext_noop("take back"),
    Step.ACCEPT: gettext_noop("accept"),
    Step.REFUSE: gettext_noop("refuse"),
    Step.ASK_CORRECTION: gettext_noop("ask for a correction"),
    Step.MERGE: gettext_noop("merge"),
    Step.REOPEN: gettext_noop("open again"),
    Step.IMPLEMENT: gettext_noop("note as implemented"),
    Step.VERIFY: gettext_noop("verify"),
    Step.REWARD: gettext_noop("reward"),
    Step.TAKE_OVER: gettext_noop("take over"),
}


class RefusalReason(StrEnum):
    """Why a unit does not take an idea up. The words beside it say it of this one."""

    DONE_BEFORE = "done_before"
    NOT_FEASIBLE = "not_feasible"
    COSTS_TOO_MUCH = "costs_too_much"
    OUT_OF_SCOPE = "out_of_scope"
    UNSAFE = "unsafe"
    SECRETS = "secrets"
    OTHER = "other"


REFUSAL_REASON_LABELS: Final[dict[RefusalReason, str]] = {
    RefusalReason.DONE_BEFORE: gettext_noop("is done that way already"),
    RefusalReason.NOT_FEASIBLE: gettext_noop("cannot be done with what we have"),
    RefusalReason.COSTS_TOO_MUCH: gettext_noop("costs more than it brings"),
    RefusalReason.OUT_OF_SCOPE: gettext_noop("is not for this unit to decide"),
    RefusalReason.UNSAFE: gettext_noop("endangers people or equipment"),
    RefusalReason.SECRETS: gettext_noop("touches secrets"),
    RefusalReason.OTHER: gettext_noop("another reason"),
}


class CorrectionReason(StrEnum):
    """What is to be corrected before an idea can be answered."""

    MATERIAL_MISSING = "material_missing"
    UNCLEAR = "unclear"
    FIGURES_MISSING = "figures_missing"
    CREATORS_WRONG = "creators_wrong"
    OWNERSHIP_DISPUTED = "ownership_disputed"
    HOLDS_SECRETS = "holds_secrets"


CORRECTION_REASON_LABELS: Final[dict[CorrectionReason, str]] = {
    CorrectionReason.MATERIAL_MISSING: gettext_noop("material is missing"),
    CorrectionReason.UNCLEAR: gettext_noop("is not clear enough"),
    CorrectionReason.FIGURES_MISSING: gettext_noop("figures before and after are missing"),
    CorrectionReason.CREATORS_WRONG: gettext_noop("creators or shares are not right"),
    CorrectionReason.OWNERSHIP_DISPUTED: gettext_noop("ownership is disputed"),
    CorrectionReason.HOLDS_SECRETS: gettext_noop("contains secrets that must not be online"),
}


class Scope(StrEnum):
    """How far it is used."""

    TEAM = "team"
    UNIT = "unit"
    GROUP = "group"
    INDUSTRY = "industry"


SCOPE_LABELS: Final[dict[Scope, str]] = {
    Scope.TEAM: gettext_noop("in the team"),
    Scope.UNIT: gettext_noop("in the unit"),
    Scope.GROUP: gettext_noop("in the group of firms"),
    Scope.INDUSTRY: gettext_noop("in the industry"),
}

# Answered, one way or another: the clock has done its work.
ANSWERED: Final = frozenset(
    {
        IdeaStage.ACCEPTED,
        IdeaStage.REFUSED,
        IdeaStage.MERGED,
        IdeaStage.IMPLEMENTED,
        IdeaStage.VERIFIED,
    }
)

# Working days, not calendar days (domain: dept triage ≤5 wd). Only a default of the province.
ANSWER_DAYS: Final = 5
CORRECTION_DAYS: Final = 5
# After each further span a late idea goes one union higher.
ESCALATE_DAYS: Final = 5

SAID_NEW_LIMIT: Final = 500
AWARDS_LIMIT: Final = 300
POST_LIMIT: Final = 30
WORDS_LIMIT: Final = 500
LEAST_WORDS: Final = 4
MEASURES_LIMIT: Final = 8
# SEC-22: more than anybody has in a day, fewer than a campaign needs to drown a unit.
IDEAS_A_DAY: Final = 20
MOST_DRAFTS: Final = 50
MOST_REWARD: Final = 1_000_000
