"""Codes of units, as they stand on forms."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from xinghe.unions.rules import UsccWrong, check_uscc, make_uscc
from xinghe.unions.rules.uscc import ALPHABET


@pytest.mark.parametrize("code", ["Y1420804HB5NNPEK2D", "Y1420606XAE4KXFY61", "Y1421303DU3Q6JWC6J"])
def test_demonstration_codes_obey_the_standard(code: str) -> None:
    assert make_uscc(code[:17]) == code


def test_a_code_is_read_in_any_width_and_case() -> None:
    assert check_uscc(" ｙ１４２０８０４ＨＢ５ＮＮＰＥＫ２Ｄ ") == "Y1420804HB5NNPEK2D"
    assert check_uscc("y1420804-hb5nnpek2-d") == "Y1420804HB5NNPEK2D"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Y1420804HB5NNPEK2",
        "Y1420804HB5NNPEK2DD",
        "Y1420804HB5NNPEK2E",
        "Y142080478MLUA8KPW",
        "武1420804HB5NNPEK2D",
        "9.142E+17",
    ],
)
def test_a_wrong_code_is_refused(text: str) -> None:
    with pytest.raises(UsccWrong) as refused:
        check_uscc(text)

    assert (refused.value.code, refused.value.params) == ("uscc_checksum", {"value": text, "suggestion": ""})


def test_letters_that_look_like_figures_are_put_right_in_the_suggestion() -> None:
    right = make_uscc("Y1420804HB5NN0101")

    with pytest.raises(UsccWrong) as refused:
        check_uscc(right.replace("0", "O"))

    assert refused.value.params["suggestion"] == right


SEVENTEEN = st.text(alphabet=ALPHABET, min_size=17, max_size=17)


@given(SEVENTEEN)
def test_every_made_code_is_right(first: str) -> None:
    assert check_uscc(make_uscc(first)) == make_uscc(first)


@given(SEVENTEEN, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(first: str, position: int, character: str) -> None:
    code = make_uscc(first)
    assume(code[position] != character)

    with pytest.raises(UsccWrong):
        check_uscc(code[:position] + character + code[position + 1 :])


@given(SEVENTEEN, st.integers(0, 16))
def test_exchanged_neighbours_are_always_noticed(first: str, position: int) -> None:
    code = make_uscc(first)
    assume(code[position] != code[position + 1])

    with pytest.raises(UsccWrong):
        check_uscc(code[:position] + code[position + 1] + code[position] + code[position + 2 :])
