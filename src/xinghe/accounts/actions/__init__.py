"""Everything that changes people, their numbers and the ways they sign in."""

from xinghe.accounts.actions.numbers import reveal_number, rotate_numbers, store_number
from xinghe.accounts.actions.passwords import change_password, issue_password, sign_out_everywhere
from xinghe.accounts.actions.people import choose_language, deactivate_person, enrol, enrol_person
from xinghe.accounts.actions.second_factors import (
    add_passkey,
    add_totp,
    equip_for_demonstration,
    remove_second_factor,
    rename_passkey,
    replace_recovery_codes,
    reset_second_factors,
)

__all__ = [
    "add_passkey",
    "add_totp",
    "change_password",
    "choose_language",
    "deactivate_person",
    "enrol",
    "enrol_person",
    "equip_for_demonstration",
    "issue_password",
    "remove_second_factor",
    "rename_passkey",
    "replace_recovery_codes",
    "reset_second_factors",
    "reveal_number",
    "rotate_numbers",
    "sign_out_everywhere",
    "store_number",
]
