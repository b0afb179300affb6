"""The fixed words of judging: how far a panel and a seat have come, why somebody may not judge, what a vote says."""

from enum import StrEnum
from typing import Final

from xinghe.foundation.errors import gettext_noop
from xinghe.programmes.vocab import Evidence

# The machine that reads for judges, and finds conflicts: what they may see is cut by query, not by the tree.
CLERK: Final = "review-clerk"

# A score is kept in tenths of a point.
TICKS: Final = 10
# Nobody ranks an entry on fewer scores, however many its panel was to give.
LEAST_SCORES: Final = 3
# A total outside these, in per cent of all points, wants a comment.
LOW_TOTAL: Final = 40
HIGH_TOTAL: Final = 90
LONGEST_COMMENT: Final = 1000
# Who made something together within so many years does not judge the other (dossier §3.3).
SHARED_YEARS: Final = 3
MOST_SEATS: Final = 99

# Shows neither seal nor name by its kind: what a judge of a blind review may open.
BLIND_SAFE: Final = frozenset({Evidence.EV08})


class PanelState(StrEnum):
    """How far a panel has come. It never goes back."""

    DRAFT = "draft"
    DRAWN = "drawn"
    INVITED = "invited"
    OPEN = "open"
    CLOSED = "closed"
    RELEASED = "released"

    @property
    def label(self) -> str:
        """What a refusal calls it."""
        return PANEL_STATE_LABELS[self]


PANEL_STATE_LABELS: Final[dict[PanelState, str]] = {
    PanelState.DRAFT: gettext_noop("being prepared"),
    PanelState.DRAWN: gettext_noop("judges drawn"),
    PanelState.INVITED: gettext_noop("judges invited"),
    PanelState.OPEN: gettext_noop("open for scores"),
    PanelState.CLOSED: gettext_noop("scoring closed"),
    PanelState.RELEASED: gettext_noop("results released"),
}
# Judges see what is assigned to them.
SHOWN: Final = frozenset({PanelState.OPEN, PanelState.CLOSED, PanelState.RELEASED})
BEFORE_OPENING: Final = frozenset({PanelState.DRAFT, PanelState.DRAWN, PanelState.INVITED})


class SeatState(StrEnum):
    """How somebody stands to a seat."""

    STANDBY = "standby"
    SEATED = "seated"
    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LEFT = "left"

    @property
    def label(self) -> str:
        """What a refusal calls it."""
        return SEAT_STATE_LABELS[self]


SEAT_STATE_LABELS: Final[dict[SeatState, str]] = {
    SeatState.STANDBY: gettext_noop("stand-by"),
    SeatState.SEATED: gettext_noop("drawn, not invited yet"),
    SeatState.INVITED: gettext_noop("invited"),
    SeatState.ACCEPTED: gettext_noop("took the seat"),
    SeatState.DECLINED: gettext_noop("turned the seat down"),
    SeatState.LEFT: gettext_noop("left the panel"),
}


class DrawPurpose(StrEnum):
    """What a draw is for."""

    JUDGES = "judges"
    ORDER = "order"


class ConflictKind(StrEnum):
    """Why somebody may not judge an application; the code also stands in the record of a draw."""

    OWN_ENTRY = "own_entry"
    SAME_EMPLOYER = "same_employer"
    SAME_GROUP = "same_group"
    CO_CREATOR = "co_creator"
    NAMED = "named"
    OFFICE_ON_WAY = "office_on_way"
    MENTORING = "mentoring"
    STUDIO = "studio"
    SHARED_WORK = "shared_work"
    KIN = "kin"
    OTHER = "other"

    @property
    def label(self) -> str:
        """What a refusal calls it."""
        return CONFLICT_LABELS[self]


CONFLICT_LABELS: Final[dict[ConflictKind, str]] = {
    ConflictKind.OWN_ENTRY: gettext_noop("has an entry of their own in the same call"),
    ConflictKind.SAME_EMPLOYER: gettext_noop("same employer"),
    ConflictKind.SAME_GROUP: gettext_noop("same group of enterprises"),
    ConflictKind.CO_CREATOR: gettext_noop("one of the creators or applicants"),
    ConflictKind.NAMED: gettext_noop("named in the application"),
    ConflictKind.OFFICE_ON_WAY: gettext_noop("holds an office at a union that recommended it"),
    ConflictKind.MENTORING: gettext_noop("master or apprentice"),
    ConflictKind.STUDIO: gettext_noop("same studio or alliance"),
    ConflictKind.SHARED_WORK: gettext_noop("made something together in the last three years"),
    ConflictKind.KIN: gettext_noop("family"),
    ConflictKind.OTHER: gettext_noop("another tie"),
}
# What ties two people: the first word of the fact that a found conflict rests on.
TIE_LABELS: Final[dict[str, str]] = {
    "application": gettext_noop("application"),
    "result": gettext_noop("result"),
    "studio": gettext_noop("studio"),
    "alliance": gettext_noop("alliance"),
    "patent": gettext_noop("patent"),
}
# What a judge may say of themselves.
DECLARABLE: Final = (
    ConflictKind.SAME_EMPLOYER,
    ConflictKind.SAME_GROUP,
    ConflictKind.CO_CREATOR,
    ConflictKind.MENTORING,
    ConflictKind.STUDIO,
    ConflictKind.SHARED_WORK,
    ConflictKind.KIN,
    ConflictKind.OTHER,
)


class Source(StrEnum):
    """How a conflict came to be known."""

    DERIVED = "derived"
    DECLARED = "declared"
    PINNED = "pinned"


SOURCE_LABELS: Final[dict[Source, str]] = {
    Source.DERIVED: gettext_noop("found in the records"),
    Source.DECLARED: gettext_noop("declared by the judge"),
    Source.PINNED: gettext_noop("noted by an officer"),
}


class Choice(StrEnum):
    """What a vote says."""

    YES = "yes"
    NO = "no"
    ABSTAIN = "abstain"


CHOICE_LABELS: Final[dict[Choice, str]] = {
    Choice.YES: gettext_noop("for"),
    Choice.NO: gettext_noop("against"),
    Choice.ABSTAIN: gettext_noop("abstained"),
}


class Part(StrEnum):
    """What happens before a panel that sits together, since it was last said."""

    CALLED = "called"
    PRESENTING = "presenting"
    ASKING = "asking"
    BREAK = "break"


PART_LABELS: Final[dict[Part, str]] = {
    Part.CALLED: gettext_noop("called in"),
    Part.PRESENTING: gettext_noop("presentation"),
    Part.ASKING: gettext_noop("questions"),
    Part.BREAK: gettext_noop("break"),
}
# Minutes for an entry where the call says nothing else; the chair sets them.
PRESENTING_MINUTES: Final = 10
ASKING_MINUTES: Final = 5
MOST_MINUTES: Final = 120

LONGEST_NOTE: Final = 300
LONGEST_CONCLUSION: Final = 1000
# What is looked at on site; an answer and a note each.
CHECKLIST: Final[tuple[tuple[str, str], ...]] = (
    ("real", gettext_noop("What the application describes is there and works.")),
    ("in_use", gettext_noop("It is in use, since the day that was stated.")),
    ("figures", gettext_noop("The figures agree with the books and measurements.")),
    ("people", gettext_noop("The people named made it.")),
    ("rights", gettext_noop("Papers and rights were seen in the original.")),
    ("safety", gettext_noop("It is safe for those who work with it.")),
)
