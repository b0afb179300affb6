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
from xinghe.unions.actions.looking import begin_look, end_look
from xinghe.unions.actions.mapping import (
    ClaimMissing,
    MappingPresent,
    OnlyByHand,
    align_offices,
    map_role,
    unmap_role,
)
from xinghe.unions.actions.offices import OfficeHeld, TooManyOffices, appoint, end_appointment, give_office
from xinghe.unions.actions.planting import plant_tree

__all__ = [
    "ClaimMissing",
    "MappingPresent",
    "NotOnThatLine",
    "OfficeHeld",
    "OnlyByHand",
    "ParentBelowItself",
    "PeriodBackwards",
    "TooManyOffices",
    "add_union",
    "align_offices",
    "appoint",
    "begin_look",
    "end_appointment",
    "end_look",
    "give_office",
    "map_role",
    "move_union",
    "place_union",
    "plant_tree",
    "rename_union",
    "unmap_role",
]
