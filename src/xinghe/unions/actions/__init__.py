"""Everything that changes the tree and who holds office in it, by what is acted on."""

from xinghe.unions.actions.arranging import (
    NotOnThatLine,
    ParentBelowItself,
    PeriodBackwards,
    add_union,
    move_union,
    place_union,
    rename_union,
)
from xinghe.unions.actions.offices import OfficeHeld, TooManyOffices, appoint, end_appointment, give_office
from xinghe.unions.actions.planting import plant_tree

__all__ = [
    "NotOnThatLine",
    "OfficeHeld",
    "ParentBelowItself",
    "PeriodBackwards",
    "TooManyOffices",
    "add_union",
    "appoint",
    "end_appointment",
    "give_office",
    "move_union",
    "place_union",
    "plant_tree",
    "rename_union",
]
