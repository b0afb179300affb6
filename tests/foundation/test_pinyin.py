"""The order of Chinese names, and finding them by their initials."""

import pytest

from xinghe.foundation.pinyin import pinyin_initials, pinyin_key, pinyin_pair


def test_cities_sort_by_their_reading() -> None:
    cities = ["武汉市", "襄阳市", "长阳县", "重庆市", "恩施州", "荆州市", "荆门市", "鄂州市"]

    assert sorted(cities, key=pinyin_key) == [
        "长阳县", "重庆市", "鄂州市", "恩施州", "荆门市", "荆州市", "武汉市", "襄阳市",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "key"),
    [("曾珺", "zeng1 jun4"), ("单于霁", "chan2 yu2 ji4"), ("单霁", "shan4 ji4"), ("解缆", "xie4 lan3"), ("仇玥", "qiu2 yue4"),
     ("褚玥", "chu3 yue4"), ("区筠", "ou1 yun2"), ("查昶", "zha1 chang3"), ("覃昶", "qin2 chang3"), ("欧阳昶", "ou1 yang2 chang3")],
)  # fmt: skip
def test_a_person_sorts_by_the_reading_of_the_surname(name: str, key: str) -> None:
    assert pinyin_key(name, person=True) == key


def test_a_surname_is_read_as_one_only_where_a_person_is_meant() -> None:
    assert pinyin_key("单位") == "dan1 wei4"
    assert pinyin_key("单位", person=True) == "shan4 wei4"


@pytest.mark.parametrize(
    ("name", "letters"),
    [("武汉", "wh"), ("武漢", "wh"), ("重庆", "cq"), ("长沙", "cs"), ("厦门", "xm"), ("长阳土家族自治县", "cytjzzzx"),
     ("3D打印e3", "3ddye3"), ("", "")],
)  # fmt: skip
def test_initials_follow_the_word_not_the_character(name: str, letters: str) -> None:
    assert pinyin_initials(name) == letters


def test_a_persons_initials_follow_the_surname() -> None:
    assert [pinyin_initials(name, person=True) for name in ("曾珺", "解缆", "单于霁")] == ["zj", "xl", "cyj"]


def test_a_rare_character_has_a_key() -> None:
    assert pinyin_key("𬱖") == "di2"


@pytest.mark.parametrize("text", ["", "3D打印e3", "长阳土家族自治县的重庆火锅", "10kV开关柜第000123号", "𬱖"])
def test_the_pair_is_the_key_and_the_initials(text: str) -> None:
    assert pinyin_pair(text) == (pinyin_key(text), pinyin_initials(text))
