"""The fixed words of accounts."""

from enum import StrEnum


class NumberKind(StrEnum):
    """A personal number that the vault keeps."""

    ID_NUMBER = "id_number"
    PHONE = "phone"
    BANK_CARD = "bank_card"
