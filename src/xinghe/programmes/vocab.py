"""The fixed words of every programme: phases, moves, states of a call, evidence. Kinds choose among them; they add none."""

from enum import StrEnum
from typing import Final

from xinghe.attachments.vocab import SLOT_LABELS, Slot
from xinghe.foundation.errors import gettext_noop


class Phase(StrEnum):
    """How far an application has come (domain dossier §3.1). While it climbs, the level is the desk, not the phase."""

    DRAFT = "draft"
    RECOMMENDING = "recommending"
    RETURNED = "returned"
    FORMAL_CHECK = "formal_check"
    CORRECTION = "correction"
    FIRST_REVIEW = "first_review"
    DEFENCE = "defence"
    SITE_VISIT = "site_visit"
    DECISION = "decision"
    PROPOSED = "proposed"
    PUBLIC_NOTICE = "public_notice"
    CONFIRMED = "confirmed"
    NAMED = "named"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"

    @property
    def label(self) -> str:
        """What a refusal calls it."""
        return PHASE_LABELS[self]


PHASE_LABELS: Final[dict[Phase, str]] = {
    Phase.DRAFT: gettext_noop("draft"),
    Phase.RECOMMENDING: gettext_noop("being recommended"),
    Phase.RETURNED: gettext_noop("returned for correction"),
    Phase.FORMAL_CHECK: gettext_noop("formal examination"),
    Phase.CORRECTION: gettext_noop("to be completed"),
    Phase.FIRST_REVIEW: gettext_noop("first review"),
    Phase.DEFENCE: gettext_noop("defence"),
    Phase.SITE_VISIT: gettext_noop("on-site inspection"),
    Phase.DECISION: gettext_noop("before the decision"),
    Phase.PROPOSED: gettext_noop("proposed"),
    Phase.PUBLIC_NOTICE: gettext_noop("public notice"),
    Phase.CONFIRMED: gettext_noop("confirmed"),
    Phase.NAMED: gettext_noop("named"),
    Phase.DECLINED: gettext_noop("not chosen"),
    Phase.WITHDRAWN: gettext_noop("withdrawn by the applicant"),
    Phase.REVOKED: gettext_noop("naming revoked"),
}
# Nothing leads out of these.
ENDED: Final = frozenset({Phase.DECLINED, Phase.WITHDRAWN, Phase.REVOKED})
# An application rests here for good unless something happens.
RESTING: Final = frozenset({Phase.NAMED})
# The applicant has it, and the clock of the desk that sent it back stands still.
WITH_APPLICANT: Final = frozenset({Phase.DRAFT, Phase.RETURNED, Phase.CORRECTION})
# It holds no place of its recommending unit: it never came, went back, or dropped out.
WITHOUT_PLACE: Final = frozenset({Phase.DRAFT, Phase.DECLINED, Phase.WITHDRAWN})
# Judges work on it.
JUDGED: Final = frozenset({Phase.FIRST_REVIEW, Phase.DEFENCE, Phase.SITE_VISIT})
# Judges give points; on site they look, and report.
SCORED: Final = JUDGED - {Phase.SITE_VISIT}
# Settled behind closed doors until the public notice opens them.
VEILED: Final = frozenset({Phase.DECISION, Phase.PROPOSED})
# Whoever drops out of these learns it with all others of the call, not one by one.
TOLD_TOGETHER: Final = JUDGED | VEILED


class MoveName(StrEnum):
    """What is done with an application."""

    HAND_IN = "hand_in"
    WITHDRAW = "withdraw"
    FORWARD = "forward"
    UNDO_FORWARD = "undo_forward"
    RETURN = "return"
    HAND_IN_AGAIN = "hand_in_again"
    DECLINE = "decline"
    ADMIT = "admit"
    ASK_FOR_MORE = "ask_for_more"
    COMPLETE = "complete"
    SHORTLIST = "shortlist"
    VISIT = "visit"
    CONCLUDE = "conclude"
    PROPOSE = "propose"
    TAKE_BACK = "take_back"
    ANNOUNCE = "announce"
    CONFIRM = "confirm"
    REMOVE = "remove"
    LAPSE = "lapse"
    NAME = "name"
    REVOKE = "revoke"

    @property
    def label(self) -> str:
        """What a refusal calls it."""
        return MOVE_LABELS[self]


MOVE_LABELS: Final[dict[MoveName, str]] = {
    MoveName.HAND_IN: gettext_noop("hand in the application"),
    MoveName.WITHDRAW: gettext_noop("withdraw the application"),
    MoveName.FORWARD: gettext_noop("forward the application"),
    MoveName.UNDO_FORWARD: gettext_noop("undo the forwarding"),
    MoveName.RETURN: gettext_noop("return the application for correction"),
    MoveName.HAND_IN_AGAIN: gettext_noop("hand in the corrected application"),
    MoveName.DECLINE: gettext_noop("decline the application"),
    MoveName.ADMIT: gettext_noop("admit to review"),
    MoveName.ASK_FOR_MORE: gettext_noop("ask for what is missing"),
    MoveName.COMPLETE: gettext_noop("hand in what was missing"),
    MoveName.SHORTLIST: gettext_noop("put on the short list"),
    MoveName.VISIT: gettext_noop("send to on-site inspection"),
    MoveName.CONCLUDE: gettext_noop("conclude the review"),
    MoveName.PROPOSE: gettext_noop("propose"),
    MoveName.TAKE_BACK: gettext_noop("take the last step back"),
    MoveName.ANNOUNCE: gettext_noop("put on public notice"),
    MoveName.CONFIRM: gettext_noop("confirm"),
    MoveName.REMOVE: gettext_noop("remove from the list"),
    MoveName.LAPSE: gettext_noop("end what was not corrected"),
    MoveName.NAME: gettext_noop("confer the title"),
    MoveName.REVOKE: gettext_noop("revoke the naming"),
}
# The same as something that happened, for the timeline and the record.
MOVED_LABELS: Final[dict[MoveName, str]] = {
    MoveName.HAND_IN: gettext_noop("application handed in"),
    MoveName.WITHDRAW: gettext_noop("application withdrawn"),
    MoveName.FORWARD: gettext_noop("application forwarded"),
    MoveName.UNDO_FORWARD: gettext_noop("forwarding undone"),
    MoveName.RETURN: gettext_noop("application returned for correction"),
    MoveName.HAND_IN_AGAIN: gettext_noop("corrected application handed in"),
    MoveName.DECLINE: gettext_noop("application declined"),
    MoveName.ADMIT: gettext_noop("admitted to review"),
    MoveName.ASK_FOR_MORE: gettext_noop("asked for what is missing"),
    MoveName.COMPLETE: gettext_noop("what was missing handed in"),
    MoveName.SHORTLIST: gettext_noop("put onto the short list"),
    MoveName.VISIT: gettext_noop("sent to on-site inspection"),
    MoveName.CONCLUDE: gettext_noop("review concluded"),
    MoveName.PROPOSE: gettext_noop("proposed for naming"),
    MoveName.TAKE_BACK: gettext_noop("last step taken back"),
    MoveName.ANNOUNCE: gettext_noop("put onto public notice"),
    MoveName.CONFIRM: gettext_noop("confirmed after public notice"),
    MoveName.REMOVE: gettext_noop("removed from the list"),
    MoveName.LAPSE: gettext_noop("ended, for it was not corrected in time"),
    MoveName.NAME: gettext_noop("named by decision"),
    MoveName.REVOKE: gettext_noop("naming revoked"),
}


# Steps of the organiser that lead on, and may be taken back until somebody builds on them.
TAKEN_BACK: Final = frozenset(
    {MoveName.ADMIT, MoveName.SHORTLIST, MoveName.VISIT, MoveName.CONCLUDE, MoveName.PROPOSE}
)


class CallState(StrEnum):
    """How far a call has come; whether an open one still takes applications, its dates say."""

    DRAFT = "draft"
    IN_APPROVAL = "in_approval"
    APPROVED = "approved"
    OPEN = "open"
    CANCELLED = "cancelled"
    ARCHIVED = "archived"

    @property
    def label(self) -> str:
        """What a refusal calls it."""
        return CALL_STATE_LABELS[self]


CALL_STATE_LABELS: Final[dict[CallState, str]] = {
    CallState.DRAFT: gettext_noop("being drafted"),
    CallState.IN_APPROVAL: gettext_noop("waiting for approval"),
    CallState.APPROVED: gettext_noop("approved"),
    CallState.OPEN: gettext_noop("published"),
    CallState.CANCELLED: gettext_noop("cancelled"),
    CallState.ARCHIVED: gettext_noop("archived"),
}
# Anybody may read its terms.
PUBLISHED: Final = frozenset({CallState.OPEN, CallState.ARCHIVED})


class Evidence(StrEnum):
    """The catalogue of evidence (domain dossier §3.6); each is a slot for files."""

    EV01 = "EV01"
    EV02 = "EV02"
    EV03 = "EV03"
    EV04 = "EV04"
    EV05 = "EV05"
    EV06 = "EV06"
    EV07 = "EV07"
    EV08 = "EV08"
    EV09 = "EV09"
    EV10 = "EV10"
    EV11 = "EV11"
    EV12 = "EV12"
    EV13 = "EV13"
    EV14 = "EV14"

    @property
    def label(self) -> str:
        """What a refusal calls it."""
        return EVIDENCE_LABELS[self]


EVIDENCE_LABELS: Final[dict[Evidence, str]] = {code: SLOT_LABELS[Slot(code)] for code in Evidence}

TITLE_LIMIT: Final = 60
OPINION_LIMIT: Final = 300
WORDS_LIMIT: Final = 500
LEAST_WORDS: Final = 4
# Working days in which a returned application is corrected: five unless the desk says otherwise (dossier §3.1).
CORRECTION_DAYS: Final = 5
MOST_CORRECTION_DAYS: Final = 20
# Working days that an application still waits after its correction was due, before it ends by itself.
GRACE_DAYS: Final = 5
# One chance to complete what formal examination misses.
MOST_CORRECTIONS: Final = 1
