"""The unified social credit code of an organisation, checked by its own last character (GB 32100-2015)."""

from typing import Final

from xinghe.foundation.errors import Refusal, gettext_noop
from xinghe.foundation.text import narrow

# The standard's 31 characters: I, O, S, V and Z are left out because they look like figures.
ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUE: Final = {character: value for value, character in enumerate(ALPHABET)}
_WEIGHTS: Final = tuple(pow(3, position, 31) for position in range(17))
_LOOK_ALIKES: Final = str.maketrans("IOSZ", "1052")


class UsccWrong(Refusal):
    """The code cannot belong to any organisation: its length, a character or its check is wrong."""

    code = "uscc_checksum"
    message = gettext_noop(
        "“%(value)s” is not a unified social credit code: it needs 18 characters whose last one checks the others. "
        "Copy it from the licence; a single wrong or exchanged character is enough to fail."
    )
    status = 422

    def __init__(self, *, value: str, suggestion: str = "") -> None:
        super().__init__(value=value, suggestion=suggestion)


def check_character(first_seventeen: str) -> str:
    """The 18th character that makes a code of ``first_seventeen`` (clause 5 of the standard).

    Weights are 3^i mod 31; the sum with the check value is a multiple of 31. Codes with the prefix
    ``Y1``, used in demonstrations and borne by no organisation, obey the same rule.
    """
    if len(first_seventeen) != 17 or not _VALUE.keys() >= set(first_seventeen):
        raise UsccWrong(value=first_seventeen)
    total = sum(
        _VALUE[character] * weight for character, weight in zip(first_seventeen, _WEIGHTS, strict=True)
    )
    return ALPHABET[-total % 31]


def make_uscc(first_seventeen: str) -> str:
    """A whole code from its first 17 characters; for invented units in demonstrations and tests."""
    return first_seventeen + check_character(first_seventeen)


def check_uscc(text: str) -> str:
    """The code in capital, narrow characters, or :class:`UsccWrong`.

    Spaces and hyphens that people put between groups are dropped. Where figures were typed as the
    letters that the standard avoids (O for 0, I for 1), the refusal carries the code that would be right.
    """
    code = narrow(text).upper().replace(" ", "").replace("-", "")
    if _is_valid(code):
        return code
    likely = code.translate(_LOOK_ALIKES)
    raise UsccWrong(value=text, suggestion=likely if _is_valid(likely) else "")


def _is_valid(code: str) -> bool:
    return len(code) == 18 and _VALUE.keys() >= set(code) and check_character(code[:17]) == code[17]
