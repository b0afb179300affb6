"""Personal numbers: when one is right, and how much of it may be shown.

No refusal repeats what was typed: sentences end up in logs and on other people's screens.
"""

import re
import unicodedata
from datetime import date

from xinghe.accounts.vocab import NumberKind
from xinghe.foundation.errors import Refusal, gettext_noop

# GB 11643-1999 (ISO 7064, MOD 11-2): weights of the first seventeen digits, and the characters by remainder.
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_ID_SHAPE = re.compile(r"[1-9][0-9]{5}[0-9]{8}[0-9]{3}[0-9X]")
_PHONE_SHAPE = re.compile(r"1[3-9][0-9]{9}")
_CARD_SHAPE = re.compile(r"[0-9]{15,19}")
_GAPS = re.compile(r"[\s\-‐-―]+")


class IdNumberWrong(Refusal):
    """Shape, date or check character of an ID number do not agree."""

    code = "id_number_wrong"
    message = gettext_noop(
        "This is not an ID number: it has 18 characters, the date of birth from the 7th, and a check character "
        "that follows from the others. Compare it with the card and enter it again."
    )


class PhoneWrong(Refusal):
    """Not a mobile number of the mainland."""

    code = "phone_wrong"
    message = gettext_noop(
        "This is not a mobile number: it has 11 digits and begins with 13 to 19. Enter it again, without the area."
    )


class BankCardWrong(Refusal):
    """Shape or check digit of a bank card do not agree."""

    code = "bank_card_wrong"
    message = gettext_noop(
        "This is not a bank card number: it has 15 to 19 digits, the last of which follows from the others. "
        "Compare it with the card and enter it again."
    )


def checked_number(kind: NumberKind, text: str) -> str:
    """The number as it is stored, after its check; full-width digits, spaces and dashes do not matter.

    Refuses: IdNumberWrong, PhoneWrong, BankCardWrong.
    """
    number = _GAPS.sub("", unicodedata.normalize("NFKC", text)).upper()
    match kind:
        case NumberKind.ID_NUMBER:
            if not is_id_number(number):
                raise IdNumberWrong
        case NumberKind.PHONE:
            number = re.sub(r"^(\+86|0086)", "", number)
            if not is_phone(number):
                raise PhoneWrong
        case NumberKind.BANK_CARD:
            if not is_bank_card(number):
                raise BankCardWrong
    return number


def is_id_number(number: str) -> bool:
    """Whether shape, date and check character of a citizen's ID number agree (GB 11643-1999)."""
    if not _ID_SHAPE.fullmatch(number):
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    weighed = sum(int(digit) * weight for digit, weight in zip(number[:17], _ID_WEIGHTS, strict=True))
    return born.year >= 1900 and number[17] == _ID_CHECKS[weighed % 11]


def is_phone(number: str) -> bool:
    """Whether it is shaped like a mobile number of the mainland."""
    return bool(_PHONE_SHAPE.fullmatch(number))


def is_bank_card(number: str) -> bool:
    """Whether length and check digit of a bank card agree (ISO/IEC 7812, Luhn)."""
    if not _CARD_SHAPE.fullmatch(number) or len(set(number)) == 1:
        return False
    doubled = (int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(number)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def masked(kind: NumberKind, number: str) -> str:
    """What may be shown of a number: enough for its bearer to recognise it, too little to use it."""
    first, last = {NumberKind.ID_NUMBER: (3, 4), NumberKind.PHONE: (3, 4), NumberKind.BANK_CARD: (0, 4)}[kind]
    return number[:first] + "*" * (len(number) - first - last) + number[-last:]
