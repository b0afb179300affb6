"""How reported money is read, kept and written."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinghe.foundation.amounts import (
    LARGEST_YUAN,
    Amount,
    AmountUnreadable,
    Qualifier,
    format_amount,
    parse_amount,
)
from xinghe.foundation.numerals import chinese_number

EXACT, ABOUT, NEARLY, OVER = Qualifier.EXACT, Qualifier.ABOUT, Qualifier.NEARLY, Qualifier.OVER


@pytest.mark.parametrize(
    ("text", "yuan", "qualifier"),
    [
        ("361余", "3610000", OVER),
        ("383餘", "3830000", OVER),
        ("约10", "100000", ABOUT),
        ("近200", "2000000", NEARLY),
        ("超9000", "90000000", OVER),
        ("600多万元", "6000000", OVER),
        ("600万多元", "6000000", OVER),
        ("9000余万元", "90000000", OVER),
        ("12万元", "120000", EXACT),
        ("18萬元", "180000", EXACT),
        ("1.5亿元", "150000000", EXACT),
        ("３２．５", "325000", EXACT),
        ("3,200元", "3200", EXACT),
        ("3，200.50元整", "3200.50", EXACT),
        ("人民币 12 000 元", "12000", EXACT),
        ("1亿2000万元", "120000000", EXACT),
        ("1万2000元", "12000", EXACT),
        ("5千万", "50000000", EXACT),
        ("二百万元", "2000000", EXACT),
        ("百余万元", "1000000", OVER),
        ("三千五百", "35000000", EXACT),
        ("贰佰萬圓整", "2000000", EXACT),
        ("一点五亿元", "150000000", EXACT),
        ("约5万元左右", "50000", ABOUT),
        ("165.1", "1651000", EXACT),
        (32, "320000", EXACT),
        (148.2, "1482000", EXACT),
        (Decimal("0.1"), "1000", EXACT),
        ("0", "0", EXACT),
    ],
)
def test_an_amount_is_read_in_ten_thousands_unless_it_says_otherwise(
    text: object, yuan: str, qualifier: Qualifier
) -> None:
    assert parse_amount(text, unit="万元") == Amount(yuan=Decimal(yuan), qualifier=qualifier)


def test_the_column_unit_applies_only_where_the_text_has_none() -> None:
    assert parse_amount("35", unit="元") == Amount(yuan=Decimal(35))
    assert parse_amount("35", unit="亿元") == Amount(yuan=Decimal(3_500_000_000))
    assert parse_amount("35万", unit="亿元") == Amount(yuan=Decimal(350_000))


@pytest.mark.parametrize("text", ["", "  ", None, "/", "无", "——"])
def test_nothing_is_no_amount(text: object) -> None:
    assert parse_amount(text) is None


@pytest.mark.parametrize(
    "text",
    ["-35", "－35", -35, "若干万", "很多", "10-20", "10~20万", "几十万", "两三百万", "三五万", "三千五", "3万5", "一万五",
     "1.2.3", "3,20", "约近30", "万", "元", "约", "12万吨", "1万2亿", "1万20000元", "十百", "nan", float("nan"), float("inf"),
     True, "99999999999999999", 10**17, "¥", [1]],
)  # fmt: skip
def test_what_names_no_single_sum_is_refused(text: object) -> None:
    with pytest.raises(AmountUnreadable) as refused:
        parse_amount(text, unit="万元")

    assert refused.value.code == "bad_amount"
    assert refused.value.params == {"value": str(text)}


@pytest.mark.parametrize(
    ("yuan", "qualifier", "hans", "hant", "english"),
    [
        ("125000", ABOUT, "约12.5万元", "約12.5萬元", "about ¥125,000"),
        ("6000000", NEARLY, "近600万元", "近600萬元", "nearly ¥6 million"),
        ("90000000", OVER, "9000余万元", "9000餘萬元", "over ¥90 million"),
        ("150000000", EXACT, "1.5亿元", "1.5億元", "¥150 million"),
        ("150000000", OVER, "超1.5亿元", "超1.5億元", "over ¥150 million"),
        ("27306000000", EXACT, "273.06亿元", "273.06億元", "¥27.306 billion"),
        ("3200", EXACT, "3,200元", "3,200元", "¥3,200"),
        ("1234567.89", EXACT, "1,234,567.89元", "1,234,567.89元", "¥1,234,567.89"),
        ("0", EXACT, "0元", "0元", "¥0"),
    ],
)
def test_an_amount_is_written_the_way_people_write_it(
    yuan: str, qualifier: Qualifier, hans: str, hant: str, english: str
) -> None:
    amount = Amount(yuan=Decimal(yuan), qualifier=qualifier)

    assert [format_amount(amount, lang) for lang in ("zh-hans", "zh-hant", "en")] == [hans, hant, english]


AMOUNTS = st.builds(
    Amount,
    yuan=st.one_of(
        st.decimals(min_value=0, max_value=LARGEST_YUAN, places=2),
        st.integers(min_value=0, max_value=10**11).map(lambda n: Decimal(n) * 10_000),
    ),
    qualifier=st.sampled_from(Qualifier),
)


@given(AMOUNTS, st.sampled_from(["zh-hans", "zh-hant"]), st.sampled_from(["元", "万元", "亿元"]))
def test_what_is_written_reads_back_to_the_fen(amount: Amount, lang: str, unit: str) -> None:
    assert parse_amount(format_amount(amount, lang), unit=unit) == amount


@given(st.text(max_size=12, alphabet="0123456789.,近约余多超万亿元一二十百千零点 -"))
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    try:
        amount = parse_amount(text)
    except AmountUnreadable:
        return
    assert amount is None or 0 <= amount.yuan <= LARGEST_YUAN


@pytest.mark.parametrize(
    ("text", "number"),
    [("十二", 12), ("三千零五", 3005), ("一百一十", 110), ("二〇二四", 2024), ("一亿零五百万", 105_000_000),
     ("一万五千", 15_000), ("百", 100), ("〇", 0), ("零零五", None), ("三百五千", None), ("十百", None), ("", None)],
)  # fmt: skip
def test_chinese_numerals(text: str, number: int | None) -> None:
    assert chinese_number(text) == number
