"""Numbers of documents are written one way and read as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinghe.papers.rules.numbers import (
    PATTERN,
    DocumentNumber,
    IssuerCodeWrong,
    NumberForm,
    NumberPatternWrong,
    NumberUnread,
)

FORM = NumberForm(code="鄂工发")
TWELFTH = DocumentNumber(code="鄂工发", year=2026, number=12)


def test_a_number_is_written_with_hexagonal_brackets_and_without_zeros():
    assert FORM.write(year=2026, number=12) == "鄂工发〔2026〕12号"


@pytest.mark.parametrize(
    "typed",
    [
        "鄂工发〔2026〕12号",
        "鄂工发[2026]12号",
        "鄂工发【2026】12号",
        "鄂工发（2026）12号",
        "鄂工发(2026) 12 号",
        " 鄂工发 〔２０２６〕 １２号 ",
        "鄂工发〔2026〕第12号",
        "鄂工发〔2026〕012号",
        "鄂工發〔2026〕12號",
    ],
)
def test_a_number_is_read_as_people_type_it(typed):
    assert FORM.read(typed) == TWELFTH


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "鄂工发2026 12号",
        "鄂工办发〔2026〕12号",
        "鄂工发〔26〕12号",
        "鄂工发〔2026〕0号",
        "鄂工发〔2026〕12",
        "鄂工发〔0012〕12号",
    ],
)
def test_what_is_no_number_of_this_kind_is_refused(typed):
    with pytest.raises(NumberUnread) as refused:
        FORM.read(typed)

    assert "鄂工发〔2026〕12号" in str(refused.value)


@given(
    code=st.text(alphabet="鄂工办发津嘉总文", min_size=1, max_size=8),
    pattern=st.sampled_from(
        [PATTERN, "{code}字〔{year}〕第{number}号", "{year}年{code}函{number}号", "{number}/{code}/{year}"]
    ),
    year=st.integers(1949, 9999),
    number=st.integers(1, 999_999),
)
def test_what_is_written_is_read_back(code, pattern, year, number):
    form = NumberForm(code=code, pattern=pattern)

    assert form.read(form.write(year=year, number=number)) == DocumentNumber(
        code=code, year=year, number=number
    )


@pytest.mark.parametrize("code", ["", "鄂工发1", "鄂 工", "{year}", "长" * 21, "鄂\n工", "〔"])
def test_a_code_that_could_not_be_read_back_is_refused(code):
    with pytest.raises(IssuerCodeWrong):
        NumberForm(code=code)


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "{code}{number}号",
        "{code}{year}{number}号",
        "{code}〔{year}〕{number}{number}号",
        "{code}〔{year}〕{number}1号",
        "{code}〔{year}〕{number}%号",
        "{code}〔{year}〕{number}{x}",
        "{code}〔{year}〕{number}" + "号" * 60,
    ],
)
def test_a_pattern_from_which_numbers_cannot_be_told_is_refused(pattern):
    with pytest.raises(NumberPatternWrong):
        NumberForm(code="鄂工发", pattern=pattern)


@pytest.mark.parametrize(("year", "number"), [(2026, 0), (2026, -1), (1948, 1), (10_000, 1)])
def test_no_number_below_one_and_no_odd_year_is_written(year, number):
    with pytest.raises(ValueError, match="cannot be a number"):
        FORM.write(year=year, number=number)
