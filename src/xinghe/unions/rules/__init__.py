"""Rules about unions that need no database: codes of units, names of places."""

from xinghe.unions.rules.places import Place, PlaceAmbiguous, PlaceBook, PlaceUnknown
from xinghe.unions.rules.uscc import UsccWrong, check_character, check_uscc, make_uscc

__all__ = [
    "Place",
    "PlaceAmbiguous",
    "PlaceBook",
    "PlaceUnknown",
    "UsccWrong",
    "check_character",
    "check_uscc",
    "make_uscc",
]
