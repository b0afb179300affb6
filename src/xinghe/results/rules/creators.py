"""Who made a result, read from one cell: names in order, each with a share of one hundred."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from xinghe.foundation.text import narrow, tidy

WHOLE: Final = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Creator:
    """One creator: the name, the share in per cent, and the position in the order given, from 1."""

    name: str
    share: Decimal
    position: int


# A name, then its share in brackets or after a colon, with or without the sign. Names hold no figures.
_SHARE: Final = re.compile(
    r"([^\d()、,;:%]+?)\s*[(:]?\s*(\d{1,3}(?:\.\d{1,2})?)\s*%?\s*\)?\s*(?:[、,;。.]\s*|$|(?<=[%)])\s*(?=\D))"
)
_SEPARATORS: Final = re.compile(r"[、,;]")
_BETWEEN_HAN: Final = re.compile(r"(?<=[^\x00-\xff])\s+(?=[^\x00-\xff])")


def read_creators(text: str) -> tuple[Creator, ...] | None:
    """The creators in the order given, or ``None`` where the text is no list of names with shares.

    Understands 仉昶(60%)、亓栩(40%) with any width of brackets and any of 、，；and spaces between, 仉昶60%,
    and one name alone, who then has all. Whether the shares make a hundred is for the caller to say.
    """
    words = narrow(text).replace("[", "(").replace("]", ")").strip("、,;。. ")
    found: list[Creator] = []
    position = 0
    while position < len(words):
        match = _SHARE.match(words, position)
        if match is None:
            break
        found.append(Creator(name=_name(match[1]), share=Decimal(match[2]), position=len(found) + 1))
        position = match.end()
    if position == len(words) and found and all(creator.name for creator in found):
        return tuple(found)
    if words and not found and not _SEPARATORS.search(words) and not re.search(r"[\d%()]", words):
        return (Creator(name=_name(words), share=WHOLE, position=1),)
    return None


def _name(text: str) -> str:
    """A name without the spaces that centre it: 张　三 is 张三, John Smith stays."""
    return _BETWEEN_HAN.sub("", tidy(text))
