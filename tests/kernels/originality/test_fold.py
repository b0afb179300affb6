"""Every spelling of a text folds to the same characters, and each folded character knows where it stood."""

import hypothesis.strategies as st
from hypothesis import given
from opencc import OpenCC

from tests.kernels.originality.samples import CABLE, PUMP
from xinghe.kernels.originality.fold import fold, fold_digest


def read(text: str, **options: bool) -> str:
    return "".join(map(chr, fold(text, **options).codes))


def test_punctuation_space_zero_width_and_astral_characters_are_dropped():
    assert read("泵\u200b房，　“渣 浆”\U0001f600泵！") == "泵房渣浆泵"


def test_width_and_case_make_no_difference():
    assert read("ＰＬＣ１２３", latin=True) == read("plc123", latin=True) == "plc123"


def test_latin_letters_are_transparent_unless_they_are_asked_for():
    assert read("变频VFD器2台") == "变频器2台"
    assert read("变频VFD器2台", latin=True) == "变频vfd器2台"


def test_traditional_spellings_of_three_regions_fold_alike():
    for name in ("s2t", "s2tw", "s2hk"):
        assert read(OpenCC(name).convert(PUMP + CABLE)) == read(PUMP + CABLE)


def test_words_on_which_the_conversion_tables_disagree_fold_alike():
    assert read("裏面乾淨，佔據座位，覆蓋台賬，著作，麵粉") == read(
        "里面干净，占据坐位，复盖臺账，着作，面粉"
    )


def test_the_simplified_standard_leads_so_that_folded_text_can_be_read():
    assert read("臨床線路與麵食") == "临床线路与面食"


def test_the_table_is_the_one_that_stored_fingerprints_were_made_with():
    # When this fails, OpenCC, Unicode or a rule moved: raise FOLD_VERSION, then pin the new digest.
    assert fold_digest() == "52768693add52c4f"


@given(st.text(max_size=60))
def test_positions_rise_and_point_at_what_was_written(text):
    folded = fold(text)

    places = folded.positions.tolist()

    assert places == sorted(set(places))
    for code, place in zip(folded.codes.tolist(), places, strict=True):
        assert fold(text[place]).codes.tolist() == [code]


@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=30))
def test_folding_a_folded_text_changes_nothing(text):
    once = read(text)

    assert read(once) == once
    assert len(once) == len(text)
