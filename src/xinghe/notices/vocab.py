"""The fixed words of public notices (公示) and objections (异议)."""

from enum import StrEnum
from typing import Final

from xinghe.access.actor import Actor
from xinghe.foundation.errors import gettext_noop

# Takes objections in from people without an account, and finds out for others whether there are any.
BOX: Final = Actor.for_job("objection-box", via="web")


class NoticeState(StrEnum):
    """How a notice stands. A closed one was confirmed, or another took its place."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ENDED = "ended"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        """What a refusal calls it."""
        return NOTICE_STATE_LABELS[self]


NOTICE_STATE_LABELS: Final[dict[NoticeState, str]] = {
    NoticeState.DRAFT: gettext_noop("notice being drafted"),
    NoticeState.PUBLISHED: gettext_noop("on public notice"),
    NoticeState.ENDED: gettext_noop("notice ended"),
    NoticeState.CLOSED: gettext_noop("notice closed"),
}
# It is the notice that counts for its lines.
STANDING: Final = frozenset({NoticeState.PUBLISHED, NoticeState.ENDED})


class ObjectionState(StrEnum):
    """How an objection stands (domain dossier §3.4)."""

    RECEIVED = "received"
    REFUSED = "refused"
    ADMISSIBLE = "admissible"
    ASSIGNED = "assigned"
    FACT_FINDING = "fact_finding"
    DECIDED = "decided"
    REPLIED = "replied"

    @property
    def label(self) -> str:
        """What a refusal calls it."""
        return OBJECTION_STATE_LABELS[self]


OBJECTION_STATE_LABELS: Final[dict[ObjectionState, str]] = {
    ObjectionState.RECEIVED: gettext_noop("objection received"),
    ObjectionState.REFUSED: gettext_noop("objection not admitted"),
    ObjectionState.ADMISSIBLE: gettext_noop("objection admitted"),
    ObjectionState.ASSIGNED: gettext_noop("with an investigator"),
    ObjectionState.FACT_FINDING: gettext_noop("facts being found"),
    ObjectionState.DECIDED: gettext_noop("objection decided"),
    ObjectionState.REPLIED: gettext_noop("objector answered"),
}
# Until it is decided, what it is about is not confirmed; one that is not examined yet may be admissible.
OPEN: Final = frozenset(
    {
        ObjectionState.RECEIVED,
        ObjectionState.ADMISSIBLE,
        ObjectionState.ASSIGNED,
        ObjectionState.FACT_FINDING,
    }
)
INVESTIGATED: Final = frozenset({ObjectionState.ASSIGNED, ObjectionState.FACT_FINDING})
# Nothing more is to be done with it.
SETTLED: Final = frozenset({ObjectionState.REFUSED, ObjectionState.REPLIED})


class Channel(StrEnum):
    """How an objection came."""

    FORM = "form"
    LETTER = "letter"
    EMAIL = "email"
    PHONE = "phone"
    VISIT = "visit"


CHANNEL_LABELS: Final[dict[Channel, str]] = {
    Channel.FORM: gettext_noop("form on the notice page"),
    Channel.LETTER: gettext_noop("letter"),
    Channel.EMAIL: gettext_noop("e-mail"),
    Channel.PHONE: gettext_noop("telephone"),
    Channel.VISIT: gettext_noop("visit"),
}


class Objecting(StrEnum):
    """Who objects."""

    PERSON = "person"
    UNIT = "unit"
    NOBODY = "nobody"


OBJECTING_LABELS: Final[dict[Objecting, str]] = {
    Objecting.PERSON: gettext_noop("a person, by real name"),
    Objecting.UNIT: gettext_noop("a unit, under its seal"),
    Objecting.NOBODY: gettext_noop("anonymous"),
}


class Ground(StrEnum):
    """The rule by which an objection is not admitted."""

    ANONYMOUS = "anonymous"
    NO_CONTACT = "no_contact"
    NO_SEAL = "no_seal"
    LATE = "late"
    NOT_LISTED = "not_listed"
    NO_FACTS = "no_facts"

    @property
    def label(self) -> str:
        """The rule in words."""
        return GROUND_LABELS[self]


GROUND_LABELS: Final[dict[Ground, str]] = {
    Ground.ANONYMOUS: gettext_noop("no real name: who objects must say who they are"),
    Ground.NO_CONTACT: gettext_noop("no address or telephone at which the objector can be asked"),
    Ground.NO_SEAL: gettext_noop("a unit objects under its seal"),
    Ground.LATE: gettext_noop("received outside the time of the notice"),
    Ground.NOT_LISTED: gettext_noop("not about anything on the list"),
    Ground.NO_FACTS: gettext_noop("no facts that could be looked into"),
}
# Whether this holds is for a person to judge; the others follow from what is recorded.
JUDGED_GROUNDS: Final = frozenset({Ground.NO_FACTS})


class Outcome(StrEnum):
    """What is decided about the line that was objected to."""

    UPHOLD = "uphold"
    CHANGE_GRADE = "change_grade"
    CANCEL = "cancel"


OUTCOME_LABELS: Final[dict[Outcome, str]] = {
    Outcome.UPHOLD: gettext_noop("the list stands"),
    Outcome.CHANGE_GRADE: gettext_noop("another grade"),
    Outcome.CANCEL: gettext_noop("taken off the list"),
}


class Act(StrEnum):
    """A step of an objection."""

    RECEIVE = "receive"
    SEE_SEAL = "see_seal"
    ADMIT = "admit"
    REFUSE = "refuse"
    ASSIGN = "assign"
    FIND = "find"
    GIVE_TIME = "give_time"
    DECIDE = "decide"
    REPLY = "reply"
    REVEAL = "reveal"


ACT_LABELS: Final[dict[Act, str]] = {
    Act.RECEIVE: gettext_noop("objection received"),
    Act.SEE_SEAL: gettext_noop("seal of the unit seen"),
    Act.ADMIT: gettext_noop("objection admitted"),
    Act.REFUSE: gettext_noop("objection not admitted"),
    Act.ASSIGN: gettext_noop("investigator appointed"),
    Act.FIND: gettext_noop("finding written down"),
    Act.GIVE_TIME: gettext_noop("more time given"),
    Act.DECIDE: gettext_noop("objection decided"),
    Act.REPLY: gettext_noop("objector answered"),
    Act.REVEAL: gettext_noop("objector's identity read"),
}


class Conflict(StrEnum):
    """Why somebody may not investigate."""

    OWN = "own"
    SAME_UNIT = "same_unit"
    RECOMMENDED = "recommended"
    DECIDED = "decided"
    JUDGED = "judged"

    @property
    def label(self) -> str:
        """Why, in words."""
        return CONFLICT_LABELS[self]


CONFLICT_LABELS: Final[dict[Conflict, str]] = {
    Conflict.OWN: gettext_noop("it is their own application"),
    Conflict.SAME_UNIT: gettext_noop("they belong to the same unit"),
    Conflict.RECOMMENDED: gettext_noop("they hold an office at a desk that recommended it"),
    Conflict.DECIDED: gettext_noop("they decided on it before"),
    Conflict.JUDGED: gettext_noop("they judged it"),
}

TITLE_LIMIT: Final = 100
INTRODUCTION_LIMIT: Final = 2000
MOST_CHANNELS: Final = 8
CHANNEL_LIMIT: Final = 120
REASON_LEAST: Final = 4
REASON_LIMIT: Final = 500
OBJECTION_LEAST: Final = 10
OBJECTION_LIMIT: Final = 5000
NAME_LIMIT: Final = 60
ADDRESS_LIMIT: Final = 200
PHONE_LIMIT: Final = 30
FINDING_LIMIT: Final = 5000
# Working days to examine an objection, to look into it, and to answer (dossier §3.4); a notice may say otherwise.
ACCEPT_DAYS: Final = 3
INVESTIGATE_DAYS: Final = 15
REPLY_DAYS: Final = 5
MOST_DAYS: Final = 60
# Objections that one network address may send in a day: a workplace shares one, a flood comes from few.
MOST_FROM_ONE_ADDRESS: Final = 20
