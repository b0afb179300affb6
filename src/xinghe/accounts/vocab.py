"""The fixed words of accounts."""

from enum import StrEnum

from xinghe.foundation.errors import gettext_noop


class NumberKind(StrEnum):
    """A personal number that the vault keeps."""

    ID_NUMBER = "id_number"
    PHONE = "phone"
    BANK_CARD = "bank_card"


NUMBER_KIND_LABELS: dict[NumberKind, str] = {
    NumberKind.ID_NUMBER: gettext_noop("ID number"),
    NumberKind.PHONE: gettext_noop("mobile phone"),
    NumberKind.BANK_CARD: gettext_noop("bank card"),
}


class IdentifierKind(StrEnum):
    """By what somebody says who they are when they sign in."""

    STAFF_NUMBER = "staff_number"
    EMAIL = "email"
    PHONE = "phone"


class FailureKind(StrEnum):
    """What failed attempts are counted by. Each count stands alone: none is shared by all."""

    IDENTIFIER = "identifier"  # what was typed, whether anybody has it or not
    ACCOUNT = "account"  # the person it leads to, by whichever identifier
    ADDRESS = "address"  # where the attempt came from
    CODE = "code"  # the second factor of one person


# A view of a list that somebody keeps: its name, what stands in its address, and how many of one list.
LONGEST_VIEW_NAME = 40
LONGEST_VIEW_ADDRESS = 2_000
MOST_VIEWS = 30
