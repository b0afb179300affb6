"""The fixed words of recommendations: how one stands, what a desk may do with it, and why it comes back."""

from enum import StrEnum
from typing import Final

from xinghe.foundation.errors import gettext_noop


class State(StrEnum):
    """How a recommendation stands."""

    UNDER_WAY = "under_way"
    RETURNED = "returned"
    ARRIVED = "arrived"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """What a refusal calls it."""
        return STATE_LABELS[self]


STATE_LABELS: Final[dict[State, str]] = {
    State.UNDER_WAY: gettext_noop("under way"),
    State.RETURNED: gettext_noop("returned for correction"),
    State.ARRIVED: gettext_noop("arrived"),
    State.DECLINED: gettext_noop("declined"),
    State.WITHDRAWN: gettext_noop("taken back by the unit"),
}

# Somebody still has to act; and those of which a result has one at most, for it cannot arrive twice.
LIVE: Final = frozenset({State.UNDER_WAY, State.RETURNED})
HOLDING: Final = LIVE | {State.ARRIVED}


class Act(StrEnum):
    """What is done with a recommendation; the steps of its way."""

    PUT_FORWARD = "put_forward"
    FORWARD = "forward"
    ACCEPT = "accept"
    RETURN = "return"
    HAND_IN_AGAIN = "hand_in_again"
    DECLINE = "decline"
    WITHDRAW = "withdraw"
    UNDO_FORWARD = "undo_forward"

    @property
    def label(self) -> str:
        """What a refusal calls it."""
        return ACT_LABELS[self]


ACT_LABELS: Final[dict[Act, str]] = {
    Act.PUT_FORWARD: gettext_noop("recommend"),
    Act.FORWARD: gettext_noop("forward"),
    Act.ACCEPT: gettext_noop("accept as arrived"),
    Act.RETURN: gettext_noop("return for correction"),
    Act.HAND_IN_AGAIN: gettext_noop("hand in again"),
    Act.DECLINE: gettext_noop("decline"),
    Act.WITHDRAW: gettext_noop("take the recommendation back"),
    Act.UNDO_FORWARD: gettext_noop("undo the forwarding"),
}

# The same as something that happened, for the timeline and the record.
DONE_LABELS: Final[dict[Act, str]] = {
    Act.PUT_FORWARD: gettext_noop("recommended"),
    Act.FORWARD: gettext_noop("forwarded"),
    Act.ACCEPT: gettext_noop("accepted as arrived"),
    Act.RETURN: gettext_noop("returned for correction"),
    Act.HAND_IN_AGAIN: gettext_noop("handed in again"),
    Act.DECLINE: gettext_noop("declined"),
    Act.WITHDRAW: gettext_noop("recommendation taken back"),
    Act.UNDO_FORWARD: gettext_noop("forwarding undone"),
}


class Reason(StrEnum):
    """Why a desk returns or declines (domain dossier §3.1: 材料不全, 超范围, 超限额, 重复申报, 未盖章, 涉密, 权属争议)."""

    MATERIAL_INCOMPLETE = "material_incomplete"
    OUT_OF_SCOPE = "out_of_scope"
    OVER_QUOTA = "over_quota"
    DUPLICATE = "duplicate"
    SEAL_MISSING = "seal_missing"
    SECRET = "secret"  # noqa: S105 -- a reason, no password
    RIGHTS_DISPUTED = "rights_disputed"


REASON_LABELS: Final[dict[Reason, str]] = {
    Reason.MATERIAL_INCOMPLETE: gettext_noop("material incomplete"),
    Reason.OUT_OF_SCOPE: gettext_noop("out of scope"),
    Reason.OVER_QUOTA: gettext_noop("over the quota"),
    Reason.DUPLICATE: gettext_noop("recommended twice"),
    Reason.SEAL_MISSING: gettext_noop("seal missing"),
    Reason.SECRET: gettext_noop("secret"),
    Reason.RIGHTS_DISPUTED: gettext_noop("rights disputed"),
}

OPINION_LIMIT: Final = 100
WORDS_LIMIT: Final = 500
LEAST_WORDS: Final = 4
# Working days for a correction: five unless the desk says otherwise, as the dossier proposes (§3.1).
CORRECTION_DAYS: Final = 5
MOST_CORRECTION_DAYS: Final = 20
