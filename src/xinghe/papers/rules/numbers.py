"""Numbers of official documents: 鄂工发〔2026〕12号, by a pattern that each union chooses."""

import re
from dataclasses import dataclass
from datetime import MAXYEAR
from typing import Final

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.foundation.text import narrow, to_simplified

PATTERN: Final = "{code}〔{year}〕{number}号"
LONGEST_CODE: Final = 20
LONGEST_PATTERN: Final = 60
FIRST_YEAR: Final = 1949
# Other brackets than the hexagonal ones of GB/T 9704-2012, 7.2.5, which keyboards do not have.
_BRACKETS: Final = str.maketrans("[【﹝〖(（]】﹞〗)）", "〔〔〔〔〔〔〕〕〕〕〕〕")
_PLACE: Final = re.compile(r"\{(code|year|number)\}")


class IssuerCodeWrong(Refusal):
    """The code of an issuer is not one."""

    code = "issuer_code_wrong"
    message = gettext_noop(
        "“%(value)s” cannot stand before the year of a number. Write 1 to %(limit)s Chinese characters or letters, such as 鄂工发."
    )
    status = 422


class NumberPatternWrong(Refusal):
    """A pattern from which numbers cannot be told apart."""

    code = "number_pattern_wrong"
    message = gettext_noop(
        "“%(value)s” is not a pattern of numbers. Name {code}, {year} and {number} once each, with a sign between year and number, in at most %(limit)s characters, such as %(example)s."
    )
    status = 422


class NumberUnread(Refusal):
    """Text that is no number of a document."""

    code = "number_unread"
    message = gettext_noop("“%(value)s” is not a number of this kind. Write it like %(example)s.")
    status = 422


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentNumber:
    """The three parts of a number."""

    code: str
    year: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberForm:
    """An issuer's code and the pattern of its numbers. Refuses: IssuerCodeWrong, NumberPatternWrong."""

    code: str
    pattern: str = PATTERN

    def __post_init__(self) -> None:
        """What is written can be read back."""
        if not re.fullmatch(rf"[\u3400-\u9fffA-Za-z]{{1,{LONGEST_CODE}}}", self.code):
            raise IssuerCodeWrong(value=self.code, limit=LONGEST_CODE)
        places = _PLACE.findall(self.pattern)
        are_apart = "{year}{number}" not in self.pattern and "{number}{year}" not in self.pattern
        has_own_signs = not re.search(r"[{}\d%]", _PLACE.sub("", self.pattern))
        is_sound = sorted(places) == ["code", "number", "year"] and are_apart and has_own_signs
        if not is_sound or len(self.pattern) > LONGEST_PATTERN:
            raise NumberPatternWrong(value=self.pattern, limit=LONGEST_PATTERN, example=PATTERN)

    def write(self, *, year: int, number: int) -> str:
        """The number as it is printed: no leading zeros, no 第 (7.2.5). Raises ValueError below 1 or before 1949."""
        if number < 1 or not FIRST_YEAR <= year <= MAXYEAR:
            raise ValueError(f"{year}, {number} cannot be a number of a document")
        parts = {"code": self.code, "year": str(year), "number": str(number)}
        return _PLACE.sub(lambda place: parts[place[1]], self.pattern)

    def read(self, text: str) -> DocumentNumber:
        """The parts of a number as somebody typed it: other brackets, widths, blanks and 第 are understood.

        Refuses: NumberUnread.
        """
        found = re.fullmatch(self._shape(), _plain(text))
        number = found and int(found["number"])
        if not found or not number or int(found["year"]) < FIRST_YEAR:
            raise NumberUnread(value=text[:60], example=self.write(year=2026, number=12))
        return DocumentNumber(code=self.code, year=int(found["year"]), number=number)

    def _shape(self) -> str:
        parts = {
            "code": re.escape(_plain(self.code)),
            "year": r"(?P<year>\d{4})",
            "number": r"第?0*(?P<number>\d{1,6})",
        }
        return "".join(
            parts[piece] if at % 2 else re.escape(_plain(piece))
            for at, piece in enumerate(_PLACE.split(self.pattern))
        )


def _plain(text: str) -> str:
    return to_simplified(re.sub(r"\s+", "", narrow(text).translate(_BRACKETS)))
