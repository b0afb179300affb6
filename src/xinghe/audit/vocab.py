"""The fixed words of the record: what can be wrong with it."""

from enum import StrEnum

from xinghe.foundation.errors import gettext_noop


class Fault(StrEnum):
    """What a look at the chain found wrong at one position."""

    GAP = "gap"
    ENTRY_CHANGED = "entry_changed"
    LINK_CHANGED = "link_changed"
    ANCHOR_DIFFERS = "anchor_differs"
    CUT_OFF = "cut_off"
    ENTRIES_MISSING = "entries_missing"


FAULT_LABELS: dict[Fault, str] = {
    Fault.GAP: gettext_noop("one or more lines are missing here, or stand in another order"),
    Fault.ENTRY_CHANGED: gettext_noop("the entry is not the one that was sealed"),
    Fault.LINK_CHANGED: gettext_noop("the link does not follow from the one before it"),
    Fault.ANCHOR_DIFFERS: gettext_noop("the head is not the one that was kept outside"),
    Fault.CUT_OFF: gettext_noop("the record ends before the position that was kept outside"),
    Fault.ENTRIES_MISSING: gettext_noop(
        "there are fewer entries than were counted when the head was kept outside"
    ),
}
