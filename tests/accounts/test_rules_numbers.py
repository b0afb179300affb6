"""Which numbers are right, and what of them is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinghe.accounts.rules.numbers import (
    BankCardWrong,
    IdNumberWrong,
    PhoneWrong,
    checked_number,
    is_bank_card,
    is_id_number,
    masked,
)
from xinghe.accounts.vocab import NumberKind

ID, PHONE, CARD = NumberKind.ID_NUMBER, NumberKind.PHONE, NumberKind.BANK_CARD


def with_check(seventeen: str) -> str:
    """The ID number that begins so, reckoned by ISO 7064's rule rather than by the table of weights."""
    value = 0
    for digit in seventeen:
        value = (value + int(digit)) * 2 % 11
    return seventeen + "0123456789X"[(12 - value) % 11]


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        (ID, "11010519491231002X", "11010519491231002X"),  # the standard's own example
        (ID, "440524188001010014", None),  # the standard's other one: nobody born in 1880 works
        (ID, "11010519491231002x", "11010519491231002X"),
        (ID, " 110105 19491231 002x ", "11010519491231002X"),
        (ID, "１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
        (ID, "110105194912310021", None),
        (ID, "11010519491331002X", None),
        (ID, with_check("42010619900230001"), None),  # 30 February
        (ID, with_check("42010620000229001"), with_check("42010620000229001")),
        (ID, with_check("42010619000229001"), None),  # 1900 was no leap year
        (ID, with_check("02010619900101001"), None),
        (ID, "110105491231002", None),  # the fifteen-digit form ended in 2013
        (ID, "", None),
        (PHONE, "13871234567", "13871234567"),
        (PHONE, "+86 138-7123-4567", "13871234567"),
        (PHONE, "0086 13871234567", "13871234567"),
        (PHONE, "１３８７１２３４５６７", "13871234567"),
        (PHONE, "12871234567", None),
        (PHONE, "1387123456", None),
        (PHONE, "138712345678", None),
        (PHONE, "027-87654321", None),
        (PHONE, "13٨71234567", None),  # an Arabic figure is a figure to Python
        (CARD, "6222 0212 3456 7890 128", "6222021234567890128"),
        (CARD, "6222021234567890123", None),
        (CARD, "4111111111111111", "4111111111111111"),
        (CARD, "0000000000000000", None),
        (CARD, "411111111111111", None),
        (CARD, "", None),
    ],
)
def test_checked_number(kind, typed, stored):
    wrong = {ID: IdNumberWrong, PHONE: PhoneWrong, CARD: BankCardWrong}[kind]

    if stored is None:
        with pytest.raises(wrong) as refusal:
            checked_number(kind, typed)
        assert refusal.value.params == {}, "a refusal must not repeat the number"
    else:
        assert checked_number(kind, typed) == stored


@given(st.from_regex(r"42[0-9]{4}19[5-9][0-9](0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}", fullmatch=True))
def test_two_reckonings_of_the_check_character_agree(seventeen):
    assert is_id_number(with_check(seventeen))


def test_every_single_slip_in_an_id_number_is_noticed():
    right = "11010519491231002X"
    slips = {right[:n] + c + right[n + 1 :] for n in range(18) for c in "0123456789X"} - {right}

    assert [slip for slip in slips if is_id_number(slip)] == []


def test_every_single_slip_in_a_bank_card_is_noticed():
    right = "6222021234567890128"
    slips = {right[:n] + c + right[n + 1 :] for n in range(19) for c in "0123456789"} - {right}

    assert [slip for slip in slips if is_bank_card(slip)] == []


@pytest.mark.parametrize(
    ("kind", "number", "shown"),
    [
        (ID, "11010519491231002X", "110***********002X"),
        (PHONE, "13871234567", "138****4567"),
        (CARD, "6222021234567890128", "***************0128"),
    ],
)
def test_masked(kind, number, shown):
    assert masked(kind, number) == shown
