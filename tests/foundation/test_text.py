"""Which differences between two texts mean nothing, and which must survive."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinghe.foundation.text import fold, narrow, tidy, to_simplified, to_traditional, written_length


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("  武汉\u3000市 ", "武汉 市"),
        ("Ｙ１４２０１１１＋％", "Y1420111+%"),
        ("零\u200b宽\ufeff字\u202e符\x00", "零宽字符"),
        ("第一行\r\n第二行\u2028第三行", "第一行 第二行 第三行"),
        ("浓度10⁻⁶ m²，温度20℃（①）", "浓度10⁻⁶ m²，温度20℃（①）"),
        ("⼯艺⽔平", "工艺水平"),
        ("cafe\u0301", "café"),
        ("", ""),
    ],
)
def test_tidy_cleans_without_changing_what_is_said(raw: str, clean: str) -> None:
    assert tidy(raw) == clean


def test_paragraphs_stay_where_they_are_asked_for() -> None:
    assert tidy("一\t段 \r\n\r\n 二段\n", lines=True) == "一 段\n二段"


def test_a_code_is_read_narrow_and_prose_is_not() -> None:
    assert narrow("２０２４．５．２１") == "2024.5.21"
    assert narrow("m²") == "m2"
    assert tidy("m²") == "m²"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("武漢市洪山區", "武汉市 洪山区"),
        ("完成人（贡献%）", "完成人(贡献％)"),
        ("基于SIM-NTS的排序", "基于sim nts的排序"),
        ("“五小”成果", "「五小」成果"),
        ("年经济效益\n（万元）", "年經濟效益(萬元)"),
    ],
)
def test_spellings_of_one_thing_have_one_key(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("直径1.5毫米", "直径15毫米"),
        ("基于C++的平台", "基于C的平台"),
        ("10-20目", "1020目"),
        ("10–20目", "1020目"),
        ("提高50%", "提高50"),
    ],
)
def test_different_things_keep_different_keys(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_scripts_are_exchanged_by_phrase() -> None:
    assert to_simplified("臺賬與聯盟裡的乾隆") == "台账与联盟里的乾隆"
    assert to_traditional("头发发展后备") == "頭髮發展後備"


@pytest.mark.parametrize(
    ("text", "length"), [("", 0), ("abc", 2), ("汉字", 2), ("汉字abc", 4), ("，。", 2), ("𬱖", 1)]
)
def test_a_narrow_letter_takes_half_the_room(text: str, length: int) -> None:
    assert written_length(text) == length


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert tidy(tidy(text, lines=True)) == tidy(text)
    assert narrow(narrow(text)) == narrow(text)


@given(st.text(alphabet="武漢汉市发發髮展Ａａa1１.．-－—“”「」 \u3000\u200b萬万餘"))
def test_the_key_of_a_tidy_text_is_the_key_of_the_text(text: str) -> None:
    assert fold(tidy(text)) == fold(text)
