"""Everything that changes people, their numbers and the ways they sign in."""

from xinghe.accounts.actions.numbers import reveal_number, rotate_numbers, store_number
from xinghe.accounts.actions.passwords import change_password, issue_password, sign_out_everywhere
from xinghe.accounts.actions.people import (
    choose_language,
    deactivate_person,
    enrol,
    enrol_person,
    report_people_read,
)
from xinghe.accounts.actions.providers import admit, unlink_provider
from xinghe.accounts.actions.second_factors import (
    add_passkey,
    add_totp,
    equip_for_demonstration,
    remove_second_factor,
    rename_passkey,
    replace_recovery_codes,
    reset_second_factors,
)
from xinghe.accounts.actions.views import begin_with_view, keep_view, remove_view, rename_view

__all__ = [
    "add_passkey",
    "add_totp",
    "admit",
    "begin_with_view",
    "change_password",
    "choose_language",
    "deactivate_person",
    "enrol",
    "enrol_person",
    "equip_for_demonstration",
    "issue_password",
    "keep_view",
    "remove_second_factor",
    "remove_view",
    "rename_passkey",
    "rename_view",
    "replace_recovery_codes",
    "report_people_read",
    "reset_second_factors",
    "reveal_number",
    "rotate_numbers",
    "sign_out_everywhere",
    "store_number",
    "unlink_provider",
]
