"""Words in and out, what a question may also be, and passages with their matches marked."""

import string
import time

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from xinghe.foundation.search import (
    LONGEST_QUESTION,
    MOST_WORDS,
    code_meant,
    initials_meant,
    question,
    snippet,
    stored_vector,
    words_to_find,
    words_to_store,
)

PROSE = st.text(alphabet="焊接夹具乾燥乾坤臺灣台湾改进 ，。ＡaBb1２\n𬱖\u200b", max_size=300)


def marked(found) -> list[str]:
    return [run for run, is_match in found.runs if is_match]


def test_long_words_are_stored_with_their_parts():
    assert words_to_store("焊接机器人") == ["焊接", "机器", "机器人"]


@pytest.mark.parametrize("text", ["焊接機器人", "焊接机器人", "焊接机器人！"])
def test_a_question_is_cut_as_the_text_was(text):
    assert set(words_to_find(text)) <= set(words_to_store("焊接机器人"))
    assert words_to_find(text) == ["焊接", "机器人"]


def test_a_question_has_a_limit():
    assert len(words_to_find("甲 乙 丙 丁 戊 己 庚 辛 壬 癸 子 丑 寅 卯")) == MOST_WORDS
    assert words_to_find("焊" * LONGEST_QUESTION + " 夹具") == words_to_find("焊" * LONGEST_QUESTION)


def test_half_a_character_is_left_out():
    assert words_to_find("焊接\ud800") == ["焊接"]
    assert (initials_meant("hj\udfffjj"), code_meant("\ud800", length=1)) == ("hjjj", "")


def test_a_pasted_book_is_no_load():
    began = time.perf_counter()
    for ask in (words_to_find, initials_meant):
        ask("焊接夹具 a-" * 100_000)
    code_meant("0 -" * 300_000, length=10)

    assert time.perf_counter() - began < 0.1


@pytest.mark.parametrize(
    ("text", "letters"),
    [("hjjj", "hjjj"), (" HJ JJ ", "hjjj"), ("hj", ""), ("hj1", ""), ("焊jj", ""), ("abcdefghijklm", "")],
)
def test_initials_are_three_to_twelve_letters(text, letters):
    assert initials_meant(text) == letters


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("7A0B1C2D3E", "7A0B1C2D3E"),
        ("7aob-ic2d 3e", "7A0B1C2D3E"),
        ("７Ａ０Ｂ１Ｃ２Ｄ３Ｅ", "7A0B1C2D3E"),
        ("7A0B1C2D3", ""),
        ("7A0B1C2D3夹", ""),
    ],
)
def test_a_code_is_read_with_its_misread_signs(text, code):
    assert code_meant(text, length=10) == code


@given(
    PROSE,
    st.lists(st.sampled_from(["焊接", "夹具", "干燥", "乾坤", "台湾", "a", "2", "改", "改进"])),
    st.integers(5, 200),
)
def test_a_snippet_is_exactly_a_piece_of_the_text(text, words, longest):
    found = snippet(text, words, longest=longest)

    before = "…" if found.start else ""
    after = "…" if found.end < len(text) else ""
    assert "".join(run for run, _ in found.runs) == before + text[found.start : found.end] + after
    assert 0 <= found.start <= found.end <= len(text)
    assert found.end - found.start == min(longest, len(text))


@given(PROSE, st.sampled_from(["焊接", "夹具", "改进"]))
def test_a_word_that_stands_in_the_text_is_shown_marked(text, word):
    assert (marked(snippet(text, [word])) != []) == (word in text)


def test_the_stretch_with_most_of_the_words_is_chosen():
    text = "焊接" + "。" * 300 + "夹具和焊接" + "。" * 300

    found = snippet(text, ["焊接", "夹具"], longest=50)

    assert marked(found) == ["夹具", "焊接"]


@pytest.mark.parametrize(
    ("text", "words", "shown"),
    [
        ("改進焊接夾具", ["夹具"], ["夾具"]),
        ("乾燥与乾坤", ["干燥"], ["乾燥"]),
        ("乾燥与乾坤", ["乾坤"], ["乾坤"]),
        ("ＰＬＣ控制", ["plc"], ["ＰＬＣ"]),
        ("焊接机器人", ["焊接", "机器", "机器人"], ["焊接", "机器人"]),
        ("a.b", ["."], ["."]),
    ],
)
def test_matches_keep_the_characters_of_the_text(text, words, shown):
    assert marked(snippet(text, words)) == shown


@pytest.mark.django_db
def test_a_text_longer_than_a_vector_holds_is_cut_by_the_database():
    vector = stored_vector(a="焊", c="焊 " * 300 + "机 " * 17_000 + "x" * 3_000)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT %s::tsvector @@ %s::tsquery, length(%s::tsvector)", [vector, _raw(["机"]), vector]
        )
        assert cursor.fetchone() == (True, 3)


@pytest.mark.django_db
@given(
    st.lists(
        st.text(alphabet=string.punctuation + " \\'a焊", min_size=1, max_size=12), min_size=1, max_size=6
    )
)
def test_no_operator_of_a_reader_reaches_the_database(words):
    with connection.cursor() as cursor:
        for word in words:
            vector = stored_vector(a=f"焊 {word}")
            cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [vector, _raw(["焊"])])
            assert cursor.fetchone() == (True,)
        cursor.execute("SELECT numnode(%s::tsquery), querytree(%s::tsquery)", [_raw(words)] * 2)
        nodes, tree = cursor.fetchone()
    # One leaf a word and one "and" between two; nothing else whatever stood in the words.
    assert nodes == 2 * len(words) - 1
    assert "!" not in _outside_quotes(tree)
    assert "|" not in _outside_quotes(tree)


def _raw(words: list[str]) -> str:
    return question(words).source_expressions[-1].value


def _outside_quotes(text: str) -> str:
    return "".join(text.replace("\\\\", "").replace("''", "").split("'")[::2])
